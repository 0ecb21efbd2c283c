// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostAllowlistTest {

  private final HostAllowlist standard = HostAllowlist.of(HostAllowlist.DEFAULT);

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LocalHost:8545", "127.0.0.1:1", "[::1]", "[::1]:8545"})
  void shouldAllowThisMachineOnAnyPort(String host) {
    assertThat(standard.allows(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "rebound.example", "localhost.example", "127.0.0.1.example", "[::2]"})
  void shouldRefuseOtherHosts(String host) {
    assertThat(standard.allows(host)).isFalse();
  }

  @Test
  void shouldAllowConfiguredHosts() {
    HostAllowlist list = HostAllowlist.of(List.of("Node.Example"));

    assertThat(list.allows("node.example:80")).isTrue();
    assertThat(list.allows("localhost")).isFalse();
  }

  @Test
  void shouldAllowEveryHostByAsterisk() {
    assertThat(HostAllowlist.of(List.of("*")).allows("")).isTrue();
  }
}
