// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rlpx.peers.PeerTableTest.Link;
import org.junit.jupiter.api.Test;

class PendingConnectionsTest {

  private final PendingConnections<Link> pending = new PendingConnections<>(3);
  private final Link first = link("a");
  private final Link second = link("b");
  private final Link third = link("b");

  PendingConnectionsTest() {
    pending.add(first);
    pending.add(second);
    pending.add(third);
  }

  private static Link link(String network) {
    return new Link(true, network);
  }

  @Test
  void shouldMakeRoomByTheOldestOfTheNetworkThatHasMost() {
    assertThat(pending.add(link("c"))).contains(second);

    assertThat(pending.add(link("d"))).contains(first);
    assertThat(pending.size()).isEqualTo(3);
  }

  @Test
  void shouldMakeNobodyGoWhileThereIsRoom() {
    pending.remove(first);

    assertThat(pending.add(link("c"))).isEmpty();
  }

  @Test
  void shouldCountAConnectionOnceAndAsNewWhenItComesBack() {
    assertThat(pending.add(second)).isEmpty();

    assertThat(pending.add(link("b"))).contains(third);
  }
}
