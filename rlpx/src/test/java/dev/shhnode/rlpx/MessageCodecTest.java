// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.runtime.Scratch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.Snappy;

class MessageCodecTest {

  private final FrameCodec writer = FrameCodecs.ofInitiator();
  private final MessageCodec alice = new MessageCodec(writer);
  private final MessageCodec bob = new MessageCodec(FrameCodecs.ofRecipient());

  static IntStream codes() {
    return IntStream.concat(
        IntStream.range(0, 274),
        IntStream.of(65_535, 65_536, (1 << 24) - 1, 1 << 24, Integer.MAX_VALUE));
  }

  @ParameterizedTest
  @MethodSource("codes")
  void shouldCarryMessageIdsOfEverySize(int code) throws DecodeException {
    alice.onHello(true);
    bob.onHello(true);

    bob.onBytes(alice.write(code, Bytes.of(1, 2, 3)).finish());

    MessageCodec.Message message = bob.next().orElseThrow();
    assertThat(message.code()).isEqualTo(code);
    assertThat(message.body()).isEqualTo(Bytes.of(1, 2, 3));
  }

  @Test
  void shouldCarryBodiesAsTheyAreWithoutCompression() throws DecodeException {
    alice.onHello(false);
    bob.onHello(false);
    byte[] frame = alice.write(20, Bytes.wrap(new byte[10_000])).finish();

    bob.onBytes(frame);

    assertThat(frame).hasSizeGreaterThan(10_000);
    assertThat(bob.next().orElseThrow().body()).isEqualTo(Bytes.wrap(new byte[10_000]));
  }

  /** Two connections of one loop, in turns; the bodies are kept. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldShareOneScratchAmongConnections(boolean compressing) throws DecodeException {
    Scratch scratch = new Scratch();
    List<MessageCodec> writers = new ArrayList<>();
    List<MessageCodec> readers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      writers.add(new MessageCodec(FrameCodecs.ofInitiator(scratch)));
      readers.add(new MessageCodec(FrameCodecs.ofRecipient(scratch)));
      writers.get(i).onHello(compressing);
      readers.get(i).onHello(compressing);
    }
    List<Bytes> sent = new ArrayList<>();
    List<Bytes> read = new ArrayList<>();

    for (int size : new int[] {3, 70_000, 0, 2_000, Scratch.MAX_KEPT + 1, 10}) {
      List<byte[]> frames = new ArrayList<>();
      for (MessageCodec each : writers) {
        Bytes body = Bytes.random(size);
        sent.add(body);
        frames.add(each.write(20, body).finish());
      }
      for (int i = 0; i < 2; i++) {
        readers.get(i).onBytes(frames.get(i));
        read.add(readers.get(i).next().orElseThrow().body());
      }
    }

    assertThat(read).isEqualTo(sent);
  }

  @Test
  void shouldTakeAZeroByteForMessageIdZero() throws DecodeException {
    bob.onBytes(FrameCodecs.write(writer, new byte[] {0}, new byte[] {7}));

    MessageCodec.Message message = bob.next().orElseThrow();

    assertThat(message.code()).isZero();
    assertThat(message.body()).isEqualTo(Bytes.of(7));
  }

  /** As geth writes them. */
  @ParameterizedTest
  @CsvSource({
    "0, 80",
    "1, 01",
    "127, 7f",
    "128, 8180",
    "255, 81ff",
    "256, 820100",
    "273, 820111",
    "65535, 82ffff",
    "65536, 83010000",
    "2147483647, 847fffffff"
  })
  void shouldWriteAMessageIdAsAnInteger(int code, String onWire) throws DecodeException {
    FrameCodec reader = FrameCodecs.ofRecipient();

    reader.onBytes(alice.write(code, Bytes.of(9)).finish());

    assertThat(FrameCodecs.read(reader).orElseThrow().toUnprefixedHexString())
        .isEqualTo(onWire + "09");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "81",
        "8100",
        "8101",
        "817f",
        "8201",
        "820001",
        "8200ff",
        "83000100",
        "8400ffffff",
        "847fffff",
        "8480000000",
        "84ffffffff",
        "850100000000",
        "880000000000000001",
        "b8",
        "b90100",
        "c0",
        "c101",
        "ff"
      })
  void shouldRefuseAMessageIdThatIsNone(String frame) {
    bob.onBytes(FrameCodecs.write(writer, Bytes.fromHexString(frame).toArray(), new byte[0]));

    assertThatThrownBy(bob::next).isInstanceOf(DecodeException.class);
  }

  /** A snappy block begins with the length it claims; the rest would be read only afterwards. */
  @ParameterizedTest
  @ValueSource(strings = {"81808008", "ffffffff07", "ffffffff0f", "808080800800"})
  void shouldRefuseABombByTheLengthItClaims(String bomb) {
    bob.onHello(true);
    bob.onBytes(FrameCodecs.write(writer, new byte[] {20}, Bytes.fromHexString(bomb).toArray()));

    assertThatThrownBy(bob::next).isInstanceOf(DecodeException.class);
  }

  @Test
  void shouldTakeSixteenMebibytesOfZerosInASmallFrame() throws DecodeException, IOException {
    bob.onHello(true);
    byte[] compressed = Snappy.compress(new byte[MessageCodec.MAX_BODY_SIZE]);

    bob.onBytes(FrameCodecs.write(writer, new byte[] {20}, compressed));

    assertThat(bob.next().orElseThrow().body().size()).isEqualTo(MessageCodec.MAX_BODY_SIZE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "05", "80", "0a00ff", "ffffffffffffffffffff"})
  void shouldRefuseWhatDoesNotDecompress(String body) {
    bob.onHello(true);
    bob.onBytes(FrameCodecs.write(writer, new byte[] {20}, Bytes.fromHexString(body).toArray()));

    assertThatThrownBy(bob::next).isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"c108", "08", "c180", "c0", ""})
  void shouldTakeADisconnectOfWhoDoesNotKnowYetThatWeCompress(String body) throws DecodeException {
    bob.onHello(true);
    bob.onBytes(
        FrameCodecs.write(
            writer, new byte[] {BaseCode.DISCONNECT}, Bytes.fromHexString(body).toArray()));

    assertThat(bob.next().orElseThrow().body()).isEqualTo(Bytes.fromHexString(body));
  }
}
