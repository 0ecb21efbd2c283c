// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.keccak.VectorModule;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernels against the rules written down plainly over Bouncy Castle's Keccak-256. */
class NonceKernelTest {

  /** Two batches of the wide kernel and part of a third. */
  private static final int COUNT = 250;

  private final Random random = new Random(627);

  private enum Kind {
    SCALAR,
    WIDE,
    VECTOR,
    STACK_TUNED,
    FASTEST;

    NonceKernel of(PowRule rule, Bytes text) {
      NonceBlock block = NonceBlock.of(rule, text);
      return switch (this) {
        case SCALAR -> new ScalarKernel(block);
        case WIDE -> block.isSingle() ? new WideKernel(block) : new ScalarKernel(block);
        case VECTOR ->
            block.isSingle()
                ? new VectorKernel(VectorModule.permutation().orElseThrow(), block)
                : new ScalarKernel(block);
        case STACK_TUNED -> new StackTuned(new ScalarKernel(block), System::nanoTime);
        case FASTEST -> FastestKernel.of(new KernelRates(System::nanoTime), block);
      };
    }
  }

  static Stream<Arguments> kindsAndRules() {
    return Arrays.stream(Kind.values())
        .flatMap(kind -> Arrays.stream(PowRule.values()).map(rule -> Arguments.of(kind, rule)));
  }

  @ParameterizedTest
  @MethodSource("kindsAndRules")
  void shouldCountZeroBitsForTextsOfEverySize(Kind kind, PowRule rule) {
    for (int size = 0; size <= 600; size++) {
      Bytes text = Bytes.random(size, random);
      NonceKernel kernel = kind.of(rule, text);
      for (int i = 0; i < 8; i++) {
        long nonce = random.nextLong();
        assertThat(kernel.zeroBits(nonce))
            .as("%s, %d bytes, nonce %d", rule, size, nonce)
            .isEqualTo(plainZeroBits(rule, text, nonce));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kindsAndRules")
  void shouldFindTheLowestNonceForTextsOfEverySize(Kind kind, PowRule rule) {
    for (int size = 0; size <= 600; size++) {
      Bytes text = Bytes.random(size, random);
      checkRange(kind.of(rule, text), rule, text, random.nextLong());
    }
  }

  @ParameterizedTest
  @MethodSource("kindsAndRules")
  void shouldTakeNoncesForUnsigned(Kind kind, PowRule rule) {
    Bytes text = Bytes.of(1, 2, 3);
    NonceKernel kernel = kind.of(rule, text);

    checkRange(kernel, rule, text, Long.MAX_VALUE - 120);
    checkRange(kernel, rule, text, -120);
  }

  @ParameterizedTest
  @MethodSource("kindsAndRules")
  void shouldFindNothingOutsideTheRange(Kind kind, PowRule rule) {
    Bytes text = Bytes.of(4, 5);
    NonceKernel kernel = kind.of(rule, text);
    for (int bits = 3; bits <= 10; bits++) {
      int hit = kernel.search(0, 1 << 16, bits);

      assertThat(kernel.search(hit, 1, bits)).isZero();
      assertThat(kernel.search(hit, 1_000, bits)).isZero();
      assertThat(kernel.search(0, hit + 1, bits)).isEqualTo(hit);
      assertThat(kernel.search(0, hit, bits)).isEqualTo(NonceKernel.NONE);
    }
  }

  @ParameterizedTest
  @MethodSource("kindsAndRules")
  void shouldSayWhenNoNonceOfARangeWillDo(Kind kind, PowRule rule) {
    NonceKernel kernel = kind.of(rule, Bytes.of(1, 2, 3));

    assertThat(kernel.search(0, 0, 1)).isEqualTo(NonceKernel.NONE);
    assertThat(kernel.search(0, 100, 60)).isEqualTo(NonceKernel.NONE);
    assertThat(kernel.search(0, 100, 200)).isEqualTo(NonceKernel.NONE);
  }

  /** Searches for every number of zero bits that occurs in the range, and for one more. */
  private static void checkRange(NonceKernel kernel, PowRule rule, Bytes text, long from) {
    int[] zeroBits =
        LongStream.range(0, COUNT)
            .mapToInt(offset -> plainZeroBits(rule, text, from + offset))
            .toArray();
    int best = Arrays.stream(zeroBits).max().orElseThrow();
    for (int bits = 1; bits <= best + 1; bits++) {
      assertThat(kernel.search(from, COUNT, bits))
          .as("%s, %d bytes, %d zero bits from nonce %d", rule, text.size(), bits, from)
          .isEqualTo(firstWith(zeroBits, bits));
    }
  }

  private static int firstWith(int[] zeroBits, int bits) {
    for (int i = 0; i < zeroBits.length; i++) {
      if (zeroBits[i] >= bits) {
        return i;
      }
    }
    return NonceKernel.NONE;
  }

  private static int plainZeroBits(PowRule rule, Bytes rlp, long nonce) {
    Bytes suffix = Bytes.ofUnsignedLong(nonce);
    if (rule == PowRule.CLASSIC) {
      Bytes start = Bytes.concatenate(rlp, Bytes.wrap(new byte[32])).slice(0, 32);
      return Keccak256.hash(start, Bytes.wrap(new byte[24]), suffix)
          .toUnsignedBigInteger()
          .getLowestSetBit();
    }
    if (rule.searched() == PowRule.EIP_627) {
      return Keccak256.hash(rlp, suffix).numberOfLeadingZeros();
    }
    Bytes32 digest = Keccak256.hash(Keccak256.hash(rlp), Bytes.wrap(new byte[24]), suffix);
    return digest.toUnsignedBigInteger().getLowestSetBit();
  }
}
