// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import java.util.Arrays;

/**
 * What each thing that others can make grow may take of the heap. The shares are made so that all
 * of them together fit into a heap of 256 MiB beside what the program itself takes; on a larger
 * heap most of them end at a bound of their own. Ours, all of them.
 */
public enum HeapShare {
  /** Pooled envelopes of all versions, those of this node, and hashes of what has left. */
  POOL(64, Long.MAX_VALUE),
  /** Messages that wait in filters and inbox, and what is remembered of those delivered. */
  MESSAGES(30, mebibytes(80)),
  /** Filters. */
  FILTERS(5, mebibytes(14)),
  /** The topics that filters name. */
  TOPICS(6, mebibytes(40)),
  /** Keys in the vault. */
  KEYS(6, mebibytes(40)),
  /** What is kept of symmetric keys so that wrong ones are told quickly. */
  PROBES(2, mebibytes(16)),
  /** Payloads of posts that are being worked on. */
  POSTS(16, mebibytes(64)),
  /** What peers have brought and the shh loop has not dealt with. */
  INBOUND(16, mebibytes(32)),
  /** Envelopes that wait to be opened. */
  OPENINGS(4, mebibytes(8)),
  /** What peers have sent and has not been decoded. */
  PEERS_UNREAD(24, mebibytes(128)),
  /** What has been sent to peers that have not taken it. */
  PEERS_UNWRITTEN(16, mebibytes(64)),
  /** Requests of RPC clients until they are answered. */
  RPC_REQUESTS(16, mebibytes(64)),
  /** Answers of batches until they are complete. */
  RPC_BATCHES(8, mebibytes(64)),
  /** Answers and pushes that RPC clients have not taken. */
  RPC_UNREAD(16, mebibytes(128)),
  /**
   * Packets that wait in a mix, tags of those that have passed, and what is known of other mixes:
   * at the cost of the pool, in a node that takes part in a mix network. 48 MiB of the 247 that the
   * JVM says of 256, and at most what the largest of its bounds need.
   */
  MIX(50, mebibytes(192));

  private static final int PARTS = 256;

  /**
   * What the program itself takes: tables, buffers, and what connections cost that do nothing. Of a
   * node that has just started 12 MiB are left after a collection.
   */
  public static final long PROGRAM_BYTES = mebibytes(18);

  private final int parts;
  private final long most;

  HeapShare(int parts, long most) {
    this.parts = parts;
    this.most = most;
  }

  private static long mebibytes(int count) {
    return (long) count << 20;
  }

  /**
   * The bytes of a share.
   *
   * @param heapBytes the largest that the heap may become
   */
  public long of(long heapBytes) {
    return Math.min(most, heapBytes / PARTS * parts);
  }

  /** The bytes of a share of the heap of this process. */
  public long ofThisHeap() {
    return of(Runtime.getRuntime().maxMemory());
  }

  /** What everything but the pool may take together. */
  public static long besidesPool(long heapBytes, boolean mixes) {
    return PROGRAM_BYTES
        + Arrays.stream(values())
            .filter(share -> share != POOL && (share != MIX || mixes))
            .mapToLong(share -> share.of(heapBytes))
            .sum();
  }
}
