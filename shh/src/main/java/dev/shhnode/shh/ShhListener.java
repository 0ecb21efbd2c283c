// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.Envelope;
import java.util.Optional;

/**
 * Told what becomes of envelopes and messages in this node: for counters, an archive, or a page
 * that shows it. Nothing is left out that a verdict or a bound keeps from happening to an envelope
 * or a message; a request that fails is told to who made it.
 *
 * <p>Called on the shh loop, but {@link #onDropped}, {@link #onReadingPaused} and {@link #onHungUp}
 * from any thread. Implementations do not block and do not throw; what takes time they do
 * elsewhere.
 */
public interface ShhListener {

  /** Wants to know nothing. */
  ShhListener NONE = new ShhListener() {};

  /**
   * A peer sent an envelope to be passed on, and this verdict was passed on it. Direct messages get
   * no verdict.
   */
  default void onReceived(PublicKey peer, Envelope envelope, Verdict verdict) {}

  /**
   * Envelopes are on their way to a peer, also as direct messages.
   *
   * @param bytes of their RLP
   */
  default void onSent(PublicKey peer, int envelopes, int bytes) {}

  /** The pool has taken an envelope. */
  default void onPooled(Envelope envelope, Source source) {}

  /** The pool does not take an envelope. {@link #onDropped} is not called besides. */
  default void onRefused(Envelope envelope, Source source, DropReason reason) {}

  /** An envelope has left the pool because it has expired. */
  default void onExpired(Envelope envelope) {}

  /** An envelope has left the pool to make room. {@link #onDropped} is not called besides. */
  default void onEvicted(Envelope envelope, DropReason reason) {}

  /**
   * The least proof of work that peers are asked for has changed by itself, as the pool fills or
   * empties.
   *
   * @param chosen what the operator has chosen, which it never falls below
   */
  default void onRequirement(double minPow, double chosen) {}

  /**
   * This machine's clock has turned out to be wrong, or to be wrong by another time; empty when it
   * is not known to be wrong any more.
   */
  default void onClockOffset(Optional<ClockOffset> offset) {}

  /**
   * Keys have been tried on an envelope.
   *
   * @param tried how many
   * @param matched how many of them opened it
   */
  default void onOpened(Envelope envelope, int tried, int matched) {}

  /** Things have been dropped or were not done. */
  default void onDropped(DropReason reason, long count) {}

  /** A connection is not read from until what it has brought is dealt with. */
  default void onReadingPaused(PublicKey peer) {}

  /**
   * A peer is hung up on.
   *
   * @param why in words; they may quote what it said
   */
  default void onHungUp(PublicKey peer, String why) {}

  /** Passes everything on to another listener. */
  class Forwarding implements ShhListener {
    private final ShhListener next;

    protected Forwarding(ShhListener next) {
      this.next = next;
    }

    @Override
    public void onReceived(PublicKey peer, Envelope envelope, Verdict verdict) {
      next.onReceived(peer, envelope, verdict);
    }

    @Override
    public void onSent(PublicKey peer, int envelopes, int bytes) {
      next.onSent(peer, envelopes, bytes);
    }

    @Override
    public void onPooled(Envelope envelope, Source source) {
      next.onPooled(envelope, source);
    }

    @Override
    public void onRefused(Envelope envelope, Source source, DropReason reason) {
      next.onRefused(envelope, source, reason);
    }

    @Override
    public void onExpired(Envelope envelope) {
      next.onExpired(envelope);
    }

    @Override
    public void onEvicted(Envelope envelope, DropReason reason) {
      next.onEvicted(envelope, reason);
    }

    @Override
    public void onRequirement(double minPow, double chosen) {
      next.onRequirement(minPow, chosen);
    }

    @Override
    public void onClockOffset(Optional<ClockOffset> offset) {
      next.onClockOffset(offset);
    }

    @Override
    public void onOpened(Envelope envelope, int tried, int matched) {
      next.onOpened(envelope, tried, matched);
    }

    @Override
    public void onDropped(DropReason reason, long count) {
      next.onDropped(reason, count);
    }

    @Override
    public void onReadingPaused(PublicKey peer) {
      next.onReadingPaused(peer);
    }

    @Override
    public void onHungUp(PublicKey peer, String why) {
      next.onHungUp(peer, why);
    }
  }
}
