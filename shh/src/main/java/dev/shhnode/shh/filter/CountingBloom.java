// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import dev.shhnode.envelope.BloomFilter;
import org.apache.tuweni.bytes.Bytes;

/**
 * The union of many bloom filters from which each can be taken out again. Adding and removing cost
 * the same whatever is in it. Belongs to the shh loop.
 */
final class CountingBloom {

  private final int[] counts = new int[BloomFilter.SIZE * Byte.SIZE];

  void add(BloomFilter bloom) {
    change(bloom, 1);
  }

  void remove(BloomFilter bloom) {
    change(bloom, -1);
  }

  private void change(BloomFilter bloom, int by) {
    Bytes bytes = bloom.toBytes();
    for (int bit = 0; bit < counts.length; bit++) {
      if ((bytes.get(bit / Byte.SIZE) >>> (bit % Byte.SIZE) & 1) == 1) {
        counts[bit] += by;
      }
    }
  }

  BloomFilter union() {
    byte[] bytes = new byte[BloomFilter.SIZE];
    for (int bit = 0; bit < counts.length; bit++) {
      if (counts[bit] > 0) {
        bytes[bit / Byte.SIZE] |= (byte) (1 << (bit % Byte.SIZE));
      }
    }
    return BloomFilter.fromBytes(Bytes.wrap(bytes));
  }
}
