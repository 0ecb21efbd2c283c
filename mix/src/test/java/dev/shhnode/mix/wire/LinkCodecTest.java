// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.RlpWriter;
import dev.shhnode.mix.sphinx.Geometry;
import dev.shhnode.mix.wire.LinkMessage.Credit;
import dev.shhnode.mix.wire.LinkMessage.Descriptors;
import dev.shhnode.mix.wire.LinkMessage.GetDescriptors;
import dev.shhnode.mix.wire.LinkMessage.Packet;
import dev.shhnode.mix.wire.LinkMessage.Status;
import dev.shhnode.rlpx.enr.NodeRecord;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkCodecTest {

  private static final long UINT32_MAX = 0xffff_ffffL;
  private static final Bytes32 ONES = Bytes32.repeat((byte) 1);
  private static final Bytes32 TWOS = Bytes32.repeat((byte) 2);
  private static final Bytes LARGE_RECORD = Bytes.repeat((byte) 3, NodeRecord.MAX_SIZE);
  private static final List<Bytes> MOST_RECORDS =
      Collections.nCopies(LinkCodec.MAX_DESCRIPTORS, LARGE_RECORD);

  private static LinkMessage decode(int code, Bytes body) throws DecodeException {
    return LinkCodec.decode(code, body, Geometry.MIX1);
  }

  static Stream<LinkMessage> messages() {
    return Stream.of(
        new Status(1, 2, 3, ONES, TWOS, 3),
        new Status(UINT32_MAX, UINT32_MAX, UINT32_MAX, TWOS, ONES, UINT32_MAX),
        new Status(0, 0, 0, Bytes32.ZERO, Bytes32.ZERO, 0),
        new Packet(Bytes.repeat((byte) 7, Geometry.MIX1.packetSize())),
        new Descriptors(List.of()),
        new Descriptors(List.of(Bytes.of(0x80), Bytes.of(1, 2))),
        new Descriptors(MOST_RECORDS),
        new GetDescriptors(Bytes.EMPTY, ONES),
        new GetDescriptors(Bytes.of(0), TWOS),
        new GetDescriptors(Bytes.of(0xff, 0), TWOS),
        new Credit(0),
        new Credit(UINT32_MAX));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void shouldReadWhatItWrites(LinkMessage message) throws DecodeException {
    assertThat(decode(LinkCodec.codeOf(message), LinkCodec.encode(message))).isEqualTo(message);
  }

  @Test
  void shouldGiveEachMessageACodeOfItsOwn() {
    assertThat(messages().map(LinkCodec::codeOf).distinct()).containsExactly(0, 1, 2, 3, 4);
    assertThat(LinkCodec.CODES).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32, 1_759, 1_761, 3_520, 1 << 20})
  void shouldRefuseAPacketOfAnotherLength(int length) {
    assertThatThrownBy(() -> decode(LinkCodec.PACKET, Bytes.wrap(new byte[length])))
        .isInstanceOf(DecodeException.class)
        .hasMessage("mix packet of " + length + " bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 5, 6, 127, Integer.MAX_VALUE})
  void shouldRefuseAnUnknownCode(int code) {
    assertThatThrownBy(() -> decode(code, Bytes.of(0xc0)))
        .isInstanceOf(DecodeException.class)
        .hasMessage("mix message with code " + code);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 4, 5})
  void shouldRefuseALongerBodyThanAnyMessageHas(int code) {
    assertThatThrownBy(() -> decode(code, Bytes.wrap(new byte[LinkCodec.MAX_BODY_SIZE + 1])))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("bytes");
  }

  @Test
  void shouldTakeTheLargestMessageThatThereIs() {
    assertThat(LinkCodec.encode(new Descriptors(MOST_RECORDS)).size())
        .isLessThanOrEqualTo(LinkCodec.MAX_BODY_SIZE);
  }

  @Test
  void shouldRefuseTooManyDescriptors() {
    Bytes body =
        LinkCodec.encode(
            new Descriptors(Collections.nCopies(LinkCodec.MAX_DESCRIPTORS + 1, Bytes.of(1))));

    assertThatThrownBy(() -> decode(LinkCodec.DESCRIPTORS, body))
        .isInstanceOf(DecodeException.class)
        .hasMessage("more than 64 descriptors");
  }

  @Test
  void shouldRefuseADescriptorThatIsNoRecordByItsSize() {
    Bytes body = LinkCodec.encode(new Descriptors(List.of(Bytes.concatenate(LARGE_RECORD, ONES))));

    assertThatThrownBy(() -> decode(LinkCodec.DESCRIPTORS, body))
        .isInstanceOf(DecodeException.class)
        .hasMessage("byte string of 332, at most 300");
  }

  @Test
  void shouldRefuseALongerPrefix() {
    Bytes body = LinkCodec.encode(new GetDescriptors(Bytes.of(1, 2, 3), ONES));

    assertThatThrownBy(() -> decode(LinkCodec.GET_DESCRIPTORS, body))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void shouldRefuseBytesAfterDescriptors() {
    Bytes body =
        Bytes.concatenate(LinkCodec.encode(new Descriptors(List.of(Bytes.of(1)))), Bytes.of(0));

    assertThatThrownBy(() -> decode(LinkCodec.DESCRIPTORS, body))
        .isInstanceOf(DecodeException.class);
  }

  /** Later versions may say more. */
  @Test
  void shouldIgnoreSurplusElements() throws DecodeException {
    Status status = new Status(1, 2, 3, ONES, TWOS, 3);
    Bytes longer =
        RlpWriter.list(
            writer -> {
              writer.writeInteger(1);
              writer.writeInteger(2);
              writer.writeInteger(3);
              writer.writeBytes(ONES);
              writer.writeBytes(TWOS);
              writer.writeInteger(3);
              writer.writeText("later");
            });
    Bytes credit =
        RlpWriter.list(
            writer -> {
              writer.writeInteger(9);
              writer.writeInteger(8);
            });

    assertThat(decode(LinkCodec.STATUS, longer)).isEqualTo(status);
    assertThat(decode(LinkCodec.CREDIT, credit)).isEqualTo(new Credit(9));
  }

  @ParameterizedTest
  @ValueSource(ints = {LinkCodec.STATUS, LinkCodec.GET_DESCRIPTORS, LinkCodec.CREDIT})
  void shouldRefuseWhatIsCutOff(int code) {
    LinkMessage message =
        messages().filter(each -> LinkCodec.codeOf(each) == code).findFirst().orElseThrow();
    Bytes whole = LinkCodec.encode(message);

    for (int length = 0; length < whole.size(); length++) {
      Bytes cut = whole.slice(0, length);
      assertThatThrownBy(() -> decode(code, cut)).isInstanceOf(DecodeException.class);
    }
    assertThatThrownBy(() -> decode(code, Bytes.of(0xc0))).isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"c6850100000000", "c20001", "c3820001", "80", "c1c0"})
  void shouldRefuseACreditThatIsNoNumberOf32Bits(String body) {
    assertThatThrownBy(() -> decode(LinkCodec.CREDIT, Bytes.fromHexString(body)))
        .isInstanceOf(DecodeException.class);
  }

  /** What stays in memory must not hold the buffer that it came in. */
  @Test
  void shouldCopyWhatIsKept() throws DecodeException {
    byte[] body = LinkCodec.encode(new Status(1, 2, 3, ONES, TWOS, 3)).toArray();
    Status status = (Status) decode(LinkCodec.STATUS, Bytes.wrap(body));
    byte[] request = LinkCodec.encode(new GetDescriptors(Bytes.of(9, 9), ONES)).toArray();
    GetDescriptors get = (GetDescriptors) decode(LinkCodec.GET_DESCRIPTORS, Bytes.wrap(request));
    byte[] records = LinkCodec.encode(new Descriptors(List.of(Bytes.of(7, 7)))).toArray();
    Descriptors told = (Descriptors) decode(LinkCodec.DESCRIPTORS, Bytes.wrap(records));
    Arrays.fill(body, (byte) 0);
    Arrays.fill(request, (byte) 0);
    Arrays.fill(records, (byte) 0);

    assertThat(status).isEqualTo(new Status(1, 2, 3, ONES, TWOS, 3));
    assertThat(get).isEqualTo(new GetDescriptors(Bytes.of(9, 9), ONES));
    assertThat(told.records()).containsExactly(Bytes.of(7, 7));
  }
}
