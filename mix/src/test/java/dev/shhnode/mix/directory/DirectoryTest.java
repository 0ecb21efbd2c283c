// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import static dev.shhnode.mix.directory.TestMix.CONFIG;
import static dev.shhnode.mix.directory.TestMix.EPOCH;
import static dev.shhnode.mix.directory.TestMix.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixDrop;
import dev.shhnode.mix.directory.Directory.Outcome;
import dev.shhnode.mix.sphinx.MixId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

class DirectoryTest {

  private static final long HOUR = 3_600;
  private static final Outcome STALE = new Outcome.Refused(MixDrop.STALE_DESCRIPTOR);
  private static final PublicKey ALICE = TestMix.of(101).node();
  private static final PublicKey BOB = TestMix.of(102).node();

  private final TestMix self = TestMix.of(100);
  private final TestMix mix = TestMix.of(1);
  private final Directory directory = new Directory(CONFIG, self.node());

  private Outcome offer(Bytes record, PublicKey from) {
    return directory.offer(record, from, NOW);
  }

  private Directory.Entry only() {
    assertThat(directory.size()).isOne();
    return directory.entries().iterator().next();
  }

  private static int usable(Directory directory, long epoch) {
    return directory.view(epoch).active().size();
  }

  @Test
  void shouldUseAMixOnceEnoughPeersHaveToldOfIt() {
    assertThat(offer(mix.record(), ALICE)).isEqualTo(new Outcome.Taken(mix.descriptor()));
    assertThat(offer(mix.record(), ALICE)).isEqualTo(new Outcome.Known());
    assertThat(directory.lacksWitnesses()).isTrue();
    assertThat(usable(directory, EPOCH)).isZero();

    assertThat(offer(mix.record(), BOB)).isEqualTo(new Outcome.Known());

    assertThat(directory.lacksWitnesses()).isFalse();
    assertThat(usable(directory, EPOCH)).isOne();
    assertThat(only().witnesses()).containsExactlyInAnyOrder(ALICE, BOB);
  }

  @Test
  void shouldUseAMixOnceItIsOldEnough() {
    MixConfig patient =
        new MixConfig(CONFIG.network(), CONFIG.roles(), CONFIG.profile(), 3, 1, 1, CONFIG.minPow());
    Directory slow = new Directory(patient, self.node());

    slow.offer(mix.record(), ALICE, NOW);

    assertThat(usable(slow, EPOCH)).isZero();
    assertThat(usable(slow, EPOCH + 1)).isOne();
  }

  @Test
  void shouldUseAMixAsLongAsItHasAKey() {
    offer(mix.record(), ALICE);
    offer(mix.record(), BOB);

    assertThat(usable(directory, EPOCH - 1)).isZero();
    assertThat(usable(directory, EPOCH + 1)).isOne();
    assertThat(usable(directory, EPOCH + 2)).isZero();
  }

  @Test
  void shouldNeedNobodyToVouchForItself() {
    directory.offerOwn(self.record(), NOW);

    assertThat(directory.lacksWitnesses()).isFalse();
    assertThat(usable(directory, EPOCH)).isOne();
  }

  @Test
  void shouldReplaceARecordByANewerOne() {
    offer(mix.record(EPOCH, 1), ALICE);

    assertThat(offer(mix.record(EPOCH + 1, 2), BOB)).isInstanceOf(Outcome.Taken.class);
    assertThat(only().descriptor().epoch()).isEqualTo(EPOCH + 1);
    assertThat(only().witnesses()).containsExactlyInAnyOrder(ALICE, BOB);
    assertThat(offer(mix.record(EPOCH, 1), ALICE)).isEqualTo(STALE);
    assertThat(offer(mix.record(EPOCH, 3), ALICE)).as("seq, but an older epoch").isEqualTo(STALE);
  }

  /** When the clock was ahead, its own descriptor came from the future too. */
  @Test
  void shouldReplaceARecordOfTheFutureByOneOfNow() {
    directory.offer(mix.record(EPOCH + 5, 2), ALICE, NOW + 5 * HOUR);

    assertThat(offer(mix.record(EPOCH, 1), BOB)).as("an older seq").isEqualTo(STALE);
    assertThat(offer(mix.record(EPOCH, 3), BOB)).isInstanceOf(Outcome.Taken.class);
    assertThat(only().descriptor().epoch()).isEqualTo(EPOCH);
    assertThat(usable(directory, EPOCH)).isOne();
    assertThat(directory.knownSince()).containsEntry(mix.id(), EPOCH);
  }

  /** The number is unsigned. */
  @Test
  void shouldTakeTheLargestSeqForTheNewest() {
    offer(mix.record(EPOCH, Long.MAX_VALUE), ALICE);

    assertThat(offer(mix.record(EPOCH, -1), ALICE)).isInstanceOf(Outcome.Taken.class);
    assertThat(offer(mix.record(EPOCH, 1), ALICE)).isEqualTo(STALE);
  }

  @Test
  void shouldCountWhoTellsOfAnOlderRecordAsWitness() {
    offer(mix.record(EPOCH, 2), ALICE);

    assertThat(offer(mix.record(EPOCH, 1), BOB)).isEqualTo(STALE);

    assertThat(only().witnesses()).containsExactlyInAnyOrder(ALICE, BOB);
  }

  /** Else two nodes would never agree, and ask each other for all they know again and again. */
  @Test
  void shouldChooseTheSameOfTwoRecordsWithOneNumberWhicheverComesFirst() {
    Bytes one = mix.record(mix.content(EPOCH, TestMix.ALL_ROLES), 1);
    Bytes other = mix.record(mix.content(EPOCH, Set.of()), 1);
    Directory reversed = new Directory(CONFIG, self.node());

    offer(one, ALICE);
    offer(other, ALICE);
    reversed.offer(other, ALICE, NOW);
    reversed.offer(one, ALICE, NOW);

    assertThat(directory.digest(Bytes.EMPTY)).isEqualTo(reversed.digest(Bytes.EMPTY));
  }

  /** Each change is passed on to everybody, and one proof of work would do for all of an hour. */
  @Test
  void shouldTakeAFewChangesOfAMixInAnEpoch() {
    int taken = 0;
    for (int seq = 1; seq <= 100; seq++) {
      taken += offer(mix.record(EPOCH, seq), ALICE) instanceof Outcome.Taken ? 1 : 0;
    }

    assertThat(taken).isEqualTo(Directory.MAX_RECORDS);
    assertThat(offer(mix.record(EPOCH + 1, 101), ALICE)).isInstanceOf(Outcome.Taken.class);
  }

  @Test
  void shouldRefuseRecordsOfEpochsThatAreFarAway() {
    assertThat(offer(mix.record(EPOCH - 2, 1), ALICE)).isEqualTo(STALE);
    assertThat(offer(mix.record(EPOCH + 2, 1), ALICE)).isEqualTo(STALE);
    assertThat(directory.size()).isZero();
    assertThat(offer(mix.record(EPOCH - 1, 1), ALICE)).isInstanceOf(Outcome.Taken.class);
    assertThat(offer(mix.record(EPOCH + 1, 2), ALICE)).isInstanceOf(Outcome.Taken.class);
  }

  @Test
  void shouldRefuseWhatIsNoDescriptor() {
    assertThat(offer(Bytes.of(1, 2, 3), ALICE))
        .isEqualTo(new Outcome.Refused(MixDrop.BAD_DESCRIPTOR));
  }

  @Test
  void shouldForgetMixesWithoutAKey() {
    offer(mix.record(), ALICE);

    directory.expire(NOW + HOUR);
    assertThat(directory.get(mix.id())).isPresent();
    directory.expire(NOW + 2 * HOUR);

    assertThat(directory.size()).isZero();
    assertThat(directory.get(mix.id())).isEmpty();
    assertThat(directory.digest(Bytes.EMPTY)).isEqualTo(MerkleRoot.of(List.of()));
    assertThat(directory.offer(mix.record(), ALICE, NOW + 2 * HOUR)).isEqualTo(STALE);
  }

  @Test
  void shouldHaveTheDigestOfWhoHasTheSameInAnyOrder() {
    Directory other = new Directory(CONFIG, ALICE);
    for (int number = 1; number <= 5; number++) {
      offer(TestMix.of(number).record(), BOB);
      other.offer(TestMix.of(6 - number).record(), BOB, NOW);
    }
    assertThat(directory.digest(Bytes.EMPTY)).isEqualTo(other.digest(Bytes.EMPTY));

    other.offer(TestMix.of(5).record(EPOCH, 2), BOB, NOW);

    assertThat(directory.digest(Bytes.EMPTY)).isNotEqualTo(other.digest(Bytes.EMPTY));
  }

  @Test
  void shouldFindMixesByThePrefixOfTheirHash() {
    for (int number = 1; number <= 20; number++) {
      offer(TestMix.of(number).record(), ALICE);
    }
    Bytes hash = mix.descriptor().hash();

    for (int size = 0; size <= 2; size++) {
      Bytes prefix = hash.slice(0, size);
      assertThat(directory.withPrefix(prefix))
          .contains(mix.descriptor())
          .allMatch(found -> found.hash().slice(0, prefix.size()).equals(prefix))
          .hasSize(
              (int)
                  directory.entries().stream()
                      .filter(e -> e.descriptor().hash().slice(0, prefix.size()).equals(prefix))
                      .count());
    }
    assertThat(directory.digest(hash.slice(0, 2))).isNotEqualTo(directory.digest(Bytes.EMPTY));
  }

  @Test
  void shouldCountWhoHasTheSameOfAPrefixAsWitness() {
    TestMix other = TestMix.of(2);
    offer(mix.record(), ALICE);
    offer(other.record(), ALICE);

    directory.witness(mix.descriptor().hash().slice(0, 2), BOB);

    assertThat(directory.view(EPOCH).active()).containsExactly(mix.descriptor());
  }

  @Test
  void shouldDrawTheViewAnewWhenSomethingHasChanged() {
    offer(mix.record(), ALICE);
    MixView before = directory.view(EPOCH);
    assertThat(directory.view(EPOCH)).isSameAs(before);

    offer(mix.record(), BOB);
    assertThat(directory.view(EPOCH).digest()).isNotEqualTo(before.digest());

    directory.expire(NOW + 2 * HOUR);
    assertThat(directory.view(EPOCH).digest()).isEqualTo(before.digest());
  }

  /** A node that was offline for some hours must not wait for an epoch to post again. */
  @Test
  void shouldRememberSinceWhenAMixWasKnownThatIsGone() {
    TestMix mix = TestMix.of(1);
    offer(mix.record(), ALICE);
    directory.expire(NOW + 3 * HOUR);
    assertThat(directory.size()).isZero();
    assertThat(directory.knownSince()).containsEntry(mix.id(), EPOCH);

    directory.offer(mix.record(EPOCH + 3, 2), ALICE, NOW + 3 * HOUR);

    assertThat(directory.entries())
        .singleElement()
        .satisfies(entry -> assertThat(entry.knownSince()).isEqualTo(EPOCH));
  }

  @Test
  void shouldKeepWhatWasKnownBeforeARestartThoughItHasNotComeAgain() {
    Map<MixId, Long> before = Map.of(TestMix.of(1).id(), EPOCH - 9);
    Directory restarted = new Directory(CONFIG, ALICE, before, Bytes32.ZERO);
    restarted.offer(TestMix.of(2).record(), BOB, NOW);

    assertThat(restarted.knownSince())
        .containsOnly(
            Map.entry(TestMix.of(1).id(), EPOCH - 9), Map.entry(TestMix.of(2).id(), EPOCH));
  }
}
