// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.shh.Source;

/** Where envelopes go that this node may be able to read. Called on the shh loop. */
@FunctionalInterface
public interface EnvelopeSink {

  /**
   * An envelope has come that has not come before, or is one of ours.
   *
   * @param source who brought it
   * @param pow what filters and clients are told of its proof of work; finite
   * @param direct whether it came from a trusted peer for this node alone
   */
  void onEnvelope(Envelope envelope, Source source, double pow, boolean direct);
}
