// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Secp256k1Test {

  private final SecureRandom random = new SecureRandom();

  /**
   * The known answers for RFC 6979 over secp256k1 that Bitcoin's libraries share (SHA-256, low s).
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|Satoshi Nakamoto"
            + "|934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
            + "|2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5",
        "1|All those moments will be lost in time, like tears in rain. Time to die..."
            + "|8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b"
            + "|547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21"
      })
  void shouldSignAsRfc6979Says(int key, String text, String r, String s) throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));

    Signature signature =
        Secp256k1.sign(PrivateKey.of(Bytes32.leftPad(Bytes.of(key))), Bytes32.wrap(hash));

    assertThat(signature.r()).isEqualTo(new BigInteger(r, 16));
    assertThat(signature.s()).isEqualTo(new BigInteger(s, 16));
  }

  @RepeatedTest(20)
  void shouldRecoverTheSigner() {
    KeyPair signer = KeyPair.generate(random);
    Bytes32 digest = Bytes32.random(random);

    Bytes encoded = Secp256k1.sign(signer.privateKey(), digest).toBytes();

    assertThat(encoded.get(64)).isBetween((byte) 0, (byte) 1);
    assertThat(Signature.fromBytes(encoded).flatMap(s -> s.recover(digest)))
        .contains(signer.publicKey());
    assertThat(Signature.fromBytes(encoded).flatMap(s -> s.recover(digest.not())))
        .isNotEqualTo(Optional.of(signer.publicKey()));
  }

  @Test
  void shouldTakeVAsTheEipWritesItToo() {
    KeyPair signer = KeyPair.generate(random);
    Bytes32 digest = Bytes32.random(random);
    byte[] encoded = Secp256k1.sign(signer.privateKey(), digest).toBytes().toArray();
    encoded[64] = (byte) (encoded[64] + 27);

    assertThat(Signature.fromBytes(Bytes.wrap(encoded)).flatMap(s -> s.recover(digest)))
        .contains(signer.publicKey());
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 26, 31, 255})
  void shouldRefuseAnyOtherV(int v) {
    byte[] encoded = new byte[65];
    encoded[31] = 1;
    encoded[63] = 1;
    encoded[64] = (byte) v;

    assertThat(Signature.fromBytes(Bytes.wrap(encoded))).isEmpty();
  }

  @Test
  void shouldRefuseScalarsOutOfRange() {
    Bytes zero = Bytes.wrap(new byte[32]);
    Bytes order = Bytes32.leftPad(Bytes.wrap(Secp256k1.ORDER.toByteArray()).trimLeadingZeros());
    Bytes one = Bytes32.leftPad(Bytes.of(1));

    for (Bytes wrong : new Bytes[] {zero, order}) {
      assertThat(Signature.fromBytes(Bytes.concatenate(wrong, one, Bytes.of(0)))).isEmpty();
      assertThat(Signature.fromBytes(Bytes.concatenate(one, wrong, Bytes.of(0)))).isEmpty();
      assertThatThrownBy(() -> PrivateKey.of(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Signature.fromBytes(Bytes.wrap(new byte[64]))).isEmpty();
    assertThatThrownBy(() -> PrivateKey.of(Bytes.wrap(new byte[31])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @RepeatedTest(20)
  void shouldVerifyWhatTheOwnerOfTheKeyHasSigned() {
    KeyPair signer = KeyPair.generate(random);
    Bytes32 digest = Bytes32.random(random);
    Bytes signature = Secp256k1.sign(signer.privateKey(), digest).toCompactBytes();
    byte[] altered = signature.toArray();
    altered[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));

    assertThat(Secp256k1.verify(signer.publicKey(), digest, signature)).isTrue();
    assertThat(Secp256k1.verify(signer.publicKey(), digest, Bytes.wrap(altered))).isFalse();
    assertThat(Secp256k1.verify(signer.publicKey(), digest.not(), signature)).isFalse();
    assertThat(Secp256k1.verify(KeyPair.generate(random).publicKey(), digest, signature)).isFalse();
  }

  @Test
  void shouldNotVerifyTheOtherSOfASignatureNorScalarsOutOfRange() {
    KeyPair signer = KeyPair.generate(random);
    Bytes32 digest = Bytes32.random(random);
    Signature signature = Secp256k1.sign(signer.privateKey(), digest);
    Bytes r = Secp256k1.toBytes32(signature.r());
    Bytes s = Secp256k1.toBytes32(signature.s());
    Bytes otherS = Secp256k1.toBytes32(Secp256k1.ORDER.subtract(signature.s()));
    Bytes zero = Bytes32.ZERO;
    Bytes order = Secp256k1.toBytes32(Secp256k1.ORDER);

    for (Bytes wrong :
        new Bytes[] {
          Bytes.concatenate(r, otherS),
          Bytes.concatenate(zero, s),
          Bytes.concatenate(r, zero),
          Bytes.concatenate(order, s),
          Bytes.concatenate(r, order),
          Bytes.concatenate(r, s).slice(1),
          Bytes.concatenate(r, s, Bytes.of(0)),
          Bytes.EMPTY
        }) {
      assertThat(Secp256k1.verify(signer.publicKey(), digest, wrong)).isFalse();
    }
  }

  @RepeatedTest(20)
  void shouldReadACompressedPoint() {
    PublicKey key = KeyPair.generate(random).publicKey();

    assertThat(key.toCompressed().size()).isEqualTo(PublicKey.COMPRESSED_SIZE);
    assertThat(PublicKey.fromCompressed(key.toCompressed())).contains(key);
  }

  @Test
  void shouldRefuseACompressedPointOfAnotherFormOrThatIsNone() {
    Bytes good = KeyPair.generate(random).publicKey().toCompressed();
    Bytes x = good.slice(1);
    Bytes withoutPoint = Bytes32.leftPad(Bytes.of(5));
    Bytes prime =
        Bytes.fromHexString("0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");

    for (Bytes wrong :
        new Bytes[] {
          Bytes.concatenate(Bytes.of(0), x),
          Bytes.concatenate(Bytes.of(4), x),
          Bytes.concatenate(Bytes.of(2), withoutPoint),
          Bytes.concatenate(Bytes.of(3), prime),
          good.slice(0, 32),
          Bytes.concatenate(good, Bytes.of(0)),
          Bytes.of(0),
          Bytes.EMPTY
        }) {
      assertThat(PublicKey.fromCompressed(wrong)).isEmpty();
    }
  }

  @Test
  void shouldAgreeOnASecret() {
    KeyPair alice = KeyPair.generate(random);
    KeyPair bob = KeyPair.generate(random);

    assertThat(Secp256k1.sharedSecret(alice.privateKey(), bob.publicKey()))
        .isEqualTo(Secp256k1.sharedSecret(bob.privateKey(), alice.publicKey()));
  }

  @Test
  void shouldRefusePointsThatAreNotOnTheCurve() {
    Bytes good = KeyPair.generate(random).publicKey().toBytes();
    Bytes offCurve = Bytes.concatenate(good.slice(0, 63), Bytes.of((byte) (good.get(63) ^ 1)));
    Bytes prime =
        Bytes.fromHexString("0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");

    assertThat(PublicKey.fromBytes(good)).isPresent();
    assertThat(PublicKey.fromBytes(offCurve)).isEmpty();
    assertThat(PublicKey.fromBytes(Bytes.wrap(new byte[64]))).isEmpty();
    assertThat(PublicKey.fromBytes(Bytes.concatenate(prime, good.slice(32)))).isEmpty();
    assertThat(PublicKey.fromBytes(Bytes.concatenate(good.slice(0, 32), prime))).isEmpty();
    assertThat(PublicKey.fromBytes(good.slice(1))).isEmpty();
    assertThat(PublicKey.fromUncompressed(Bytes.concatenate(Bytes.of(4), good))).isPresent();
    assertThat(PublicKey.fromUncompressed(Bytes.concatenate(Bytes.of(6), good))).isEmpty();
    assertThat(PublicKey.fromUncompressed(Bytes.concatenate(Bytes.of(2), good.slice(0, 32))))
        .isEmpty();
  }

  @Test
  void shouldNotPrintSecrets() {
    KeyPair pair = KeyPair.generate(random);

    assertThat(pair.toString())
        .doesNotContain(pair.privateKey().toSecretBytes().toUnprefixedHexString());
  }
}
