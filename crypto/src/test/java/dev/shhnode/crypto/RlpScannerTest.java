// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.function.LongFunction;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RlpScannerTest {

  /** First bytes of every kind of item, and sizes and contents around their bounds. */
  private static final int[] TELLING = {
    0, 1, 2, 4, 8, 9, 0x37, 0x38, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x88, 0xb7, 0xb8, 0xb9, 0xbb, 0xbc,
    0xbf, 0xc0, 0xc1, 0xc2, 0xf7, 0xf8, 0xf9, 0xfb, 0xfc, 0xff
  };

  private interface Reading<T> {
    T read() throws DecodeException;
  }

  private static <T> Object outcome(Reading<T> reading) {
    try {
      return reading.read();
    } catch (DecodeException e) {
      return "refused";
    }
  }

  /** Reads a list of an integer and a byte string, by both readers. */
  private static void compare(byte[] input) {
    Object ours =
        outcome(
            () -> {
              RlpScanner all = new RlpScanner(input);
              RlpScanner list = all.readList();
              String read = list.readUint64() + " " + list.readBytes();
              list.expectEnd("more elements");
              all.expectEnd("more items");
              return read;
            });
    Object tuwenis =
        outcome(
            () ->
                Rlp.decodeList(
                    Bytes.wrap(input),
                    list -> Rlp.readUint64(list) + " " + Rlp.readBytes(list, Integer.MAX_VALUE)));
    assertThat(ours).as(Bytes.wrap(input).toHexString()).isEqualTo(tuwenis);
  }

  @Test
  void shouldReadAndRefuseEveryShortInputAsTheOtherReaderDoes() {
    for (int a : TELLING) {
      compare(new byte[] {(byte) a});
      for (int b : TELLING) {
        compare(new byte[] {(byte) a, (byte) b});
        for (int c : TELLING) {
          compare(new byte[] {(byte) a, (byte) b, (byte) c});
          for (int d : TELLING) {
            compare(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
          }
        }
      }
    }
    compare(new byte[0]);
  }

  @Test
  void shouldReadAndRefuseLongItemsAsTheOtherReaderDoes() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      int size = random.nextInt(4) == 0 ? random.nextInt(70_000) : random.nextInt(80);
      byte[] list = list(random, size).toArray();
      for (int altered = random.nextInt(3); altered > 0; altered--) {
        list[random.nextInt(Math.min(12, list.length))] =
            (byte) TELLING[random.nextInt(TELLING.length)];
      }
      compare(list);
    }
  }

  private static Bytes list(Random random, int size) {
    byte[] content = new byte[size];
    random.nextBytes(content);
    return RlpWriter.list(
        writer -> {
          writer.writeInteger(random.nextLong() >>> random.nextInt(Long.SIZE));
          writer.writeBytes(Bytes.wrap(content));
        });
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0x80",
    "1, 0x01",
    "127, 0x7f",
    "128, 0x8180",
    "256, 0x820100",
    "4294967295, 0x84ffffffff",
    "-1, 0x88ffffffffffffffff"
  })
  void shouldReadIntegers(long value, String encoded) throws DecodeException {
    RlpScanner scanner = new RlpScanner(Bytes.fromHexString(encoded).toArray());

    assertThat(scanner.readUint64()).isEqualTo(value);
    assertThat(scanner.isAtEnd()).isTrue();
    assertThat(RlpWriter.list(writer -> writer.writeInteger(value)).slice(1).toHexString())
        .isEqualTo(encoded);
  }

  @Test
  void shouldSayWhatIsWrong() {
    LongFunction<RlpScanner> of = bytes -> new RlpScanner(Bytes.minimalBytes(bytes).toArray());

    assertThatThrownBy(() -> of.apply(0x85ffffffffffL).readUint32())
        .isInstanceOf(DecodeException.class)
        .hasMessage("integer above 32 bits");
    assertThatThrownBy(() -> of.apply(0x83010203L).readFourBytes())
        .hasMessage("byte string of 3, expected 4");
    assertThatThrownBy(() -> of.apply(0xc0).readUint32())
        .hasMessage("list instead of a byte string");
    assertThatThrownBy(() -> of.apply(0x80).readList()).hasMessage("byte string instead of a list");
    assertThatThrownBy(() -> of.apply(0).readList()).hasMessage("empty RLP item");
    assertThatThrownBy(() -> of.apply(1).expectEnd("one more")).hasMessage("one more");
  }
}
