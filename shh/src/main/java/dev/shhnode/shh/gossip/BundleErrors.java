// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.shh.Verdict;
import dev.shhnode.shh.wire.EnvelopeError;
import java.util.ArrayList;
import java.util.List;

/** What Status' software is told of one bundle so far. Belongs to the shh loop. */
public final class BundleErrors {

  /**
   * Ours: only so many errors of one bundle are told, so that the answer is never larger than the
   * bundle.
   */
  public static final int MAX_ERRORS_TOLD = 256;

  private final List<EnvelopeError> errors = new ArrayList<>();
  private int untold;

  void add(Envelope envelope, Verdict verdict) {
    if (errors.size() == MAX_ERRORS_TOLD) {
      untold++;
      return;
    }
    int code = verdict.isOfTime() ? EnvelopeError.TIME_NOT_SYNCED : EnvelopeError.OTHER;
    errors.add(new EnvelopeError(envelope.hash(), code, verdict.name()));
  }

  /** The first errors, in the order of the envelopes. */
  List<EnvelopeError> errors() {
    return errors;
  }

  /** How many more there were. */
  int untold() {
    return untold;
  }
}
