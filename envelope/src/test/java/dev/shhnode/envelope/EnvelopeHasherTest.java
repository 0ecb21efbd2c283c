// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Keccak256;
import dev.shhnode.pow.KernelChoice;
import dev.shhnode.pow.PowRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeHasherTest {

  private static final int TTL = 50;

  private final Random random = new Random(1);
  private final AtomicLong clock = new AtomicLong();
  private final EnvelopeHasher hasher =
      new EnvelopeHasher(new KernelChoice(() -> clock.addAndGet(1_000)));

  private List<Envelope> envelopes(int count) {
    List<Envelope> envelopes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Bytes data = Bytes.random(random.nextInt(600), random);
      envelopes.add(Envelope.of(1_700_000_000, TTL, new Topic(i), data, random.nextLong()));
    }
    return envelopes;
  }

  private static Envelope again(Envelope envelope) throws DecodeException {
    return Envelope.decode(envelope.version(), envelope.rlp());
  }

  /** Turns of both kinds: those who know neither is faster take them alternately. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 11, 12, 104, 250})
  void shouldComputeWhatEachEnvelopeWouldComputeItself(int count) throws DecodeException {
    for (int turn = 0; turn < 4; turn++) {
      List<Envelope> envelopes = envelopes(count);

      hasher.identifyAndCount(envelopes, envelope -> true);

      for (Envelope envelope : envelopes) {
        Envelope other = again(envelope);
        assertThat(envelope.identityBits()).isEqualTo(identity(envelope).getLong(Long.BYTES));
        assertThat(envelope.hasIdentityOf(other)).isTrue();
        for (PowRule rule : List.of(PowRule.EIP_627, PowRule.PRE_1_9)) {
          assertThat(envelope.zeroBits(rule)).isEqualTo(other.zeroBits(rule));
          assertThat(envelope.pow(rule, 3)).isEqualTo(other.pow(rule, 3));
        }
      }
    }
  }

  @Test
  void shouldAskWhetherWorkIsToBeCountedWhenTheIdentityIsKnown() throws DecodeException {
    for (int turn = 0; turn < 4; turn++) {
      List<Envelope> envelopes = envelopes(60);
      List<Long> asked = new ArrayList<>();

      int everySo = new int[] {1, 2, 13, 100}[turn];
      hasher.identifyAndCount(
          envelopes,
          envelope -> {
            asked.add(envelope.identityBits());
            return asked.size() % everySo == 0;
          });

      assertThat(asked)
          .containsExactlyElementsOf(
              envelopes.stream().map(envelope -> identity(envelope).getLong(Long.BYTES)).toList());
      for (Envelope envelope : envelopes) {
        assertThat(envelope.zeroBits(PowRule.PRE_1_9))
            .isEqualTo(again(envelope).zeroBits(PowRule.PRE_1_9));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 12, 104})
  void shouldIdentifyEnvelopesOfWhichNoWorkIsAsked(int count) {
    for (int turn = 0; turn < 4; turn++) {
      List<Envelope> envelopes = envelopes(count);

      hasher.identify(envelopes);

      for (Envelope envelope : envelopes) {
        assertThat(envelope.identityBits()).isEqualTo(identity(envelope).getLong(Long.BYTES));
      }
    }
  }

  /** A bundle is enough to learn from; by this clock those hashed abreast take a tenth. */
  @Test
  void shouldLearnFromBundlesWhatIsFaster() {
    AtomicLong turn = new AtomicLong();
    AtomicLong readings = new AtomicLong();
    KernelChoice choice =
        new KernelChoice(
            () -> {
              boolean scalar = turn.get() == 1 || (turn.get() > 3 && turn.get() % 2 == 0);
              return readings.incrementAndGet() % 2 == 1 ? 0 : scalar ? 1_000_000 : 100_000;
            });
    EnvelopeHasher learning = new EnvelopeHasher(choice);
    for (int i = 1; i <= 200; i++) {
      turn.set(i);
      List<Envelope> bundle = new ArrayList<>();
      for (int j = 0; j < 100; j++) {
        Bytes data = Bytes.random(532, random);
        bundle.add(Envelope.of(1_700_000_000, TTL, new Topic(j), data, random.nextLong()));
      }
      learning.identifyAndCount(bundle, envelope -> true);
    }

    assertThat(choice.isWideNext()).isTrue();
  }

  /** Else envelopes of much work would have little to tell them apart. */
  @Test
  void shouldNotTakeTheBitsOfAnIdentityFromWhereWorkMakesZeros() {
    List<Integer> zeros = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Envelope envelope = Envelope.of(1_700_000_000, TTL, new Topic(i), Bytes.of(1, 2, 3), 0);
      long nonce = 0;
      while (envelope.zeroBits(PowRule.EIP_627) < 14) {
        envelope = envelope.withNonce(++nonce);
      }
      zeros.add(Long.numberOfLeadingZeros(envelope.identityBits()));
    }

    assertThat(zeros).anyMatch(count -> count < 7);
  }

  private static Bytes32 identity(Envelope envelope) {
    return Keccak256.hash(
        Bytes.wrap(envelope.rlpWithoutNonce(), Bytes.ofUnsignedLong(envelope.nonce())));
  }
}
