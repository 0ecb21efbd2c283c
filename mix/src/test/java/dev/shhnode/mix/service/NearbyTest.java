// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearbyTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "10.1.2.3, true",
    "192.168.0.1, true",
    "::1, true",
    "fe80::1, true",
    "fd12:3456::1, true",
    "100.64.0.1, false",
    "100.63.0.1, false",
    "203.0.113.1, false",
    "2001:db8::1, false",
    "unknown, false",
    "localhost, false",
    "1.2.3.4.5, false"
  })
  void shouldTellWhoIsNear(String host, boolean nearby) {
    assertThat(Nearby.isNearby(InetSocketAddress.createUnresolved(host, 1))).isEqualTo(nearby);
  }
}
