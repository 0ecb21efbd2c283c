// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

  @ParameterizedTest
  @CsvSource({
    "8.8.8.8, 8.8.8.200, true",
    "8.8.8.8, 8.8.9.8, false",
    "2001:db8:1:2::1, 2001:db8:1:ffff::1, true",
    "2001:db8:1::1, 2001:db8:2::1, false"
  })
  void shouldHoldTogetherWhatOneMayHaveManyOf(String one, String other, boolean together) {
    assertThat(AddressRange.of(address(one)).equals(AddressRange.of(address(other))))
        .isEqualTo(together);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "192.168.1.1", "100.64.1.1", "::1", "fd00::1"})
  void shouldTellNothingApartBehindSharedAddresses(String ip) {
    assertThat(AddressRange.of(address(ip))).isEmpty();
  }

  private static InetSocketAddress address(String ip) {
    return new InetSocketAddress(ip, 30303);
  }
}
