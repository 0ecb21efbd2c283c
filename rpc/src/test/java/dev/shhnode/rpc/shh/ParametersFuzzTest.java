// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.shh;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.shhnode.crypto.DecodeException;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.ParameterReader;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.json.JsonReader;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.whisper.NewMessage;
import java.util.List;

class ParametersFuzzTest {

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
        List.of(NewMessage.TYPE, EarlyV5.NEW_MESSAGE, Criteria.TYPE, Criteria.EARLY_TYPE)) {
      try {
        assertThat(new ParameterReader(value, Dialect.V6).only(type)).isNotNull();
      } catch (RpcException e) {
        assertThat(e.code()).isEqualTo(RpcException.INVALID_PARAMS);
      }
    }
  }
}
