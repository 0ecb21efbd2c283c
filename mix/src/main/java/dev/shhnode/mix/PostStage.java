// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix;

/** How far a post of this node has got. */
public enum PostStage {
  /** Accepted: it waits for its turn among the packets that the node sends anyway. */
  WRAPPED,
  /** On its way, for the first time or again. */
  SENT,
  /** It has come back by flooding, so the exit has flooded it. */
  HEARD_BACK,
  /**
   * It has been sent once, and nothing more will be known of it: peers do not bring this node
   * envelopes of its topic.
   */
  UNHEARD,
  /** It has not been heard back until it expired, or could not be sent. */
  GIVEN_UP
}
