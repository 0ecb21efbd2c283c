// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class EnodeFuzzTest {

  /** An enode that is taken can be written, and reads the same then. */
  @FuzzTest
  void shouldReadOrRefuseAnEnode(byte[] utf8) {
    Enode enode;
    try {
      enode = Enode.parse(new String(utf8, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return;
    }
    assertThat(Enode.parse(enode.toString())).isEqualTo(enode);
  }
}
