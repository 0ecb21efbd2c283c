// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

/**
 * How a polled filter gets on.
 *
 * @param waiting messages that its next polls will bring
 * @param dropped messages that were lost since it was installed, as they waited when there was no
 *     more room for those of all filters
 */
public record FilterStatus(long waiting, long dropped) {

  /** That of two filters together. */
  public FilterStatus plus(FilterStatus other) {
    return new FilterStatus(waiting + other.waiting, dropped + other.dropped);
  }
}
