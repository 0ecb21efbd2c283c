// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameBufferTest {

  private final Random random = new Random(1);
  private final FrameBuffer buffer = new FrameBuffer();

  @Test
  void shouldNotKeepAnObjectForEveryByteOfATrickle() {
    for (int i = 0; i < 100_000; i++) {
      buffer.append(new byte[] {(byte) i});
    }

    assertThat(buffer.size()).isEqualTo(100_000);
    assertThat(buffer.chunkCount()).isLessThan(100);
  }

  @Test
  void shouldNotCopyWhatComesWhole() {
    byte[] chunk = new byte[600];

    buffer.append(chunk);

    assertThat(buffer.take(600).array).isSameAs(chunk);
  }

  @Test
  void shouldNotKeepAnythingOfNothing() {
    buffer.append(new byte[0]);

    assertThat(buffer.chunkCount()).isZero();
  }

  @Test
  void shouldGiveBackWhatItTookHoweverItIsCut() {
    ByteArrayOutputStream in = new ByteArrayOutputStream();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < 5_000; i++) {
      byte[] chunk = new byte[random.nextInt(4) == 0 ? random.nextInt(3_000) : random.nextInt(40)];
      random.nextBytes(chunk);
      in.writeBytes(chunk);
      buffer.append(Arrays.copyOf(chunk, chunk.length));
      take(random.nextInt(buffer.size() + 1), out);
    }
    take(buffer.size(), out);

    assertThat(out.toByteArray()).isEqualTo(in.toByteArray());
    assertThat(buffer.chunkCount()).isZero();
  }

  private void take(int count, ByteArrayOutputStream out) {
    FrameBuffer.Slice taken = buffer.take(count);
    out.write(taken.array, taken.offset, count);
  }
}
