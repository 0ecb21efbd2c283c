// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import static dev.shhnode.mix.directory.TestMix.EPOCH;
import static dev.shhnode.mix.directory.TestMix.NETWORK;
import static dev.shhnode.mix.directory.TestMix.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.mix.TestRandom;
import dev.shhnode.mix.directory.EpochKeys.EpochKey;
import dev.shhnode.mix.sphinx.Agreed;
import dev.shhnode.mix.sphinx.Command;
import dev.shhnode.mix.sphinx.DelayClass;
import dev.shhnode.mix.sphinx.Geometry;
import dev.shhnode.mix.sphinx.Hop;
import dev.shhnode.mix.sphinx.KeyAgreement;
import dev.shhnode.mix.sphinx.Sphinx;
import dev.shhnode.mix.sphinx.SphinxProfile;
import dev.shhnode.mix.sphinx.Unwrapped;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpochKeysTest {

  private static final long START = NETWORK.startOf(EPOCH);
  private static final long NEXT = NETWORK.startOf(EPOCH + 1);
  private static final long TOLERANCE = 600;
  private static final Sphinx SPHINX =
      new Sphinx(Geometry.MIX1, SphinxProfile.MIX1, KeyAgreement.bouncyCastle());

  private final SecureRandom random = TestRandom.of(1);
  private final EpochKeys keys = new EpochKeys(NETWORK, random);

  private static List<Long> epochs(EpochKeys keys, long now) {
    return keys.candidates(now).stream().map(EpochKey::epoch).toList();
  }

  private Bytes packet(Bytes32 key) {
    Hop hop = new Hop(TestMix.of(1).id(), key, DelayClass.NONE);
    return SPHINX.create(List.of(hop), Command.DROP, Bytes.EMPTY, random);
  }

  private static boolean opens(EpochKey key, Bytes packet) {
    Optional<Agreed> agreed = SPHINX.agree(key.keys(), packet);
    return agreed.isPresent() && SPHINX.open(agreed.get()) instanceof Unwrapped.Exit;
  }

  @Test
  void shouldHaveTheKeysOfThisEpochAndTheNext() {
    keys.advance(NOW);

    assertThat(keys.publicKey(EPOCH)).isNotEqualTo(keys.publicKey(EPOCH + 1));
    for (long other : new long[] {EPOCH - 1, EPOCH + 2}) {
      assertThatThrownBy(() -> keys.publicKey(other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no key of epoch " + other);
    }
  }

  @Test
  void shouldKeepAKeyOnceItIsTold() {
    keys.advance(NOW);
    Bytes32 next = keys.publicKey(EPOCH + 1);

    keys.advance(NEXT);

    assertThat(keys.publicKey(EPOCH + 1)).isEqualTo(next);
  }

  @Test
  void shouldTryTheNeighbourAboutTheChangeOfAnEpoch() {
    keys.advance(START - 1);
    keys.advance(START);

    assertThat(epochs(keys, START)).containsExactly(EPOCH, EPOCH - 1);
    assertThat(epochs(keys, START + TOLERANCE - 1)).containsExactly(EPOCH, EPOCH - 1);
    assertThat(epochs(keys, START + TOLERANCE)).containsExactly(EPOCH);
    assertThat(epochs(keys, NEXT - TOLERANCE - 1)).containsExactly(EPOCH);
    assertThat(epochs(keys, NEXT - TOLERANCE)).containsExactly(EPOCH, EPOCH + 1);
    assertThat(epochs(keys, NEXT - 1)).containsExactly(EPOCH, EPOCH + 1);
  }

  @Test
  void shouldDestroyAKeyTogetherWithItsReplays() {
    keys.advance(NOW);
    EpochKey old = keys.candidates(NOW).get(0);
    Bytes packet = packet(old.keys().publicKey());

    keys.advance(NEXT + TOLERANCE - 1);
    assertThat(keys.candidates(NEXT + TOLERANCE - 1)).contains(old);
    assertThat(opens(old, packet)).isTrue();

    keys.advance(NEXT + TOLERANCE);
    assertThat(epochs(keys, NEXT)).containsExactly(EPOCH + 1);
    assertThat(opens(old, packet)).as("by who still has a reference to it").isFalse();
  }

  @Test
  void shouldDestroyAllKeysThatARestOverslept() {
    keys.advance(NOW);
    List<EpochKey> old = keys.candidates(NEXT - 1);

    keys.advance(NETWORK.startOf(EPOCH + 50));

    assertThat(old).hasSize(2).noneMatch(key -> opens(key, packet(key.keys().publicKey())));
    assertThat(epochs(keys, NETWORK.startOf(EPOCH + 50))).containsExactly(EPOCH + 50);
  }

  /** A clock that is set back finds no old key again. */
  @Test
  void shouldMakeAnotherKeyForAnEpochThatComesAgain() {
    keys.advance(NOW);
    Bytes32 first = keys.publicKey(EPOCH);
    keys.advance(NEXT + TOLERANCE);

    keys.advance(NOW);

    assertThat(keys.publicKey(EPOCH)).isNotEqualTo(first);
  }

  @Test
  void shouldNotOpenAfterARestartWhatWasOpenedBefore() {
    keys.advance(NOW);
    Bytes packet = packet(keys.publicKey(EPOCH));
    EpochKeys restarted = new EpochKeys(NETWORK, TestRandom.of(2));

    restarted.advance(NOW);

    assertThat(restarted.candidates(NOW)).hasSize(1).noneMatch(key -> opens(key, packet));
    assertThat(keys.candidates(NOW)).anyMatch(key -> opens(key, packet));
  }

  /** The first and the third are what the JVM says of -Xmx256m and -Xmx1g. */
  @ParameterizedTest
  @CsvSource({"259522560,18", "536870912,19", "1037959168,20", "17179869184,20"})
  void shouldRememberMoreOnALargerHeap(long heap, int bits) {
    assertThat(EpochKeys.maxTags(heap)).isEqualTo(1 << bits);
  }

  @Test
  void shouldPrintNoSecret() {
    keys.advance(NOW);

    assertThat(keys.candidates(NOW).get(0).toString()).contains("private key hidden");
  }
}
