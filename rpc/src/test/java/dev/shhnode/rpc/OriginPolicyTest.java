// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPolicyTest {

  private final OriginPolicy none = OriginPolicy.of(List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost",
        "https://LOCALHOST:3000",
        "http://127.0.0.1:8080",
        "http://[::1]"
      })
  void shouldLetPagesOfThisMachineOpenWebSocketsOnly(String origin) {
    assertThat(none.allowsWebSocket(origin)).isTrue();
    assertThat(none.allows(origin)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "https://dapp.example",
        "http://localhost.example",
        "http://localhost:80.example"
      })
  void shouldRefuseOtherPages(String origin) {
    assertThat(none.allowsWebSocket(origin)).isFalse();
  }

  @Test
  void shouldAllowConfiguredOrigins() {
    OriginPolicy policy = OriginPolicy.of(List.of("https://Dapp.Example", "embark"));

    assertThat(policy.allows("https://dapp.example")).isTrue();
    assertThat(policy.allowsWebSocket("embark")).isTrue();
    assertThat(policy.allows("http://dapp.example")).isFalse();
  }

  @Test
  void shouldAllowEveryOriginByAsterisk() {
    OriginPolicy any = OriginPolicy.of(List.of("*"));

    assertThat(any.allows("https://dapp.example")).isTrue();
    assertThat(any.lists("https://dapp.example")).isFalse();
  }

  @Test
  void shouldLetProgramsOfTheMachineConnectByItsName() {
    OriginPolicy policy = none.onMachine("Beacon-7");

    assertThat(policy.allowsWebSocket("http://beacon-7")).isTrue();
    assertThat(policy.allowsWebSocket("https://BEACON-7:3000")).isTrue();
    assertThat(policy.allowsWebSocket("http://localhost")).isTrue();
    for (String other :
        List.of("http://beacon-7.example", "http://beacon", "beacon-7", "http://")) {
      assertThat(policy.allowsWebSocket(other)).as(other).isFalse();
    }
    assertThat(policy.allows("http://beacon-7")).as("over HTTP").isFalse();
    assertThat(none.allowsWebSocket("http://beacon-7")).isFalse();
  }
}
