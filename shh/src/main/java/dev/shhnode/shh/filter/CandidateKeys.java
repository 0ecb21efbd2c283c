// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import dev.shhnode.shh.DecryptionKey;
import java.util.List;

/**
 * The keys to be tried on an envelope, which may be thousands: an envelope that waits to be opened
 * has not gathered them yet. To be used on the shh loop.
 */
public interface CandidateKeys {

  /** As many as there are at most, told without gathering them. */
  int atMost();

  /** The keys as they are now, each once. */
  List<DecryptionKey> now();

  static CandidateKeys of(List<DecryptionKey> keys) {
    return new CandidateKeys() {
      @Override
      public int atMost() {
        return keys.size();
      }

      @Override
      public List<DecryptionKey> now() {
        return keys;
      }
    };
  }
}
