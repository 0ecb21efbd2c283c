// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.rpc.geth.GoStruct;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterReaderTest {

  private static final GoStruct.Field<Long> TTL = new GoStruct.Field<>("ttl", GoType.UINT32);
  private static final GoStruct.Field<Bytes> PAYLOAD =
      new GoStruct.Field<>("payload", GoType.HEX_BYTES);
  private static final GoStruct.Field<Bytes> TOPIC =
      new GoStruct.Field<>("topic", GoType.topic("*whisperv6.TopicType", 4));
  private static final GoStruct.Field<List<Bytes>> TOPICS =
      new GoStruct.Field<>(
          "topics", GoType.listOf(GoType.topic("whisperv6.TopicType", 1), "[]whisperv6.TopicType"));
  private static final GoStruct.Field<Boolean> ALLOW_P2P =
      new GoStruct.Field<>("allowP2P", GoType.BOOL);
  private static final GoStruct MESSAGE =
      new GoStruct("whisperv6.NewMessage", TTL, PAYLOAD, TOPIC, TOPICS, ALLOW_P2P);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"ttl":"10"}           | string                              | .ttl of type uint32
          {"ttl":1.5}            | number 1.5                          | .ttl of type uint32
          {"ttl":1e3}            | number 1e3                          | .ttl of type uint32
          {"ttl":-1}             | number -1                           | .ttl of type uint32
          {"ttl":4294967296}     | number 4294967296                   | .ttl of type uint32
          {"TTL":{}}             | object                              | .ttl of type uint32
          {"payload":"0xdea"}    | hex string of odd length            | .payload of type hexutil.Bytes
          {"payload":"01"}       | hex string without 0x prefix        | .payload of type hexutil.Bytes
          {"payload":"0xzz"}     | invalid hex string                  | .payload of type hexutil.Bytes
          {"payload":5}          | non-string                          | .payload of type hexutil.Bytes
          {"topic":7}            | number                              | .topic of type *whisperv6.TopicType
          {"topics":[["0x01"]]}  | array                               | .topics of type whisperv6.TopicType
          {"topics":"0x010203"}  | string                              | .topics of type []whisperv6.TopicType
          {"allowP2P":"yes"}     | string                              | .allowP2P of type bool
          """)
  void shouldNameTheFieldOfAStruct(String parameter, String met, String place) {
    assertThat(refusal("[" + parameter + "]", MESSAGE))
        .isEqualTo(
            "invalid argument 0: json: cannot unmarshal %s into Go struct field NewMessage%s",
            met, place);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "x" | string
          []  | array
          1   | number
          """)
  void shouldNameTheTypeOfAStruct(String parameter, String met) {
    assertThat(refusal("[" + parameter + "]", MESSAGE))
        .isEqualTo(
            "invalid argument 0: json: cannot unmarshal %s into Go value of type"
                + " whisperv6.NewMessage",
            met);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"topic":"0x010203"}        | hex string has length 6, want 8 for Topic
          {"topic":"0x0102030405"}    | hex string has length 10, want 8 for Topic
          {"topic":""}                | hex string has length 0, want 8 for Topic
          {"topics":["0x"]}           | hex string has length 0, want 8 for Topic
          {"topics":["0x0102030405"]} | hex string has length 10, want 8 for Topic
          {"topics":["01020304"]}     | hex string without 0x prefix
          {"topics":["0x010"]}        | hex string of odd length
          {"topics":["0xg1020304"]}   | invalid hex string
          """)
  void shouldRefuseTopicsWithoutNamingTheField(String parameter, String expected) {
    assertThat(refusal("[" + parameter + "]", MESSAGE))
        .isEqualTo("invalid argument 0: " + expected);
  }

  @Test
  void shouldReportTheFirstMismatch() {
    assertThat(refusal("[{\"allowP2P\":1,\"ttl\":\"a\"}]", MESSAGE))
        .contains("NewMessage.allowP2P of type bool");
  }

  @Test
  void shouldPreferARefusalToAnEarlierMismatch() {
    assertThat(refusal("[{\"ttl\":\"a\",\"payload\":\"01\"}]", MESSAGE))
        .contains("NewMessage.payload of type hexutil.Bytes");
  }

  @Test
  void shouldFindFieldsWithoutRegardToCase() throws Exception {
    GoStruct.Values values =
        reader("[{\"TtL\":7,\"PAYLOAD\":\"0X0aBC\",\"other\":[{}]}]").only(MESSAGE);

    assertThat(values.get(TTL)).contains(7L);
    assertThat(values.get(PAYLOAD)).contains(Bytes.of(0x0a, 0xbc));
    assertThat(values.get(TOPIC)).isEmpty();
  }

  @Test
  void shouldTakeTheLastOfSeveralMembersAndNullForAbsent() throws Exception {
    GoStruct.Values values =
        reader("[{\"ttl\":7,\"ttl\":8,\"payload\":\"0x01\",\"payload\":null}]").only(MESSAGE);

    assertThat(values.get(TTL)).contains(8L);
    assertThat(values.get(PAYLOAD)).isEmpty();
  }

  @Test
  void shouldAcceptTopicsOfOneToFourBytesInAList() throws Exception {
    GoStruct.Values values =
        reader("[{\"topics\":[\"0x01\",\"0x010203\",\"0x01020304\"]}]").only(MESSAGE);

    assertThat(values.get(TOPICS))
        .contains(List.of(Bytes.of(1), Bytes.of(1, 2, 3), Bytes.of(1, 2, 3, 4)));
  }

  @Test
  void shouldTakeNullForTheZeroValue() throws Exception {
    assertThat(reader("[null]").only(GoType.STRING)).isEmpty();
    assertThat(reader("[null]").only(GoType.FLOAT64)).isZero();
    assertThat(reader("[null]").only(GoType.UINT32)).isZero();
    assertThat(reader("[null]").only(MESSAGE).get(TTL)).isEmpty();
  }

  @Test
  void shouldRefuseNullForBytes() {
    assertThat(refusal("[null]", GoType.HEX_BYTES))
        .isEqualTo(
            "invalid argument 0: json: cannot unmarshal non-string into Go value of type"
                + " hexutil.Bytes");
  }

  @Test
  void shouldRefuseInfinity() {
    assertThat(refusal("[1e400]", GoType.FLOAT64))
        .isEqualTo(
            "invalid argument 0: json: cannot unmarshal number 1e400 into Go value of type float64");
  }

  @Test
  void shouldCountParameters() {
    assertThat(refusal("[]", GoType.STRING)).isEqualTo("missing value for required argument 0");
    assertThat(refusal("null", GoType.STRING)).isEqualTo("missing value for required argument 0");
    assertThat(refusal("[\"a\",1]", GoType.STRING)).isEqualTo("too many arguments, want at most 1");
    assertThat(refusal("{}", GoType.STRING)).isEqualTo("non-array args");
  }

  private static String refusal(String parameters, GoType<?> type) {
    RpcException refusal =
        catchThrowableOfType(RpcException.class, () -> reader(parameters).only(type));
    assertThat(refusal).isNotNull();
    assertThat(refusal.code()).isEqualTo(-32602);
    return refusal.text();
  }

  private static ParameterReader reader(String parameters) throws DecodeException {
    return new ParameterReader(
        JsonReader.parse(parameters.getBytes(StandardCharsets.UTF_8)), Dialect.V6);
  }
}
