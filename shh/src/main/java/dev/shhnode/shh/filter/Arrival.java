// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.WhisperVersion;

/**
 * One time that a message came.
 *
 * @param version of its envelope
 * @param topic of its envelope
 * @param pow proof of work of its envelope
 * @param direct whether it came from a trusted peer for us alone
 * @param serial how many filters had been installed before
 */
public record Arrival(
    WhisperVersion version, Topic topic, double pow, boolean direct, long serial) {

  /** Whether {@code filter}, whose key opens the message, was offered it then. */
  boolean wasOfferedTo(Filter filter) {
    return filter.serial() < serial && filter.wants(topic) && filter.admits(pow, direct);
  }

  /** Whether every filter that was offered {@code other} was offered this too. */
  boolean covers(Arrival other) {
    return topic.equals(other.topic)
        && direct == other.direct
        && pow >= other.pow
        && serial >= other.serial;
  }
}
