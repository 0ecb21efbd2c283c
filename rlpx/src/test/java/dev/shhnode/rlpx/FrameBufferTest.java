// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

class FrameBufferTest {

  @Test
  void shouldGiveBackWhatItTookInWhateverThePieces() {
    Random random = new Random(7);
    Bytes all = Bytes.random(100_000, random);
    FrameBuffer buffer = new FrameBuffer();
    int in = 0;
    int out = 0;

    while (out < all.size()) {
      int added = Math.min(random.nextInt(700), all.size() - in);
      buffer.append(all.slice(in, added).toArray());
      in += added;
      int taken = random.nextInt(buffer.size() + 1);
      assertThat(Bytes.wrap(buffer.take(taken))).isEqualTo(all.slice(out, taken));
      out += taken;
    }

    assertThat(buffer.size()).isZero();
  }

  @Test
  void shouldNotTouchWhatWasTaken() {
    FrameBuffer buffer = new FrameBuffer();
    buffer.append(new byte[] {1, 2, 3});
    byte[] taken = buffer.take(2);

    buffer.append(new byte[] {4});

    assertThat(taken).containsExactly(1, 2);
    assertThat(buffer.take(2)).containsExactly(3, 4);
  }
}
