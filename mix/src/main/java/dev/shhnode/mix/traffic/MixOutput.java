// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import dev.shhnode.mix.directory.Guards;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.rlpx.peers.Enode;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;

/** What the core has done by its owner. Called on the mix loop. */
public interface MixOutput {

  /**
   * An envelope has come out of the mixes at this exit: floods it as if it were this node's own, if
   * it passes the rules for what is flooded.
   *
   * @param envelope not checked at all
   * @param onRefused run on the mix loop if it is not flooded
   */
  void flood(Bytes envelope, Runnable onRefused);

  /** The nodes to be linked with from now on, the most important first. */
  void onLinksWanted(List<Enode> nodes);

  /** Guards have been drawn anew; to be kept over a restart. */
  void onGuards(Guards guards);

  /**
   * Which mixes are known has changed; to be kept over a restart, so that a node need not get to
   * know them for an epoch again. Does nothing unless it is overridden.
   *
   * @param since epochs in which they were first heard of
   */
  default void onKnown(Map<MixId, Long> since) {}
}
