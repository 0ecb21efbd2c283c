// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import java.util.Arrays;
import org.apache.tuweni.bytes.Bytes;

/**
 * Writes the elements of one RLP list into one array, leaving room for the header in front: a
 * pooled envelope keeps exactly that array.
 */
final class RlpWriter {

  /** Most bytes of a header: its length in four bytes, and the byte that says so. */
  static final int HEADER_MAX_SIZE = 5;

  private static final int SHORT_MAX = 55;
  private static final int SINGLE_BYTE_END = 0x80;
  private static final int STRING = 0x80;
  private static final int LIST = 0xc0;

  private final byte[] buffer;
  private int position = HEADER_MAX_SIZE;

  /**
   * @param capacity bytes of all elements at most
   */
  RlpWriter(int capacity) {
    buffer = new byte[HEADER_MAX_SIZE + capacity];
  }

  /** Bytes of the elements written so far. */
  int size() {
    return position - HEADER_MAX_SIZE;
  }

  void writeInteger(long unsigned) {
    writeBytes(Bytes.minimalBytes(unsigned));
  }

  void writeBytes(Bytes value) {
    if (!isSingleByte(value)) {
      position += writeHeader(STRING, value.size(), position);
    }
    byte[] bytes = value.toArrayUnsafe();
    System.arraycopy(bytes, 0, buffer, position, bytes.length);
    position += bytes.length;
  }

  /** Begins a list: the elements that follow, of so many bytes, are its own. */
  void writeList(int contentSize) {
    position += writeHeader(LIST, contentSize, position);
  }

  /** The list of all elements written. */
  Bytes toList() {
    int headerSize = headerSize(size());
    int start = HEADER_MAX_SIZE - headerSize;
    writeHeader(LIST, size(), start);
    return Bytes.wrap(Arrays.copyOfRange(buffer, start, position));
  }

  private int writeHeader(int kind, int size, int at) {
    if (size <= SHORT_MAX) {
      buffer[at] = (byte) (kind + size);
      return 1;
    }
    int lengthSize = headerSize(size) - 1;
    buffer[at] = (byte) (kind + SHORT_MAX + lengthSize);
    for (int i = 0; i < lengthSize; i++) {
      buffer[at + lengthSize - i] = (byte) (size >>> i * Byte.SIZE);
    }
    return 1 + lengthSize;
  }

  private static boolean isSingleByte(Bytes value) {
    return value.size() == 1 && (value.get(0) & 0xff) < SINGLE_BYTE_END;
  }

  private static int headerSize(int size) {
    return size <= SHORT_MAX ? 1 : 1 + (Integer.SIZE - Integer.numberOfLeadingZeros(size) + 7) / 8;
  }

  /** Bytes of a list with {@code contentSize} bytes of elements. */
  static int listSize(int contentSize) {
    return headerSize(contentSize) + contentSize;
  }

  /** Bytes of the header of an encoded list. */
  static int listHeaderSize(Bytes list) {
    int lengthSize = (list.get(0) & 0xff) - LIST - SHORT_MAX;
    return lengthSize > 0 ? 1 + lengthSize : 1;
  }
}
