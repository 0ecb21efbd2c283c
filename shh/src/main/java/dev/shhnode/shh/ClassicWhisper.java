// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.tuweni.bytes.Bytes32;

/**
 * Whisper as it was before version 5, to be served to DApps of that time: identities, lists of
 * topics, and {@code shh/2} on the wire. Thread-safe; of its futures holds what {@link Whisper}
 * says.
 */
public interface ClassicWhisper {

  /**
   * Seals and sends a message over {@code shh/2}.
   *
   * @param client whose post it is, told by equality: clients share the miners alike
   * @return the Keccak-256 of the envelope; cancel it to stop the search. Fails as {@link
   *     Failure.TtlTooLong}, {@link Failure.MessageTooLarge}, {@link Failure.ExpiredInSearch},
   *     {@link Failure.TooManyPosts} or {@link Failure.PoolFull}
   */
  CompletableFuture<Bytes32> postClassic(ClassicPost post, Object client);

  /**
   * Installs a filter to be polled.
   *
   * @return its id, from 0 upward. Fails as {@link Failure.TooManyFilters} or {@link
   *     Failure.TooManyTopics}
   */
  CompletableFuture<Long> addClassicFilter(ClassicCriteria criteria);

  /** The messages that came to a filter since it was last read; none for an unknown id. */
  CompletableFuture<List<ClassicMessage>> newClassicMessages(long id);

  /** Messages that were read, and did not reach who asked: they are the next to be read. */
  CompletableFuture<Void> returnClassicMessages(long id, List<ClassicMessage> polled);

  /** All messages of a filter that have not expired; none for an unknown id. */
  CompletableFuture<ClassicReading> allClassicMessages(long id);

  /**
   * How a filter gets on, as far as it is polled.
   *
   * @return fails as {@link Failure.NoSuchFilter}
   */
  CompletableFuture<FilterStatus> classicFilterStatus(long id);

  /** Removes a filter; false if there is none of this id. */
  CompletableFuture<Boolean> removeClassicFilter(long id);
}
