// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.rlp.RLP;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RlpTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x", // nothing
        "0x01", // no list
        "0xc10100", // bytes after the list
        "0xc20102", // an element more
        "0xc0", // an element less
        "0xc28101", // a single byte in a long form
        "0xc3b80101", // a long form for a short string
        "0xf80101", // a long form for a short list
        "0xc3820001", // leading zero
        "0xc100", // zero is the empty string
        "0xc28301", // beyond the list
        "0xfb7fffffff01", // 2 GB that are not there
        "0xffffffffffffffffff01", // more than an int tells
        "0xc1c0", // a list for an integer
        "0xc685ffffffffff" // more than 32 bits
      })
  void shouldRefuseWhatIsNotExactlyAListOfOneUint32(String hex) {
    assertThatThrownBy(() -> Rlp.decodeList(Bytes.fromHexString(hex), Rlp::readUint32))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void shouldReadIntegersOfTheirFullRange() throws DecodeException {
    assertThat(Rlp.decodeList(Bytes.fromHexString("0xc180"), Rlp::readUint32)).isZero();
    assertThat(Rlp.decodeList(Bytes.fromHexString("0xc584ffffffff"), Rlp::readUint32))
        .isEqualTo(0xffff_ffffL);
    assertThat(Rlp.decodeList(Bytes.fromHexString("0xc988ffffffffffffffff"), Rlp::readUint64))
        .isEqualTo(-1L);
    assertThat(Rlp.decodeUint64(Bytes.fromHexString("0x8401020304"))).isEqualTo(0x01020304L);
  }

  @Test
  void shouldIgnoreSurplusWhereEip8Asks() throws DecodeException {
    Bytes surplus = Bytes.fromHexString("0xc3010203ffff");

    assertThat(Rlp.decodeListIgnoringSurplus(surplus, Rlp::readUint32)).isEqualTo(1);
  }

  @Test
  void shouldBoundByteStrings() throws DecodeException {
    Bytes list = Bytes.fromHexString("0xc483010203");

    Bytes read = Rlp.decodeList(list, reader -> Rlp.readFixedBytes(reader, 3));
    assertThat(read).isEqualTo(Bytes.of(1, 2, 3));
    assertThatThrownBy(() -> Rlp.decodeList(list, reader -> Rlp.readFixedBytes(reader, 4)))
        .isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> Rlp.decodeList(list, reader -> Rlp.readBytes(reader, 2)))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void shouldThrowWithoutAStackTrace() {
    assertThatThrownBy(() -> Rlp.decodeList(Bytes.EMPTY, Rlp::readUint32))
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "0x00, 1",
    "0x7f, 1",
    "0x80, 1",
    "0x83010203ff, 4",
    "0xc0, 1",
    "0xc20102ff, 3",
  })
  void shouldTellHowLongAnItemIs(String input, int size) throws DecodeException {
    assertThat(Rlp.itemSize(Bytes.fromHexString(input), 0)).isEqualTo(size);
    Bytes shifted = Bytes.concatenate(Bytes.of(1, 2), Bytes.fromHexString(input));
    assertThat(Rlp.itemSize(shifted, 2)).isEqualTo(size);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 55, 56, 255, 256, 65_535, 65_536})
  void shouldTellHowLongItemsOfEveryFormAre(int length) throws DecodeException {
    Bytes content = Bytes.wrap(new byte[length]);
    Bytes string = RLP.encodeValue(content);
    Bytes list = RLP.encodeList(writer -> writer.writeRLP(content));

    assertThat(Rlp.itemSize(string, 0)).isEqualTo(string.size());
    assertThat(Rlp.itemSize(list, 0)).isEqualTo(list.size());
    assertThat(Rlp.listContent(Bytes.concatenate(list, Bytes.of(1)))).isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x",
        "0x81",
        "0xb8",
        "0xb801",
        "0xb83700",
        "0xb90038",
        "0xbb80000000",
        "0xbfffffffffffffffff",
        "0xc1",
        "0xf8",
        "0xf90000",
        "0xfb7fffffff",
        "0xffffffffffffffffff"
      })
  void shouldNotMeasureWhatDoesNotEnd(String input) {
    assertThatThrownBy(() -> Rlp.itemSize(Bytes.fromHexString(input), 0))
        .isInstanceOf(DecodeException.class);
  }
}
