// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import static dev.shhnode.mix.directory.TestMix.EPOCH;
import static dev.shhnode.mix.directory.TestMix.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.mix.MixDrop;
import dev.shhnode.mix.directory.Directory.Outcome;
import dev.shhnode.mix.sphinx.MixId;
import java.util.HashMap;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

class DirectoryBoundsTest {

  private static final PublicKey ALICE = TestMix.of(9_999).node();

  private static final long LATER = NOW + TestMix.NETWORK.epoch().toSeconds();

  private final TestMix mix = TestMix.of(1);
  private final Directory directory = new Directory(TestMix.CONFIG, ALICE);

  @Test
  void shouldRefuseMoreMixesThanItHolds() {
    Descriptor one = mix.descriptor();
    directory.offer(mix.record(), ALICE, NOW);
    for (int number = 1; number < Directory.MAX_MIXES; number++) {
      MixId id = new MixId(Bytes32.leftPad(Bytes.ofUnsignedInt(number)).slice(18));
      assertThat(directory.add(withId(one, id), ALICE, EPOCH)).isInstanceOf(Outcome.Taken.class);
    }

    assertThat(directory.offer(TestMix.of(2).record(EPOCH + 1, 1), ALICE, LATER))
        .as("the others are known for longer")
        .isEqualTo(new Outcome.Refused(MixDrop.DIRECTORY_FULL));
    assertThat(directory.size()).isEqualTo(Directory.MAX_MIXES);
    assertThat(directory.offer(mix.record(EPOCH + 1, 2), ALICE, NOW))
        .as("news of a mix that has its place")
        .isInstanceOf(Outcome.Taken.class);
  }

  /** Of those that came in one epoch lots decide, so whoever comes first has no advantage. */
  @Test
  void shouldDrawLotsAmongNewMixesWhenFull() {
    Descriptor one = mix.descriptor();
    for (int number = 0; number < Directory.MAX_MIXES; number++) {
      MixId id = new MixId(Bytes32.leftPad(Bytes.ofUnsignedInt(number)).slice(18));
      directory.add(withId(one, id), ALICE, EPOCH);
    }
    int kept = 0;
    for (int number = 2; number < 42; number++) {
      if (directory.offer(TestMix.of(number).record(), ALICE, NOW) instanceof Outcome.Taken) {
        kept++;
      }
      assertThat(directory.size()).isEqualTo(Directory.MAX_MIXES);
    }

    // All that were there have one lot, as they have one hash; newcomers with a lower one stay.
    assertThat(kept).isBetween(1, 39);
  }

  /** What no node could sign. */
  private static Descriptor withId(Descriptor mix, MixId id) {
    return new Descriptor(
        mix.record(),
        id,
        mix.hash(),
        mix.epoch(),
        mix.key(),
        mix.nextKey(),
        mix.roles(),
        mix.capacity(),
        mix.minPow(),
        mix.endpoint());
  }

  @Test
  void shouldRememberSomeWitnesses() {
    for (int peer = 100; peer < 100 + 2 * Directory.MAX_WITNESSES; peer++) {
      directory.offer(mix.record(), TestMix.of(peer).node(), NOW);
    }

    assertThat(directory.entries().iterator().next().witnesses()).hasSize(Directory.MAX_WITNESSES);
  }

  /** Nobody finds a second node with one id; were it found, it would not get the other's place. */
  @Test
  void shouldKeepThePlaceOfAMixFromAnotherNodeWithItsId() {
    Descriptor forged = withId(TestMix.decode(TestMix.of(2).record(EPOCH, 9)), mix.id());
    directory.offer(mix.record(), ALICE, NOW);

    assertThat(directory.add(forged, ALICE, EPOCH))
        .isEqualTo(new Outcome.Refused(MixDrop.STALE_DESCRIPTOR));

    assertThat(directory.get(mix.id())).contains(mix.descriptor());
  }

  /** Whoever invents mixes must not have those forgotten that have been known for long. */
  @Test
  void shouldForgetOfMixesThatAreGoneTheOneThatCameLast() {
    Map<MixId, Long> before = new HashMap<>();
    for (int number = 0; number < Directory.MAX_REMEMBERED; number++) {
      before.put(new MixId(Bytes32.leftPad(Bytes.ofUnsignedInt(number)).slice(18)), (long) number);
    }
    Directory restarted = new Directory(TestMix.CONFIG, ALICE, before, Bytes32.ZERO);

    restarted.offer(mix.record(), ALICE, NOW);

    assertThat(restarted.knownSince())
        .hasSize(Directory.MAX_REMEMBERED)
        .containsEntry(mix.id(), EPOCH)
        .containsValue(0L)
        .doesNotContainValue(Directory.MAX_REMEMBERED - 1L);
  }
}
