// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.rlp.RLP;
import org.apache.tuweni.rlp.RLPException;
import org.apache.tuweni.rlp.RLPReader;
import org.jspecify.annotations.Nullable;

/**
 * Strict reading of RLP from outside, on top of Tuweni's reader.
 *
 * <p>Tuweni refuses leading zeros, long forms of short values and lengths beyond the input, but
 * says nothing of elements left unread or bytes after the item, and throws unchecked. Here each
 * caller chooses whether surplus is an error, and everything malformed is a {@link
 * DecodeException}.
 */
public final class Rlp {

  private static final int MAX_UINT64_BYTES = 8;

  // First byte of an item (Ethereum's RLP specification): SHORT_… + size for up to 55 bytes of
  // content; for more, LONG_… + the number of bytes that the size takes, which follow.
  static final int BYTE_MASK = 0xff;
  static final int MAX_SHORT_SIZE = 55;
  static final int SHORT_STRING = 0x80;
  private static final int LONG_STRING = 0xb7;
  static final int SHORT_LIST = 0xc0;
  private static final int LONG_LIST = 0xf7;

  private Rlp() {}

  /** Reads the elements of one list. */
  @FunctionalInterface
  public interface ListReader<T> {
    T read(RLPReader reader) throws DecodeException;
  }

  /** Decodes {@code input} as one list of which every element is read, and nothing after it. */
  public static <T> T decodeList(Bytes input, ListReader<T> elements) throws DecodeException {
    return decode(input, elements, true);
  }

  /**
   * Decodes {@code input} as one list, ignoring elements that are left unread and bytes after the
   * list (EIP-8: "additional list elements" and "trailing data").
   */
  public static <T> T decodeListIgnoringSurplus(Bytes input, ListReader<T> elements)
      throws DecodeException {
    return decode(input, elements, false);
  }

  /** Reads the next element, a list all of whose elements have to be read. */
  public static <T> T readList(RLPReader reader, ListReader<T> elements) throws DecodeException {
    return readList(reader, elements, true);
  }

  /**
   * The elements of the list at the beginning of {@code input}, concatenated and still encoded;
   * {@link #itemSize} tells where each ends. Bytes after the list are ignored.
   */
  public static Bytes listContent(Bytes input) throws DecodeException {
    int size = itemSize(input, 0);
    int first = input.get(0) & BYTE_MASK;
    if (first < SHORT_LIST) {
      throw new DecodeException("byte string instead of a list");
    }
    int header = first <= LONG_LIST ? 1 : 1 + first - LONG_LIST;
    return input.slice(header, size - header);
  }

  /**
   * How many bytes the item at {@code offset} takes, header included. Its content is not read.
   *
   * @throws DecodeException if it does not end within {@code input}, or its header is not canonical
   */
  public static int itemSize(Bytes input, int offset) throws DecodeException {
    if (offset >= input.size()) {
      throw new DecodeException("empty RLP item");
    }
    int first = input.get(offset) & BYTE_MASK;
    long size;
    if (first < SHORT_STRING) {
      size = 1;
    } else if (first <= LONG_STRING) {
      size = 1L + first - SHORT_STRING;
    } else if (first < SHORT_LIST) {
      size = longItemSize(input, offset, first - LONG_STRING);
    } else if (first <= LONG_LIST) {
      size = 1L + first - SHORT_LIST;
    } else {
      size = longItemSize(input, offset, first - LONG_LIST);
    }
    if (size > input.size() - offset) {
      throw new DecodeException("RLP item that ends behind its input");
    }
    return (int) size;
  }

  private static long longItemSize(Bytes input, int offset, int sizeOfSize) throws DecodeException {
    if (sizeOfSize > Integer.BYTES || input.size() - offset - 1 < sizeOfSize) {
      throw new DecodeException("RLP item that ends behind its input");
    }
    long size = 0;
    for (int i = 1; i <= sizeOfSize; i++) {
      size = size << Byte.SIZE | input.get(offset + i) & BYTE_MASK;
    }
    if (input.get(offset + 1) == 0 || size <= MAX_SHORT_SIZE) {
      throw new DecodeException("not canonical RLP: size in a longer form than needed");
    }
    return 1 + sizeOfSize + size;
  }

  /** Decodes {@code input} as an integer below 2^64, ignoring bytes after it. */
  public static long decodeUint64(Bytes input) throws DecodeException {
    return decodeItem(input, Rlp::readUint64);
  }

  /** Decodes {@code input} as a byte string of exactly {@code size}, ignoring bytes after it. */
  public static Bytes decodeFixedBytes(Bytes input, int size) throws DecodeException {
    return decodeItem(input, reader -> readFixedBytes(reader, size));
  }

  /**
   * Decodes {@code input} as a byte string of at most {@code maxSize}, ignoring bytes after it.
   *
   * @return a view of the input, not a copy
   */
  public static Bytes decodeBytes(Bytes input, int maxSize) throws DecodeException {
    return decodeItem(input, reader -> readBytes(reader, maxSize));
  }

  private static <T> T decodeItem(Bytes input, ListReader<T> item) throws DecodeException {
    Outcome<T> outcome = new Outcome<>();
    try {
      RLP.decode(
          input,
          reader -> {
            outcome.run(() -> item.read(reader));
            return true;
          });
    } catch (RLPException e) {
      throw new DecodeException("not canonical RLP: " + e.getMessage());
    }
    return outcome.get();
  }

  private static <T> T decode(Bytes input, ListReader<T> elements, boolean strict)
      throws DecodeException {
    Outcome<T> outcome = new Outcome<>();
    try {
      RLP.decode(
          input,
          reader -> {
            outcome.run(() -> readList(reader, elements, strict));
            outcome.check(!strict || reader.isComplete(), "bytes after the RLP item");
            return true;
          });
    } catch (RLPException e) {
      throw new DecodeException("not canonical RLP: " + e.getMessage());
    }
    return outcome.get();
  }

  private static <T> T readList(RLPReader reader, ListReader<T> elements, boolean strict)
      throws DecodeException {
    Outcome<T> outcome = new Outcome<>();
    try {
      reader.readList(
          list -> {
            outcome.run(() -> elements.read(list));
            outcome.check(!strict || list.isComplete(), "surplus elements in an RLP list");
            return true;
          });
    } catch (RLPException e) {
      throw new DecodeException("not canonical RLP: " + e.getMessage());
    }
    return outcome.get();
  }

  /** Reads an integer below 2^32. */
  public static long readUint32(RLPReader reader) throws DecodeException {
    long value = readUint64(reader);
    if (value >>> Integer.SIZE != 0) {
      throw new DecodeException("integer above 32 bits");
    }
    return value;
  }

  /** Reads an integer below 2^64, to be taken as unsigned. */
  public static long readUint64(RLPReader reader) throws DecodeException {
    Bytes value = readBytes(reader, MAX_UINT64_BYTES);
    if (!value.isEmpty() && value.get(0) == 0) {
      throw new DecodeException("integer with leading zeros");
    }
    return value.toLong();
  }

  /** Reads a byte string of exactly {@code size} bytes. */
  public static Bytes readFixedBytes(RLPReader reader, int size) throws DecodeException {
    Bytes value = readBytes(reader, size);
    if (value.size() != size) {
      throw new DecodeException("byte string of " + value.size() + ", expected " + size);
    }
    return value;
  }

  /** Reads a byte string of at most {@code maxSize} bytes: a view of the input, not a copy. */
  public static Bytes readBytes(RLPReader reader, int maxSize) throws DecodeException {
    Bytes value;
    try {
      value = reader.readValue();
    } catch (RLPException e) {
      throw new DecodeException("not canonical RLP: " + e.getMessage());
    }
    if (value.size() > maxSize) {
      throw new DecodeException("byte string of " + value.size() + ", at most " + maxSize);
    }
    return value;
  }

  /** An integer as the bytes of an RLP value: big-endian, without leading zeros, so 0 is empty. */
  public static Bytes minimal(long unsigned) {
    return Bytes.minimalBytes(unsigned);
  }

  /** Carries a result or a checked failure out of Tuweni's unchecked callbacks. */
  private static final class Outcome<T> {
    private @Nullable T result;
    private @Nullable DecodeException failure;

    interface Step<T> {
      T run() throws DecodeException;
    }

    void run(Step<T> step) {
      try {
        result = step.run();
      } catch (DecodeException e) {
        failure = e;
      }
    }

    void check(boolean holds, String otherwise) {
      if (failure == null && !holds) {
        failure = new DecodeException(otherwise);
      }
    }

    T get() throws DecodeException {
      if (failure != null) {
        throw failure;
      }
      if (result == null) {
        throw new DecodeException("empty RLP item");
      }
      return result;
    }
  }
}
