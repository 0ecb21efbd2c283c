// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import dev.shhnode.mix.MixNetwork;
import dev.shhnode.mix.sphinx.MixKeyPair;
import dev.shhnode.mix.sphinx.ReplayCache;
import dev.shhnode.runtime.HeapShare;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.tuweni.bytes.Bytes32;

/**
 * The keys of this node, one for each epoch, and what has been opened with each. They are in memory
 * only: after a restart there are others, so packets of before cannot be replayed. A key and its
 * memory of replays end together. Not thread-safe; belongs to the mix loop.
 */
public final class EpochKeys {

  /** Of two epochs, each twice as many places as tags, of 16 bytes. */
  private static final long TAG_BYTES = 2 * 2 * 16;

  /** Ours: 290 packets a second for an hour. */
  private static final int MOST_TAGS = 1 << 20;

  /** How many packets of an epoch are remembered. */
  public static final int MAX_TAGS = maxTags(Runtime.getRuntime().maxMemory());

  private final MixNetwork network;
  private final SecureRandom random;
  private final Map<Long, EpochKey> keys = new TreeMap<>();

  /**
   * A key of this node.
   *
   * @param epoch in which senders use it
   * @param keys the pair
   * @param replays tags of packets that it has opened
   */
  public record EpochKey(long epoch, MixKeyPair keys, ReplayCache replays) {}

  public EpochKeys(MixNetwork network, SecureRandom random) {
    this.network = network;
    this.random = random;
  }

  /**
   * How many packets of an epoch can be remembered: fewer on a small heap, of whose share for
   * mixing a third is for them.
   *
   * @param heapBytes the largest that the heap may become
   */
  public static int maxTags(long heapBytes) {
    return (int)
        Math.min(MOST_TAGS, Long.highestOneBit(HeapShare.MIX.of(heapBytes) / 3 / TAG_BYTES));
  }

  /**
   * How many packets a key may have opened by now: half of those that can be remembered at once,
   * the others bit by bit until it ends, so that nobody can fill its memory long before.
   */
  public long tagsBy(long keyEpoch, long unixSeconds) {
    return tagsBy(MAX_TAGS, unixSeconds - network.startOf(keyEpoch), network);
  }

  /**
   * The same of any number that can be remembered.
   *
   * @param elapsedSeconds since the beginning of the key's epoch
   */
  public static long tagsBy(int maxTags, long elapsedSeconds, MixNetwork network) {
    long life = lifeSeconds(network);
    long elapsed = Math.max(0, Math.min(life, elapsedSeconds));
    return maxTags / 2 + (long) maxTags / 2 * elapsed / life;
  }

  /** How fast {@link #tagsBy(long, long)} grows. */
  public double tagsPerSecond() {
    return MAX_TAGS / 2.0 / lifeSeconds(network);
  }

  private static long lifeSeconds(MixNetwork network) {
    return network.epoch().toSeconds() + network.toleranceSeconds();
  }

  /** Makes the keys of this epoch and the next, and destroys those that are out of time. */
  public void advance(long unixSeconds) {
    long epoch = network.epochAt(unixSeconds);
    Iterator<EpochKey> all = keys.values().iterator();
    while (all.hasNext()) {
      EpochKey key = all.next();
      if (unixSeconds >= network.startOf(key.epoch() + 1) + network.toleranceSeconds()) {
        key.keys().destroy();
        all.remove();
      }
    }
    make(epoch);
    make(epoch + 1);
  }

  private void make(long epoch) {
    keys.computeIfAbsent(
        epoch,
        number ->
            new EpochKey(number, MixKeyPair.generate(random), new ReplayCache(MAX_TAGS, random)));
  }

  /**
   * The public key of this epoch or the next.
   *
   * @throws IllegalArgumentException for another epoch
   */
  public Bytes32 publicKey(long epoch) {
    EpochKey key = keys.get(epoch);
    if (key == null) {
      throw new IllegalArgumentException("no key of epoch " + epoch);
    }
    return key.keys().publicKey();
  }

  /**
   * The keys with which a packet may have been made: the present one, and about the change of an
   * epoch its neighbour too.
   */
  public List<EpochKey> candidates(long unixSeconds) {
    long epoch = network.epochAt(unixSeconds);
    List<EpochKey> candidates = new ArrayList<>();
    addIfThere(candidates, epoch);
    if (unixSeconds < network.startOf(epoch) + network.toleranceSeconds()) {
      addIfThere(candidates, epoch - 1);
    }
    if (unixSeconds >= network.startOf(epoch + 1) - network.toleranceSeconds()) {
      addIfThere(candidates, epoch + 1);
    }
    return candidates;
  }

  private void addIfThere(List<EpochKey> candidates, long epoch) {
    EpochKey key = keys.get(epoch);
    if (key != null) {
      candidates.add(key);
    }
  }
}
