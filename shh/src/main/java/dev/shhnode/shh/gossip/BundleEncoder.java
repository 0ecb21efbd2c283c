// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import dev.shhnode.envelope.Envelope;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the Messages packets of one flush. Peers that are to get the same envelopes, one after
 * the other, get the same bytes, which are then also compressed once. Not thread-safe.
 */
final class BundleEncoder {

  private @Nullable ShhProtocol lastProtocol;
  private List<Envelope> lastBundle = List.of();
  private Bytes lastBody = Bytes.EMPTY;

  /**
   * Encodes.
   *
   * @param bundle not empty, not to be changed afterwards
   * @param size bytes of its envelopes' RLP
   */
  Bytes encode(ShhProtocol protocol, List<Envelope> bundle, int size) {
    if (!protocol.equals(lastProtocol) || !isLast(bundle)) {
      lastBody = protocol.encodeMessages(bundle, size);
      lastProtocol = protocol;
      lastBundle = bundle;
    }
    return lastBody;
  }

  /** By identity: pools have each envelope once. */
  @SuppressWarnings("ReferenceEquality")
  private boolean isLast(List<Envelope> bundle) {
    if (bundle.size() != lastBundle.size()) {
      return false;
    }
    for (int i = 0; i < bundle.size(); i++) {
      if (bundle.get(i) != lastBundle.get(i)) {
        return false;
      }
    }
    return true;
  }
}
