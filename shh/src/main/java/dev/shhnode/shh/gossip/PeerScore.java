// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import dev.shhnode.shh.Verdict;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is held against a peer. Verdicts are noted while its envelopes are taken; what follows from
 * them is asked afterwards, so that one bad envelope does not cost the good ones beside it. Belongs
 * to the shh loop.
 */
final class PeerScore {

  private @Nullable Verdict offence;

  /**
   * Notes what became of an envelope.
   *
   * @param forgiven whether an offence is none for this peer
   */
  void note(Verdict verdict, boolean forgiven) {
    if (verdict.isOffence() && !forgiven) {
      offence = verdict;
    }
  }

  /** Why the peer is to be hung up on, if it is: as in geth one offence is enough. */
  Optional<Verdict> offence() {
    return Optional.ofNullable(offence);
  }
}
