// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.RlpWriter;
import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixDrop;
import dev.shhnode.mix.MixException;
import dev.shhnode.mix.MixListener;
import dev.shhnode.mix.PostStage;
import dev.shhnode.mix.directory.Guards;
import dev.shhnode.mix.sphinx.Geometry;
import dev.shhnode.mix.sphinx.KeyAgreement;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.mix.sphinx.Sphinx;
import dev.shhnode.mix.sphinx.SphinxProfile;
import dev.shhnode.mix.wire.LinkCodec;
import dev.shhnode.mix.wire.LinkMessage;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.enr.NodeRecord;
import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.runtime.Moment;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * Many cores on one simulated clock. Links have a delay and lose packets; what an exit floods
 * reaches all others. The same seed gives the same run.
 */
final class SimulatedNetwork {

  static final long START = 1_700_000_400L;
  private static final int PORT = 30_303;
  private static final Duration FLOODING = Duration.ofMillis(300);

  private final SplittableRandom random;
  private final SecureRandom secureRandom;
  private final double loss;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<PublicKey, Node> byKey = new HashMap<>();
  private long now;
  private long eventCount;

  /** How often each envelope was flooded, and when first. */
  final Map<Bytes32, Integer> floods = new HashMap<>();

  final Map<Bytes32, Node> postedBy = new HashMap<>();
  final Map<Bytes32, Long> flooded = new LinkedHashMap<>();
  final Map<MixDrop, Integer> drops = new EnumMap<>(MixDrop.class);
  final Map<PostStage, Integer> stages = new EnumMap<>(PostStage.class);
  final Map<MixListener.PacketKind, Integer> sent = new EnumMap<>(MixListener.PacketKind.class);
  int loopsReturned;
  int loopsLost;

  private record Event(long time, long number, Runnable task) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(time, other.time);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  SimulatedNetwork(long seed, double loss) {
    this.random = new SplittableRandom(seed);
    this.loss = loss;
    try {
      // The only one that gives the same numbers for the same seed.
      secureRandom = SecureRandom.getInstance("SHA1PRNG");
    } catch (GeneralSecurityException e) {
      throw new AssertionError("part of every JDK", e);
    }
    secureRandom.setSeed(seed);
  }

  Moment moment() {
    return new Moment(START + now / 1_000_000_000L, now);
  }

  Duration elapsed() {
    return Duration.ofNanos(now);
  }

  List<Node> nodes() {
    return nodes;
  }

  void at(long time, Runnable task) {
    events.add(new Event(time, eventCount++, task));
  }

  void after(Duration delay, Runnable task) {
    at(now + delay.toNanos(), task);
  }

  /** Lets a time pass. */
  void run(Duration duration) {
    long end = now + duration.toNanos();
    while (!events.isEmpty() && events.peek().time() <= end) {
      Event event = events.remove();
      now = event.time();
      event.task().run();
    }
    now = end;
  }

  Node add(MixConfig config, Node... bootstrap) {
    return restarted(config, Map.of(), bootstrap);
  }

  /** Adds a node that has kept since when mixes are known. */
  Node restarted(MixConfig config, Map<MixId, Long> knownSince, Node... bootstrap) {
    KeyPair keys = KeyPair.generate(secureRandom);
    int number = nodes.size() + 1;
    Bytes ip = Bytes.of(10, 0, number >> 8, number & 0xff);
    Map<String, Bytes> address =
        Map.of("ip", RlpWriter.value(ip), "tcp", RlpWriter.value(Bytes.minimalBytes(PORT)));
    Enode enode =
        new Enode(keys.publicKey(), "10.0." + (number >> 8) + "." + (number & 0xff), PORT, 0);
    List<Enode> known = new ArrayList<>();
    for (Node each : bootstrap) {
      known.add(each.enode);
    }
    Node node = new Node(config, keys, enode, address, known, knownSince);
    nodes.add(node);
    byKey.put(keys.publicKey(), node);
    node.arm();
    return node;
  }

  /**
   * Each node hears of a share of the mixes from nobody, but for what it asks for by name: as if
   * all its peers kept them from it.
   */
  void hideFromEach(double share) {
    for (Node node : nodes) {
      for (Node other : nodes) {
        if (other != node && random.nextDouble() < share) {
          node.hidden.put(other.enode.id(), Optional.empty());
        }
      }
    }
  }

  private Duration delay() {
    return Duration.ofMillis(20 + random.nextInt(80));
  }

  /** One node of the network. */
  final class Node implements MixOutput, MixListener {
    final MixCore core;
    final KeyPair keys;
    final Enode enode;
    final Map<PublicKey, End> ends = new HashMap<>();

    /** What an observer of its links counts. */
    final Map<PublicKey, Integer> packetsTo = new HashMap<>();

    private final Set<Bytes32> seen = new HashSet<>();

    /** With the peer that told of each. */
    private final Map<PublicKey, Optional<PublicKey>> hidden = new HashMap<>();

    private Set<PublicKey> wanted = Set.of();
    Map<MixId, Long> known = Map.of();
    boolean dead;
    private long armedFor = Long.MIN_VALUE;

    Node(
        MixConfig config,
        KeyPair keys,
        Enode enode,
        Map<String, Bytes> address,
        List<Enode> bootstrap,
        Map<MixId, Long> knownSince) {
      this.keys = keys;
      this.enode = enode;
      Guards guards = Guards.draw(secureRandom, START);
      core =
          new MixCore(
              config,
              new MixNode(keys, address, bootstrap, guards, MixLink.MIX_RATE, knownSince),
              new Sphinx(config.network().geometry(), SphinxProfile.MIX1, KeyAgreement.fastest()),
              secureRandom,
              this,
              this,
              moment());
    }

    /** Has the core run when it is due. */
    void arm() {
      if (dead) {
        return;
      }
      long due = Math.max(now, core.nextDeadline(moment()));
      if (armedFor < now || due < armedFor) {
        armedFor = due;
        at(due, this::fire);
      }
    }

    private void fire() {
      if (!dead && armedFor == now) {
        armedFor = Long.MIN_VALUE;
        core.onTime(moment());
        arm();
      }
    }

    Bytes32 post(int hops) throws MixException {
      Bytes envelope = Bytes.random(400, secureRandom);
      Bytes32 hash = Keccak256.hash(envelope);
      postedBy.put(hash, this);
      core.post(envelope, hash, hops, true, Duration.ofMinutes(2), moment());
      arm();
      return hash;
    }

    @Override
    public void flood(Bytes envelope, Runnable onRefused) {
      Bytes32 hash = Keccak256.hash(envelope);
      if (!seen.add(hash)) {
        onRefused.run();
        return;
      }
      floods.merge(hash, 1, Integer::sum);
      flooded.putIfAbsent(hash, now);
      for (Node other : nodes) {
        after(FLOODING, () -> other.hear(hash));
      }
    }

    private void hear(Bytes32 hash) {
      if (!dead) {
        seen.add(hash);
        core.onFlooded(hash, moment());
        arm();
      }
    }

    @Override
    public void onGuards(Guards guards) {}

    @Override
    public void onKnown(Map<MixId, Long> since) {
      known = since;
    }

    @Override
    public void onLinksWanted(List<Enode> enodes) {
      Set<PublicKey> fresh = new HashSet<>();
      for (Enode each : enodes) {
        fresh.add(each.id());
      }
      wanted = fresh;
      for (Enode each : enodes) {
        dial(each.id());
      }
    }

    private void dial(PublicKey id) {
      Node other = byKey.get(id);
      if (other != null && !ends.containsKey(id)) {
        after(delay(), () -> connect(other));
      }
    }

    private void connect(Node other) {
      if (dead || ends.containsKey(other.enode.id())) {
        return;
      }
      if (other.dead) {
        // As the dialer does, later once more.
        after(Duration.ofSeconds(5), () -> redial(other));
        return;
      }
      Duration oneWay = delay();
      End here = new End(this, other, oneWay);
      End there = new End(other, this, oneWay);
      ends.put(other.enode.id(), here);
      other.ends.put(enode.id(), there);
      here.open(there);
      there.open(here);
    }

    private void redial(Node other) {
      if (wanted.contains(other.enode.id())) {
        connect(other);
      }
    }

    /** The process ends: its peers see their connections closed. */
    void kill() {
      dead = true;
      for (End end : List.copyOf(ends.values())) {
        end.drop();
      }
    }

    @Override
    public void onDropped(MixDrop reason) {
      drops.merge(reason, 1, Integer::sum);
    }

    @Override
    public void onPost(Bytes32 hash, PostStage stage) {
      stages.merge(stage, 1, Integer::sum);
    }

    @Override
    public void onSent(PacketKind kind) {
      sent.merge(kind, 1, Integer::sum);
    }

    @Override
    public void onLoopReturned() {
      loopsReturned++;
    }

    @Override
    public void onLoopLost() {
      loopsLost++;
    }
  }

  /** One end of a link: what is sent here arrives at the other. */
  private final class End implements LinkOutput {
    private final Node owner;
    private final Node other;
    private final Duration oneWay;
    private End remote;
    private MixLink link;

    End(Node owner, Node other, Duration oneWay) {
      this.owner = owner;
      this.other = other;
      this.oneWay = oneWay;
    }

    void open(End to) {
      remote = to;
      link = owner.core.linkOpened(other.enode.id(), this, moment());
      owner.arm();
    }

    @Override
    public void send(LinkMessage message) {
      if (message instanceof LinkMessage.Packet) {
        owner.packetsTo.merge(other.enode.id(), 1, Integer::sum);
        if (random.nextDouble() < loss) {
          return;
        }
      }
      Bytes body = LinkCodec.encode(message);
      int code = LinkCodec.codeOf(message);
      after(oneWay, () -> remote.arrive(code, body));
    }

    private void arrive(int code, Bytes body) {
      if (owner.dead || owner.ends.get(other.enode.id()) != this) {
        return;
      }
      try {
        owner.core.onMessage(link, seen(LinkCodec.decode(code, body, Geometry.MIX1)), moment());
      } catch (DecodeException e) {
        throw new AssertionError(e);
      }
      owner.arm();
    }

    /** Without what is hidden from the owner and was told by somebody else before. */
    private LinkMessage seen(LinkMessage message) throws DecodeException {
      if (message instanceof LinkMessage.GetDescriptors asked && !owner.hidden.isEmpty()) {
        // A peer that has the same mixes would vouch for all of them by that.
        return new LinkMessage.GetDescriptors(asked.prefix(), Bytes32.ZERO);
      }
      if (!(message instanceof LinkMessage.Descriptors told)) {
        return message;
      }
      List<Bytes> left = new ArrayList<>();
      for (Bytes record : told.records()) {
        PublicKey mix = NodeRecord.decode(record).publicKey();
        PublicKey teller = other.enode.id();
        owner.hidden.computeIfPresent(mix, (id, first) -> first.or(() -> Optional.of(teller)));
        if (owner.hidden.getOrDefault(mix, Optional.of(teller)).equals(Optional.of(teller))) {
          left.add(record);
        }
      }
      return new LinkMessage.Descriptors(left);
    }

    @Override
    public void hangUp(DisconnectReason reason, String why) {
      drop();
    }

    void drop() {
      owner.ends.remove(other.enode.id(), this);
      after(oneWay, () -> remote.gone());
      after(Duration.ZERO, this::closed);
    }

    private void gone() {
      if (other.dead && owner.ends.remove(other.enode.id(), this)) {
        closed();
        owner.redial(other);
      }
    }

    private void closed() {
      if (!owner.dead) {
        owner.core.linkClosed(link, moment());
        owner.arm();
      }
    }
  }
}
