// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The answers of a batch, in their order. Used by one thread at a time. */
final class BatchAnswers {

  /**
   * Ours: as much as one client may leave unread. A poll of a full filter is answered in 12 MiB,
   * and a batch may hold a thousand of them.
   */
  static final long MAX_BYTES = 16 << 20;

  private final List<byte[]> texts = new ArrayList<>();
  private long bytes;

  void add(byte[] text) {
    texts.add(text);
    bytes += text.length;
  }

  /** Whether no more calls should be carried out for this batch. */
  boolean isFull() {
    return bytes > MAX_BYTES;
  }

  /** A JSON array; empty if nothing is to be answered. */
  Optional<byte[]> toJson() {
    if (texts.isEmpty()) {
      return Optional.empty();
    }
    ByteArrayOutputStream out =
        new ByteArrayOutputStream(Math.toIntExact(bytes + texts.size() + 1));
    char separator = '[';
    for (byte[] text : texts) {
      out.write(separator);
      out.writeBytes(text);
      separator = ',';
    }
    out.write(']');
    return Optional.of(out.toByteArray());
  }
}
