// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * A node of a mix network as programs use it: posts that travel through mixes, and what is known of
 * the network. Thread-safe; nothing blocks. Futures complete on the mix loop.
 */
public interface Mix {

  /**
   * How a post shall travel.
   *
   * @param hops mixes on its path, 1 to {@link MixConfig#MAX_HOPS}
   * @param profile that the node must have, as the profile of a single post would show which it is;
   *     empty if any will do
   */
  record Route(int hops, Optional<TrafficProfile> profile) {
    public Route {
      if (hops < 1 || hops > MixConfig.MAX_HOPS) {
        throw new IllegalArgumentException(
            "hops are " + hops + ", expected 1 to " + MixConfig.MAX_HOPS);
      }
    }
  }

  /**
   * A post has got further.
   *
   * @param envelopeHash of the post's envelope
   * @param stage that it has reached
   * @param floodedIn how long it will take until it is flooded, on average; told with {@link
   *     PostStage#WRAPPED}
   */
  record PostEvent(Bytes32 envelopeHash, PostStage stage, Optional<Duration> floodedIn) {}

  /** Ends something. */
  @FunctionalInterface
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** Most bytes of an envelope's RLP that a packet holds. */
  int maxEnvelopeBytes();

  /**
   * Whether a post can travel at present, to be asked before any work is done for it.
   *
   * @return fails with a {@link MixException} if it cannot
   */
  CompletableFuture<Void> check(Route route);

  /**
   * Sends an envelope through mixes, again if it is not heard back, until it expires. Where this
   * node does not take the envelope's topic it is sent once ({@link PostStage#UNHEARD}).
   *
   * @param envelope its RLP
   * @param hash of the envelope, by which it is known when it comes back
   * @param ttl how long it lives from now on; not its expiry, which may be by another clock than
   *     that of the mix
   * @return how long it will take until it is flooded, on average. Fails with a {@link
   *     MixException}; it is then not sent at all
   */
  CompletableFuture<Duration> post(Bytes envelope, Bytes32 hash, Duration ttl, Route route);

  /** The state of the node. Never fails. */
  CompletableFuture<MixStatus> status();

  /** All mixes that are known, in no order. Never fails. */
  CompletableFuture<List<MixInfo>> mixes();

  /**
   * Tells how posts of this node get on, from now on.
   *
   * @param listener called on the mix loop, must not block
   * @return ends it
   */
  Registration subscribe(Consumer<PostEvent> listener);
}
