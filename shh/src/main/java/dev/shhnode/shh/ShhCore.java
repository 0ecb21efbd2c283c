// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.pow.PowRule;
import dev.shhnode.rlpx.DisconnectReason;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;

/**
 * The shh protocol of this node: all its peers, its pool and its filters as one state machine.
 *
 * <p>Packets and the time come in by method calls, what is to be sent goes out through the {@link
 * PeerLink} of each peer. Not thread-safe; belongs to the shh loop. After a call that may have
 * brought news, call {@link #flush}; call {@link #onTime} about once a second.
 */
final class ShhCore {

  /** Ours: geth waits for ever, and a place among the peers is worth something. */
  static final Duration STATUS_PATIENCE = Duration.ofSeconds(30);

  private final EnvelopePool pool;
  private final Interest interest;
  private final FilterIndex filters = new FilterIndex();
  private final MessageBudget budget;
  private final MessageOpening opening;
  private final Map<PublicKey, ShhPeer> peers = new HashMap<>();

  ShhCore(ShhConfig config, MessageOpening opening) {
    this.pool = new EnvelopePool(config.maxPoolBytes());
    this.interest = new Interest(config);
    this.budget = new MessageBudget(config.maxBufferedBytes());
    this.opening = opening;
  }

  // Peers

  /**
   * A connection with {@code shh/6} is up. Our Status goes out at once, without waiting for theirs.
   */
  ShhPeer peerConnected(PublicKey id, String clientId, PeerLink link, Moment now) {
    ShhPeer peer =
        new ShhPeer(id, PowDialect.of(clientId), link, pool.takePeerSlot(), pool.newCursor(), now);
    ShhPeer former = peers.get(id);
    if (former != null) {
      peerClosed(former);
    }
    peers.put(id, peer);
    peer.sendSmall(PacketCode.STATUS, PacketCodec.encode(interest.status()));
    return peer;
  }

  /** The connection is gone. */
  void peerClosed(ShhPeer peer) {
    if (peers.remove(peer.id(), peer)) {
      peer.cursor().close();
      pool.releasePeerSlot(peer.slot());
    }
  }

  /** A packet has come from a connected peer. */
  void onPacket(ShhPeer peer, Packet packet, Moment now) {
    if (!isConnected(peer)) {
      return;
    }
    if (packet instanceof Packet.Status status) {
      onStatus(peer, status);
    } else if (!peer.isReady()) {
      hangUp(peer, "packet before Status");
    } else if (packet instanceof Packet.Messages messages) {
      onMessages(peer, messages.envelopes(), now);
    } else if (packet instanceof Packet.PowRequirement requirement) {
      peer.onPowRequirement(requirement.minPow(), now);
    } else if (packet instanceof Packet.BloomUpdate update) {
      peer.onBloom(update.bloom(), now);
    } else if (packet instanceof Packet.P2pMessage message && peer.isTrusted()) {
      onP2pMessage(peer, message, now);
    }
  }

  private boolean isConnected(ShhPeer peer) {
    return peers.get(peer.id()) == peer;
  }

  /** A second Status is ignored, as in geth. */
  private void onStatus(ShhPeer peer, Packet.Status status) {
    if (peer.isReady()) {
      return;
    }
    if (status.lightClient() && interest.lightClient()) {
      hangUp(peer, "two light clients are of no use to each other");
      return;
    }
    peer.onStatus(status);
  }

  /** One bad envelope ends the session, but not before the good ones are taken. */
  private void onMessages(ShhPeer peer, List<Envelope> envelopes, Moment now) {
    EnvelopeRules.Verdict offence = EnvelopeRules.Verdict.ACCEPT;
    for (Envelope envelope : envelopes) {
      EnvelopeRules.Verdict verdict = receive(peer, envelope, now);
      if (verdict.isOffence()) {
        offence = verdict;
      }
    }
    if (offence.isOffence()) {
      hangUp(peer, "envelope refused: " + offence);
    }
  }

  private EnvelopeRules.Verdict receive(ShhPeer peer, Envelope envelope, Moment now) {
    PooledEnvelope known = pool.get(envelope.hash());
    if (known != null) {
      known.markKnownTo(peer.slot());
      return EnvelopeRules.Verdict.ACCEPT;
    }
    EnvelopeRules.Verdict verdict = EnvelopeRules.judge(envelope, interest, now);
    if (verdict == EnvelopeRules.Verdict.ACCEPT) {
      Optional<PooledEnvelope> pooled = pool.add(envelope, !interest.lightClient());
      pooled.ifPresent(fresh -> fresh.markKnownTo(peer.slot()));
      match(envelope, EnvelopeRules.pow(envelope, now), false);
    }
    return verdict;
  }

  /** Direct messages go to filters that allow them, and nowhere else. */
  private void onP2pMessage(ShhPeer peer, Packet.P2pMessage message, Moment now) {
    try {
      for (Envelope envelope : PacketCodec.decodeP2pMessage(message.body())) {
        double pow = EnvelopeRules.pow(envelope, now);
        // Nothing else is asked of a direct message, but JSON has no infinity.
        if (Double.isFinite(pow)) {
          match(envelope, pow, true);
        }
      }
    } catch (DecodeException e) {
      hangUp(peer, "direct message: " + e.getMessage());
    }
  }

  private void hangUp(ShhPeer peer, String why) {
    peer.link().disconnect(DisconnectReason.SUBPROTOCOL_ERROR, why);
    peerClosed(peer);
  }

  /** Marks a connected peer as one whose direct messages are taken. */
  void trust(PublicKey id) throws ShhException {
    readyPeer(id).trust();
  }

  private ShhPeer readyPeer(PublicKey id) throws ShhException {
    ShhPeer peer = peers.get(id);
    if (peer == null || !peer.isReady()) {
      throw ShhErrors.peerNotFound(id);
    }
    return peer;
  }

  Optional<ShhPeerInfo> peerInfo(PublicKey id) {
    return Optional.ofNullable(peers.get(id)).filter(ShhPeer::isReady).map(ShhPeer::info);
  }

  /**
   * The rules for which a post has to be sealed so that every peer takes it: an envelope satisfies
   * only the one it was mined for.
   */
  Set<PowRule> rulesOfPeers() {
    Set<PowRule> rules = EnumSet.noneOf(PowRule.class);
    for (ShhPeer peer : peers.values()) {
      if (peer.isReady() && peer.rules().size() == 1) {
        rules.addAll(peer.rules());
      }
    }
    return rules.isEmpty() ? EnumSet.of(PowRule.EIP_627) : rules;
  }

  // Posting

  double minPow() {
    return interest.minPow();
  }

  long maxMessageSize() {
    return interest.maxMessageSize();
  }

  /** Pools, delivers and offers envelopes of our own, several when sealed for several rules. */
  void addOwn(Collection<Envelope> envelopes, Moment now) throws ShhException {
    for (Envelope envelope : envelopes) {
      if (pool.get(envelope.hash()) == null) {
        if (pool.add(envelope, true).isEmpty()) {
          throw new ShhException("the envelope pool is full");
        }
        match(envelope, EnvelopeRules.pow(envelope, now), false);
      }
    }
  }

  /** The rule for which an envelope has to be sealed so that this peer takes it. */
  Set<PowRule> rulesOfPeer(PublicKey id) throws ShhException {
    return EnumSet.of(readyPeer(id).rules().iterator().next());
  }

  /** Sends an envelope to one peer alone. */
  void sendDirect(PublicKey id, Envelope envelope) throws ShhException {
    readyPeer(id).sendSmall(PacketCode.P2P_MESSAGE, envelope.rlp());
  }

  // Filters

  private void match(Envelope envelope, double pow, boolean direct) {
    Map<DecryptionKey, List<Filter>> candidates = filters.candidates(envelope.topic());
    candidates.values().removeIf(group -> group.stream().noneMatch(f -> f.admits(pow, direct)));
    if (candidates.isEmpty()) {
      return;
    }
    opening.open(
        envelope,
        candidates.keySet(),
        (key, content) -> {
          for (Filter filter : candidates.getOrDefault(key, List.of())) {
            if (filter.admits(pow, direct)) {
              filter.offer(envelope, content, pow);
            }
          }
        });
  }

  MessageBudget budget() {
    return budget;
  }

  void addFilter(Filter filter, Moment now) throws ShhException {
    filters.add(filter);
    updateBloom(now);
  }

  /** Takes a filter out; false if there is none of this id. */
  boolean removeFilter(String id, Moment now) {
    boolean removed = filters.remove(id).isPresent();
    if (removed) {
      updateBloom(now);
    }
    return removed;
  }

  Optional<Filter> filter(String id) {
    return filters.get(id);
  }

  private void updateBloom(Moment now) {
    if (interest.setWantedByFilters(filters.bloom(), filters.wantsAnyTopic(), now)) {
      announceBloom();
    }
  }

  // Settings

  ShhInfo info() {
    return new ShhInfo(
        pool.bytes(), pool.maxBytes(), pool.size(), interest.minPow(), interest.maxMessageSize());
  }

  void setMinPow(double minPow, Moment now) {
    if (interest.setMinPow(minPow, now)) {
      announce(PacketCode.POW_REQUIREMENT, PacketCodec.encode(new Packet.PowRequirement(minPow)));
    }
  }

  void setMaxMessageSize(long bytes) {
    interest.setMaxMessageSize(bytes);
  }

  void setBloom(BloomFilter bloom, Moment now) {
    if (interest.setBloom(bloom, now)) {
      announceBloom();
    }
  }

  void setLightClient(boolean light, Moment now) {
    if (interest.setLightClient(light, now)) {
      announceBloom();
    }
  }

  private void announceBloom() {
    announce(PacketCode.BLOOM_FILTER, PacketCodec.encode(new Packet.BloomUpdate(interest.bloom())));
  }

  private void announce(int code, Bytes body) {
    peers.values().forEach(peer -> peer.sendSmall(code, body));
  }

  // Time

  /** Sends every peer what is new for it. */
  void flush(Moment now) {
    long maxEnvelopeBytes = ShhPacketLimits.maxSentEnvelopeBytes(interest.maxMessageSize());
    peers.values().forEach(peer -> peer.flush(maxEnvelopeBytes, now));
  }

  /** Expires envelopes and patience. */
  void onTime(Moment now) {
    pool.expire(now);
    for (ShhPeer peer : List.copyOf(peers.values())) {
      peer.onTime(now);
      if (peer.isOverdue(now, STATUS_PATIENCE)) {
        hangUp(peer, "no Status in " + STATUS_PATIENCE);
      }
    }
  }
}
