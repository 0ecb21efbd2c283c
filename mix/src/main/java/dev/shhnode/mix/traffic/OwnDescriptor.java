// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixNetwork;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.directory.Descriptor;
import dev.shhnode.mix.directory.DescriptorProof;
import dev.shhnode.mix.directory.EpochKeys;
import dev.shhnode.rlpx.enr.NodeRecord;
import dev.shhnode.runtime.Moment;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.jspecify.annotations.Nullable;

/**
 * Makes this node's descriptor: at the start, and anew in the first quarter of each epoch, so that
 * the key of the next one is known long before. The search for its proof of work is done in short
 * turns. Not thread-safe; belongs to the mix loop.
 */
final class OwnDescriptor {

  /** About two milliseconds. */
  private static final int PROOFS_PER_TURN = 2_048;

  private static final long TURN_INTERVAL_NANOS = 10_000_000;

  /** Ours: what a peer may expect of this mix in packets a second. */
  private final long capacity;

  private final MixConfig config;
  private final KeyPair node;
  private final Map<String, Bytes> address;
  private final EpochKeys keys;
  private final RandomGenerator random;
  private @Nullable Search search;
  private long lastSeq;
  private long nextEpoch;
  private long dueUnix;

  private static final class Search {
    private final Descriptor.Content content;
    private final Bytes32 input;
    private long next;

    Search(Descriptor.Content content, Bytes32 input) {
      this.content = content;
      this.input = input;
    }
  }

  /**
   * @param address pairs of the node record that say where this node is dialled, encoded
   * @param capacity packets a second
   */
  OwnDescriptor(
      MixConfig config,
      KeyPair node,
      Map<String, Bytes> address,
      long capacity,
      EpochKeys keys,
      RandomGenerator random) {
    this.config = config;
    this.node = node;
    this.address = Map.copyOf(address);
    this.capacity = capacity;
    this.keys = keys;
    this.random = random;
  }

  /** Lets time pass. Returns a descriptor when a new one is ready. */
  Optional<NodeRecord> onTime(Moment now) {
    if (config.roles().isEmpty()) {
      return Optional.empty();
    }
    MixNetwork network = config.network();
    long epoch = network.epochAt(now.unixSeconds());
    if (search == null && (isDue(epoch, now.unixSeconds()) || hasGoneBack(epoch))) {
      search = begin(epoch);
    }
    return search == null ? Optional.empty() : go(search, now);
  }

  private boolean isDue(long epoch, long unixSeconds) {
    return epoch >= nextEpoch && unixSeconds >= dueUnix;
  }

  /**
   * Whether the clock was set back so far that others refuse the descriptor as one of the future.
   * One of their next epoch they take, and then no older one.
   */
  private boolean hasGoneBack(long epoch) {
    return nextEpoch - 1 > epoch + 1;
  }

  private Search begin(long epoch) {
    Descriptor.Content content =
        new Descriptor.Content(
            epoch,
            keys.publicKey(epoch),
            keys.publicKey(epoch + 1),
            MixRole.toBits(config.roles()),
            capacity,
            config.minPow(),
            config.network().id());
    return new Search(content, content.proofInput(node.publicKey()));
  }

  private Optional<NodeRecord> go(Search under, Moment now) {
    MixNetwork network = config.network();
    OptionalLong proof =
        DescriptorProof.search(under.input, network.proofBits(), under.next, PROOFS_PER_TURN);
    under.next += PROOFS_PER_TURN;
    if (proof.isEmpty()) {
      return Optional.empty();
    }
    search = null;
    nextEpoch = under.content.epoch() + 1;
    long quarter = Math.max(1, network.epoch().toSeconds() / 4);
    dueUnix = network.startOf(nextEpoch) + random.nextLong(quarter);
    // Greater than that of any earlier run, as long as the clock is not set back.
    lastSeq = Math.max(lastSeq + 1, now.unixSeconds());
    return Optional.of(Descriptor.sign(node, lastSeq, under.content, proof.getAsLong(), address));
  }

  /**
   * A peer knows a newer descriptor of this node than it has made itself in this run: it was made
   * before a restart, by a clock that was ahead. Its keys are gone, so it has to be replaced.
   */
  void supersede(long seq) {
    lastSeq = Math.max(lastSeq, seq);
    nextEpoch = 0;
    dueUnix = 0;
  }

  /** When {@link #onTime} is due at the latest; {@code otherwise} if it can wait for a tick. */
  long nextDeadline(long otherwise, long now) {
    return search == null ? otherwise : Math.min(otherwise, now + TURN_INTERVAL_NANOS);
  }
}
