// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.MutableBytes;

/**
 * Writes the elements of one RLP list into one array, leaving room for the header in front, so that
 * each element is copied only once (Ethereum's RLP specification). Not thread-safe.
 */
public final class RlpWriter {

  /** Most bytes of a header: its length in four bytes, and the byte that says so. */
  public static final int HEADER_MAX_SIZE = 5;

  private static final int SHORT_MAX = 55;
  private static final int SINGLE_BYTE_END = 0x80;
  private static final int STRING = 0x80;
  private static final int LIST = 0xc0;

  /** Bytes to begin with if the size is not known; most handshakes and small packets fit. */
  private static final int USUAL_CAPACITY = 256;

  private byte[] buffer;
  private int position = HEADER_MAX_SIZE;

  /** Writes one element by itself, a byte string. */
  public static Bytes value(Bytes value) {
    if (isSingleByte(value)) {
      return value;
    }
    byte[] header = new byte[headerSize(value.size())];
    writeHeader(header, STRING, value.size(), 0);
    return Bytes.concatenate(Bytes.wrap(header), value);
  }

  /** Writes a list. */
  public static Bytes list(Consumer<RlpWriter> elements) {
    RlpWriter writer = new RlpWriter(USUAL_CAPACITY);
    elements.accept(writer);
    return writer.toList();
  }

  /**
   * Writes a list of elements that are encoded already.
   *
   * @param contentSize bytes of all of them
   */
  public static Bytes listOf(Iterable<Bytes> encoded, int contentSize) {
    byte[] list = new byte[listSize(contentSize)];
    int position = writeHeader(list, LIST, contentSize, 0);
    for (Bytes element : encoded) {
      byte[] bytes = element.toArrayUnsafe();
      System.arraycopy(bytes, 0, list, position, bytes.length);
      position += bytes.length;
    }
    return Bytes.wrap(list);
  }

  /**
   * Begins a list.
   *
   * @param capacity expected bytes of all its elements; with more of them the buffer grows
   */
  public RlpWriter(int capacity) {
    buffer = new byte[HEADER_MAX_SIZE + capacity];
  }

  /** Bytes of the elements written so far. */
  public int size() {
    return position - HEADER_MAX_SIZE;
  }

  /** Writes an integer, all 64 bits of it without sign. */
  public void writeInteger(long unsigned) {
    ensureRoom(1 + Long.BYTES);
    if (unsigned > 0 && unsigned < SINGLE_BYTE_END) {
      buffer[position++] = (byte) unsigned;
      return;
    }
    int size = (Long.SIZE - Long.numberOfLeadingZeros(unsigned) + Byte.SIZE - 1) / Byte.SIZE;
    buffer[position++] = (byte) (STRING + size);
    for (int i = size - 1; i >= 0; i--) {
      buffer[position++] = (byte) (unsigned >>> i * Byte.SIZE);
    }
  }

  /** Writes a byte string. */
  public void writeBytes(Bytes value) {
    ensureRoom(HEADER_MAX_SIZE + value.size());
    if (!isSingleByte(value)) {
      position += writeHeader(buffer, STRING, value.size(), position);
    }
    copy(value);
  }

  /** Writes text in UTF-8. */
  public void writeText(String text) {
    writeBytes(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Begins a list: the elements that follow, of so many bytes, are its own. */
  public void writeList(int contentSize) {
    ensureRoom(HEADER_MAX_SIZE);
    position += writeHeader(buffer, LIST, contentSize, position);
  }

  /** Writes a list within the list. */
  public void writeList(Consumer<RlpWriter> elements) {
    Bytes list = list(elements);
    ensureRoom(list.size());
    copy(list);
  }

  private void ensureRoom(int bytes) {
    if (buffer.length - position < bytes) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, position + bytes));
    }
  }

  private void copy(Bytes encoded) {
    encoded.copyTo(MutableBytes.wrap(buffer, position, encoded.size()), 0);
    position += encoded.size();
  }

  /** The list of all elements written. */
  public Bytes toList() {
    int headerSize = headerSize(size());
    int start = HEADER_MAX_SIZE - headerSize;
    writeHeader(buffer, LIST, size(), start);
    return Bytes.wrap(Arrays.copyOfRange(buffer, start, position));
  }

  /** Writes the header of a list of so many bytes of elements into an array. */
  public static void writeListHeader(byte[] buffer, int at, int contentSize) {
    writeHeader(buffer, LIST, contentSize, at);
  }

  private static int writeHeader(byte[] buffer, int kind, int size, int at) {
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
  public static int listSize(int contentSize) {
    return headerSize(contentSize) + contentSize;
  }

  /** Bytes of the header of the encoded list that an array begins with. */
  public static int listHeaderSize(byte[] list) {
    int lengthSize = (list[0] & 0xff) - LIST - SHORT_MAX;
    return lengthSize > 0 ? 1 + lengthSize : 1;
  }
}
