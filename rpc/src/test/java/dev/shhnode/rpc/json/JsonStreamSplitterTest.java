// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.DecodeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonStreamSplitterTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a":1}{"b":2}           | {"a":1} ; {"b":2}
          [1,[2]] [3]              | [1,[2]] ; [3]
          {"a":"}\\"]{"}{}         | {"a":"}\\"]{"} ; {}
          {"a":"\\\\"}{}           | {"a":"\\\\"} ; {}
          "a{" "b"                 | "a{" ; "b"
          true 12{}                | true ; 12 ; {}
          1"a"[]                   | 1 ; "a" ; []
          }{}                      | } ; {}
          nonsense]{"é":"ü"}       | nonsense ; ] ; {"é":"ü"}
          """)
  void shouldCutValues(String stream, String values) throws Exception {
    assertThat(split(stream, stream.length() * 2)).containsExactly(values.split(" ; "));
  }

  @Test
  void shouldCutTheSameHoweverTheStreamArrives() throws Exception {
    String stream = "{\"a\":\"\\\"é}\"} [1,2]\n\"x\" {\"b\":{}}true\n";
    List<String> whole = split(stream, 1_000);

    for (int size = 1; size < 20; size++) {
      assertThat(split(stream, size)).isEqualTo(whole);
    }
  }

  @Test
  void shouldWaitForTheEndOfAValue() throws Exception {
    assertThat(split("{\"a\":[1,2", 100)).isEmpty();
    assertThat(split("12", 100)).isEmpty();
  }

  @Test
  void shouldBoundValues() {
    JsonStreamSplitter splitter = new JsonStreamSplitter(10);

    List<byte[]> values = new ArrayList<>();

    assertThatThrownBy(
            () -> splitter.accept(bytes("[12345678] [12345678] [123456789]"), values::add))
        .isInstanceOf(DecodeException.class)
        .hasMessage("JSON value longer than 10 bytes");
    assertThat(values).hasSize(2);
  }

  private static List<String> split(String stream, int chunkSize) throws DecodeException {
    JsonStreamSplitter splitter = new JsonStreamSplitter(1_000);
    byte[] bytes = bytes(stream);
    List<String> values = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += chunkSize) {
      int to = Math.min(bytes.length, from + chunkSize);
      splitter.accept(
          Arrays.copyOfRange(bytes, from, to),
          value -> values.add(new String(value, StandardCharsets.UTF_8)));
    }
    return values;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
