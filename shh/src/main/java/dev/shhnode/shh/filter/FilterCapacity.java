// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import dev.shhnode.runtime.HeapShare;
import dev.shhnode.shh.Failure;
import dev.shhnode.shh.ShhException;

/**
 * How many filters there may be and how many topics they may name, those of all versions together.
 * Belongs to the shh loop.
 */
public final class FilterCapacity {

  /** What a filter takes, and a topic in an index. */
  private static final int FILTER_BYTES = 700;

  private static final int TOPIC_BYTES = 300;

  /**
   * Ours, polled filters and subscriptions together: a DApp server with a channel per user fits.
   * Fewer on a small heap, as the following.
   */
  public static final int MAX_FILTERS =
      (int) Math.min(20_000, HeapShare.FILTERS.ofThisHeap() / FILTER_BYTES);

  /** Ours, of one filter: installing so many takes a millisecond or two of the loop. */
  public static final int MAX_TOPICS_OF_FILTER = 4_096;

  /** Ours, of all filters together. */
  public static final int MAX_TOPICS =
      (int) Math.min(131_072, HeapShare.TOPICS.ofThisHeap() / TOPIC_BYTES);

  private int filters;
  private int topics;

  /**
   * Takes the place of a filter.
   *
   * @param named how many topics it names
   * @throws ShhException as {@link Failure.TooManyFilters}, {@link Failure.FilterTooLarge} or
   *     {@link Failure.TooManyTopics}
   */
  public void take(int named) throws ShhException {
    if (filters >= MAX_FILTERS) {
      throw new ShhException(new Failure.TooManyFilters(MAX_FILTERS));
    }
    if (named > MAX_TOPICS_OF_FILTER) {
      throw new ShhException(new Failure.FilterTooLarge(named, MAX_TOPICS_OF_FILTER));
    }
    if (topics + named > MAX_TOPICS) {
      throw new ShhException(new Failure.TooManyTopics(topics, MAX_TOPICS));
    }
    filters++;
    topics += named;
  }

  /** Gives back the place of a filter that names so many topics. */
  public void giveBack(int named) {
    filters--;
    topics -= named;
  }
}
