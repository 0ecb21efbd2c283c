// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import dev.shhnode.rpc.whisper.FilterLeases;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Polled filters of JSON-RPC. Filled by picocli; belongs to the thread that parses. */
final class FilterOptions {

  private static final String LEASE = "--rpc-filter-lease";

  /** Ours: a year, far below what a clock in nanoseconds can count. */
  private static final long MAX_SECONDS = 31_536_000;

  @Option(
      names = LEASE,
      paramLabel = "<SECONDS>",
      description =
          "How long a filter made over HTTP stays without being polled, unless it says otherwise; 0"
              + " for ever (default: ${DEFAULT-VALUE}).")
  private long leaseSeconds = FilterLeases.DEFAULT.toSeconds();

  /**
   * How long filters made over HTTP stay without being polled; zero for no end.
   *
   * @throws IllegalArgumentException naming the option if it is wrong
   */
  Duration lease() {
    if (leaseSeconds < 0 || leaseSeconds > MAX_SECONDS) {
      throw new IllegalArgumentException(
          LEASE + " is " + leaseSeconds + ", expected 0 to " + MAX_SECONDS);
    }
    return Duration.ofSeconds(leaseSeconds);
  }
}
