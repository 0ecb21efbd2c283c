// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.shh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.json.JsonReader;
import dev.shhnode.rpc.json.JsonValue;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostShapeTest {

  private static final String KEY = "0x04" + "ab".repeat(64);
  private static final String ID = "ab".repeat(32);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'type':'sym','key':'a','ttl':1}                        | V6      | EARLY_V5
          {'type':'sym','key':'a','symKeyID':'a'}                 | V6      | V6
          {'SYMKEYID':'a','topics':['0x01']}                      | CLASSIC | V6
          {'pubKey':'0x','topics':['0x01'],'ttl':'0x1'}           | V6      | CLASSIC
          {'topic':'0x00000000','topics':['0x01'],'ttl':1}        | V6      | PARITY
          {'to':{'public':'0x'},'topics':['0x01']}                | CLASSIC | PARITY
          {'topics':['0x01'],'priority':1}                        | V6      | PARITY
          {'topics':['0x01'],'priority':1}                        | CLASSIC | CLASSIC
          {'topics':['0x01'],'ttl':1,'from':'<key>'}              | V6      | CLASSIC
          {'topics':['0x01'],'ttl':'0x1','from':'0x<id>'}         | V6      | PARITY
          {'topics':['0x01'],'payload':'0x'}                      | V6      | CLASSIC
          {'topics':['0x01'],'payload':'0x'}                      | PARITY  | PARITY
          {'topics':['0x01'],'ttl':'0x1'}                         | PARITY  | CLASSIC
          {'payload':'0x'}                                        | V6      | V6
          {'payload':'0x'}                                        | CLASSIC | CLASSIC
          'x'                                                     | PARITY  | PARITY
          """)
  void shouldBeToldByTheParametersOfAPost(String json, Dialect endpoint, PostShape expected)
      throws Exception {
    String text = json.replace("<key>", KEY).replace("<id>", ID).replace('\'', '"');
    JsonValue parameter = JsonReader.parse(text.getBytes(StandardCharsets.UTF_8));

    assertThat(PostShape.of(parameter, endpoint)).isEqualTo(expected);
  }
}
