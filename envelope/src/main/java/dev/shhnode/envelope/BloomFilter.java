// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.tuweni.bytes.Bytes;

/**
 * The topics that a node wants, as 512 bits (EIP-627, "Bloom filter"). A topic has three bits: for
 * i in 0…2 bit {@code topic[i]}, or {@code 256 + topic[i]} if bit i of {@code topic[3]} is set. Bit
 * n is bit {@code n mod 8}, least significant first, of byte {@code n div 8}.
 *
 * <p>geth assigns instead of ORing when it blooms one topic: of bits that fall into one byte only
 * the last stays. So what geth advertises for a topic, and what it compares an envelope with, may
 * have fewer bits. We advertise the full filter of a topic and compare envelopes by geth's smaller
 * one. Immutable.
 */
public final class BloomFilter {

  /** Bytes of a filter. */
  public static final int SIZE = 64;

  private static final int WORDS = SIZE / Long.BYTES;
  private static final int BITS_PER_TOPIC = 3;
  private static final int HALF = SIZE * Byte.SIZE / 2;

  /** No topic. */
  public static final BloomFilter EMPTY = new BloomFilter(new long[WORDS]);

  /** Every topic. */
  public static final BloomFilter FULL = full();

  private final long[] words;

  private BloomFilter(long[] words) {
    this.words = words;
  }

  private static BloomFilter full() {
    long[] words = new long[WORDS];
    Arrays.fill(words, -1L);
    return new BloomFilter(words);
  }

  /**
   * Makes a filter of its bytes.
   *
   * @throws IllegalArgumentException if they are not 64
   */
  public static BloomFilter fromBytes(Bytes bytes) {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException(
          "bloom filter is " + bytes.size() + " bytes, expected " + SIZE);
    }
    long[] words = new long[WORDS];
    ByteBuffer.wrap(bytes.toArrayUnsafe()).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(words);
    return new BloomFilter(words);
  }

  public Bytes toBytes() {
    ByteBuffer buffer = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asLongBuffer().put(words);
    return Bytes.wrap(buffer.array());
  }

  /** The filter of one topic as EIP-627 has it. */
  public static BloomFilter of(Topic topic) {
    long[] words = new long[WORDS];
    for (int i = 0; i < BITS_PER_TOPIC; i++) {
      set(words, bit(topic, i));
    }
    return new BloomFilter(words);
  }

  /** The filter of one topic as geth has it: at most one bit in any byte. */
  public static BloomFilter ofTopicAsGeth(Topic topic) {
    long[] words = new long[WORDS];
    for (int i = 0; i < BITS_PER_TOPIC; i++) {
      if (staysInGeth(topic, i)) {
        set(words, bit(topic, i));
      }
    }
    return new BloomFilter(words);
  }

  /**
   * A filter that wants every topic with this prefix: of a bit that unknown bytes decide, all
   * possible positions are set.
   */
  public static BloomFilter ofPrefix(TopicPrefix prefix) {
    if (prefix.length() == Topic.SIZE) {
      return of(new Topic(prefix.value()));
    }
    if (prefix.length() < BITS_PER_TOPIC) {
      return FULL;
    }
    long[] words = new long[WORDS];
    for (int i = 0; i < BITS_PER_TOPIC; i++) {
      set(words, prefix.byteAt(i));
      set(words, HALF + prefix.byteAt(i));
    }
    return new BloomFilter(words);
  }

  /** What is wanted by either. */
  public BloomFilter union(BloomFilter other) {
    long[] union = new long[WORDS];
    for (int i = 0; i < WORDS; i++) {
      union[i] = words[i] | other.words[i];
    }
    return new BloomFilter(union);
  }

  /** Whether everything wanted by {@code other} is wanted by this. */
  public boolean containsAll(BloomFilter other) {
    for (int i = 0; i < WORDS; i++) {
      if ((other.words[i] & ~words[i]) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The filter with the bits of each byte in the opposite order, as parity numbers them. */
  public BloomFilter mirrored() {
    long[] mirrored = new long[WORDS];
    for (int i = 0; i < WORDS; i++) {
      mirrored[i] = Long.reverse(Long.reverseBytes(words[i]));
    }
    return new BloomFilter(mirrored);
  }

  /** Whether a topic is wanted, judged by all its bits: {@code containsAll(of(topic))}. */
  public boolean matches(Topic topic) {
    for (int i = 0; i < BITS_PER_TOPIC; i++) {
      int bit = bit(topic, i);
      if ((words[bit / Long.SIZE] >>> bit & 1) == 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether a topic is wanted, judged as geth does: {@code containsAll(ofTopicAsGeth(topic))}. */
  public boolean matchesAsGeth(Topic topic) {
    for (int i = 0; i < BITS_PER_TOPIC; i++) {
      int bit = bit(topic, i);
      if ((words[bit / Long.SIZE] >>> bit & 1) == 0 && staysInGeth(topic, i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether every topic is wanted. */
  public boolean isFull() {
    return equals(FULL);
  }

  private static int bit(Topic topic, int index) {
    boolean upperHalf = (topic.byteAt(Topic.SIZE - 1) >>> index & 1) == 1;
    return topic.byteAt(index) + (upperHalf ? HALF : 0);
  }

  private static boolean staysInGeth(Topic topic, int index) {
    for (int later = index + 1; later < BITS_PER_TOPIC; later++) {
      if (bit(topic, later) / Byte.SIZE == bit(topic, index) / Byte.SIZE) {
        return false;
      }
    }
    return true;
  }

  private static void set(long[] words, int bit) {
    words[bit / Long.SIZE] |= 1L << bit;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BloomFilter that && Arrays.equals(words, that.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    return toBytes().toHexString();
  }
}
