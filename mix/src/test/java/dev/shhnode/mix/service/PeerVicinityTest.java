// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.mix.directory.Vicinity;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerVicinityTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, PRIVATE",
    "10.1.2.3, PRIVATE",
    "192.168.0.1, PRIVATE",
    "::1, PRIVATE",
    "fe80::1, PRIVATE",
    "fd12:3456::1, PRIVATE",
    "100.64.0.1, CARRIER",
    "100.63.0.1, PUBLIC",
    "203.0.113.1, PUBLIC",
    "2001:db8::1, PUBLIC",
    "unknown, PUBLIC",
    "localhost, PUBLIC",
    "1.2.3.4.5, PUBLIC"
  })
  void shouldTellWhereAPeerIs(String host, Vicinity vicinity) {
    assertThat(PeerVicinity.of(InetSocketAddress.createUnresolved(host, 1))).isEqualTo(vicinity);
  }
}
