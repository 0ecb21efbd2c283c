// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptionTest {

  private final SecureRandom random = new SecureRandom();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 255, 1_000})
  void shouldOpenWhatIsSealedToAKey(int size) {
    KeyPair recipient = KeyPair.generate(random);
    Bytes plaintext = Bytes.random(size, random);
    Bytes info = Bytes.of(1, 2);

    Bytes sealed = Ecies.seal(recipient.publicKey(), plaintext, info, random);

    assertThat(sealed.size()).isEqualTo(size + Ecies.OVERHEAD);
    assertThat(Ecies.open(recipient.privateKey(), sealed, info)).contains(plaintext);
    assertThat(Ecies.open(recipient.privateKey(), sealed, Bytes.of(1))).isEmpty();
    assertThat(Ecies.open(KeyPair.generate(random).privateKey(), sealed, info)).isEmpty();
  }

  @Test
  void shouldNotOpenWhatWasAltered() {
    KeyPair recipient = KeyPair.generate(random);
    Bytes sealed = Ecies.seal(recipient.publicKey(), Bytes.random(40, random), Bytes.EMPTY, random);

    for (int i = 0; i < sealed.size(); i++) {
      byte[] altered = sealed.toArray();
      altered[i] ^= 1;
      assertThat(Ecies.open(recipient.privateKey(), Bytes.wrap(altered), Bytes.EMPTY)).isEmpty();
      assertThat(Ecies.open(recipient.privateKey(), sealed.slice(0, i), Bytes.EMPTY)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 256, 10_000})
  void shouldOpenWhatIsSealedWithASymmetricKey(int size) {
    SymmetricKey key = SymmetricKey.generate(random);
    Bytes nonce = Bytes.random(SymmetricKey.NONCE_SIZE, random);
    Bytes plaintext = Bytes.random(size, random);

    Bytes sealed = key.seal(nonce, plaintext);

    assertThat(sealed.size()).isEqualTo(size + SymmetricKey.TAG_SIZE);
    assertThat(key.open(nonce, sealed)).contains(plaintext);
    assertThat(SymmetricKey.generate(random).open(nonce, sealed)).isEmpty();
    assertThat(key.open(nonce.not(), sealed)).isEmpty();
  }

  @Test
  void shouldNotOpenSymmetricallyWhatWasAltered() {
    SymmetricKey key = SymmetricKey.generate(random);
    Bytes nonce = Bytes.random(SymmetricKey.NONCE_SIZE, random);
    Bytes sealed = key.seal(nonce, Bytes.random(40, random));

    for (int i = 0; i < sealed.size(); i++) {
      byte[] altered = sealed.toArray();
      altered[i] ^= 1;
      assertThat(key.open(nonce, Bytes.wrap(altered))).isEmpty();
      assertThat(key.open(nonce, sealed.slice(0, i))).isEmpty();
    }
  }

  /** The GCM specification, test case 14: a zero key, a zero nonce and a zero block. */
  @Test
  void shouldEncryptAsTheGcmSpecificationDoes() {
    SymmetricKey zero = SymmetricKey.of(Bytes.wrap(new byte[32]));
    Bytes nonce = Bytes.wrap(new byte[12]);

    assertThat(zero.seal(nonce, Bytes.wrap(new byte[16])))
        .isEqualTo(
            Bytes.fromHexString(
                "0xcea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"));
    assertThat(zero.isZero()).isTrue();
  }

  /** What running geth, v5 and v6 alike, answered for these passwords. */
  @ParameterizedTest
  @CsvSource({
    "test, a82a520aff70f7a989098376e48ec128f25f767085e84d7fb995a9815eebff0a",
    "status-offline-inbox, 765df27c0765526f920ba742ff4b9452bb0064e016435ffccd81186aa6feaae8",
    "'', ffe46925eca10a1c333a2f37eaea7cafbb7fa5f1f8e097010f93d73ae7fb7e67"
  })
  void shouldDeriveKeysOfPasswords(String password, String key) {
    assertThat(SymmetricKey.fromPassword(password).toSecretBytes())
        .isEqualTo(Bytes.fromHexString(key));
  }

  @Test
  void shouldTakeKeysOf32BytesOnlyAndNotPrintThem() {
    assertThatThrownBy(() -> SymmetricKey.of(Bytes.wrap(new byte[31])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("31 bytes");
    assertThat(SymmetricKey.of(Bytes.repeat((byte) 0x77, 32)).toString()).doesNotContain("77");
  }

  @Test
  void shouldHashAsEthereumDoes() {
    assertThat(Keccak256.hash())
        .isEqualTo(
            Bytes.fromHexString(
                "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"));
    assertThat(
            Keccak256.hash(Bytes.wrap("hel".getBytes(StandardCharsets.UTF_8)), Bytes.of('l', 'o')))
        .isEqualTo(
            Bytes.fromHexString(
                "0x1c8aff950685c2ed4bc3174f3472287b56d9517b9c948127319a09a7a36deac8"));
  }
}
