// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubnetTest {

  /** A literal address, which is never looked up. */
  private static Optional<Subnet> of(String address) {
    try {
      return Subnet.of(InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldBeTheFirstHalfOfAnAddress() {
    assertThat(of("203.0.113.1")).isPresent().isEqualTo(of("203.0.7.9"));
    assertThat(of("203.0.113.1")).isNotEqualTo(of("203.1.113.1"));
  }

  @Test
  void shouldKnowWhereTheAddressesEndThatManyCustomersShare() {
    assertThat(of("100.63.255.255")).isPresent();
    assertThat(of("100.128.0.0")).isPresent();
  }

  @Test
  void shouldBeTheQuarterOfAnAddressOfIpv6ThatAProviderHas() {
    assertThat(of("2001:db8:1::1")).isPresent().isEqualTo(of("2001:db8:ffff::1"));
    assertThat(of("2001:db8::1")).isNotEqualTo(of("2001:db9::1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.7.7",
        "169.254.1.1",
        "100.64.0.1",
        "100.127.255.255",
        "::1",
        "fe80::1",
        "fc00::1",
        "fd12:3456::1"
      })
  void shouldBeNoneOfAnAddressThatOnlyOneOperatorHas(String address) {
    assertThat(of(address)).isEmpty();
  }
}
