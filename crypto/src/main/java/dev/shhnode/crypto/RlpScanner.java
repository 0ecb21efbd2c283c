// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import org.apache.tuweni.bytes.Bytes;

/**
 * Reads the RLP items in an array one after another, as strictly as {@link Rlp} and by the same
 * rules, but without an object for each: for what comes a hundred thousand times a second. Not
 * thread-safe.
 */
public final class RlpScanner {

  private final byte[] bytes;
  private final int end;
  private int position;

  /** Begins at the beginning of an array, which must not be changed meanwhile. */
  public RlpScanner(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private RlpScanner(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  /** Where the next item begins in the array, right behind the one read last. */
  public int position() {
    return position;
  }

  public boolean isAtEnd() {
    return position == end;
  }

  /**
   * Checks that all is read.
   *
   * @throws DecodeException that says {@code otherwise}
   */
  public void expectEnd(String otherwise) throws DecodeException {
    if (!isAtEnd()) {
      throw new DecodeException(otherwise);
    }
  }

  /** Reads a list: its elements are read by the scanner returned. */
  public RlpScanner readList() throws DecodeException {
    if (kindOfNext() < Rlp.SHORT_LIST) {
      throw new DecodeException("byte string instead of a list");
    }
    int size = readHeader(Rlp.SHORT_LIST);
    position += size;
    return new RlpScanner(bytes, position - size, position);
  }

  /** Reads a byte string: a view of the array, not a copy. */
  public Bytes readBytes() throws DecodeException {
    int size = skipBytes();
    return size == 0 ? Bytes.EMPTY : Bytes.wrap(bytes, position - size, size);
  }

  /**
   * Reads past a byte string.
   *
   * @return its size: it is the last bytes before {@link #position}
   */
  public int skipBytes() throws DecodeException {
    int first = kindOfNext();
    if (first >= Rlp.SHORT_LIST) {
      throw new DecodeException("list instead of a byte string");
    }
    int size = first < Rlp.SHORT_STRING ? 1 : readHeader(Rlp.SHORT_STRING);
    if (first == Rlp.SHORT_STRING + 1 && at(position) < Rlp.SHORT_STRING) {
      throw new DecodeException("not canonical RLP: header of a byte that needs none");
    }
    position += size;
    return size;
  }

  /** Reads a byte string of four bytes, as a number. */
  public int readFourBytes() throws DecodeException {
    int size = skipBytes();
    if (size != Integer.BYTES) {
      throw new DecodeException("byte string of " + size + ", expected " + Integer.BYTES);
    }
    return (int) number(size);
  }

  /** Reads an integer below 2^32. */
  public long readUint32() throws DecodeException {
    long value = readUint64();
    if (value >>> Integer.SIZE != 0) {
      throw new DecodeException("integer above 32 bits");
    }
    return value;
  }

  /** Reads an integer below 2^64, to be taken as unsigned. */
  public long readUint64() throws DecodeException {
    int size = skipBytes();
    if (size > Long.BYTES) {
      throw new DecodeException("byte string of " + size + ", at most " + Long.BYTES);
    }
    if (size > 0 && at(position - size) == 0) {
      throw new DecodeException("integer with leading zeros");
    }
    return number(size);
  }

  /** The last {@code size} bytes before the position, big-endian. */
  private long number(int size) {
    long value = 0;
    for (int i = position - size; i < position; i++) {
      value = value << Byte.SIZE | at(i);
    }
    return value;
  }

  private int at(int index) {
    return bytes[index] & Rlp.BYTE_MASK;
  }

  private int kindOfNext() throws DecodeException {
    if (isAtEnd()) {
      throw new DecodeException("empty RLP item");
    }
    return at(position);
  }

  /**
   * Moves on to the content of the next item, which ends within what is scanned.
   *
   * @param kind the first byte of an empty item of that kind
   * @return the size of the content
   */
  private int readHeader(int kind) throws DecodeException {
    int told = at(position++) - kind;
    long size = told <= Rlp.MAX_SHORT_SIZE ? told : readLongSize(told - Rlp.MAX_SHORT_SIZE);
    if (size > end - position) {
      throw new DecodeException("RLP item that ends behind its input");
    }
    return (int) size;
  }

  private long readLongSize(int sizeOfSize) throws DecodeException {
    if (sizeOfSize > Integer.BYTES || sizeOfSize > end - position) {
      throw new DecodeException("RLP item that ends behind its input");
    }
    position += sizeOfSize;
    long size = number(sizeOfSize);
    if (at(position - sizeOfSize) == 0 || size <= Rlp.MAX_SHORT_SIZE) {
      throw new DecodeException("not canonical RLP: size in a longer form than needed");
    }
    return size;
  }
}
