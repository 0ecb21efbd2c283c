// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.Keccak256;
import java.math.BigInteger;
import java.util.Random;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernel against the rules written down plainly over Bouncy Castle's Keccak-256. */
class ScalarKernelTest {

  private final Random random = new Random(627);

  @ParameterizedTest
  @EnumSource(PowRule.class)
  void shouldCountZeroBitsForTextsOfEverySize(PowRule rule) {
    for (int size = 0; size <= 600; size++) {
      Bytes text = Bytes.random(size, random);
      ScalarKernel kernel = new ScalarKernel(NonceBlock.of(rule, text));
      for (int i = 0; i < 8; i++) {
        long nonce = random.nextLong();
        assertThat(kernel.zeroBits(nonce))
            .as("%s, %d bytes, nonce %d", rule, size, nonce)
            .isEqualTo(plainZeroBits(rule, text, nonce));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(PowRule.class)
  void shouldFindTheLowestNonceWithEnoughBits(PowRule rule) {
    for (int size = 0; size <= 300; size += 7) {
      Bytes text = Bytes.random(size, random);
      ScalarKernel kernel = new ScalarKernel(NonceBlock.of(rule, text));
      int offset = kernel.search(1_000, 4_000, 6);

      int expected = 0;
      while (plainZeroBits(rule, text, 1_000 + expected) < 6) {
        expected++;
      }
      assertThat(offset).as("%s, %d bytes", rule, size).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource(PowRule.class)
  void shouldSayWhenNoNonceOfARangeWillDo(PowRule rule) {
    ScalarKernel kernel = new ScalarKernel(NonceBlock.of(rule, Bytes.of(1, 2, 3)));

    assertThat(kernel.search(0, 100, 60)).isEqualTo(NonceKernel.NONE);
    assertThat(kernel.search(0, 100, 200)).isEqualTo(NonceKernel.NONE);
  }

  private static int plainZeroBits(PowRule rule, Bytes rlp, long nonce) {
    Bytes suffix = Bytes.ofUnsignedLong(nonce);
    if (rule == PowRule.EIP_627) {
      Bytes32 digest = Keccak256.hash(rlp, suffix);
      return 256 - digest.toUnsignedBigInteger().bitLength();
    }
    Bytes32 digest = Keccak256.hash(Keccak256.hash(rlp), Bytes.wrap(new byte[24]), suffix);
    BigInteger number = digest.toUnsignedBigInteger();
    return number.getLowestSetBit();
  }
}
