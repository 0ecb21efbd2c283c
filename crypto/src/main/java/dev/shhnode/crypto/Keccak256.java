// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import dev.shhnode.crypto.keccak.KeccakSponge;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/** Keccak-256 with the original padding, as Ethereum uses it (not SHA3-256 of FIPS 202). */
public final class Keccak256 {

  private Keccak256() {}

  /** Hashes the concatenation of {@code parts}. */
  public static Bytes32 hash(Bytes... parts) {
    KeccakSponge sponge = new KeccakSponge();
    for (Bytes part : parts) {
      byte[] bytes = part.toArrayUnsafe();
      sponge.update(bytes, 0, bytes.length);
    }
    byte[] out = new byte[Bytes32.SIZE];
    sponge.digest(out, 0);
    return Bytes32.wrap(out);
  }
}
