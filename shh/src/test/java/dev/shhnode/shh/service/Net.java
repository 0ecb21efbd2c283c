// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageContent;
import dev.shhnode.envelope.MessageSealer;
import dev.shhnode.envelope.SealedMessage;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.TopicPrefix;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.pow.NonceSearch;
import dev.shhnode.pow.PowRule;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.DecryptionKey;
import dev.shhnode.shh.FilterCriteria;
import dev.shhnode.shh.SealingRule;
import dev.shhnode.shh.ShhConfig;
import dev.shhnode.shh.ShhException;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.Source;
import dev.shhnode.shh.Verdict;
import dev.shhnode.shh.filter.CandidateKeys;
import dev.shhnode.shh.filter.DeliveryTurns;
import dev.shhnode.shh.filter.Filter;
import dev.shhnode.shh.gossip.EnvelopeRules;
import dev.shhnode.shh.gossip.PeerLink;
import dev.shhnode.shh.gossip.Shh6;
import dev.shhnode.shh.gossip.ShhPeer;
import dev.shhnode.shh.gossip.ShhProtocol;
import dev.shhnode.shh.wire.BundleReader;
import dev.shhnode.shh.wire.Packet;
import dev.shhnode.shh.wire.PacketCode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Random;
import java.util.function.BiConsumer;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * A network of cores in memory, with one clock that tests set, from which those of nodes may
 * differ. Packets go through the codec.
 */
final class Net {

  static final String GETH_18 = "Geth/v1.8.27-stable/linux-amd64/go1.11";
  static final String GETH_19 = "Geth/v1.9.6-stable/linux-amd64/go1.13";
  static final String OURS = "shhnode/v1.0.0/linux-amd64/java17";

  final SecureRandom random = new SecureRandom();
  final SymmetricKey key = SymmetricKey.generate(random);
  Moment now = new Moment(1_700_000_000, 0);

  /** Delivered at the next {@link #run}. */
  private final Queue<Runnable> inFlight = new ArrayDeque<>();

  /** One node. */
  final class Node {
    final ShhCore core;
    final List<KeyPair> identities = new ArrayList<>();
    final PublicKey id = KeyPair.generate(random).publicKey();

    /** Seconds that its clock is ahead of the true time. */
    long clockError;

    /** Whether it goes by its own clock, and hangs up on whoever does not, as geth. */
    boolean strictAboutTime;

    Node(ShhConfig config) {
      core =
          new ShhCore(
              config,
              Net::openAtOnce,
              new DeliveryTurns(Runnable::run),
              () -> identities,
              ShhListener.NONE,
              new Random(1));
    }

    /** The time that it goes by. */
    Moment now() {
      long correction = strictAboutTime ? 0 : core.gossip().clock().correctionSeconds();
      return new Moment(now.unixSeconds() + clockError + correction, now.nanos(), correction);
    }

    /** Posts a message by its clock. */
    void post(Topic topic, long ttl, String text) throws ShhException {
      core.gossip().addOwn(List.of(envelope(now(), topic, ttl, text)), now());
    }

    /** Hangs up if the packet is too much for it. */
    private boolean accepts(List<Envelope> envelopes) {
      return !strictAboutTime
          || envelopes.stream()
              .map(envelope -> EnvelopeRules.judgeTime(envelope, now()))
              .noneMatch(Verdict::isOfTime);
    }

    Filter filter(Topic... topics) throws ShhException {
      return filter(0, false, topics);
    }

    Filter filter(double minPow, boolean allowP2p, Topic... topics) throws ShhException {
      List<TopicPrefix> prefixes = new ArrayList<>();
      for (Topic topic : topics) {
        prefixes.add(TopicPrefix.of(topic, Topic.SIZE));
      }
      FilterCriteria criteria =
          new FilterCriteria(
              new DecryptionKey.Symmetric(key), prefixes, Optional.empty(), minPow, allowP2p);
      Filter filter = new Filter("filter" + random.nextLong(), criteria, core.readers().budget());
      core.addFilter(filter, now());
      return filter;
    }
  }

  Node node(ShhConfig config) {
    return new Node(config);
  }

  Node node() {
    return node(ShhConfig.defaults());
  }

  /** What most tests leave at its default. */
  static ShhConfig config(
      double minPow, long maxMessageSize, boolean light, long poolBytes, long bufferedBytes) {
    return new ShhConfig(
        minPow,
        false,
        ShhConfig.DEFAULT_MAX_TTL_SECONDS,
        maxMessageSize,
        light,
        poolBytes,
        bufferedBytes,
        SealingRule.AUTO,
        false,
        ShhConfig.DEFAULT_MAX_SEARCH);
  }

  /** A connection between two nodes; each is told the other's client id. */
  final class Connection {
    final Link toRight = new Link();
    final Link toLeft = new Link();

    Connection(Node left, String leftClient, Node right, String rightClient) {
      this(Shh6.INSTANCE, left, leftClient, right, rightClient);
    }

    Connection(ShhProtocol protocol, Node left, String leftClient, Node right, String rightClient) {
      toRight.open(right, this);
      toLeft.open(left, this);
      toLeft.source =
          left.core.gossip().peerConnected(right.id, rightClient, protocol, toRight, left.now());
      toRight.source =
          right.core.gossip().peerConnected(left.id, leftClient, protocol, toLeft, right.now());
    }

    boolean isUp() {
      return toRight.refused == null && toLeft.refused == null;
    }
  }

  /** One direction of a connection: what its sender wants out arrives at the target. */
  final class Link implements PeerLink {
    final List<Integer> codes = new ArrayList<>();
    final List<Integer> bundleSizes = new ArrayList<>();
    DisconnectReason refused;
    Node target;
    ShhPeer source;
    private Connection connection;

    void open(Node to, Connection on) {
      target = to;
      connection = on;
    }

    /** The target's view of the sender. */
    private ShhPeer senderAtTarget() {
      return this == connection.toRight ? connection.toRight.source : connection.toLeft.source;
    }

    @Override
    public Object origin() {
      return this;
    }

    @Override
    public void send(int code, Bytes body) {
      send(code, body, () -> {});
    }

    @Override
    public void send(int code, Bytes body, Runnable onWritten) {
      codes.add(code);
      if (code == PacketCode.MESSAGES) {
        bundleSizes.add(body.size());
      }
      inFlight.add(
          () -> {
            onWritten.run();
            deliver(code, body);
          });
    }

    private void deliver(int code, Bytes body) {
      try {
        ShhPeer sender = senderAtTarget();
        if (code == PacketCode.MESSAGES) {
          deliverBundle(sender, body);
        } else {
          Packet packet = sender.protocol().decode(code, body, sender.dialect());
          target.core.gossip().onPacket(sender, packet, target.now());
        }
      } catch (DecodeException e) {
        throw new AssertionError(e);
      }
    }

    private void deliverBundle(ShhPeer sender, Bytes body) throws DecodeException {
      BundleReader reader = sender.protocol().readBundle(body).orElseThrow();
      do {
        List<Envelope> part = reader.next(2, Integer.MAX_VALUE, () -> {});
        boolean last = reader.isAtEnd();
        target
            .core
            .gossip()
            .onPacket(
                sender,
                new Packet.Messages(
                    part, last, last ? Optional.of(Bytes32.ZERO) : Optional.empty()),
                target.now());
        if (!target.accepts(part)) {
          refused = DisconnectReason.SUBPROTOCOL_ERROR;
        }
      } while (!reader.isAtEnd());
    }

    @Override
    public void disconnect(DisconnectReason reason, String why) {
      refused = reason;
    }
  }

  Connection connect(ShhProtocol protocol, Node left, Node right) {
    return new Connection(protocol, left, OURS, right, OURS);
  }

  Connection connect(Node left, Node right) {
    return new Connection(left, OURS, right, OURS);
  }

  /** Delivers packets and lets the nodes flush until nothing moves. */
  void run(Node... nodes) {
    do {
      while (!inFlight.isEmpty()) {
        inFlight.remove().run();
      }
      for (Node node : nodes) {
        node.core.gossip().flush(node.now());
      }
    } while (!inFlight.isEmpty());
  }

  void pass(Duration duration, Node... nodes) {
    now = now.plus(duration);
    for (Node node : nodes) {
      node.core.onTime(node.now());
    }
    run(nodes);
  }

  /** An envelope that is good by a rule. */
  Envelope envelope(PowRule rule, double pow, Topic topic, long ttl, String text) {
    return envelope(WhisperVersion.V6, rule, pow, topic, ttl, text);
  }

  private Envelope envelope(Moment at, Topic topic, long ttl, String text) {
    return envelope(at, WhisperVersion.V6, PowRule.EIP_627, 0.3, topic, ttl, text);
  }

  Envelope envelope(
      WhisperVersion version, PowRule rule, double pow, Topic topic, long ttl, String text) {
    return envelope(now, version, rule, pow, topic, ttl, text);
  }

  private Envelope envelope(
      Moment at,
      WhisperVersion version,
      PowRule rule,
      double pow,
      Topic topic,
      long ttl,
      String text) {
    SealedMessage message =
        MessageSealer.sealSymmetric(
            version,
            key,
            Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)),
            Optional.empty(),
            Optional.empty(),
            random);
    return mine(Envelope.of(version, at.unixSeconds() + ttl, ttl, topic, message, 0), rule, pow);
  }

  /** An envelope with some proof of work by EIP-627, but by no luck with so much. */
  Envelope envelopeBelow(double pow, Topic topic, long ttl, String text) {
    Envelope envelope;
    do {
      envelope = envelope(PowRule.EIP_627, 0.3, topic, ttl, text);
    } while (envelope.pow(PowRule.EIP_627, 0) >= pow);
    return envelope;
  }

  Envelope mine(Envelope blank, PowRule rule, double pow) {
    return mineBits(blank, rule, PowRule.targetBits(pow, blank.measuredBytes(), blank.ttl()));
  }

  Envelope mineBits(Envelope blank, PowRule rule, int bits) {
    NonceSearch search = new NonceSearch(Runnable::run, 1, () -> 0);
    NonceSearch.Result result =
        search
            .search(
                new NonceSearch.Task(
                    rule, blank.rlpWithoutNonce(), OptionalInt.of(bits), Long.MAX_VALUE),
                this,
                () -> false,
                (nonces, seconds) -> {})
            .join();
    return blank.withNonce(((NonceSearch.Result.Found) result).nonce());
  }

  static void openAtOnce(
      Envelope envelope,
      Source source,
      CandidateKeys keys,
      BiConsumer<DecryptionKey, MessageContent> onOpened) {
    for (DecryptionKey key : keys.now()) {
      key.open(envelope).ifPresent(content -> onOpened.accept(key, content));
    }
  }
}
