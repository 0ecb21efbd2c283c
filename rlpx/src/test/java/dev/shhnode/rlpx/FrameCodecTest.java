// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.DecodeException;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecTest {

  private static final byte[] ID = {5};

  private final FrameCodec alice = FrameCodecs.ofInitiator();
  private final FrameCodec bob = FrameCodecs.ofRecipient();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 14, 15, 16, 17, 300, 65_535, FrameCodec.MAX_FRAME_SIZE - 1})
  void shouldReadWhatTheOtherWrote(int size) throws DecodeException {
    Bytes payload = Bytes.random(size);
    bob.allowLargeFrames();

    bob.onBytes(FrameCodecs.write(alice, ID, payload.toArray()));

    assertThat(FrameCodecs.read(bob)).contains(Bytes.concatenate(Bytes.wrap(ID), payload));
    assertThat(FrameCodecs.read(bob)).isEmpty();
  }

  @Test
  void shouldReadFramesThatComeByteByByte() throws DecodeException {
    byte[] wire =
        concatenate(
            FrameCodecs.write(alice, ID, new byte[40]), FrameCodecs.write(alice, ID, new byte[0]));
    int frames = 0;

    for (byte each : wire) {
      bob.onBytes(new byte[] {each});
      while (FrameCodecs.read(bob).isPresent()) {
        frames++;
      }
    }

    assertThat(frames).isEqualTo(2);
  }

  @Test
  void shouldReadFramesThatComeTogether() throws DecodeException {
    bob.onBytes(
        concatenate(
            FrameCodecs.write(alice, ID, new byte[40]), FrameCodecs.write(alice, ID, new byte[1])));

    assertThat(FrameCodecs.read(bob).map(Bytes::size)).contains(41);
    assertThat(FrameCodecs.read(bob).map(Bytes::size)).contains(2);
    assertThat(FrameCodecs.read(bob)).isEmpty();
  }

  @Test
  void shouldRefuseAFrameWithAnyAlteredBit() {
    byte[] frame = FrameCodecs.write(alice, ID, new byte[20]);

    for (int bit = 0; bit < frame.length * Byte.SIZE; bit++) {
      byte[] altered = frame.clone();
      altered[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      FrameCodec reader = FrameCodecs.ofRecipient();
      reader.onBytes(altered);

      assertThatThrownBy(reader::next).as("bit %d", bit).isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void shouldRefuseAFrameThatIsRepeatedOrOutOfOrder() throws DecodeException {
    byte[] first = FrameCodecs.write(alice, ID, new byte[20]);
    byte[] second = FrameCodecs.write(alice, ID, new byte[20]);
    FrameCodec inverted = FrameCodecs.ofRecipient();
    inverted.onBytes(second);
    bob.onBytes(first);
    Optional<Bytes> read = FrameCodecs.read(bob);
    bob.onBytes(first);

    assertThat(read).isPresent();
    assertThatThrownBy(bob::next).isInstanceOf(DecodeException.class);
    assertThatThrownBy(inverted::next).isInstanceOf(DecodeException.class);
  }

  @Test
  void shouldRefuseALargeFrameBeforeHelloByItsHeader() throws DecodeException {
    byte[] frame = FrameCodecs.write(alice, ID, new byte[FrameCodec.MAX_FIRST_FRAME_SIZE]);

    bob.onBytes(Bytes.wrap(frame, 0, 32).toArray());

    assertThatThrownBy(bob::next).isInstanceOf(DecodeException.class);
  }

  @Test
  void shouldNotWriteWhatThreeBytesCannotTell() {
    assertThatThrownBy(() -> FrameCodecs.write(alice, ID, new byte[FrameCodec.MAX_FRAME_SIZE]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] concatenate(byte[] first, byte[] second) {
    return Bytes.concatenate(Bytes.wrap(first), Bytes.wrap(second)).toArray();
  }
}
