// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KeyAgreementTest {

  private final NeitherSecureNorRandom random = NeitherSecureNorRandom.of(5);

  static KeyAgreement[] agreements() {
    return new KeyAgreement[] {KeyAgreement.bouncyCastle(), KeyAgreement.fastest()};
  }

  private static Bytes agree(KeyAgreement agreement, Bytes scalar, Bytes point) {
    byte[] out = new byte[32];
    agreement.agree(scalar.toArray(), point.toArray(), out);
    return Bytes.wrap(out);
  }

  /** The tests have Conscrypt on their class path; a node has it where somebody put it. */
  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = {"amd64", "aarch64"})
  void shouldFindTheFasterOneWhereItRuns() {
    assertThat(KeyAgreement.fastest().name()).isEqualTo("Conscrypt");
  }

  /** RFC 7748, section 5.2; the second point has its uppermost bit set. */
  @ParameterizedTest
  @CsvSource({
    "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4,"
        + "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c,"
        + "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
    "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d,"
        + "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493,"
        + "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
  })
  void shouldAgreeAsTheStandardSays(String scalar, String point, String product) {
    for (KeyAgreement agreement : agreements()) {
      assertThat(agree(agreement, Bytes.fromHexString(scalar), Bytes.fromHexString(point)))
          .isEqualTo(Bytes.fromHexString(product));
    }
  }

  @ParameterizedTest
  @MethodSource("agreements")
  void shouldGiveZerosForAPointOfSmallOrder(KeyAgreement agreement) {
    Bytes scalar = Bytes.random(32, random);

    assertThat(agree(agreement, scalar, Bytes.wrap(new byte[32])))
        .isEqualTo(Bytes.wrap(new byte[32]));
  }

  @ParameterizedTest
  @MethodSource("agreements")
  void shouldAgreeWithJavaAboutAnyBytes(KeyAgreement agreement) {
    for (int i = 0; i < 200; i++) {
      Bytes scalar = Bytes.random(32, random);
      Bytes point = Bytes.random(32, random);

      assertThat(agree(agreement, scalar, point))
          .isEqualTo(agree(KeyAgreement.bouncyCastle(), scalar, point));
    }
  }

  @ParameterizedTest
  @MethodSource("agreements")
  void shouldTakeAPointToWhereTwoScalarsTakeItByTheirProduct(KeyAgreement agreement) {
    for (int i = 0; i < 200; i++) {
      byte[] a = scalar();
      byte[] b = scalar();
      Bytes point = MixKeyPair.generate(random).publicKey();
      byte[] product = Scalars.product(a, b);
      byte[] clamped = product.clone();
      Scalars.clamp(clamped);

      assertThat(product).isEqualTo(clamped);
      assertThat(agree(agreement, Bytes.wrap(product), point))
          .isEqualTo(agree(agreement, Bytes.wrap(b), agree(agreement, Bytes.wrap(a), point)));
    }
  }

  private byte[] scalar() {
    byte[] scalar = new byte[32];
    random.nextBytes(scalar);
    Scalars.clamp(scalar);
    return scalar;
  }
}
