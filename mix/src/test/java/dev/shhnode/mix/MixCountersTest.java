// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.mix.MixListener.PacketKind;
import dev.shhnode.runtime.Tally;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

class MixCountersTest {

  private final Tally tally = new Tally();
  private final MixCounters counters = new MixCounters(tally);

  private long count(String name) {
    return tally.snapshot().get(name);
  }

  @Test
  void shouldHaveACounterForEverythingFromTheStart() {
    for (MixDrop reason : MixDrop.values()) {
      assertThat(tally.snapshot()).containsEntry("mix.dropped." + Tally.lower(reason), 0L);
    }
    for (PacketKind kind : PacketKind.values()) {
      assertThat(tally.snapshot()).containsEntry("mix.packets.out." + Tally.lower(kind), 0L);
    }
    for (PostStage stage : PostStage.values()) {
      assertThat(tally.snapshot()).containsEntry("mix.posts." + Tally.lower(stage), 0L);
    }
    for (MixAlarm alarm : MixAlarm.values()) {
      assertThat(tally.snapshot()).containsEntry("mix.alarms." + Tally.lower(alarm), 0L);
    }
  }

  @Test
  void shouldCountEachReasonApart() {
    int times = 0;
    for (MixDrop reason : MixDrop.values()) {
      times++;
      for (int i = 0; i < times; i++) {
        counters.onDropped(reason);
      }
    }

    long expected = 0;
    for (MixDrop reason : MixDrop.values()) {
      expected++;
      assertThat(count("mix.dropped." + Tally.lower(reason))).isEqualTo(expected);
    }
  }

  @Test
  void shouldCountWhatBecomesOfPackets() {
    MixListener forwarding = new MixListener.Forwarding(counters) {};
    forwarding.onReceived();
    forwarding.onMixed();
    forwarding.onExit();
    forwarding.onLoopReturned();
    forwarding.onLoopLost();
    forwarding.onDescriptor();
    forwarding.onSent(PacketKind.COVER);
    forwarding.onDropped(MixDrop.REPLAY);
    forwarding.onPost(Bytes32.ZERO, PostStage.HEARD_BACK);

    for (String name :
        new String[] {
          "mix.packets.in",
          "mix.packets.mixed",
          "mix.exits",
          "mix.loops.returned",
          "mix.loops.lost",
          "mix.descriptors",
          "mix.packets.out.cover",
          "mix.dropped.replay",
          "mix.posts.heard_back"
        }) {
      assertThat(count(name)).as(name).isOne();
    }
    assertThat(tally.snapshot().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(9);
  }

  @Test
  void shouldCountAnAlarmWhenItBegins() {
    counters.onAlarm(MixAlarm.VIEWS_DIFFER, true);
    counters.onAlarm(MixAlarm.VIEWS_DIFFER, false);

    assertThat(count("mix.alarms.views_differ")).isOne();
  }
}
