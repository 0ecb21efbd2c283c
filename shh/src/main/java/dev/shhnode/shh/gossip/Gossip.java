// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import static java.util.Objects.requireNonNull;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.pow.PowRule;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.Offence;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.DropReason;
import dev.shhnode.shh.Failure;
import dev.shhnode.shh.SealingRule;
import dev.shhnode.shh.ShhConfig;
import dev.shhnode.shh.ShhException;
import dev.shhnode.shh.ShhInfo;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.ShhPeerInfo;
import dev.shhnode.shh.Source;
import dev.shhnode.shh.Verdict;
import dev.shhnode.shh.clock.ClockEstimate;
import dev.shhnode.shh.pool.EnvelopePool;
import dev.shhnode.shh.pool.PoolShare;
import dev.shhnode.shh.pool.PooledEnvelope;
import dev.shhnode.shh.post.Sealing;
import dev.shhnode.shh.wire.BundleReader;
import dev.shhnode.shh.wire.Packet;
import dev.shhnode.shh.wire.PacketCode;
import dev.shhnode.shh.wire.PacketCodec;
import dev.shhnode.shh.wire.PeerDialect;
import dev.shhnode.shh.wire.ShhPacketLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * What goes on between this node and its peers: who they are, what they send, which envelopes are
 * kept, and who gets them.
 *
 * <p>Packets and the time come in by method calls, what is to be sent goes out through the {@link
 * PeerLink} of each peer. Not thread-safe; belongs to the shh loop. After a call that may have
 * brought news, call {@link #flush}; call {@link #onTime} about once a second.
 */
public final class Gossip {

  /** Ours: geth waits for ever; here a peer that never says Status gives its place to another. */
  public static final Duration STATUS_PATIENCE = Duration.ofSeconds(30);

  /**
   * Ours: of sixteen parts of the room so many are for the main pool, and one for that of each
   * older version, of which there is less traffic. The rest is what envelopes of this node, and
   * hashes of what has gone, take besides.
   */
  private static final int MAIN_POOL_PARTS = 12;

  private static final int POOL_PARTS = 16;

  /** Ours: a message of a conversation, which has a part of the pool for itself. */
  private static final int MAX_BRIEF_BYTES = 4 << 10;

  /** Ours, as above; the usual TTL is 50 s. */
  private static final long MAX_BRIEF_SECONDS = 300;

  private final Map<WhisperVersion, EnvelopePool> pools = new EnumMap<>(WhisperVersion.class);
  private final Interest interest;
  private final AdaptedRequirement requirement;
  private final EnvelopeSink readers;
  private final ShhListener listener;
  private final Bridge bridge;
  private final ClockEstimate clock;
  private final SealingRule sealingRule;
  private final ShhPeers peers = new ShhPeers();

  /**
   * @param readers get the envelopes that are new
   * @param listener told what becomes of envelopes
   * @param random for what strangers must not foresee
   */
  public Gossip(
      ShhConfig config, EnvelopeSink readers, ShhListener listener, RandomGenerator random) {
    for (WhisperVersion version : WhisperVersion.values()) {
      boolean main = version == WhisperVersion.V6;
      pools.put(
          version,
          new EnvelopePool(
              config.maxPoolBytes() / POOL_PARTS * (main ? MAIN_POOL_PARTS : 1), listener, random));
    }
    this.interest = new Interest(config);
    this.requirement = new AdaptedRequirement(config.minPow(), config.adaptsMinPow());
    this.readers = readers;
    this.listener = listener;
    this.bridge = new Bridge(config.bridge(), listener);
    this.clock = new ClockEstimate(listener);
    this.sealingRule = config.sealingRule();
  }

  // Peers

  /**
   * A connection that speaks {@code protocol} is up. Our Status goes out at once, without waiting
   * for theirs.
   */
  public ShhPeer peerConnected(
      PublicKey id, String clientId, ShhProtocol protocol, PeerLink link, Moment now) {
    EnvelopePool pool = pool(protocol.version());
    PeerDialect dialect = PeerDialect.of(clientId);
    ShhPeer peer =
        new ShhPeer(
            id,
            protocol,
            dialect,
            link,
            pool.takePeerSlot(),
            pool.newCursor(),
            pool.joinShare(link.origin()),
            now);
    peers.get(id, protocol).ifPresent(this::peerClosed);
    peers.add(peer);
    clock.connected(peer.origin(), dialect.correctsItsClock(), now);
    peer.sendSmall(PacketCode.STATUS, protocol.encodeStatus(interest.status(), dialect));
    return peer;
  }

  private EnvelopePool pool(WhisperVersion version) {
    return requireNonNull(pools.get(version));
  }

  /** Whether the pool has an envelope just now; from any thread. */
  public boolean isPooled(Envelope envelope) {
    return pool(envelope.version()).contains(envelope);
  }

  /** The connection is gone. */
  public void peerClosed(ShhPeer peer) {
    if (peers.remove(peer)) {
      EnvelopePool pool = pool(peer.protocol().version());
      clock.closed(peer.origin());
      peer.cursor().close();
      pool.leaveShare(peer.share());
      pool.releasePeerSlot(peer.slot());
    }
  }

  /** A packet has come from a connected peer. */
  public void onPacket(ShhPeer peer, Packet packet, Moment now) {
    if (!peers.contains(peer)) {
      listener.onDropped(DropReason.LATE_PACKET, 1);
      return;
    }
    if (packet instanceof Packet.Status status) {
      onStatus(peer, status);
    } else if (!peer.isReady()) {
      hangUp(peer, "packet before Status");
    } else if (packet instanceof Packet.Messages messages) {
      onMessages(peer, messages, now);
    } else if (packet instanceof Packet.PowRequirement requirement) {
      countIfPassedOver(peer.onPowRequirement(requirement.minPow(), now));
    } else if (packet instanceof Packet.BloomUpdate update) {
      countIfPassedOver(peer.onBloom(update.bloom(), now));
    } else if (packet instanceof Packet.P2pMessage message) {
      onP2pMessage(peer, message, now);
    } else {
      listener.onDropped(DropReason.UNKNOWN_PACKET, 1);
    }
  }

  private void countIfPassedOver(boolean passedOver) {
    if (passedOver) {
      listener.onDropped(DropReason.ANNOUNCEMENT, 1);
    }
  }

  /** A second Status is ignored, as in geth. */
  private void onStatus(ShhPeer peer, Packet.Status status) {
    if (peer.isReady()) {
      listener.onDropped(DropReason.REPEATED_STATUS, 1);
      return;
    }
    if (status.lightClient() && interest.lightClient()) {
      hangUp(peer, "two light clients are of no use to each other");
      return;
    }
    peer.onStatus(status);
  }

  /** One bad envelope ends the session, but not before the good ones are taken. */
  private void onMessages(ShhPeer peer, Packet.Messages part, Moment now) {
    BundleErrors errors = peer.bundleErrors();
    for (Envelope envelope : part.envelopes()) {
      noteTime(peer, envelope, now);
      Verdict verdict = receive(peer, envelope, now);
      listener.onReceived(peer.id(), envelope, verdict);
      if (verdict.isOffence()) {
        peer.score().note(verdict, isForgiven(peer, verdict));
        errors.add(envelope, verdict);
      }
    }
    if (part.last()) {
      peer.endBundle();
      if (peer.wantsConfirmations()) {
        confirm(peer, part.batchHash(), errors);
      }
      peer.score().offence().ifPresent(offence -> hangUpFor(peer, offence));
    }
  }

  /** In v2 nobody judges what others say of the time. */
  private void noteTime(ShhPeer peer, Envelope envelope, Moment now) {
    if (envelope.version() != WhisperVersion.V2) {
      clock.onEnvelope(peer.origin(), envelope, now);
    }
  }

  /**
   * Nobody is hung up on for the time alone, which may be ours that is wrong. murmur computes proof
   * of work wrongly, for which geth hangs up on it at its first message.
   */
  private static boolean isForgiven(ShhPeer peer, Verdict verdict) {
    return verdict.isOfTime() || (peer.dialect().cannotProveWork() && verdict == Verdict.LOW_POW);
  }

  private void confirm(ShhPeer peer, Optional<Bytes32> batchHash, BundleErrors errors) {
    if (batchHash.isEmpty()) {
      listener.onDropped(DropReason.CONFIRMATION, 1);
    } else if (errors.errors().isEmpty()) {
      peer.sendSmall(
          PacketCode.BATCH_ACKNOWLEDGED, PacketCodec.encodeAcknowledgement(batchHash.get()));
    } else {
      if (errors.untold() > 0) {
        listener.onDropped(DropReason.ERROR_OF_BUNDLE, errors.untold());
      }
      peer.sendSmall(
          PacketCode.MESSAGE_RESPONSE,
          PacketCodec.encodeResponse(batchHash.get(), errors.errors()));
    }
  }

  private Verdict receive(ShhPeer peer, Envelope envelope, Moment now) {
    EnvelopePool pool = pool(envelope.version());
    PooledEnvelope known = pool.get(envelope);
    if (known != null) {
      known.markKnownTo(peer.slot());
      return Verdict.DUPLICATE;
    }
    if (pool.wasHere(envelope)) {
      return Verdict.DUPLICATE;
    }
    Verdict verdict = peer.protocol().judge(envelope, interest, now);
    if (verdict == Verdict.ACCEPT) {
      accept(peer, envelope, pool, now);
    }
    return verdict;
  }

  /** Our filters read what comes, whether there is room for it or not. */
  private void accept(ShhPeer peer, Envelope envelope, EnvelopePool pool, Moment now) {
    Optional<PooledEnvelope> pooled = pool(envelope, peer.source(), peer.share(), pool, now);
    pooled.ifPresent(entry -> entry.markKnownTo(peer.slot()));
    match(envelope, peer.source(), now);
    if (pooled.isPresent() && !interest.lightClient()) {
      bridge.offer(envelope, this::rulesOfPeers, now);
    }
  }

  private Optional<PooledEnvelope> pool(
      Envelope envelope, Source source, PoolShare share, EnvelopePool pool, Moment now) {
    double pow = ShhProtocols.of(envelope.version()).pow(envelope, now);
    long seconds = envelope.ttl() + EnvelopeRules.clockDifference(envelope, now);
    boolean brief =
        envelope.rlpSize() <= MAX_BRIEF_BYTES
            && seconds <= MAX_BRIEF_SECONDS
            && pow >= requirement.chosen();
    // Without a TTL, which v2 allows, proof of work means nothing.
    double workPerByte = seconds == 0 ? 0 : pow * seconds;
    return pool.add(envelope, source, share, brief, workPerByte, !interest.lightClient(), now);
  }

  /**
   * Takes an envelope that came out of a mix network at this node, to flood it as if it were its
   * own. It is judged as one of a peer, since a node that floods bad ones is hung up on.
   *
   * @return whether it is flooded
   */
  public boolean addFromMix(Envelope envelope, Moment now) {
    EnvelopePool pool = pool(envelope.version());
    if (interest.lightClient()
        || isKnown(envelope, pool)
        || EnvelopeRules.judge(envelope, interest, now) != Verdict.ACCEPT
        || pool(envelope, Source.MIX, pool.localShare(), pool, now).isEmpty()) {
      return false;
    }
    match(envelope, Source.MIX, now);
    bridge.offer(envelope, this::rulesOfPeers, now);
    return true;
  }

  /** Whether some peer would bring an envelope here, as its topic is one that this node takes. */
  public boolean wouldHear(Envelope envelope) {
    return !peers.of(envelope.version()).isEmpty()
        && envelope.topics().stream().anyMatch(interest.bloom()::matchesAsGeth);
  }

  private static boolean isKnown(Envelope envelope, EnvelopePool pool) {
    return pool.get(envelope) != null || pool.wasHere(envelope);
  }

  private void match(Envelope envelope, Source source, Moment now) {
    double pow = ShhProtocols.of(envelope.version()).pow(envelope, now);
    readers.onEnvelope(envelope, source, pow, false);
  }

  /** Direct messages go to filters that allow them, and nowhere else. */
  private void onP2pMessage(ShhPeer peer, Packet.P2pMessage message, Moment now) {
    if (!peer.isTrusted()) {
      listener.onDropped(DropReason.DIRECT_OF_UNTRUSTED, 1);
      return;
    }
    ShhProtocol protocol = peer.protocol();
    try {
      BundleReader reader = PacketCodec.readDirectMessage(protocol.version(), message.body());
      while (!reader.isAtEnd()) {
        reader
            .next(PeerInbound.MAX_PART_ENVELOPES, PeerInbound.MAX_PART_BYTES, () -> {})
            .forEach(envelope -> matchDirect(envelope, peer.source(), protocol.pow(envelope, now)));
      }
    } catch (DecodeException e) {
      hangUp(peer, "direct message: " + e.getMessage());
    }
  }

  /** Nothing else is asked of a direct message, but JSON has no infinity. */
  private void matchDirect(Envelope envelope, Source source, double pow) {
    if (Double.isFinite(pow)) {
      readers.onEnvelope(envelope, source, pow, true);
    } else {
      listener.onDropped(DropReason.DIRECT_OF_INFINITE_POW, 1);
    }
  }

  private void hangUpFor(ShhPeer peer, Verdict offence) {
    if (offence.isInBadFaith()) {
      listener.onHungUp(peer.id(), offence.inWords());
      peer.link().disconnectFor(Offence.MALFORMED_CONTENT, offence.inWords());
      peerClosed(peer);
    } else {
      hangUp(peer, offence.inWords());
    }
  }

  private void hangUp(ShhPeer peer, String why) {
    listener.onHungUp(peer.id(), why);
    peer.link().disconnect(DisconnectReason.SUBPROTOCOL_ERROR, why);
    peerClosed(peer);
  }

  /**
   * Marks a connected peer as one whose direct messages are taken. As with geth its Status need not
   * have come: who sees it among our peers may name it.
   */
  public void trust(PublicKey id) throws ShhException {
    peer(id).trust();
  }

  private ShhPeer peer(PublicKey id) throws ShhException {
    return peers.newest(id).orElseThrow(() -> new ShhException(new Failure.NoSuchPeer(id)));
  }

  public Optional<ShhPeerInfo> peerInfo(PublicKey id) {
    return peers.newest(id).filter(ShhPeer::isReady).map(ShhPeer::info);
  }

  /**
   * The versions and proof-of-work rules for which a post has to be sealed so that every peer takes
   * it: an envelope satisfies only the rule it was mined for, and belongs to one version.
   */
  public List<Sealing> sealings() {
    List<Sealing> sealings = new ArrayList<>();
    for (PowRule rule : sealingRule.rules(rulesOfPeers())) {
      sealings.add(new Sealing(WhisperVersion.V6, rule));
    }
    if (peers.of(WhisperVersion.V5).stream().anyMatch(this::speaksNothingNewer)) {
      sealings.add(Sealing.V5);
    }
    return sealings;
  }

  /**
   * The rules of which connected peers know no other. Their hello tells, so that what is posted
   * before their Status has come is good for them too.
   */
  private Set<PowRule> rulesOfPeers() {
    Set<PowRule> rules = EnumSet.noneOf(PowRule.class);
    for (ShhPeer peer : peers.of(WhisperVersion.V6)) {
      if (peer.dialect().rules().size() == 1) {
        rules.add(peer.dialect().rules().iterator().next().searched());
      }
    }
    return rules;
  }

  private boolean speaksNothingNewer(ShhPeer peer) {
    return peers.newest(peer.id()).orElseThrow() == peer;
  }

  // Posting

  /** What posts of this node have to reach: what the operator has chosen. */
  public double minPow() {
    return requirement.chosen();
  }

  /** The longest TTL that is accepted, seconds. */
  public long maxTtlSeconds() {
    return interest.maxTtlSeconds();
  }

  public long maxMessageSize() {
    return interest.maxMessageSize();
  }

  /**
   * Pools, delivers and offers envelopes of our own, several when sealed for several receivers. If
   * there is no room for those of the first one's version, none is added. Peers of another version
   * whose pool is full do without: its pool is small, and strangers choose which versions are
   * spoken here.
   *
   * @throws ShhException as {@link Failure.PoolFull} or {@link Failure.ExpiredInSearch}
   */
  public void addOwn(List<Envelope> envelopes, Moment now) throws ShhException {
    if (envelopes.stream().anyMatch(envelope -> envelope.expiry() < now.unixSeconds())) {
      throw new ShhException(new Failure.ExpiredInSearch());
    }
    WhisperVersion main = envelopes.get(0).version();
    Map<WhisperVersion, List<Envelope>> byVersion =
        envelopes.stream()
            .collect(
                Collectors.groupingBy(Envelope::version, LinkedHashMap::new, Collectors.toList()));
    for (Map.Entry<WhisperVersion, List<Envelope>> some : byVersion.entrySet()) {
      Optional<List<Envelope>> added = pool(some.getKey()).addOwn(some.getValue(), now);
      if (added.isEmpty() && some.getKey() == main) {
        throw new ShhException(new Failure.PoolFull());
      }
      added.orElse(List.of()).forEach(envelope -> match(envelope, Source.OWN, now));
    }
  }

  /** The version and rule for which an envelope has to be sealed so that this peer takes it. */
  public List<Sealing> sealings(PublicKey id) throws ShhException {
    ShhPeer peer = peer(id);
    return switch (peer.protocol().version()) {
      case V6 ->
          List.of(
              new Sealing(WhisperVersion.V6, peer.dialect().rules().iterator().next().searched()));
      case V5 -> List.of(Sealing.V5);
      case V2 -> throw new ShhException(new Failure.NoDirectMessages(id));
    };
  }

  /** Sends an envelope to one peer alone, behind our Status, which is the first thing it got. */
  public void sendDirect(PublicKey id, Envelope envelope) throws ShhException {
    ShhPeer peer = peer(id);
    peer.sendSmall(peer.protocol().directMessageCode(), envelope.rlp());
    listener.onSent(id, 1, envelope.rlp().size());
  }

  /** How far this machine's clock is from the peers', by which the time given here is corrected. */
  public ClockEstimate clock() {
    return clock;
  }

  // The bridge between the halves of shh/6

  public Bridge bridge() {
    return bridge;
  }

  /** Pools an envelope that was sealed anew; its message has been delivered already. */
  public void addBridged(Envelope envelope, Moment now) {
    EnvelopePool pool = pool(WhisperVersion.V6);
    if (!isKnown(envelope, pool)) {
      pool(envelope, Source.BRIDGE, pool.localShare(), pool, now);
    }
  }

  // Settings

  /** The topics that the filters name, and whether one of them takes any topic, have changed. */
  public void setWantedByFilters(BloomFilter named, boolean anyTopic, Moment now) {
    if (interest.setWantedByFilters(named, anyTopic, now)) {
      announceBloom();
    }
  }

  public ShhInfo info() {
    long bytes = pools.values().stream().mapToLong(EnvelopePool::bytes).sum();
    long maxBytes = pools.values().stream().mapToLong(EnvelopePool::maxBytes).sum();
    int messages = pools.values().stream().mapToInt(EnvelopePool::size).sum();
    return new ShhInfo(
        bytes, maxBytes, messages, interest.minPow(), interest.maxMessageSize(), clock.offset());
  }

  public void setMinPow(double minPow, Moment now) {
    requirement.choose(minPow);
    announceMinPow(minPow, now);
  }

  private boolean announceMinPow(double minPow, Moment now) {
    if (interest.setMinPow(minPow, now)) {
      Bytes body = PacketCodec.encode(new Packet.PowRequirement(minPow));
      announce(PacketCode.POW_REQUIREMENT, dialect -> body);
      return true;
    }
    return false;
  }

  public void setMaxMessageSize(long bytes) {
    interest.setMaxMessageSize(bytes);
  }

  public void setBloom(BloomFilter bloom, Moment now) {
    if (interest.setBloom(bloom, now)) {
      announceBloom();
    }
  }

  public void setLightClient(boolean light, Moment now) {
    if (interest.setLightClient(light, now)) {
      announceBloom();
    }
  }

  private void announceBloom() {
    Packet.BloomUpdate update = new Packet.BloomUpdate(interest.bloom());
    announce(PacketCode.BLOOM_FILTER, dialect -> PacketCodec.encode(update, dialect));
  }

  /** Sends a change of our settings to the peers; only {@code shh/6} has packets for that. */
  private void announce(int code, Function<PeerDialect, Bytes> body) {
    for (ShhPeer peer : peers.of(WhisperVersion.V6)) {
      peer.sendSmall(code, body.apply(peer.dialect()));
    }
  }

  // Time

  /** Sends every peer what is new for it. */
  public void flush(Moment now) {
    long maxEnvelopeBytes = ShhPacketLimits.maxSentEnvelopeBytes(interest.maxMessageSize());
    peers.forEach(peer -> peer.flush(maxEnvelopeBytes, listener, now));
    pools.values().forEach(pool -> pool.settle(now));
  }

  /**
   * Runs {@code task} when a peer may bring more: at once, or when other peers have taken what
   * waits for them.
   */
  public void whenRelieved(ShhPeer bringer, Runnable task) {
    pool(bringer.protocol().version()).whenRelieved(bringer.cursor(), task);
  }

  /** Expires envelopes and patience. */
  public void onTime(Moment now) {
    pools.values().forEach(pool -> pool.expire(now));
    double minPow = requirement.at(pool(WhisperVersion.V6).fill(), now);
    if (announceMinPow(minPow, now)) {
      listener.onRequirement(minPow, requirement.chosen());
    }
    for (ShhPeer peer : peers.all()) {
      peer.onTime(now);
      if (peer.isOverdue(now, STATUS_PATIENCE)) {
        hangUp(peer, "no Status in " + STATUS_PATIENCE);
      }
    }
    clock.onTime(now);
  }
}
