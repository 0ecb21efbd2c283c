// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import static dev.shhnode.mix.directory.TestMix.EPOCH;
import static dev.shhnode.mix.directory.TestMix.NETWORK;
import static dev.shhnode.mix.directory.TestMix.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.mix.MixDrop;
import dev.shhnode.mix.TestRandom;
import dev.shhnode.mix.directory.EpochKeys;
import dev.shhnode.mix.directory.EpochKeys.EpochKey;
import dev.shhnode.mix.directory.TestMix;
import dev.shhnode.mix.sphinx.Command;
import dev.shhnode.mix.sphinx.DelayClass;
import dev.shhnode.mix.sphinx.Geometry;
import dev.shhnode.mix.sphinx.Hop;
import dev.shhnode.mix.sphinx.KeyAgreement;
import dev.shhnode.mix.sphinx.ReplayCache;
import dev.shhnode.mix.sphinx.Sphinx;
import dev.shhnode.mix.sphinx.SphinxProfile;
import dev.shhnode.mix.sphinx.Unwrapped;
import dev.shhnode.runtime.Moment;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenerTest {

  private static final int CAPACITY = 500;
  private static final int LINKS = 2;
  private static final int SECOND_KEYS = MixLink.MIX_RATE;
  private static final Sphinx SENDER =
      new Sphinx(Geometry.MIX1, SphinxProfile.MIX1, KeyAgreement.fastest());

  /** Counts products of X25519. */
  private static final class Counting implements KeyAgreement {
    private int count;

    @Override
    public void agree(byte[] privateKey, byte[] publicKey, byte[] out) {
      count++;
      KeyAgreement.fastest().agree(privateKey, publicKey, out);
    }

    @Override
    public String name() {
      return "counting";
    }
  }

  private final SecureRandom random = TestRandom.of(1);
  private final Counting agreement = new Counting();
  private final EpochKeys keys = new EpochKeys(NETWORK, random);
  private final TestListener listener = new TestListener();
  private final Opener opener =
      new Opener(
          new Sphinx(Geometry.MIX1, SphinxProfile.MIX1, agreement),
          keys,
          CAPACITY,
          () -> LINKS,
          listener,
          0);
  private final MixLink link = link(1);
  private Moment now = new Moment(NOW, 0);

  private static MixLink link(int number) {
    long longAgo = -10_000_000_000L;
    MixLink link = new MixLink(TestMix.of(number).node(), new TestPeer(number), longAgo);
    link.promote(longAgo);
    return link;
  }

  @BeforeEach
  void makeKeys() {
    keys.advance(NOW);
  }

  private Bytes packet(long epoch) {
    Hop hop = new Hop(TestMix.of(9).id(), keys.publicKey(epoch), DelayClass.USUAL);
    return SENDER.create(List.of(hop), Command.DROP, Bytes.of(7), random);
  }

  private Bytes junk() {
    return Bytes.random(Geometry.MIX1.packetSize(), random);
  }

  private Optional<Unwrapped> open(Bytes packet) {
    return opener.open(packet, link, now);
  }

  private static Bytes flip(Bytes packet, int index) {
    byte[] changed = packet.toArray();
    changed[index] ^= 1;
    return Bytes.wrap(changed);
  }

  private void assertDropped(Bytes packet, MixDrop reason) {
    int before = listener.dropped(reason);
    assertThat(open(packet)).isEmpty();
    assertThat(listener.dropped(reason)).isEqualTo(before + 1);
  }

  /** A moment at which packets for the next epoch are taken too. */
  private void goToTheEndOfTheEpoch() {
    now = new Moment(NETWORK.startOf(EPOCH + 1) - 1, 0);
  }

  @Test
  void shouldOpenAPacketForThisNode() {
    assertThat(open(packet(EPOCH)))
        .get()
        .isInstanceOfSatisfying(
            Unwrapped.Exit.class, exit -> assertThat(exit.body()).isEqualTo(Bytes.of(7)));
    assertThat(listener.drops).isEmpty();
  }

  @Test
  void shouldDropAReplay() {
    Bytes packet = packet(EPOCH);
    open(packet);

    assertDropped(packet, MixDrop.REPLAY);
    agreement.count = 0;
    assertDropped(packet, MixDrop.REPLAY);
    assertThat(agreement.count).isOne();
    assertDropped(flip(packet, Geometry.MIX1.packetSize() - 1), MixDrop.REPLAY);
  }

  @Test
  void shouldDropJunkAfterOneProduct() {
    assertDropped(junk(), MixDrop.NOT_FOR_US);
    assertThat(agreement.count).isOne();

    assertDropped(Bytes.wrap(new byte[Geometry.MIX1.packetSize()]), MixDrop.NOT_FOR_US);
    assertThat(agreement.count).as("a point of small order").isEqualTo(2);
  }

  @Test
  void shouldDropAnotherLengthWithoutAnyProduct() {
    assertDropped(junk().slice(1), MixDrop.NOT_FOR_US);
    assertThat(agreement.count).isZero();
  }

  /** Tags are remembered only of packets whose MAC is right, so junk takes no room. */
  @Test
  void shouldNotRememberAPacketWhoseHeaderWasChanged() {
    Bytes packet = packet(EPOCH);
    for (int index : new int[] {32, 207, 208, 223}) {
      assertDropped(flip(packet, index), MixDrop.NOT_FOR_US);
    }

    assertThat(open(packet)).isPresent();
  }

  @Test
  void shouldDropAPacketWhoseBodyWasChangedForGood() {
    Bytes packet = packet(EPOCH);

    assertDropped(flip(packet, 256), MixDrop.GARBLED);
    assertDropped(packet, MixDrop.REPLAY);
  }

  @Test
  void shouldDropAPacketOfAnEpochThatIsNotNear() {
    assertDropped(packet(EPOCH + 1), MixDrop.NOT_FOR_US);
    Bytes packet = packet(EPOCH);
    now = new Moment(NETWORK.startOf(EPOCH + 1) + NETWORK.toleranceSeconds(), 0);
    keys.advance(now.unixSeconds());

    assertDropped(packet, MixDrop.NOT_FOR_US);
  }

  @Test
  void shouldTakePacketsOfBothEpochsAboutTheirChange() {
    goToTheEndOfTheEpoch();
    assertThat(open(packet(EPOCH))).isPresent();
    assertThat(open(packet(EPOCH + 1))).isPresent();

    Bytes late = packet(EPOCH);
    now = new Moment(NETWORK.startOf(EPOCH + 1), 0);
    keys.advance(now.unixSeconds());
    assertThat(open(late)).isPresent();
    assertDropped(late, MixDrop.REPLAY);
  }

  @Test
  void shouldDropJunkAfterTwoProductsAboutTheChangeUntilTheLinkHasUsedUpItsSecondKeys() {
    goToTheEndOfTheEpoch();
    for (int i = 0; i < SECOND_KEYS; i++) {
      assertDropped(junk(), MixDrop.NOT_FOR_US);
    }
    assertThat(agreement.count).isEqualTo(2 * SECOND_KEYS);

    assertDropped(junk(), MixDrop.NOT_FOR_US);
    assertThat(agreement.count).isEqualTo(2 * SECOND_KEYS + 1);
    assertDropped(packet(EPOCH + 1), MixDrop.NOT_FOR_US);
    assertThat(open(packet(EPOCH))).as("the present key is always tried").isPresent();
    assertThat(opener.open(packet(EPOCH + 1), link(2), now)).as("another link's").isPresent();
  }

  @Test
  void shouldDropWhatALinkSendsTooFast() {
    int admitted = 2 * MixLink.MIX_RATE;
    for (int i = 0; i < admitted; i++) {
      assertDropped(Bytes.of(1), MixDrop.NOT_FOR_US);
    }

    assertDropped(packet(EPOCH), MixDrop.PACKET_RATE);
    assertThat(agreement.count).isZero();
  }

  @Test
  void shouldDropWhatAllLinksSendTooFast() {
    int links = 2 * CAPACITY / (2 * MixLink.MIX_RATE);
    for (int number = 1; number <= links; number++) {
      MixLink each = link(number);
      for (int i = 0; i < 2 * MixLink.MIX_RATE; i++) {
        opener.open(Bytes.of(1), each, now);
      }
    }
    // Each link's own share came on top.
    MixLink last = link(100);
    for (int i = 0; i < 8 * links + 8; i++) {
      opener.open(Bytes.of(1), last, now);
    }
    assertThat(listener.drops).containsOnlyKeys(MixDrop.NOT_FOR_US);

    for (int i = 0; i < 8; i++) {
      assertDropped(Bytes.of(1), MixDrop.NOT_FOR_US);
    }
    assertDropped(packet(EPOCH), MixDrop.OVERLOADED);
    assertThat(agreement.count).isZero();
    now = new Moment(NOW, 1_000_000_000L);
    assertThat(open(packet(EPOCH))).isPresent();
  }

  @Test
  void shouldDropEverythingOnceTheMemoryForReplaysIsFull() {
    EpochKey key = remember(EpochKeys.MAX_TAGS);
    assertThat(key.replays().size()).isEqualTo(EpochKeys.MAX_TAGS);
    assertThat(ReplayCache.TAG_SIZE).isEqualTo(2 * Long.BYTES);

    assertDropped(packet(EPOCH), MixDrop.REPLAY_MEMORY);
  }

  /** As if so many packets of this epoch had been opened. */
  private EpochKey remember(long count) {
    EpochKey key = keys.candidates(NOW).get(0);
    for (long tag = 1; tag <= count; tag++) {
      key.replays().add(Bytes.concatenate(Bytes.ofUnsignedLong(tag), Bytes.ofUnsignedLong(-tag)));
    }
    return key;
  }

  private int opened(MixLink from, int packets) {
    int opened = 0;
    for (int i = 0; i < packets; i++) {
      opened += opener.open(packet(EPOCH), from, now).isPresent() ? 1 : 0;
    }
    return opened;
  }

  /** Whoever fills the memory early must not keep everybody out until the next epoch. */
  @Test
  void shouldOpenNoFasterThanTheMemoryForReplaysLasts() {
    EpochKey key = remember(keys.tagsBy(EPOCH, NOW) - 1);
    double rate = keys.tagsPerSecond();
    assertThat(opened(link, 3)).isOne();

    int seconds = 20;
    int opened = 0;
    for (int second = 1; second <= seconds; second++) {
      now = new Moment(NOW + second, second * 1_000_000_000L);
      opened += opened(link, (int) (2 * rate));
    }

    assertThat(opened).isBetween(seconds, (int) (seconds * rate) + 1);
    assertThat(listener.drops).containsOnlyKeys(MixDrop.REPLAY_MEMORY);
    assertThat(key.replays().isFull()).isFalse();
    long end = NETWORK.startOf(EPOCH + 1) + NETWORK.toleranceSeconds();
    assertThat(keys.tagsBy(EPOCH, end - 1)).isLessThan(EpochKeys.MAX_TAGS);
  }

  /** One link takes all it can get, the other comes later and asks for less than its share. */
  @Test
  void shouldLeaveToEachLinkItsShareOfTheMemoryForReplays() {
    remember(keys.tagsBy(EPOCH, NOW) - (long) (9 * keys.tagsPerSecond()));
    MixLink greedy = link(1);
    MixLink modest = link(2);
    int few = (int) (keys.tagsPerSecond() / LINKS / 2);

    assertThat(opened(modest, 1)).isOne();
    for (int second = 1; second <= 20; second++) {
      now = new Moment(NOW + second, second * 1_000_000_000L);
      opened(greedy, (int) (2 * keys.tagsPerSecond()));

      assertThat(opened(modest, few)).as("in second %d", second).isEqualTo(few);
    }
  }
}
