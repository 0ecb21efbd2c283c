// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rlpx.peers.PeerTableTest.Link;
import org.junit.jupiter.api.Test;

class PendingConnectionsTest {

  private final PendingConnections<Link> pending = new PendingConnections<>(3);
  private final Link first = link("10.0.0.1");
  private final Link second = link("10.0.0.2");
  private final Link third = link("10.0.0.2");

  PendingConnectionsTest() {
    pending.add(first);
    pending.add(second);
    pending.add(third);
  }

  private static Link link(String address) {
    return new Link(true, address);
  }

  @Test
  void shouldMakeRoomByTheOldestOfTheNetworkThatHasMost() {
    assertThat(pending.add(link("10.0.0.3"))).contains(second);

    assertThat(pending.add(link("10.0.0.4"))).contains(first);
    assertThat(pending.size()).isEqualTo(3);
  }

  @Test
  void shouldMakeNobodyGoWhileThereIsRoom() {
    pending.remove(first);

    assertThat(pending.add(link("10.0.0.3"))).isEmpty();
  }

  @Test
  void shouldBeCrowdedFromHalfOfTheRoomOn() {
    PendingConnections<Link> four = new PendingConnections<>(4);

    four.add(first);
    assertThat(four.isCrowded()).isFalse();
    four.add(second);
    assertThat(four.isCrowded()).isTrue();
  }

  @Test
  void shouldCountAConnectionOnceAndAsNewWhenItComesBack() {
    assertThat(pending.add(second)).isEmpty();

    assertThat(pending.add(link("10.0.0.2"))).contains(third);
  }
}
