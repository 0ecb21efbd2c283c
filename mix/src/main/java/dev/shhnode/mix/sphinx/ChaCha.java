// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import org.bouncycastle.crypto.engines.ChaChaEngine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** ChaCha20 with a nonce of zeros, which is sound as no key is used for two texts. */
final class ChaCha {

  private static final byte[] NONCE = new byte[8];

  private ChaCha() {}

  /** XORs the stream of {@code key}, 32 bytes, to a part of {@code data}. */
  static void xor(byte[] key, byte[] data, int offset, int length) {
    ChaChaEngine engine = new ChaChaEngine();
    engine.init(true, new ParametersWithIV(new KeyParameter(key), NONCE));
    engine.processBytes(data, offset, length, data, offset);
  }

  /** The first {@code length} bytes of the stream of {@code key}. */
  static byte[] stream(byte[] key, int length) {
    byte[] out = new byte[length];
    xor(key, out, 0, length);
    return out;
  }
}
