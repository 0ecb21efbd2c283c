// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import java.nio.charset.StandardCharsets;

/** In what the packets of the published vectors and those of {@code mix/1} differ. */
public enum SphinxProfile {
  /**
   * As go-sphinxmixcrypto and sphinxmixcrypto do it; for their vectors, never for a network.
   *
   * <p>Its key of the body is the beginning of the very stream that covers the header. So whoever
   * sees a packet arrive and another leave XORs their headers, has the key if the two belong
   * together, and sees by the bodies whether they do: nothing is mixed for such an observer.
   */
  VECTORS(0x22) {
    @Override
    byte[] session(byte[] alpha, byte[] publicKey, byte[] dh) {
      return dh.clone();
    }
  },

  /**
   * What {@code mix/1} speaks. The session depends on the bytes of α and of the mix's key too, so
   * another encoding of the same point, or the point shifted by one of small order, gives another
   * session; the key of the body has a stream of its own.
   */
  MIX1(0x44) {
    @Override
    byte[] session(byte[] alpha, byte[] publicKey, byte[] dh) {
      return Blake2b.hash(32, LABEL, alpha, publicKey, dh);
    }
  };

  private static final byte[] LABEL = "mix/1-s".getBytes(StandardCharsets.US_ASCII);

  private final byte bodyPrefix;

  SphinxProfile(int bodyPrefix) {
    this.bodyPrefix = (byte) bodyPrefix;
  }

  /** The secret of 32 bytes from which sender and mix derive all else. */
  abstract byte[] session(byte[] alpha, byte[] publicKey, byte[] dh);

  /** The prefix under which the key of the body is derived. */
  byte bodyPrefix() {
    return bodyPrefix;
  }
}
