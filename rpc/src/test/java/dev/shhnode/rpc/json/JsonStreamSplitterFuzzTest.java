// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.shhnode.crypto.DecodeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class JsonStreamSplitterFuzzTest {

  private static final int MAX_SIZE = 64;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** Where the stream is cut on its way does not matter, and no value exceeds the bound. */
  @FuzzTest
  void shouldNotDependOnHowTheStreamArrives(byte[] stream) {
    List<String> whole = split(stream, stream.length);

    assertThat(split(stream, 1)).isEqualTo(whole);
    assertThat(split(stream, 7)).isEqualTo(whole);
  }

  /** A valid value comes out as it went in, whatever follows. */
  @FuzzTest
  void shouldNotTearValuesApart(byte[] value) {
    try {
      JsonReader.parse(value);
    } catch (DecodeException e) {
      return;
    }
    String text = new String(value, UTF_8);
    byte[] stream = (text + "\n").getBytes(UTF_8);
    // The parser also takes UTF-16, and a byte order mark; a stream has neither.
    if (stream.length > MAX_SIZE || text.indexOf(0) >= 0 || text.indexOf(BYTE_ORDER_MARK) == 0) {
      return;
    }

    assertThat(split(stream, stream.length)).containsExactly(text.strip());
  }

  private static List<String> split(byte[] stream, int chunkSize) {
    JsonStreamSplitter splitter = new JsonStreamSplitter(MAX_SIZE);
    List<String> values = new ArrayList<>();
    try {
      for (int from = 0; from < stream.length; from += chunkSize) {
        byte[] chunk = Arrays.copyOfRange(stream, from, Math.min(stream.length, from + chunkSize));
        splitter.accept(
            chunk,
            value -> {
              assertThat(value).hasSizeBetween(1, MAX_SIZE);
              values.add(new String(value, UTF_8));
            });
      }
    } catch (DecodeException tooLong) {
      values.add("too long");
    }
    return values;
  }
}
