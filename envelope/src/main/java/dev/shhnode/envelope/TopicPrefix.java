// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import org.apache.tuweni.bytes.Bytes;

/**
 * The first one to four bytes of a topic, as filters may give them.
 *
 * @param value the bytes, followed by zeros, as a big-endian integer
 * @param length 1 to 4
 */
public record TopicPrefix(int value, int length) {

  public TopicPrefix {
    if (length < 1 || length > Topic.SIZE) {
      throw new IllegalArgumentException(
          "topic prefix is " + length + " bytes, expected 1 to " + Topic.SIZE);
    }
    if ((value & ~mask(length)) != 0) {
      throw new IllegalArgumentException("topic prefix has bits behind its end");
    }
  }

  /**
   * Makes a prefix of its bytes.
   *
   * @throws IllegalArgumentException unless they are 1 to 4
   */
  public static TopicPrefix of(Bytes bytes) {
    int length = bytes.size();
    if (length > Topic.SIZE) {
      throw new IllegalArgumentException(
          "topic prefix is " + length + " bytes, expected 1 to " + Topic.SIZE);
    }
    Bytes padded = Bytes.concatenate(bytes, Bytes.wrap(new byte[Topic.SIZE - length]));
    return new TopicPrefix(padded.toInt(), length);
  }

  /** The first {@code length} bytes of a topic. */
  public static TopicPrefix of(Topic topic, int length) {
    return new TopicPrefix(topic.value() & mask(length), length);
  }

  public boolean matches(Topic topic) {
    return (topic.value() & mask(length)) == value;
  }

  int byteAt(int index) {
    return new Topic(value).byteAt(index);
  }

  private static int mask(int length) {
    return length == 0 ? 0 : -1 << (Topic.SIZE - length) * Byte.SIZE;
  }
}
