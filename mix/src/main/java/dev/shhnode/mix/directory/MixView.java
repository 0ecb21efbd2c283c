// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.mix.sphinx.MixId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * The mixes of an epoch as one node sees them. Which of them are active and in which layer each is
 * follows from its id and the epoch by hashing, so that everybody draws the same lots and any mix
 * may get any place. Immutable.
 *
 * @param epoch number of the epoch
 * @param active the mixes that take part, sorted by hash
 * @param layers the same by layer: a packet goes from the first to the last. Empty if there are too
 *     few mixes for layers; paths are then free, of mixes that differ
 * @param digest the same for two nodes if they know the same active mixes
 */
public record MixView(
    long epoch, List<Descriptor> active, List<List<Descriptor>> layers, Bytes32 digest) {

  /** Mixes of a full path; a layer each. */
  public static final int LAYERS = 3;

  /** With fewer mixes than three in each layer, a free path mixes better. */
  static final int MIN_STRATIFIED = 9;

  /** A layer of a single mix would be on everybody's path. */
  private static final int MIN_LAYER = 2;

  private static final Bytes ACTIVE_TAG = tag("a");
  private static final Bytes LAYER_TAG = tag("l");

  private static Bytes tag(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  static MixView of(long epoch, List<Descriptor> usable, int maxActive) {
    List<Descriptor> active =
        usable.stream()
            .filter(mix -> isActive(mix, epoch, usable.size(), maxActive))
            .sorted(Comparator.comparing(Descriptor::hash))
            .toList();
    Bytes32 digest = MerkleRoot.of(active.stream().map(Descriptor::hash).toList());
    return new MixView(epoch, active, layers(epoch, active), digest);
  }

  /**
   * The threshold follows from the number of mixes rounded up to a power of two, so that views that
   * differ a little draw by the same threshold nearly always.
   */
  private static boolean isActive(Descriptor mix, long epoch, int known, int maxActive) {
    if (known <= maxActive) {
      return true;
    }
    long roundedUp = Long.highestOneBit(known - 1L) << 1;
    long threshold = (long) ((double) maxActive / roundedUp * (1L << Integer.SIZE));
    return lot(ACTIVE_TAG, epoch, mix) < threshold;
  }

  private static long lot(Bytes tag, long epoch, Descriptor mix) {
    Bytes32 hash = Keccak256.hash(tag, Bytes.ofUnsignedLong(epoch), mix.hash());
    return Integer.toUnsignedLong(hash.slice(0, Integer.BYTES).toInt());
  }

  private static List<List<Descriptor>> layers(long epoch, List<Descriptor> active) {
    List<List<Descriptor>> layers = new ArrayList<>();
    for (int layer = 0; layer < LAYERS; layer++) {
      int wanted = layer;
      layers.add(
          active.stream()
              .filter(mix -> lot(LAYER_TAG, epoch, mix) % LAYERS == wanted)
              .filter(mix -> mix.canBe(wanted == LAYERS - 1))
              .toList());
    }
    boolean stratified =
        active.size() >= MIN_STRATIFIED
            && layers.stream().allMatch(layer -> layer.size() >= MIN_LAYER);
    return stratified ? List.copyOf(layers) : List.of();
  }

  /** Whether a mix takes part. */
  public boolean isActive(MixId id) {
    return active.stream().anyMatch(mix -> mix.id().equals(id));
  }

  public boolean isStratified() {
    return !layers.isEmpty();
  }

  /** In which layer a mix is, from 0; empty if it is in none or there are none. */
  public Optional<Integer> layerOf(MixId id) {
    for (int layer = 0; layer < layers.size(); layer++) {
      if (layers.get(layer).stream().anyMatch(mix -> mix.id().equals(id))) {
        return Optional.of(layer);
      }
    }
    return Optional.empty();
  }
}
