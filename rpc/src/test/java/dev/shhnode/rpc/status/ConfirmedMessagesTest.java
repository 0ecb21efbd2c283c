// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfirmedMessagesTest {

  @Test
  void shouldForgetTheOldestConfirmation() {
    ConfirmedMessages confirmed = new ConfirmedMessages();
    for (int i = 0; i <= ConfirmedMessages.MAX_REMEMBERED; i++) {
      assertThat(confirmed.add("0x%064x".formatted(i)))
          .isEqualTo(i < ConfirmedMessages.MAX_REMEMBERED);
    }

    assertThat(confirmed.contains("0x%064x".formatted(0))).isFalse();
    assertThat(confirmed.contains("0x%064x".formatted(1))).isTrue();
  }
}
