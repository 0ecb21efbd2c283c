// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OwnVectorsTest {

  /** Whoever changes the packet on purpose makes the file anew; its README says how. */
  @Test
  void shouldBeWhatTheCodeMakes() throws IOException {
    try (InputStream in = OwnVectorsTest.class.getResourceAsStream("/vectors/mix1.json")) {
      String committed = new String(in.readAllBytes(), StandardCharsets.UTF_8);

      assertThat(OwnVectors.make()).isEqualTo(committed);
    }
  }
}
