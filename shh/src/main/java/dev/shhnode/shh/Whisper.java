// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.BloomFilter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes32;

/**
 * Whisper as programs use it: posts, filters and settings of a node. All that an API or another
 * service of the node needs to see of it.
 *
 * <p>Thread-safe; nothing blocks. Futures complete on the shh loop, a worker or a miner, or at
 * once, so what depends on them must not block either. If the request cannot be done, a future
 * fails with a {@link ShhException}, which later stages may see wrapped in a {@link
 * java.util.concurrent.CompletionException}; its {@link Failure} says why, and each method names
 * the kinds that there can be. When the node has more work than it takes on, a post fails with a
 * {@link java.util.concurrent.RejectedExecutionException}, and any method may throw one; the same
 * request may be made again later.
 */
public interface Whisper extends ClassicWhisper {

  // Posts

  /**
   * Seals, mines and sends a message to the network, or to one peer if the request names one.
   *
   * @param client whose post it is, told by equality: clients share the miners alike
   * @param listener told how the search for proof of work gets on, on a miner's thread
   * @return the Keccak-256 of the envelope; the first one's when the network needs several. Cancel
   *     it to stop the search. Fails as {@link Failure.PowTooLow}, {@link Failure.MessageTooLarge},
   *     {@link Failure.TtlTooLong}, {@link Failure.TargetNotReached}, {@link
   *     Failure.ExpiredInSearch}, {@link Failure.TooManyPosts} or {@link Failure.PoolFull}, with a
   *     carrier as {@link Failure.NotCarried}, and to one peer as {@link Failure.NoSuchPeer} or
   *     {@link Failure.NoDirectMessages}
   */
  CompletableFuture<Bytes32> post(PostRequest request, Object client, PostListener listener);

  // Filters

  /**
   * Installs a filter to be polled. It stays until it is removed, and gets the messages that come
   * from now on, each once.
   *
   * @return its id, 64 hex digits without prefix. Fails as {@link Failure.TooManyFilters}, {@link
   *     Failure.FilterTooLarge} or {@link Failure.TooManyTopics}
   */
  CompletableFuture<String> addFilter(FilterCriteria criteria);

  /**
   * The messages that came to a filter since it was last polled, the oldest first and up to 4 MiB
   * of them; the next poll brings more if there are. Of messages that nobody polls for long the
   * oldest are lost.
   *
   * @return fails as {@link Failure.NoSuchFilter}
   */
  CompletableFuture<List<ReceivedMessage>> pollFilter(String id);

  /**
   * How a filter that is polled gets on.
   *
   * @return fails as {@link Failure.NoSuchFilter}
   */
  CompletableFuture<FilterStatus> filterStatus(String id);

  /** Messages of a poll whose answer was lost: the next poll begins with them. Never fails. */
  CompletableFuture<Void> returnToFilter(String id, List<ReceivedMessage> polled);

  /**
   * Removes a filter, with the messages that wait in it.
   *
   * @return fails as {@link Failure.NoSuchFilter}
   */
  CompletableFuture<Void> removeFilter(String id);

  /**
   * Installs a filter whose messages go to {@code listener} as they come.
   *
   * @param listener called on the shh loop, must not block
   * @return fails as {@link #addFilter} does
   */
  CompletableFuture<Subscription> subscribe(
      FilterCriteria criteria, Consumer<ReceivedMessage> listener);

  // Settings

  /** The state of the pool, and what can be set. Never fails. */
  CompletableFuture<ShhInfo> info();

  /**
   * Changes the least proof of work accepted, and tells the peers.
   *
   * @param minPow as EIP-627 measures it; finite and not negative
   * @return fails as {@link Failure.InvalidMinPow}
   */
  CompletableFuture<Void> setMinPow(double minPow);

  /**
   * Changes the largest envelope accepted.
   *
   * @param bytes in geth's measure (20 + data), from 0 to {@link
   *     ShhConfig#MAX_MESSAGE_SIZE_CEILING}
   * @return fails as {@link Failure.InvalidMaxMessageSize}
   */
  CompletableFuture<Void> setMaxMessageSize(long bytes);

  /** Chooses the topics wanted besides those of the filters, and tells the peers. Never fails. */
  CompletableFuture<Void> setBloomFilter(BloomFilter bloom);

  /**
   * Starts or ends being a light client, which asks only for what its filters want and forwards
   * nothing. Never fails.
   */
  CompletableFuture<Void> setLightClient(boolean light);

  // Peers

  /**
   * Takes direct messages of a connected peer from now on, for as long as it is connected.
   *
   * @return fails as {@link Failure.NoSuchPeer}
   */
  CompletableFuture<Void> trustPeer(PublicKey id);

  /** What a peer said of itself in its Status; empty if it is not connected. Never fails. */
  CompletableFuture<Optional<ShhPeerInfo>> peerInfo(PublicKey id);
}
