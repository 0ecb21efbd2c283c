// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Random;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

/** The tests have the library on their class path; a node has it where somebody put it. */
class NativeSecp256k1Test {

  private static final int ROUNDS = 300;

  private final NativeSecp256k1 found = NativeSecp256k1.find().orElseThrow();
  private final SecureRandom keys = new SecureRandom();
  private final Random random = new Random(256);

  @Test
  void shouldAgreeWithJavaOnSharedSecrets() {
    for (int i = 0; i < ROUNDS; i++) {
      PrivateKey ours = KeyPair.generate(keys).privateKey();
      PublicKey theirs = KeyPair.generate(keys).publicKey();

      assertThat(found.sharedSecret(ours, theirs))
          .isEqualTo(Secp256k1.sharedSecretInJava(ours, theirs));
    }
  }

  @Test
  void shouldAgreeWithJavaOnTheSmallestAndTheGreatestKeys() {
    PublicKey theirs = KeyPair.generate(keys).publicKey();
    for (BigInteger scalar :
        new BigInteger[] {
          BigInteger.ONE, BigInteger.TWO, Secp256k1.ORDER.subtract(BigInteger.ONE)
        }) {
      PrivateKey ours = PrivateKey.of(Secp256k1.toBytes32(scalar));

      assertThat(found.sharedSecret(ours, theirs))
          .isEqualTo(Secp256k1.sharedSecretInJava(ours, theirs));
    }
  }

  @Test
  void shouldRecoverSigners() {
    for (int i = 0; i < ROUNDS; i++) {
      KeyPair signer = KeyPair.generate(keys);
      Bytes32 digest = Bytes32.random(random);

      assertThat(found.recover(Secp256k1.sign(signer.privateKey(), digest), digest))
          .contains(signer.publicKey());
    }
  }

  /** Of what strangers can write instead of a signature, much has a key and much has none. */
  @Test
  void shouldAgreeWithJavaOnSignaturesOfNobody() {
    int without = 0;
    for (int i = 0; i < ROUNDS; i++) {
      Bytes r = i % 3 == 0 ? Bytes32.leftPad(Bytes.of(i / 3 + 1)) : Bytes32.random(random);
      Optional<Signature> signature =
          Signature.fromBytes(
              Bytes.concatenate(r, Bytes32.random(random), Bytes.of(random.nextInt(4))));
      Bytes32 digest = i % 5 == 0 ? Bytes32.ZERO : Bytes32.random(random);
      if (signature.isPresent()) {
        Optional<PublicKey> expected = Secp256k1.recoverInJava(signature.get(), digest);
        assertThat(found.recover(signature.get(), digest)).isEqualTo(expected);
        without += expected.isEmpty() ? 1 : 0;
      }
    }
    assertThat(without).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
  }

  @Test
  void shouldFindNoKeyWhereTheSumIsInfinite() {
    // R = G and s = e, r = x(G): sR - eG is the point at infinity.
    Bytes x = Secp256k1.publicKey(PrivateKey.of(Bytes32.leftPad(Bytes.of(1)))).toBytes();
    Bytes32 digest = Bytes32.leftPad(Bytes.of(7));
    for (int id = 0; id < 2; id++) {
      Signature signature =
          new Signature(x.slice(0, 32).toUnsignedBigInteger(), BigInteger.valueOf(7), id);

      assertThat(found.recover(signature, digest))
          .isEqualTo(Secp256k1.recoverInJava(signature, digest));
    }
  }
}
