// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.envelope.Envelope;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Takes posts of this node to the network in another way than by flooding them from here, which
 * shows who sends them. What it cannot take is not sent at all. Thread-safe; nothing blocks.
 */
public interface Carrier {

  /**
   * Whether a post can be taken at present; asked before any work is done for it.
   *
   * @return fails with a {@link ShhException} of {@link Failure.NotCarried} if it cannot
   */
  CompletableFuture<Void> check();

  /**
   * Whether an envelope is too large to be taken.
   *
   * @param bytes of its RLP, at most
   * @return why it cannot be taken; empty if it can
   */
  Optional<Failure.NotCarried> refusal(long bytes);

  /**
   * Takes an envelope.
   *
   * @param life how long it lives from now on, by the clock of the peers; not its TTL, of which the
   *     search for its nonce has taken some
   * @return completes when it is accepted, long before it is flooded; fails with a {@link
   *     ShhException} of {@link Failure.NotCarried}
   */
  CompletableFuture<Void> carry(Envelope envelope, Duration life);
}
