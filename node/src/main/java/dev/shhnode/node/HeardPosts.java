// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.Verdict;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes32;
import org.jspecify.annotations.Nullable;

/**
 * Tells mix routing of what peers bring, which may be posts of this node that have travelled
 * through mixes. Called on the shh loop.
 */
final class HeardPosts extends ShhListener.Forwarding {

  private volatile @Nullable Consumer<Bytes32> listener;

  HeardPosts(ShhListener next) {
    super(next);
  }

  /** Tells somebody the hash of every envelope that is new here, from now on. */
  void tell(Consumer<Bytes32> told) {
    listener = told;
  }

  @Override
  public void onReceived(PublicKey peer, Envelope envelope, Verdict verdict) {
    super.onReceived(peer, envelope, verdict);
    Consumer<Bytes32> told = listener;
    if (told != null && verdict == Verdict.ACCEPT) {
      told.accept(envelope.hash());
    }
  }
}
