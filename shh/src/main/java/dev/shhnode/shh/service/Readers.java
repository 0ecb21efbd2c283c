// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.Source;
import dev.shhnode.shh.classic.ClassicInbox;
import dev.shhnode.shh.filter.DeliveredMessages;
import dev.shhnode.shh.filter.Delivery;
import dev.shhnode.shh.filter.DeliveryTurns;
import dev.shhnode.shh.filter.FilterCapacity;
import dev.shhnode.shh.filter.FilterIndex;
import dev.shhnode.shh.filter.MessageBudget;
import dev.shhnode.shh.filter.MessageOpening;
import dev.shhnode.shh.gossip.EnvelopeSink;
import java.util.List;
import java.util.function.Supplier;

/**
 * Who reads messages at this node: the filters of DApps and the inbox of those of Whisper 2.
 * Belongs to the shh loop.
 */
final class Readers implements EnvelopeSink {

  /** Ours: of the memory for messages that wait to be polled, as much again for those of v2. */
  private static final int CLASSIC_INBOX_SHARE = 8;

  private final Delivery delivery;
  private final ClassicInbox classic;

  /**
   * @param opening tries keys on envelopes
   * @param turns by which filters get messages
   * @param identities those of the node, for {@code shh/2}
   * @param maxBufferedBytes most bytes of messages that wait in filters, all together
   * @param listener told what is dropped
   */
  Readers(
      MessageOpening opening,
      DeliveryTurns turns,
      Supplier<List<KeyPair>> identities,
      long maxBufferedBytes,
      ShhListener listener) {
    FilterCapacity capacity = new FilterCapacity();
    this.delivery = new Delivery(opening, turns, capacity, maxBufferedBytes, listener);
    this.classic =
        new ClassicInbox(
            opening,
            identities,
            maxBufferedBytes / CLASSIC_INBOX_SHARE,
            turns,
            capacity,
            delivery.budget(),
            listener);
  }

  @Override
  public void onEnvelope(Envelope envelope, Source source, double pow, boolean direct) {
    if (envelope.version() == WhisperVersion.V2) {
      classic.onEnvelope(envelope, source);
    } else {
      delivery.match(envelope, source, pow, direct);
    }
  }

  /** Memory for messages that wait in filters. */
  MessageBudget budget() {
    return delivery.budget();
  }

  DeliveredMessages delivered() {
    return delivery.delivered();
  }

  /** The filters of version 5 and 6. */
  FilterIndex filters() {
    return delivery.filters();
  }

  ClassicInbox classic() {
    return classic;
  }

  /** Forgets the messages of Whisper 2 that have expired. To be called once a second. */
  void onTime(Moment now) {
    budget().onSecond();
    classic.expire(now);
  }
}
