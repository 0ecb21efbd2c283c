// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import dev.shhnode.runtime.HeapShare;
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

  /** Of the memory for messages, what is for those that wait; the rest is the memory of them. */
  private static final double BUFFERED_PART = 0.8;

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
          "Memory for envelopes, each with 272 bytes besides its own; three quarters for shh/6"
              + " (default: a quarter of the heap, if all else leaves that).")
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
   * @param heap the largest that the heap may become, bytes
   * @param mixes whether the node takes part in a mix network, which takes memory too
   * @throws IllegalArgumentException naming the option that is wrong
   */
  ShhConfig toConfig(long heap, boolean mixes) {
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
    return new ShhConfig(
        least,
        minPow == null,
        maxTtl,
        maxMessageSize,
        light,
        poolBytes(heap, mixes),
        (long) (HeapShare.MESSAGES.of(heap) * BUFFERED_PART),
        powRule,
        bridge,
        Duration.ofSeconds(maxPowSeconds));
  }

  /** Everything that strangers can make grow has to fit into the heap. */
  private long poolBytes(long heap, boolean mixes) {
    long most = heap - HeapShare.besidesPool(heap, mixes);
    if (most < MIN_POOL_BYTES) {
      throw new IllegalArgumentException(
          "the heap of "
              + heap
              + " bytes is too small: all that others may make grow takes up to "
              + (heap - most + MIN_POOL_BYTES)
              + " (start with SHHNODE_JAVA_OPTS=-Xmx256m or more)");
    }
    if (poolBytes == null) {
      return Math.min(HeapShare.POOL.of(heap), most);
    }
    if (poolBytes < MIN_POOL_BYTES || poolBytes > most) {
      throw new IllegalArgumentException(
          "--shh-pool-bytes is "
              + poolBytes
              + ", expected "
              + MIN_POOL_BYTES
              + " to "
              + most
              + ": what the heap of "
              + heap
              + " bytes has besides all else that others may make grow (more with"
              + " SHHNODE_JAVA_OPTS=-Xmx…)");
    }
    return poolBytes;
  }
}
