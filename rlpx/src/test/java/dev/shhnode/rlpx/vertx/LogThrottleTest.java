// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LogThrottleTest {

  private final LogThrottle throttle = new LogThrottle();

  @Test
  void shouldLetTheSameLineThroughOnceAMinute() {
    assertThat(throttle.allows("a", 0)).isTrue();
    assertThat(throttle.allows("a", Duration.ofSeconds(59).toNanos())).isFalse();
    assertThat(throttle.allows("b", Duration.ofSeconds(59).toNanos())).isTrue();
    assertThat(throttle.allows("a", Duration.ofSeconds(60).toNanos())).isTrue();
    assertThat(throttle.allows("a", Duration.ofSeconds(61).toNanos())).isFalse();
  }

  @Test
  void shouldForgetTheOldestOfTooManyLines() {
    for (int i = 0; i <= LogThrottle.MAX_REMEMBERED; i++) {
      throttle.allows("line " + i, 0);
    }

    assertThat(throttle.allows("line 1", 0)).isFalse();
    assertThat(throttle.allows("line 0", 0)).isTrue();
  }

  @Test
  void shouldWriteAddressesAsInAUrl() {
    assertThat(Printable.of(SocketAddress.inetSocketAddress(44_122, "127.0.0.1")))
        .isEqualTo("127.0.0.1:44122");
    assertThat(Printable.of(SocketAddress.inetSocketAddress(1, "::1")))
        .endsWith("1]:1")
        .startsWith("[");
  }
}
