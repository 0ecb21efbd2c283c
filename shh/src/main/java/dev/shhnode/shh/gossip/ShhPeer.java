// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.DropReason;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.ShhPeerInfo;
import dev.shhnode.shh.Source;
import dev.shhnode.shh.pool.EnvelopeLog;
import dev.shhnode.shh.pool.PoolShare;
import dev.shhnode.shh.pool.PooledEnvelope;
import dev.shhnode.shh.wire.Packet;
import dev.shhnode.shh.wire.PacketCode;
import dev.shhnode.shh.wire.PeerDialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;

/**
 * One connected peer: what it wants, what it has, and what it is still to be sent. Belongs to the
 * shh loop.
 */
public final class ShhPeer {

  /** A peer that keeps changing its mind makes us look through the pool no more often than this. */
  private static final Duration MIN_REWIND_INTERVAL = Duration.ofSeconds(1);

  /** Ours, as above: how late what was from the future may be sent. */
  private static final Duration MAX_DELAY_OF_FUTURE = Duration.ofSeconds(10);

  private final PublicKey id;
  private final ShhProtocol protocol;
  private final PeerDialect dialect;
  private final PeerLink link;
  private final Object origin;
  private final int slot;
  private final EnvelopeLog.Cursor cursor;
  private final PoolShare share;
  private final Moment connectedAt;
  private final Source source;

  private boolean ready;
  private double minPow;
  private BloomFilter bloom = BloomFilter.FULL;
  private boolean lightClient;
  private boolean confirmations;
  private boolean trusted;
  private final Announcements announcements;
  private final PeerScore score = new PeerScore();
  private BundleErrors bundleErrors = new BundleErrors();
  private int bundlesInFlight;
  private Moment rewoundAt;
  private boolean rewindDue;

  /** When the first of the envelopes that were from the future is so no longer. */
  private long futureBegins = Long.MAX_VALUE;

  ShhPeer(
      PublicKey id,
      ShhProtocol protocol,
      PeerDialect dialect,
      PeerLink link,
      int slot,
      EnvelopeLog.Cursor cursor,
      PoolShare share,
      Moment now) {
    this.id = id;
    this.protocol = protocol;
    this.dialect = dialect;
    this.link = link;
    this.origin = link.origin();
    this.slot = slot;
    this.cursor = cursor;
    this.share = share;
    this.connectedAt = now;
    this.source = Source.ofPeer(id);
    this.rewoundAt = now;
    this.announcements = new Announcements(now);
  }

  public PublicKey id() {
    return id;
  }

  public ShhProtocol protocol() {
    return protocol;
  }

  public PeerDialect dialect() {
    return dialect;
  }

  /** The least proof of work that it accepts. */
  double minPow() {
    return minPow;
  }

  /** The topics it wants, in our order of bits. */
  BloomFilter bloom() {
    return bloom;
  }

  /**
   * Whether its Messages packets are to be acknowledged: it asks for it, and is of the software
   * that knows what to do with it.
   */
  boolean wantsConfirmations() {
    return confirmations && dialect.knowsConfirmations();
  }

  /** What is held against it. */
  PeerScore score() {
    return score;
  }

  /** Of the bundle that it is sending us. */
  BundleErrors bundleErrors() {
    return bundleErrors;
  }

  /** Where the envelopes come from that it sends. */
  public Source source() {
    return source;
  }

  /** The next envelopes that come are of another bundle. */
  void endBundle() {
    bundleErrors = new BundleErrors();
  }

  PeerLink link() {
    return link;
  }

  /** Where it is: equal for all who have one vote about the time together. */
  Object origin() {
    return origin;
  }

  int slot() {
    return slot;
  }

  EnvelopeLog.Cursor cursor() {
    return cursor;
  }

  /** What it brings is charged to this. */
  PoolShare share() {
    return share;
  }

  /** Whether its Status has come. */
  boolean isReady() {
    return ready;
  }

  /** Whether its direct messages are taken. */
  boolean isTrusted() {
    return trusted;
  }

  void trust() {
    trusted = true;
  }

  boolean isOverdue(Moment now, Duration patience) {
    return !ready && now.isAfter(connectedAt, patience);
  }

  ShhPeerInfo info() {
    return new ShhPeerInfo(protocol.version().number(), minPow, bloom, lightClient);
  }

  void onStatus(Packet.Status status) {
    ready = true;
    cursor.start();
    minPow = status.minPow();
    bloom = status.bloom();
    lightClient = status.lightClient();
    confirmations = status.confirmations();
  }

  /** Returns whether an earlier one is passed over, as they come too fast. */
  boolean onPowRequirement(double newMinPow, Moment now) {
    if (!announcements.mayTakeEffect(now)) {
      return announcements.keep(newMinPow);
    }
    boolean passedOver = announcements.takeMinPow().isPresent();
    setMinPow(newMinPow, now);
    return passedOver;
  }

  /** Envelopes that were not good enough before may be now. */
  private void setMinPow(double newMinPow, Moment now) {
    boolean wantsMore = newMinPow < minPow;
    minPow = newMinPow;
    if (wantsMore) {
      rewind(now);
    }
  }

  /** Returns whether an earlier one is passed over, as they come too fast. */
  boolean onBloom(BloomFilter newBloom, Moment now) {
    if (!announcements.mayTakeEffect(now)) {
      return announcements.keep(newBloom);
    }
    boolean passedOver = announcements.takeBloom().isPresent();
    setBloom(newBloom, now);
    return passedOver;
  }

  /** Envelopes that were not wanted before may be now. */
  private void setBloom(BloomFilter newBloom, Moment now) {
    boolean wantsMore = !bloom.containsAll(newBloom);
    bloom = newBloom;
    if (wantsMore) {
      rewind(now);
    }
  }

  private void rewind(Moment now) {
    if (now.isAfter(rewoundAt, MIN_REWIND_INTERVAL)) {
      rewoundAt = now;
      rewindDue = false;
      futureBegins = Long.MAX_VALUE;
      cursor.rewind();
    } else {
      rewindDue = true;
    }
  }

  void onTime(Moment now) {
    if (announcements.isDue(now)) {
      announcements.takeMinPow().ifPresent(latest -> setMinPow(latest, now));
      announcements.takeBloom().ifPresent(latest -> setBloom(latest, now));
    }
    if (now.unixSeconds() >= futureBegins && now.isAfter(rewoundAt, MAX_DELAY_OF_FUTURE)) {
      rewindDue = true;
    }
    if (rewindDue) {
      rewind(now);
    }
  }

  /** Sends a packet of a few bytes, whatever else is waiting. */
  void sendSmall(int code, Bytes body) {
    link.send(code, body);
  }

  /**
   * Sends what the pool has for this peer, as far as its connection keeps up.
   *
   * @param maxEnvelopeBytes an envelope whose RLP is larger is not sent
   */
  void flush(long maxEnvelopeBytes, ShhListener listener, Moment now) {
    while (ready && bundlesInFlight < protocol.maxBundlesInFlight()) {
      List<Envelope> bundle = new ArrayList<>();
      int size = fill(bundle, maxEnvelopeBytes, listener, now);
      if (bundle.isEmpty()) {
        return;
      }
      bundlesInFlight++;
      listener.onSent(id, bundle.size(), size);
      link.send(
          PacketCode.MESSAGES, protocol.encodeMessages(bundle, size), () -> bundlesInFlight--);
    }
  }

  private int fill(List<Envelope> bundle, long maxEnvelopeBytes, ShhListener listener, Moment now) {
    int size = 0;
    for (PooledEnvelope next = cursor.peek(); next != null; next = cursor.peek()) {
      if (!wants(next, maxEnvelopeBytes, now)) {
        cursor.advance();
      } else if (next.envelope().rlpSize() > maxEnvelopeBytes) {
        listener.onDropped(DropReason.TOO_LARGE_TO_SEND, 1);
        cursor.advance();
      } else {
        int nextSize = next.envelope().rlpSize();
        if (size > 0 && size + nextSize > protocol.maxBundleBytes()) {
          return size;
        }
        next.markKnownTo(slot);
        bundle.add(next.envelope());
        size += nextSize;
        cursor.advance();
      }
    }
    return size;
  }

  private boolean wants(PooledEnvelope pooled, long maxEnvelopeBytes, Moment now) {
    Envelope envelope = pooled.envelope();
    return pooled.isFlooded()
        && !pooled.isKnownTo(slot)
        && !hasExpired(envelope, now)
        && protocol.wants(this, envelope, now)
        && (isRelayToBothHalves() || !hasOrGetsTwinAsGood(pooled, maxEnvelopeBytes, now))
        && !isFromTheFuture(pooled, now);
  }

  private boolean hasExpired(Envelope envelope, Moment now) {
    return envelope.expiry() < (isStrictAboutTime() ? now.unixSeconds() : now.earlierSeconds());
  }

  /** Our own clock may be wrong: what others have brought may be of this time for our own kind. */
  private boolean isFromTheFuture(PooledEnvelope pooled, Moment now) {
    Envelope envelope = pooled.envelope();
    boolean early =
        (isStrictAboutTime() || pooled.isOwn())
            && envelope.version() != WhisperVersion.V2
            && EnvelopeRules.isFromTheFuture(envelope, now);
    if (early) {
      futureBegins = Math.min(futureBegins, EnvelopeRules.futureEnds(envelope));
    }
    return early;
  }

  /**
   * Whether it hangs up on who sends it what by its clock is old or from the future. What is known
   * of its clock is the corrected one.
   */
  private boolean isStrictAboutTime() {
    return protocol.version() != WhisperVersion.V2 && !dialect.correctsItsClock();
  }

  private boolean hasOrGetsTwinAsGood(PooledEnvelope pooled, long maxEnvelopeBytes, Moment now) {
    return pooled.hasTwin(
        twin ->
            twin.isKnownTo(slot)
                ? isAsGood(twin, pooled, now)
                : isToBeSent(twin, pooled, maxEnvelopeBytes, now));
  }

  /**
   * Whether the peer needs no more than the twin that it has: that is worth at least as much to it.
   * If it is worth less, the peer gets the better one too: the peers behind it may ask for more,
   * and anybody can seal a message anew with a bad nonce. Software that cannot compute what a nonce
   * is worth would show the message twice, so it gets one.
   */
  private boolean isAsGood(PooledEnvelope twin, PooledEnvelope pooled, Moment now) {
    return dialect.cannotProveWork() || worth(twin, now) >= worth(pooled, now);
  }

  /**
   * Whether a twin that the peer does not have yet is sent in place of this one: a post that is
   * sealed for both rules can be good enough by the other rule as well, by luck. Only of a post of
   * ours is it certain to stay until it is sent.
   */
  private boolean isToBeSent(
      PooledEnvelope twin, PooledEnvelope pooled, long maxEnvelopeBytes, Moment now) {
    return twin.isOwn()
        && twin.envelope().rlpSize() <= maxEnvelopeBytes
        && worth(twin, now) > worth(pooled, now)
        && protocol.wants(this, twin.envelope(), now);
  }

  private double worth(PooledEnvelope pooled, Moment now) {
    return protocol.powFor(this, pooled.envelope(), now);
  }

  /**
   * A node of this program passes envelopes on to peers of either proof-of-work rule, so it needs a
   * message under both nonces. To others the second is the same message again.
   */
  private boolean isRelayToBothHalves() {
    return dialect.rules().size() > 1;
  }
}
