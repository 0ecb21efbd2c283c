// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.service;

import dev.shhnode.mix.directory.Guards;
import dev.shhnode.mix.sphinx.MixId;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.tuweni.bytes.Bytes;

/** What a mix asks of the node that it runs in. Called on the mix loop; must not block. */
public interface MixHost {

  /**
   * An envelope has come out of the mixes at this exit: floods it as if it were this node's own, if
   * it passes the rules for what is flooded.
   *
   * @param envelope not checked at all
   * @return whether it is flooded; never fails
   */
  CompletableFuture<Boolean> flood(Bytes envelope);

  /**
   * Whether peers would bring this node an envelope of its own once it has been flooded elsewhere:
   * they do not if it does not take the topic, and if there are none. From any thread.
   *
   * @return never fails
   */
  CompletableFuture<Boolean> comesBack(Bytes envelope);

  /** Guards have been drawn anew; to be kept over a restart. */
  void keep(Guards guards);

  /**
   * Which mixes are known has changed; to be kept over a restart. Does nothing unless it is
   * overridden.
   *
   * @param since epochs in which they were first heard of
   */
  default void keepKnown(Map<MixId, Long> since) {}

  /** The nodes to be linked with have changed. */
  void onCandidatesChanged();
}
