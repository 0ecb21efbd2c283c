// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class StaticNodesTest {

  private static final PublicKey ID = KeyPair.generate(new SecureRandom()).publicKey();
  private static final Enode FIRST = new Enode(ID, "10.0.0.1", 30303, 0);
  private static final Enode MOVED = new Enode(ID, "10.0.0.2", 30303, 0);

  private final StaticNodes nodes = new StaticNodes();

  @Test
  void shouldKeepOneAddressOfANode() {
    assertThat(nodes.add(FIRST)).isTrue();
    assertThat(nodes.add(FIRST)).isFalse();
    assertThat(nodes.add(MOVED)).isTrue();

    assertThat(nodes.nodes()).containsExactly(MOVED);
  }

  @Test
  void shouldForgetANodeThatIsRemoved() {
    nodes.add(FIRST);

    assertThat(nodes.contains(ID)).isTrue();
    assertThat(nodes.remove(ID)).isTrue();
    assertThat(nodes.remove(ID)).isFalse();

    assertThat(nodes.contains(ID)).isFalse();
    assertThat(nodes.nodes()).isEmpty();
  }
}
