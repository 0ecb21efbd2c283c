// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Topic;
import dev.shhnode.pow.PowRule;
import java.util.EnumSet;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerDialectTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Geth/v1.8.27-stable-4bcc0a37/linux-amd64/go1.11.9",
        "Geth/my-node/v1.8.3-stable/linux-amd64/go1.10",
        "shhpeer/v1.8.27/linux-amd64/go1.19.8",
        "murmur/1.0"
      })
  void shouldJudgeByTheOldRule(String clientId) {
    assertThat(PeerDialect.of(clientId).rules()).containsExactly(PowRule.PRE_1_9);
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
        "shhpeer-status/v6-b1e4df3/linux-amd64/go1.19.8",
        "",
        "Geth/v1.99999999999999.1/go1"
      })
  void shouldJudgeByTheRuleOfEip627(String clientId) {
    assertThat(PeerDialect.of(clientId).rules()).containsExactly(PowRule.EIP_627);
  }

  @ParameterizedTest
  @CsvSource({
    "Parity-Ethereum//v2.6.0-stable/x86_64-linux-gnu/rustc1.37, PARITY",
    "OpenEthereum//v3.0.0/x86_64-linux-gnu/rustc1.43, PARITY",
    "nim-eth-p2p/0.2.0, NIM_ETH",
    "StatusIM/v1.2.0/android-arm/go1.13, STATUS",
    "shhnode/v0.1.0/linux-amd64/java17, SHHNODE"
  })
  void shouldKnowProgramsByTheirName(String clientId, PeerDialect dialect) {
    assertThat(PeerDialect.of(clientId)).isEqualTo(dialect);
  }

  @Test
  void shouldTakeEitherFromOurOwnKind() {
    assertThat(PeerDialect.SHHNODE.rules()).isEqualTo(EnumSet.of(PowRule.EIP_627, PowRule.PRE_1_9));
  }

  @Test
  void shouldTurnTheBitsOfParityRound() {
    Topic topic = Topic.of(Bytes.of(0, 9, 18, 0));
    BloomFilter theirs = PeerDialect.PARITY.translate(BloomFilter.of(topic));

    assertThat(theirs.toBytes().slice(0, 3)).isEqualTo(Bytes.of(0x80, 0x40, 0x20));
    assertThat(PeerDialect.PARITY.wants(topic, PeerDialect.PARITY.translate(theirs))).isTrue();
    assertThat(PeerDialect.PARITY.wants(new Topic(1), PeerDialect.PARITY.translate(theirs)))
        .isFalse();
  }

  /** geth's filter of a topic may lack bits that all others look for. */
  @Test
  void shouldCompareBloomsAsThePeerWill() {
    Topic topic = Topic.of(Bytes.of(1, 2, 3, 0));
    BloomFilter gethsOwn = BloomFilter.ofTopicAsGeth(topic);

    assertThat(PeerDialect.GETH.wants(topic, gethsOwn)).isTrue();
    assertThat(PeerDialect.NIM_ETH.wants(topic, gethsOwn)).isFalse();
    assertThat(PeerDialect.NIM_ETH.wants(topic, BloomFilter.of(topic))).isTrue();
  }
}
