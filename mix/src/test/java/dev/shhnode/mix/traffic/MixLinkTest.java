// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.mix.MixListener.PacketKind;
import java.util.function.LongPredicate;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MixLinkTest {

  private static final long SECOND = 1_000_000_000L;
  private static final int SLOTS = 2 * MixLink.CLIENT_RATE;

  private final TestPeer peer = new TestPeer(1);
  private final MixLink link = new MixLink(peer.mix.node(), peer, 0);

  private boolean send(PacketKind kind, long now) {
    return link.send(Bytes.of(1), kind, now);
  }

  private void fillSlots() {
    for (int i = 0; i < SLOTS; i++) {
      assertThat(send(PacketKind.FORWARDED, 0)).isTrue();
    }
  }

  private static int count(LongPredicate admits, long now) {
    int count = 0;
    while (count < 10_000 && admits.test(now)) {
      count++;
    }
    return count;
  }

  @Test
  void shouldSendWhatHasNoSlotInTheNextFreeOne() {
    fillSlots();
    assertThat(send(PacketKind.FORWARDED, 0)).isTrue();
    assertThat(peer.packets()).hasSize(SLOTS);
    assertThat(link.isQueued()).isTrue();

    long next = link.nextDeadline(Long.MAX_VALUE, 0);
    link.onTime(next - 2);
    assertThat(peer.packets()).hasSize(SLOTS);
    link.onTime(next);

    assertThat(peer.packets()).hasSize(SLOTS + 1);
    assertThat(link.isQueued()).isFalse();
    assertThat(link.nextDeadline(77, next)).isEqualTo(77);
  }

  @Test
  void shouldKeepTheOrderOfWhatWaits() {
    fillSlots();
    link.send(Bytes.of(2), PacketKind.FORWARDED, 0);
    link.send(Bytes.of(3), PacketKind.FORWARDED, SECOND / 10);
    link.onTime(SECOND);

    assertThat(peer.packets().subList(SLOTS, SLOTS + 2)).containsExactly(Bytes.of(2), Bytes.of(3));
  }

  @Test
  void shouldLetABoundedNumberOfPacketsWait() {
    fillSlots();
    for (int i = 0; i < MixLink.MAX_QUEUE; i++) {
      assertThat(send(PacketKind.FORWARDED, 0)).isTrue();
    }

    assertThat(send(PacketKind.FORWARDED, 0)).isFalse();
    assertThat(link.queued()).isEqualTo(MixLink.MAX_QUEUE);
  }

  @ParameterizedTest
  @EnumSource(value = PacketKind.class, mode = EnumSource.Mode.EXCLUDE, names = "FORWARDED")
  void shouldLetAllOfThisNodeGiveWayOnceHalfOfTheSlotsAreTaken(PacketKind own) {
    for (int i = 0; i < SLOTS / 2; i++) {
      assertThat(send(own, 0)).isTrue();
    }
    assertThat(send(own, 0)).isFalse();
    assertThat(send(PacketKind.FORWARDED, 0)).isTrue();

    fillSlots();
    assertThat(send(own, 10 * SECOND)).as("before what waits").isFalse();
  }

  /** With less, a peer could have this node send it nothing of its own. */
  @ParameterizedTest
  @CsvSource({"0,30", "1,30", "29,30", "30,30", "100,100", "250,250", "251,250", "4294967295,250"})
  void shouldSendAsMuchAsThePeerSaysWithinBounds(long credit, int rate) {
    link.setCredit(credit, 0);
    int now = 2 * rate;
    for (int i = 0; i < now; i++) {
      send(PacketKind.FORWARDED, 10 * SECOND);
    }
    assertThat(peer.packets()).hasSize(now);
    while (send(PacketKind.FORWARDED, 10 * SECOND)) {
      assertThat(peer.packets()).hasSize(now);
    }

    link.onTime(11 * SECOND);
    assertThat(peer.packets()).hasSize(now + Math.min(rate, MixLink.MAX_QUEUE));
  }

  @Test
  void shouldAdmitPacketsAtARateThatIsHigherForAMix() {
    assertThat(count(link::admitsPacket, 0)).isEqualTo(SLOTS);
    assertThat(count(link::admitsPacket, SECOND)).isEqualTo(MixLink.CLIENT_RATE);

    link.promote(SECOND);
    assertThat(link.isPromoted()).isTrue();
    assertThat(count(link::admitsPacket, 2 * SECOND)).isEqualTo(MixLink.MIX_RATE);
    assertThat(count(link::admitsPacket, 60 * SECOND)).isEqualTo(2 * MixLink.MIX_RATE);
  }

  @Test
  void shouldAdmitDescriptorsRequestsAndSecondKeysAtTheirRates() {
    assertThat(count(link::admitsDescriptor, 0)).isEqualTo(1_024);
    assertThat(count(link::admitsDescriptor, SECOND)).isEqualTo(64);
    assertThat(count(link::admitsRequest, 0)).isEqualTo(16);
    assertThat(count(link::admitsRequest, SECOND)).isOne();
    assertThat(count(link::admitsSecondKey, 0)).isEqualTo(250);
    assertThat(count(link::admitsSecondKey, SECOND)).isOne();
  }

  @Test
  void shouldBeReadyOnceThePeerHasSaidWhatItIsAndIsOfUse() {
    assertThat(link.isReady()).isFalse();
    link.setStatus(TestPeer.status());
    assertThat(link.isReady()).isTrue();

    link.setUseless();
    assertThat(link.isReady()).isFalse();
  }

  @Test
  void shouldBeSilentAfterHalfAMinuteWithoutStatus() {
    assertThat(link.isSilent(30 * SECOND - 1)).isFalse();
    assertThat(link.isSilent(30 * SECOND)).isTrue();

    link.setStatus(TestPeer.status());
    assertThat(link.isSilent(3_600 * SECOND)).isFalse();
  }

  @Test
  void shouldRememberWhenItWasUsed() {
    link.admitsPacket(5);
    assertThat(link.lastUsed()).isEqualTo(5);
    send(PacketKind.POST, 7);
    assertThat(link.lastUsed()).isEqualTo(7);
  }
}
