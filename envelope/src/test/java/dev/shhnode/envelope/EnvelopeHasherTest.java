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

      hasher.hash(envelopes, envelope -> true);

      for (Envelope envelope : envelopes) {
        Envelope other = again(envelope);
        assertThat(envelope.hash()).isEqualTo(Keccak256.hash(envelope.rlp()));
        for (PowRule rule : List.of(PowRule.EIP_627, PowRule.PRE_1_9)) {
          assertThat(envelope.zeroBits(rule)).isEqualTo(other.zeroBits(rule));
          assertThat(envelope.pow(rule, 3)).isEqualTo(other.pow(rule, 3));
        }
      }
    }
  }

  @Test
  void shouldAskWhetherWorkIsToBeCountedWhenTheHashIsKnown() {
    for (int turn = 0; turn < 4; turn++) {
      List<Envelope> envelopes = envelopes(40);
      List<Long> asked = new ArrayList<>();

      hasher.hash(
          envelopes,
          envelope -> {
            asked.add(envelope.hashBits());
            return asked.size() % 2 == 0;
          });

      assertThat(asked)
          .containsExactlyElementsOf(
              envelopes.stream().map(e -> Keccak256.hash(e.rlp()).getLong(0)).toList());
    }
  }
}
