// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rpc.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PushChannelTest {

  private static final int ROOM = 10_000;

  private final List<byte[]> sent = new ArrayList<>();
  private final JsonValue large = JsonValue.of("x".repeat(ROOM / 4));
  private final List<RpcDrop> dropped = new ArrayList<>();
  private final RpcListener listener =
      new RpcListener() {
        @Override
        public void onDropped(RpcDrop drop) {
          dropped.add(drop);
        }
      };
  private long reserved;
  private boolean cutOff;

  private final Outlet outlet =
      new Outlet() {
        @Override
        public void send(byte[] message, Runnable lost) {
          if (cutOff) {
            lost.run();
          } else {
            sent.add(message);
          }
        }

        @Override
        public boolean isOpen() {
          return !cutOff;
        }

        @Override
        public boolean reserve(int bytes) {
          boolean fits = reserved + bytes <= ROOM;
          reserved += fits ? bytes : 0;
          return fits;
        }

        @Override
        public void release(int bytes) {
          reserved -= bytes;
        }
      };

  /** A batch may subscribe a thousand times and then take minutes. */
  @Test
  void shouldChargeWhatManyChannelsHoldBackToTheirConnection() {
    List<PushChannel> channels = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      PushChannel channel = new PushChannel("shh", "0x" + i, outlet, listener);
      channel.push(large);
      channels.add(channel);
    }

    assertThat(reserved).isBetween(ROOM / 2L, (long) ROOM);
    channels.forEach(PushChannel::open);

    assertThat(sent).hasSize(3);
    assertThat(reserved).isZero();
    assertThat(dropped).hasSize(7).containsOnly(RpcDrop.PUSH_HELD_BACK);
  }

  @Test
  void shouldGiveBackWhatIsHeldBackOfASubscriptionThatFails() {
    PushChannel channel = new PushChannel("shh", "0x1", outlet, listener);
    channel.push(large);

    channel.close();
    channel.push(large);
    channel.open();

    assertThat(reserved).isZero();
    assertThat(sent).isEmpty();
    assertThat(dropped).containsExactly(RpcDrop.PUSH_LOST, RpcDrop.PUSH_LOST);
  }

  @Test
  void shouldTellWhatDoesNotReachAClientThatIsBeingCutOff() {
    PushChannel channel = new PushChannel("shh", "0x1", outlet, listener);
    channel.push(JsonValue.TRUE);
    cutOff = true;

    channel.open();
    channel.push(JsonValue.TRUE);
    channel.push(
        () -> {
          throw new AssertionError("made for nobody");
        });

    assertThat(sent).isEmpty();
    assertThat(dropped).containsExactly(RpcDrop.PUSH_LOST, RpcDrop.PUSH_LOST, RpcDrop.PUSH_LOST);
  }
}
