// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import org.apache.tuweni.bytes.Bytes;

/** Sizes as plaintexts encode them: up to three bytes, the least significant first. */
final class LittleEndian {

  private LittleEndian() {}

  static Bytes write(int value, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (value >>> i * Byte.SIZE);
    }
    return Bytes.wrap(bytes);
  }

  static int read(Bytes bytes) {
    int value = 0;
    for (int i = 0; i < bytes.size(); i++) {
      value |= (bytes.get(i) & 0xff) << i * Byte.SIZE;
    }
    return value;
  }

  /** How many bytes a value takes, at least one. */
  static int minimalSize(int value) {
    int size = 1;
    for (int rest = value >>> Byte.SIZE; rest > 0; rest >>>= Byte.SIZE) {
      size++;
    }
    return size;
  }
}
