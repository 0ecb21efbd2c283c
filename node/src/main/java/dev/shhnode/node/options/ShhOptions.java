// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import dev.shhnode.shh.SealingRule;
import dev.shhnode.shh.ShhConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whisper itself. Filled by picocli; belongs to the thread that parses. */
final class ShhOptions {

  /**
   * The size of an empty message as this node seals it (284 bytes of data): below it nothing could
   * be sent.
   */
  private static final int MIN_MESSAGE_SIZE = 304;

  /** Messages that wait to be read may take one such part of the heap. */
  private static final long BUFFER_HEAP_PARTS = 5;

  /** The pool may take one such part. */
  private static final long POOL_HEAP_PARTS = 4;

  private static final long MIN_POOL_BYTES = 1 << 20;

  private static final long MAX_UINT32 = 0xffff_ffffL;

  @Option(
      names = "--shh-min-pow",
      paramLabel = "<POW>",
      description =
          "Least proof of work accepted and advertised (default: "
              + ShhConfig.DEFAULT_MIN_POW
              + ", and more while the pool is nearly full).")
  private @Nullable Double minPow;

  @Option(
      names = "--shh-pool-bytes",
      paramLabel = "<BYTES>",
      description =
          "Memory for envelopes of others, each with 256 bytes besides its own"
              + " (default: a quarter of the heap).")
  private @Nullable Long poolBytes;

  @Option(
      names = "--shh-max-ttl",
      paramLabel = "<SECONDS>",
      description =
          "Longest TTL of an envelope of shh/5 or shh/6 that is kept and passed on"
              + " (default: ${DEFAULT-VALUE}, 30 days).")
  private long maxTtl = ShhConfig.DEFAULT_MAX_TTL_SECONDS;

  @Option(
      names = "--shh-max-message-size",
      paramLabel = "<BYTES>",
      description = "Most bytes of an envelope (default: ${DEFAULT-VALUE}).")
  private long maxMessageSize = ShhConfig.DEFAULT_MAX_MESSAGE_SIZE;

  @Option(
      names = "--shh-light",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<BOOL>",
      description = "Ask only for what the filters want, and forward nothing.")
  private boolean light;

  @Option(
      names = "--shh-pow-rule",
      paramLabel = "<RULE>",
      description =
          "Proof-of-work rules that posts are sealed for, one or more searches each:"
              + " ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, those of the peers).")
  private SealingRule powRule = SealingRule.AUTO;

  @Option(
      names = "--shh-bridge",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<BOOL>",
      description =
          "Seal envelopes of others anew for peers that judge by the other rule of proof of work"
              + " (default: ${DEFAULT-VALUE}).")
  private boolean bridge;

  @Option(
      names = "--shh-max-pow-time",
      paramLabel = "<SECONDS>",
      description =
          "Longest search for the proof of work of a post, whatever it asks for"
              + " (default: ${DEFAULT-VALUE}).")
  private int maxPowSeconds = (int) ShhConfig.DEFAULT_MAX_SEARCH.toSeconds();

  /**
   * The configuration that the options make, with pool and buffers fitted to the heap.
   *
   * @throws IllegalArgumentException naming the option that is wrong
   */
  ShhConfig toConfig() {
    double least = minPow == null ? ShhConfig.DEFAULT_MIN_POW : minPow;
    if (!ShhConfig.isValidPow(least)) {
      throw new IllegalArgumentException("--shh-min-pow is " + least + ", expected 0 or more");
    }
    if (maxTtl < 1 || maxTtl > MAX_UINT32) {
      throw new IllegalArgumentException(
          "--shh-max-ttl is " + maxTtl + ", expected 1 to " + MAX_UINT32);
    }
    if (maxMessageSize < MIN_MESSAGE_SIZE || maxMessageSize > ShhConfig.MAX_MESSAGE_SIZE_CEILING) {
      throw new IllegalArgumentException(
          "--shh-max-message-size is "
              + maxMessageSize
              + ", expected "
              + MIN_MESSAGE_SIZE
              + " to "
              + ShhConfig.MAX_MESSAGE_SIZE_CEILING);
    }
    if (maxPowSeconds < 1) {
      throw new IllegalArgumentException(
          "--shh-max-pow-time is " + maxPowSeconds + ", expected a second or more");
    }
    long heap = Runtime.getRuntime().maxMemory();
    return new ShhConfig(
        least,
        minPow == null,
        maxTtl,
        maxMessageSize,
        light,
        poolBytes(heap),
        Math.min(heap / BUFFER_HEAP_PARTS, ShhConfig.DEFAULT_MAX_BUFFERED_BYTES),
        powRule,
        bridge,
        Duration.ofSeconds(maxPowSeconds));
  }

  private long poolBytes(long heap) {
    if (poolBytes == null) {
      return heap / POOL_HEAP_PARTS;
    }
    long most = heap / 2;
    if (poolBytes < MIN_POOL_BYTES || poolBytes > most) {
      throw new IllegalArgumentException(
          "--shh-pool-bytes is "
              + poolBytes
              + ", expected "
              + MIN_POOL_BYTES
              + " to "
              + most
              + ", half the heap (more with SHHNODE_JAVA_OPTS=-Xmx…)");
    }
    return poolBytes;
  }
}
