// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Topic;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.ShhConfig;
import dev.shhnode.shh.wire.Packet;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What this node tells its peers to send it, and what it still tolerates because a peer may not
 * have heard of the latest change. Belongs to the shh loop.
 *
 * <p>A full node wants every topic until {@code shh_setBloomFilter} is called; a light client wants
 * those of its filters. Unlike geth's, the bloom filter narrows again when filters go.
 */
public final class Interest {

  /** How long what was allowed before a change stays allowed, as in geth. */
  public static final Duration GRACE = Duration.ofSeconds(10);

  /** Ours: changes within so short a time are remembered as one. So there are 64 at most. */
  private static final Duration TOGETHER = GRACE.dividedBy(63);

  /** What was allowed between two moments. */
  private record Former(double minPow, BloomFilter bloom, Moment first, Moment replacedAt) {

    /** What either of them allowed, as long as the later one is tolerated. */
    Former or(Former later) {
      return new Former(
          Math.min(minPow, later.minPow), bloom.union(later.bloom), first, later.replacedAt);
    }
  }

  private final Deque<Former> former = new ArrayDeque<>();
  private final long maxTtlSeconds;
  private double minPow;
  private long maxMessageSize;
  private boolean lightClient;
  private boolean chosenByUser;
  private BloomFilter base;
  private BloomFilter namedByFilters = BloomFilter.EMPTY;
  private boolean anyTopicWanted;
  private BloomFilter advertised;

  public Interest(ShhConfig config) {
    maxTtlSeconds = config.maxTtlSeconds();
    minPow = config.minPow();
    maxMessageSize = config.maxMessageSize();
    lightClient = config.lightClient();
    base = lightClient ? BloomFilter.EMPTY : BloomFilter.FULL;
    advertised = base;
  }

  double minPow() {
    return minPow;
  }

  long maxTtlSeconds() {
    return maxTtlSeconds;
  }

  long maxMessageSize() {
    return maxMessageSize;
  }

  boolean lightClient() {
    return lightClient;
  }

  BloomFilter bloom() {
    return advertised;
  }

  Packet.Status status() {
    return new Packet.Status(minPow, advertised, lightClient, true);
  }

  /** Returns whether peers have to be told. */
  public boolean setMinPow(double newMinPow, Moment now) {
    if (newMinPow == minPow) {
      return false;
    }
    remember(now);
    minPow = newMinPow;
    return true;
  }

  void setMaxMessageSize(long bytes) {
    maxMessageSize = bytes;
  }

  /** The bloom filter that the user wants in any case; returns whether peers have to be told. */
  boolean setBloom(BloomFilter bloom, Moment now) {
    chosenByUser = true;
    base = bloom;
    return advertise(now);
  }

  /** Returns whether peers have to be told. */
  boolean setLightClient(boolean light, Moment now) {
    lightClient = light;
    if (!chosenByUser) {
      base = light ? BloomFilter.EMPTY : BloomFilter.FULL;
    }
    return advertise(now);
  }

  /**
   * What the filters together want; returns whether peers have to be told.
   *
   * @param named topics that filters name
   * @param anyTopic whether one takes any topic
   */
  boolean setWantedByFilters(BloomFilter named, boolean anyTopic, Moment now) {
    namedByFilters = named;
    anyTopicWanted = anyTopic;
    return advertise(now);
  }

  /** A filter that names no topic does not overrule what the user has chosen, as in geth. */
  private boolean advertise(Moment now) {
    BloomFilter wanted =
        anyTopicWanted && !chosenByUser ? BloomFilter.FULL : base.union(namedByFilters);
    if (wanted.equals(advertised)) {
      return false;
    }
    remember(now);
    advertised = wanted;
    return true;
  }

  private void remember(Moment now) {
    forgetOld(now);
    Former latest = new Former(minPow, advertised, now, now);
    Former before = former.peekLast();
    if (before != null && !now.isAfter(before.first(), TOGETHER)) {
      former.removeLast();
      latest = before.or(latest);
    }
    former.addLast(latest);
  }

  /** The least proof of work that is no offence. */
  public double toleratedPow(Moment now) {
    forgetOld(now);
    double tolerated = minPow;
    for (Former earlier : former) {
      tolerated = Math.min(tolerated, earlier.minPow());
    }
    return tolerated;
  }

  /** Whether a topic is wanted now or was a moment ago. */
  boolean tolerates(Topic topic, Moment now) {
    if (advertised.matchesAsGeth(topic)) {
      return true;
    }
    forgetOld(now);
    for (Former earlier : former) {
      if (earlier.bloom().matchesAsGeth(topic)) {
        return true;
      }
    }
    return false;
  }

  private void forgetOld(Moment now) {
    while (!former.isEmpty() && now.isAfter(former.getFirst().replacedAt(), GRACE)) {
      former.removeFirst();
    }
  }
}
