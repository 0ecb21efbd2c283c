// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.pow.NonceSearch;
import dev.shhnode.shh.DropReason;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.gossip.Bridge;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Searches the nonces that the {@link Bridge} asks for. Thread-safe. */
final class Resealer {

  /** Ours: a bridge has better to do than to wait for bad luck. */
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** For whom envelopes of others are sealed anew, as a client beside those who post. */
  private static final Object CLIENT = "bridge";

  private final NonceSearch search;
  private final LongSupplier nanoClock;
  private final ShhListener listener;

  /**
   * @param search shared with those who post
   * @param listener told of searches that are given up
   */
  Resealer(NonceSearch search, LongSupplier nanoClock, ShhListener listener) {
    this.search = search;
    this.nanoClock = nanoClock;
    this.listener = listener;
  }

  /**
   * Seals an envelope of another anew.
   *
   * @return empty when that took far longer than can be expected
   */
  CompletableFuture<Optional<Envelope>> reseal(Bridge.Job job) {
    NonceSearch.Task task =
        new NonceSearch.Task(
            job.rule(),
            job.envelope().rlpWithoutNonce(),
            OptionalInt.of(job.bits()),
            nanoClock.getAsLong() + PATIENCE_NANOS);
    return search
        .search(task, CLIENT, () -> false, (nonces, seconds) -> {})
        .thenApply(
            result ->
                result instanceof NonceSearch.Result.Found found
                    ? Optional.of(job.envelope().withNonce(found.nonce()))
                    : gaveUp());
  }

  private Optional<Envelope> gaveUp() {
    listener.onDropped(DropReason.BRIDGE_GAVE_UP, 1);
    return Optional.empty();
  }
}
