// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectTest {

  @ParameterizedTest
  @CsvSource({
    "/, CLASSIC",
    "'', CLASSIC",
    "/v6, V6",
    "/v5/, V5",
    "/classic, CLASSIC",
    "/parity, PARITY",
    "/Parity, CLASSIC",
    "/v5/x, CLASSIC"
  })
  void shouldBeChosenByThePath(String path, Dialect expected) {
    assertThat(Dialect.ofPath(path, Dialect.CLASSIC)).isEqualTo(expected);
  }
}
