// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.rlp.RLP;
import org.junit.jupiter.api.Test;

/** Held against Tuweni's writer. */
class RlpWriterTest {

  @Property
  void shouldWriteListsAsTuweniDoes(@ForAll @Size(max = 40) List<byte[]> values) {
    Bytes expected =
        RLP.encodeList(writer -> values.forEach(value -> writer.writeByteArray(value)));

    Bytes list =
        RlpWriter.list(writer -> values.forEach(value -> writer.writeBytes(Bytes.wrap(value))));

    assertThat(list).isEqualTo(expected);
    List<Bytes> encoded = values.stream().map(value -> RlpWriter.value(Bytes.wrap(value))).toList();
    int size = encoded.stream().mapToInt(Bytes::size).sum();
    assertThat(RlpWriter.listOf(encoded, size)).isEqualTo(expected);
  }

  @Property
  void shouldWriteNestedListsAsTuweniDoes(
      @ForAll long number, @ForAll @Size(max = 300) byte[] value) {
    Bytes expected =
        RLP.encodeList(
            writer -> {
              writer.writeValue(Bytes.minimalBytes(number));
              writer.writeList(
                  inner -> {
                    inner.writeByteArray(value);
                    inner.writeList(empty -> {});
                  });
              writer.writeString("§hh");
            });

    Bytes list =
        RlpWriter.list(
            writer -> {
              writer.writeInteger(number);
              writer.writeList(
                  inner -> {
                    inner.writeBytes(Bytes.wrap(value));
                    inner.writeList(empty -> {});
                  });
              writer.writeText("§hh");
            });

    assertThat(list).isEqualTo(expected);
  }

  @Test
  void shouldWriteHeadersOfEverySize() {
    for (int size : new int[] {0, 1, 55, 56, 255, 256, 65_535, 65_536, 1 << 20}) {
      Bytes value = Bytes.repeat((byte) 0x90, size);

      assertThat(RlpWriter.value(value)).as("of %d bytes", size).isEqualTo(RLP.encodeValue(value));
      assertThat(RlpWriter.list(writer -> writer.writeBytes(value)))
          .as("list of %d bytes", size)
          .isEqualTo(RLP.encodeList(writer -> writer.writeValue(value)));
    }
  }
}
