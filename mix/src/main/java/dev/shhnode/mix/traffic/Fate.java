// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

/** Is told what becomes of a packet of this node: one of both, once. Called on the mix loop. */
interface Fate {

  /** For whoever does not care. */
  Fate UNWATCHED = now -> {};

  /** It was written to a link. */
  void onLeft(long now);

  /** It never left this node. */
  default void onDropped() {}
}
