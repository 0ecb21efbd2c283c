// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shhnode.crypto.DecodeException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class RequestFuzzTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whatever comes in, what goes out is well-formed and none of it is our own fault. */
  @FuzzTest
  void shouldAnswerWellFormed(byte[] request) throws IOException {
    Optional<byte[]> answer =
        new TestMethods()
            .dispatcher()
            .call(request, RpcSession.answering(Set.of("shh")), Dialect.V6)
            .toCompletableFuture()
            .thenApply(RpcAnswer::text)
            .getNow(Optional.empty());

    if (answer.isPresent()) {
      JsonNode json = JSON.readTree(answer.get());
      for (JsonNode each : json.isArray() ? json : JSON.createArrayNode().add(json)) {
        assertThat(each.path("jsonrpc").asText()).isEqualTo("2.0");
        assertThat(each.has("id")).isTrue();
        assertThat(each.has("result")).isNotEqualTo(each.has("error"));
      }
    }
  }

  /** Parameters decode or are refused in words. */
  @FuzzTest
  void shouldDecodeOrRefuseParameters(byte[] parameters) {
    JsonValue value;
    try {
      value = JsonReader.parse(parameters);
    } catch (DecodeException e) {
      return;
    }
    for (GoType<?> type :
        List.of(
            NewMessage.TYPE,
            NewMessage.EARLY_TYPE,
            Criteria.TYPE,
            Criteria.EARLY_TYPE,
            ClassicNewMessage.TYPE,
            ClassicFilter.TYPE)) {
      try {
        assertThat(new ParameterReader(value, Dialect.V6).only(type)).isNotNull();
      } catch (RpcException e) {
        assertThat(e.code()).isEqualTo(RpcException.INVALID_PARAMS);
      }
    }
  }
}
