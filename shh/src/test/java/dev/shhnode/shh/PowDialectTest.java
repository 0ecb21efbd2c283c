// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.pow.PowRule;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PowDialectTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Geth/v1.8.27-stable-4bcc0a37/linux-amd64/go1.11.9",
        "Geth/my-node/v1.8.3-stable/linux-amd64/go1.10",
        "shhpeer/v1.8.27/linux-amd64/go1.19.8",
        "murmur/1.0"
      })
  void shouldJudgeByTheOldRule(String clientId) {
    assertThat(PowDialect.of(clientId)).containsExactly(PowRule.PRE_1_9);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Geth/v1.9.0-stable/linux-amd64/go1.12",
        "Geth/v1.9.20-stable/linux-amd64/go1.14",
        "Geth/v1.10.0/linux-amd64/go1.16",
        "shhpeer/v1.9.6/linux-amd64/go1.19.8",
        "StatusIM/v0.40.0/linux-amd64/go1.13",
        "StatusIM/v1.2.0/android-arm/go1.13",
        "Parity-Ethereum/v2.6.0-stable/x86_64-linux-gnu/rustc1.37",
        "nim-eth-p2p/0.2.0",
        "",
        "Geth/v1.99999999999999.1/go1"
      })
  void shouldJudgeByTheRuleOfEip627(String clientId) {
    assertThat(PowDialect.of(clientId)).containsExactly(PowRule.EIP_627);
  }

  @Test
  void shouldTakeEitherFromOurOwnKind() {
    assertThat(PowDialect.of("shhnode/v0.1.0/linux-amd64/java17"))
        .isEqualTo(EnumSet.allOf(PowRule.class));
  }
}
