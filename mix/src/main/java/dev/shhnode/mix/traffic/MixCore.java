// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.mix.MixAlarm;
import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixDrop;
import dev.shhnode.mix.MixException;
import dev.shhnode.mix.MixFailure;
import dev.shhnode.mix.MixInfo;
import dev.shhnode.mix.MixListener;
import dev.shhnode.mix.MixListener.PacketKind;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.MixStatus;
import dev.shhnode.mix.directory.Descriptor;
import dev.shhnode.mix.directory.Directory;
import dev.shhnode.mix.directory.EpochKeys;
import dev.shhnode.mix.directory.Guards;
import dev.shhnode.mix.directory.MixView;
import dev.shhnode.mix.directory.PathSelector;
import dev.shhnode.mix.directory.Reliability;
import dev.shhnode.mix.directory.Vicinity;
import dev.shhnode.mix.sphinx.Command;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.mix.sphinx.Sphinx;
import dev.shhnode.mix.sphinx.Unwrapped;
import dev.shhnode.mix.wire.LinkMessage;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.runtime.Moment;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * A node of a mix network, without input and output: links, messages and time come in by method
 * calls; what is to be done goes out by {@link LinkOutput} and {@link MixOutput}. Not thread-safe;
 * belongs to the mix loop.
 */
public final class MixCore {

  private static final long SECOND = 1_000_000_000L;

  /** How often in an epoch it is looked at which mixes are known. */
  private static final long KEEPS_OF_AN_EPOCH = 60;

  /** How often posts are looked at. */
  private static final long POST_INTERVAL = SECOND / 10;

  private final MixConfig config;
  private final MixNode node;
  private final SecureRandom random;
  private final MixOutput output;
  private final MixListener listener;
  private final EpochKeys keys;
  private final Directory directory;
  private final Reliability reliability = new Reliability();
  private final PathSelector selector;
  private final Links links;
  private final WantedLinks wantedLinks;
  private final DirectoryGossip gossip;
  private final OwnDescriptor descriptor;
  private final Opener opener;
  private final MixingPool pool = new MixingPool();
  private final PoolFloor floor;
  private final OwnTraffic traffic;
  private List<Enode> wanted = List.of();
  private boolean wantedChanged = true;

  /** Mixes that packets have to go to and that are to be looked up. */
  private final Set<MixId> unknown = new HashSet<>();

  private Map<MixId, Long> kept = Map.of();
  private long nextKeep;
  private long nextSecond;
  private long nextPosts;
  private Guards guards;

  public MixCore(
      MixConfig config,
      MixNode node,
      Sphinx sphinx,
      SecureRandom random,
      MixOutput output,
      MixListener listener,
      Moment now) {
    this.config = config;
    this.node = node;
    this.random = random;
    this.output = output;
    this.listener = listener;
    PublicKey self = node.keys().publicKey();
    this.guards = node.guards();
    this.keys = new EpochKeys(config.network(), random);
    this.directory = new Directory(config, self, node.knownSince(), Bytes32.random(random));
    this.selector = new PathSelector(self, guards, reliability);
    this.links =
        new Links(directory, reliability, listener, () -> wantedChanged = true, unknown::add);
    this.wantedLinks = new WantedLinks(config, self, node.bootstrap(), directory, selector, links);
    this.gossip = new DirectoryGossip(config, directory, links, random, listener, now);
    this.descriptor =
        new OwnDescriptor(config, node.keys(), node.address(), node.capacity(), keys, random);
    this.opener =
        new Opener(sphinx, keys, node.capacity(), links::readyCount, listener, now.nanos());
    this.floor = new PoolFloor(now.nanos());
    this.traffic =
        new OwnTraffic(
            config,
            MixId.of(self),
            new PacketMaker(sphinx, selector, random),
            keys,
            directory,
            reliability,
            links,
            random,
            listener,
            now.nanos());
    this.nextSecond = now.nanos();
    this.nextPosts = now.nanos();
    this.nextKeep = now.nanos();
    keys.advance(now.unixSeconds());
  }

  // Links

  /** A link with a peer is open. */
  public MixLink linkOpened(PublicKey peer, LinkOutput linkOutput, Moment now) {
    MixLink link = links.open(peer, linkOutput, now.nanos());
    gossip.onOpen(link, now);
    return link;
  }

  /** A link is gone. */
  public void linkClosed(MixLink link, Moment now) {
    links.close(link);
    boolean lost = links.ready(link.id()).isEmpty();
    // Either end hangs up where nothing has gone for long, which says nothing against the mix.
    boolean idle = wantedLinks.isIdle(link, now.nanos());
    if (lost && !idle && link.isReady() && directory.get(link.id()).isPresent()) {
      reliability.down(link.id(), now.nanos());
      wantedChanged = true;
    }
  }

  /** A peer has said something. */
  public void onMessage(MixLink link, LinkMessage message, Moment now) {
    if (link.isUseless()) {
      return;
    }
    if (message instanceof LinkMessage.Status status) {
      if (gossip.onStatus(link, status)) {
        if (link.output().vicinity() != Vicinity.PRIVATE) {
          selector.onLinkedInPublic();
        }
        links.onReady(link, now.nanos());
      }
    } else if (link.status().isEmpty()) {
      // Whoever says nothing of itself may be of another network.
      listener.onDropped(MixDrop.NO_STATUS);
    } else if (message instanceof LinkMessage.Packet packet) {
      onPacket(link, packet.bytes(), now);
    } else if (message instanceof LinkMessage.Descriptors descriptors) {
      onFresh(gossip.onDescriptors(link, descriptors, now));
    } else if (message instanceof LinkMessage.GetDescriptors request) {
      gossip.onRequest(link, request, now);
    } else if (message instanceof LinkMessage.Credit credit) {
      link.setCredit(credit.packetsPerSecond(), now.nanos());
    }
  }

  private void onFresh(List<Descriptor> mixes) {
    wantedChanged |= !mixes.isEmpty();
    for (Descriptor mix : mixes) {
      if (mix.node().equals(node.keys().publicKey())) {
        descriptor.supersede(mix.record().seq());
      }
    }
  }

  // Packets of others

  private void onPacket(MixLink link, Bytes packet, Moment now) {
    listener.onReceived();
    Optional<Unwrapped> unwrapped = opener.open(packet, link, now);
    if (unwrapped.isPresent()) {
      take(link, unwrapped.get(), now);
    }
  }

  private void take(MixLink from, Unwrapped unwrapped, Moment now) {
    if (unwrapped instanceof Unwrapped.Forward forward) {
      keep(MixRole.RELAY, from, forward, forward.delayNanos(), now);
    } else if (unwrapped instanceof Unwrapped.Exit exit && exit.command() == Command.FLOOD) {
      keep(MixRole.EXIT, from, exit, exit.delayNanos(), now);
    } else if (unwrapped instanceof Unwrapped.Exit exit && exit.command() == Command.DROP) {
      // What is no loop of ours is cover of somebody, and has done its work by coming here.
      traffic.onDrop(exit.body(), now.nanos());
    } else {
      listener.onDropped(MixDrop.NOT_SERVED);
    }
  }

  private void keep(MixRole role, MixLink from, Unwrapped packet, long delayNanos, Moment now) {
    if (!config.roles().contains(role)) {
      listener.onDropped(MixDrop.NO_ROLE);
    } else if (pool.add(packet, from.id(), now.nanos() + delayNanos)) {
      listener.onMixed();
      if (view(now).isActive(from.id())) {
        // Of others they may all be of one node, which has as many links as it likes and says of
        // each that it is a mix.
        floor.onPacket(from.id(), now.nanos());
      }
    } else {
      listener.onDropped(MixDrop.POOL_FULL);
    }
  }

  private void release(MixingPool.Kept kept, Moment now) {
    Unwrapped packet = kept.packet();
    if (packet instanceof Unwrapped.Forward forward) {
      int decoys = floor.decoysDue(links.mixCount(view(now)), forward.delayNanos(), now.nanos());
      // If it always left last, or first, its place would tell it from them.
      int before = random.nextInt(decoys + 1);
      sendDecoys(before, now);
      links.send(forward.next(), forward.packet(), PacketKind.FORWARDED, kept.from(), now.nanos());
      sendDecoys(decoys - before, now);
    } else if (packet instanceof Unwrapped.Exit exit) {
      listener.onExit();
      output.flood(exit.body(), () -> listener.onDropped(MixDrop.EXIT_REFUSED));
    }
  }

  private void sendDecoys(int count, Moment now) {
    for (int decoy = 0; decoy < count; decoy++) {
      traffic.sendDecoy(floor::onDecoy, now);
    }
  }

  // Posts of this node

  /**
   * Sends an envelope through mixes.
   *
   * @param envelope its RLP
   * @param hash by which it is known when it comes back
   * @param hops mixes on its path, 1 to 3
   * @param comesBack whether it will come back by flooding, which tells that it was not lost
   * @param ttl how long the envelope lives from now on
   * @return how long it will take until it is flooded, on average
   * @throws MixException if it cannot be sent
   */
  public Duration post(
      Bytes envelope, Bytes32 hash, int hops, boolean comesBack, Duration ttl, Moment now)
      throws MixException {
    long epoch = epoch(now);
    MixView view = directory.view(epoch);
    traffic.use(hops);
    Optional<MixFailure> failure = traffic.refusal(envelope, view, hops);
    if (failure.isPresent()) {
      throw new MixException(failure.get());
    }
    return traffic.post(envelope, hash, hops, comesBack, ttl, now.nanos());
  }

  /**
   * Whether a post could be sent at present.
   *
   * @throws MixException if it could not
   */
  public void check(int hops, Moment now) throws MixException {
    traffic.use(hops);
    Optional<MixFailure> failure = traffic.refusal(Bytes.EMPTY, directory.view(epoch(now)), hops);
    if (failure.isPresent()) {
      throw new MixException(failure.get());
    }
  }

  /** An envelope has come by flooding, from wherever. */
  public void onFlooded(Bytes32 hash, Moment now) {
    traffic.onFlooded(hash, now.nanos());
  }

  // Time

  /** Does what is due; to be called at {@link #nextDeadline}, and whenever it is convenient. */
  public void onTime(Moment now) {
    keys.advance(now.unixSeconds());
    for (Optional<MixingPool.Kept> due = pool.next(now.nanos());
        due.isPresent();
        due = pool.next(now.nanos())) {
      release(due.get(), now);
    }
    traffic.onTime(directory.view(epoch(now)), now);
    descriptor.onTime(now).ifPresent(record -> gossip.onOwn(record.encode(), now));
    links.onTime(now.nanos());
    if (now.nanos() - nextPosts >= 0) {
      nextPosts = now.nanos() + POST_INTERVAL;
      traffic.lookAfterPosts(now.nanos());
    }
    if (now.nanos() - nextSecond >= 0) {
      nextSecond = now.nanos() + SECOND;
      everySecond(now);
    }
    unknown.forEach(id -> gossip.lookUp(id, now.nanos()));
    unknown.clear();
    if (wantedChanged) {
      tellWanted(now);
    }
  }

  private void everySecond(Moment now) {
    directory.expire(now.unixSeconds());
    reliability.retain(directory);
    if (guards.isOver(now.unixSeconds())) {
      guards = Guards.draw(random, now.unixSeconds());
      selector.setGuards(guards);
      output.onGuards(guards);
    }
    gossip.onTime(now);
    traffic.lookAfterLoops(now.nanos());
    for (MixLink link : links.allReady()) {
      promoteIfMix(link, now.nanos());
    }
    tellWanted(now);
    hangUpOnIdle(now.nanos());
    hangUpOnSilent(now.nanos());
    keepKnown(now.nanos());
  }

  private void keepKnown(long now) {
    if (now - nextKeep < 0) {
      return;
    }
    nextKeep = now + config.network().epoch().dividedBy(KEEPS_OF_AN_EPOCH).toNanos();
    Map<MixId, Long> known = directory.knownSince();
    if (!known.equals(kept)) {
      kept = known;
      output.onKnown(known);
    }
  }

  private void promoteIfMix(MixLink link, long now) {
    if (!link.isPromoted() && directory.get(link.id()).isPresent()) {
      link.promote(now);
      link.output().send(new LinkMessage.Credit(MixLink.MIX_RATE));
    }
  }

  private void tellWanted(Moment now) {
    wantedChanged = false;
    List<Enode> fresh = wantedLinks.wanted(epoch(now), traffic.hopsInUse(), now.nanos());
    if (!fresh.equals(wanted)) {
      wanted = fresh;
      output.onLinksWanted(fresh);
    }
  }

  private void hangUpOnIdle(long now) {
    Set<PublicKey> useful = wanted.stream().map(Enode::id).collect(Collectors.toSet());
    for (MixLink link : links.allReady()) {
      if (!useful.contains(link.node()) && wantedLinks.isIdle(link, now)) {
        link.output().hangUp(DisconnectReason.REQUESTED, "idle");
      }
    }
  }

  /** Whoever connects and says nothing must not keep the place of a link. */
  private void hangUpOnSilent(long now) {
    for (MixLink link : links.all()) {
      if (link.isSilent(now)) {
        link.setUseless();
        link.output().hangUp(DisconnectReason.USELESS_PEER, "no status");
      }
    }
  }

  /** When {@link #onTime} is due at the latest: a reading of the monotonic clock. */
  public long nextDeadline(Moment now) {
    if (wantedChanged) {
      return now.nanos();
    }
    long next = Math.min(nextSecond, traffic.nextDeadline(nextPosts));
    next = pool.nextDeadline(next) - next < 0 ? pool.nextDeadline(next) : next;
    next = descriptor.nextDeadline(next, now.nanos());
    return links.nextDeadline(next, now.nanos());
  }

  // What is known

  private long epoch(Moment now) {
    return config.network().epochAt(now.unixSeconds());
  }

  /** The mixes of this epoch. */
  public MixView view(Moment now) {
    return directory.view(epoch(now));
  }

  public MixStatus status(Moment now) {
    MixView view = view(now);
    Set<MixAlarm> alarms = EnumSet.noneOf(MixAlarm.class);
    if (gossip.isAlarming()) {
      alarms.add(MixAlarm.VIEWS_DIFFER);
    }
    if (traffic.isAlarming()) {
      alarms.add(MixAlarm.LOOPS_LOST);
    }
    return new MixStatus(
        config,
        view.epoch(),
        directory.size(),
        view.active().size(),
        view.layers().stream().map(List::size).toList(),
        links.readyCount(),
        view.digest(),
        traffic.posts(),
        pool.size(),
        node.capacity(),
        alarms);
  }

  /** All mixes that are known, in no order. */
  public List<MixInfo> mixes(Moment now) {
    MixView view = view(now);
    Set<MixId> active = view.active().stream().map(Descriptor::id).collect(Collectors.toSet());
    return directory.entries().stream().map(entry -> info(entry, view, active, now)).toList();
  }

  private MixInfo info(Directory.Entry entry, MixView view, Set<MixId> active, Moment now) {
    Descriptor mix = entry.descriptor();
    return new MixInfo(
        mix.endpoint(),
        mix.epoch(),
        mix.roles(),
        mix.capacity(),
        mix.minPow(),
        entry.witnesses().size(),
        active.contains(mix.id()),
        view.layerOf(mix.id()).map(layer -> layer + 1),
        links.ready(mix.id()).isPresent(),
        reliability.isDown(mix.id(), now.nanos()));
  }
}
