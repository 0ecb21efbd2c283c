// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HandshakeLimitsTest {

  private static final int AT_ONCE = 30;
  private static final int AT_ONCE_OF_RANGE = 120;
  private static final int AT_ONCE_WHILE_CROWDED = 7;
  private static final InetSocketAddress HERE = address("203.0.113.7");

  private final HandshakeLimits limits = new HandshakeLimits(Network::isLocal);
  private long now;

  private static InetSocketAddress address(String host) {
    return new InetSocketAddress(host, 1);
  }

  private int allowed(InetSocketAddress from, boolean crowded) {
    int count = 0;
    while (count < 1_000 && limits.allow(from, crowded, now)) {
      count++;
    }
    return count;
  }

  @Test
  void shouldAllowAnAddressSomeAtOnceAndThenThirtyAMinute() {
    assertThat(allowed(HERE, false)).isEqualTo(AT_ONCE);

    for (int i = 0; i < 30; i++) {
      now += Duration.ofSeconds(2).toNanos();
      assertThat(allowed(HERE, false)).isOne();
    }
    assertThat(allowed(address("198.51.100.1"), false)).isEqualTo(AT_ONCE);
  }

  @Test
  void shouldCountTheAddressesOfOneCustomerOfIpv6AsOne() {
    assertThat(allowed(address("2001:db8::1"), false)).isEqualTo(AT_ONCE);

    assertThat(allowed(address("2001:db8::2"), false)).isZero();
    assertThat(allowed(address("2001:db8:0:1::1"), false)).isEqualTo(AT_ONCE);
  }

  @Test
  void shouldAllowARangeAsManyAsFourAddresses() {
    int count = 0;
    for (int i = 0; i < 20; i++) {
      count += allowed(address("203.0.113." + i), false);
    }
    assertThat(count).isEqualTo(AT_ONCE_OF_RANGE);

    int ofIpv6 = 0;
    for (int i = 0; i < 20; i++) {
      ofIpv6 += allowed(address("2001:db8:0:" + i + "::1"), false);
    }
    assertThat(ofIpv6).isEqualTo(AT_ONCE_OF_RANGE);
    assertThat(allowed(address("203.0.114.1"), false)).isEqualTo(AT_ONCE);
  }

  @Test
  void shouldAllowFewerWhileManyStrangersWait() {
    assertThat(allowed(HERE, true)).isEqualTo(AT_ONCE_WHILE_CROWDED);

    now += Duration.ofSeconds(4).toNanos();
    assertThat(allowed(HERE, true)).isOne();
  }

  @Test
  void shouldNotLimitThisMachineAndPrivateNetworks() {
    assertThat(allowed(address("127.0.0.1"), true)).isEqualTo(1_000);
    assertThat(allowed(address("192.168.0.1"), true)).isEqualTo(1_000);
  }

  @Test
  void shouldRememberOnlySoManyAddresses() {
    for (int i = 0; i < 2 * HandshakeLimits.MAX_REMEMBERED; i++) {
      assertThat(limits.allow(address("11." + i / 256 % 256 + "." + i % 256 + ".1"), false, now))
          .isTrue();
    }

    assertThat(limits.size()).isEqualTo(2 * HandshakeLimits.MAX_REMEMBERED);
  }
}
