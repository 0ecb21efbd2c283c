// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import dev.shhnode.shh.SealingRule;
import dev.shhnode.shh.ShhConfig;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Whisper itself. Filled by picocli; belongs to the thread that parses. */
final class ShhOptions {

  /**
   * The size of an empty message as this node seals it (284 bytes of data): below it nothing could
   * be sent.
   */
  private static final int MIN_MESSAGE_SIZE = 304;

  /**
   * Pool and buffers may each take one such part of the heap; three are left for everything else.
   */
  private static final long HEAP_PARTS = 5;

  @Option(
      names = "--shh-min-pow",
      paramLabel = "<POW>",
      description = "Least proof of work accepted and advertised (default: ${DEFAULT-VALUE}).")
  private double minPow = ShhConfig.DEFAULT_MIN_POW;

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
    if (!Double.isFinite(minPow) || minPow < 0) {
      throw new IllegalArgumentException("--shh-min-pow is " + minPow + ", expected 0 or more");
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
    long share = Runtime.getRuntime().maxMemory() / HEAP_PARTS;
    return new ShhConfig(
        minPow,
        maxMessageSize,
        light,
        Math.min(share, ShhConfig.DEFAULT_MAX_POOL_BYTES),
        Math.min(share, ShhConfig.DEFAULT_MAX_BUFFERED_BYTES),
        powRule,
        bridge,
        Duration.ofSeconds(maxPowSeconds));
  }
}
