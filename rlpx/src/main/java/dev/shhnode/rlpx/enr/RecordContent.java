// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.enr;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Rlp;
import dev.shhnode.crypto.RlpWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.tuweni.bytes.Bytes;

/**
 * What is signed in a record: {@code [seq, k, v, …]}. Immutable.
 *
 * <p>Keys can be any bytes (EIP-778), so each byte is one character of a key, and the order of keys
 * is that of their bytes.
 *
 * @param seq to be taken as unsigned
 * @param pairs by key, in order; values in RLP
 */
record RecordContent(long seq, SortedMap<String, Bytes> pairs) {

  private static final int BYTE_MASK = 0xff;
  private static final int SINGLE_BYTE_END = 0x80;
  private static final int STRING_OF_ONE = 0x81;
  private static final int LIST = 0xc0;
  private static final int MAX_CHARACTER = 0xff;

  RecordContent {
    pairs = Collections.unmodifiableSortedMap(new TreeMap<>(pairs));
  }

  /**
   * Reads the elements after the signature, of which each is canonical RLP all the way down.
   *
   * @throws DecodeException if there is no seq, a key is no byte string or not above the one before
   *     it, or a value is missing
   */
  static RecordContent decode(List<Bytes> elements) throws DecodeException {
    if (elements.size() % 2 == 0) {
      throw new DecodeException("node record without seq or without a value");
    }
    TreeMap<String, Bytes> pairs = new TreeMap<>();
    for (int i = 1; i < elements.size(); i += 2) {
      Bytes encodedKey = elements.get(i);
      String key = text(Rlp.decodeBytes(encodedKey, encodedKey.size()));
      if (!pairs.isEmpty() && key.compareTo(pairs.lastKey()) <= 0) {
        throw new DecodeException("node record whose keys are not in order or not unique");
      }
      pairs.put(key, elements.get(i + 1));
    }
    return new RecordContent(Rlp.decodeUint64(elements.get(0)), pairs);
  }

  /**
   * Splits RLP into its items, still encoded.
   *
   * @param items one after the other; a view of them is returned. Its size bounds how deep the
   *     check for canonical form goes.
   */
  static List<Bytes> split(Bytes items) throws DecodeException {
    List<Bytes> split = new ArrayList<>();
    int size;
    for (int offset = 0; offset < items.size(); offset += size) {
      size = Rlp.itemSize(items, offset);
      Bytes item = items.slice(offset, size);
      requireCanonicalContent(item);
      split.add(item);
    }
    return split;
  }

  /** Headers are checked where their size is read; what is left is a byte that needs none. */
  private static void requireCanonicalContent(Bytes item) throws DecodeException {
    int first = item.get(0) & BYTE_MASK;
    if (first == STRING_OF_ONE && (item.get(1) & BYTE_MASK) < SINGLE_BYTE_END) {
      throw new DecodeException("not canonical RLP: single byte with a header");
    }
    if (first >= LIST) {
      split(Rlp.listContent(item));
    }
  }

  private static String text(Bytes key) {
    return new String(key.toArrayUnsafe(), StandardCharsets.ISO_8859_1);
  }

  private static Bytes encodedKey(String key) {
    if (key.chars().anyMatch(character -> character > MAX_CHARACTER)) {
      throw new IllegalArgumentException("a key has characters that are not one byte");
    }
    return RlpWriter.value(Bytes.wrap(key.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /**
   * The elements in RLP, one after the other, without the header of a list.
   *
   * @throws IllegalArgumentException if a key cannot be written
   */
  List<Bytes> elements() {
    List<Bytes> elements = new ArrayList<>();
    elements.add(RlpWriter.value(Rlp.minimal(seq)));
    for (Map.Entry<String, Bytes> pair : pairs.entrySet()) {
      elements.add(encodedKey(pair.getKey()));
      elements.add(pair.getValue());
    }
    return elements;
  }
}
