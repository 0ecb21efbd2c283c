// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.runtime.HeapShare;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The answers of a batch, in order, kept until the last one is there. Long ones count against a
 * bound for all batches under way, so that many clients together cannot fill the memory. Used by
 * one thread at a time.
 */
final class BatchAnswers {

  /**
   * Ours: as much as one client may leave unread. A poll of a full filter is answered in 12 MiB,
   * and a batch may hold a thousand of them.
   */
  static final long MAX_BYTES = 16 << 20;

  private static final String TOO_LONG =
      "the answers of the batch are too long, at most "
          + MAX_BYTES
          + " bytes and one more: call again in another one";

  /** The error for an answer that finds no room beside those of other batches. */
  private static final String TOO_MANY_LONG =
      "too many batches wait for long answers, try again later";

  /** Ours: shorter answers, such as errors, are not counted; a batch has a thousand at most. */
  private static final int MAX_FREE_BYTES = 1_024;

  /** The bytes of the answers that all batches under way hold. Thread-safe. */
  static final class Total {

    /** Ours: several batches with the longest answers, and less on a small heap. */
    static final long DEFAULT_MAX_BYTES = HeapShare.RPC_BATCHES.ofThisHeap();

    private final long maxBytes;
    private final AtomicLong heldBytes = new AtomicLong();

    Total(long maxBytes) {
      this.maxBytes = maxBytes;
    }

    /** Counts an answer, if there is room. A single answer always has room, whatever its length. */
    private boolean reserve(int bytes) {
      long held = heldBytes.addAndGet(bytes);
      if (held > maxBytes && held > bytes) {
        heldBytes.addAndGet(-bytes);
        return false;
      }
      return true;
    }

    long heldBytes() {
      return heldBytes.get();
    }
  }

  private final Total total;
  private final List<byte[]> texts = new ArrayList<>();
  private long bytes;
  private long charged;
  private boolean isRefused;

  BatchAnswers(Total total) {
    this.total = total;
  }

  /** Whether an answer may be kept; if so, it is counted. */
  boolean reserve(int size) {
    if (size <= MAX_FREE_BYTES) {
      return true;
    }
    if (!total.reserve(size)) {
      isRefused = true;
      return false;
    }
    charged += size;
    return true;
  }

  /** The error that stands in place of an answer for which there is no room. */
  static RpcException noRoom() {
    return RpcException.dropped(RpcDrop.BATCH_ANSWERS_OF_ALL, TOO_MANY_LONG);
  }

  /** The batch is answered: its answers are counted no more. */
  void release() {
    total.heldBytes.addAndGet(-charged);
    charged = 0;
  }

  void add(byte[] text) {
    texts.add(text);
    bytes += text.length;
  }

  /**
   * Why no more calls should be carried out for this batch, or null. Once an answer has found no
   * room, further calls would only cost time.
   */
  @Nullable RpcException refusal() {
    if (isRefused) {
      return noRoom();
    }
    return bytes > MAX_BYTES
        ? RpcException.dropped(RpcDrop.BATCH_ANSWERS_TOO_LONG, TOO_LONG)
        : null;
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
