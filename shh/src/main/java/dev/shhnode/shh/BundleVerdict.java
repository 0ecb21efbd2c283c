// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.envelope.Envelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was wrong with the envelopes of one bundle so far. Belongs to the shh loop. */
final class BundleVerdict {

  /** Ours: of a large bundle the first errors are told; an answer is no larger than its cause. */
  static final int MAX_ERRORS_TOLD = 256;

  private final List<EnvelopeError> errors = new ArrayList<>();
  private @Nullable Verdict offence;

  void add(Envelope envelope, Verdict verdict, boolean forgiven) {
    if (!forgiven) {
      offence = verdict;
    }
    if (errors.size() < MAX_ERRORS_TOLD) {
      int code = verdict.isOfTime() ? EnvelopeError.TIME_NOT_SYNCED : EnvelopeError.OTHER;
      errors.add(new EnvelopeError(envelope.hash(), code, verdict.name()));
    }
  }

  /** Why the peer is to be hung up on, if it is. */
  Optional<Verdict> offence() {
    return Optional.ofNullable(offence);
  }

  /** What Status' software is told. */
  List<EnvelopeError> errors() {
    return errors;
  }
}
