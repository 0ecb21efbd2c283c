// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.replay;

import java.util.ArrayList;
import java.util.List;

/** What came out of a replay. Not thread-safe. */
public final class ReplayReport {

  private final List<String> failures = new ArrayList<>();
  private final List<Integer> replayed = new ArrayList<>();

  /** What does not match, a line each. */
  public List<String> failures() {
    return failures;
  }

  /** The lines of the transcript that were sent and compared. */
  public List<Integer> replayed() {
    return replayed;
  }

  void fail(Exchange exchange, String why) {
    failures.add(exchange + ": " + why);
  }
}
