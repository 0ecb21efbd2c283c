// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import java.security.SecureRandom;
import org.apache.tuweni.bytes.Bytes;
import org.bouncycastle.crypto.engines.ChaChaEngine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** The stream of ChaCha20 with a nonce of zeros, as the published vectors draw their randomness. */
final class NeitherSecureNorRandom extends SecureRandom {

  private final transient ChaChaEngine engine = new ChaChaEngine();

  NeitherSecureNorRandom(Bytes seed) {
    engine.init(true, new ParametersWithIV(new KeyParameter(seed.toArrayUnsafe()), new byte[8]));
  }

  /** A seed that is a number. */
  static NeitherSecureNorRandom of(long seed) {
    return new NeitherSecureNorRandom(
        Bytes.concatenate(Bytes.ofUnsignedLong(seed), Bytes.wrap(new byte[24])));
  }

  @Override
  public void nextBytes(byte[] bytes) {
    byte[] zeros = new byte[bytes.length];
    engine.processBytes(zeros, 0, zeros.length, bytes, 0);
  }
}
