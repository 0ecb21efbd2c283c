// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import java.security.SecureRandom;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/** A sender who writes into its packets what it likes, correctly encrypted and authenticated. */
final class OddSender {

  private static final Geometry GEOMETRY = Geometry.MIX1;

  private final HeaderMaker headers =
      new HeaderMaker(GEOMETRY, SphinxProfile.MIX1, KeyAgreement.bouncyCastle());
  private final SecureRandom random;

  OddSender(SecureRandom random) {
    this.random = random;
  }

  /** A packet whose last mix reads {@code end}, at most 32 bytes, and this plain body. */
  Bytes packet(Bytes32 publicKey, Bytes end, Bytes body) {
    HeaderMaker.Header header =
        headers.make(List.of(publicKey.toArrayUnsafe()), List.of(), end.toArray(), random);
    byte[] packet = new byte[GEOMETRY.packetSize()];
    System.arraycopy(header.bytes(), 0, packet, 0, header.bytes().length);
    System.arraycopy(body.toArray(), 0, packet, GEOMETRY.bodyOffset(), body.size());
    header
        .sessions()
        .get(0)
        .bodyCipher()
        .encrypt(packet, GEOMETRY.bodyOffset(), GEOMETRY.payloadSize());
    return Bytes.wrap(packet);
  }
}
