// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

class PeerTableTest {

  private static final List<PublicKey> NODES =
      IntStream.rangeClosed(1, 12)
          .mapToObj(i -> KeyPair.of(PrivateKey.of(Bytes32.leftPad(Bytes.of(i)))).publicKey())
          .sorted(Comparator.comparing(PublicKey::toBytes))
          .toList();

  private static final PublicKey LEAST = NODES.get(0);
  private static final PublicKey MIDDLE = NODES.get(5);
  private static final PublicKey GREATEST = NODES.get(11);

  private final PeerTable<String> table = new PeerTable<>(MIDDLE, 10);

  @Test
  void shouldRefuseItself() {
    assertThat(table.admit(MIDDLE, "a", false)).contains(DisconnectReason.SELF);
  }

  @Test
  void shouldRefuseANodeThatIsConnected() {
    table.admit(LEAST, "a", true);
    table.activate(LEAST, "a");

    assertThat(table.admit(LEAST, "b", true)).contains(DisconnectReason.ALREADY_CONNECTED);
    assertThat(table.admit(LEAST, "c", false)).contains(DisconnectReason.ALREADY_CONNECTED);
    assertThat(table.connections(LEAST)).containsExactly("a");
  }

  @Test
  void shouldAdmitANodeAgainAfterItsConnectionHasEnded() {
    table.admit(LEAST, "a", true);
    table.activate(LEAST, "a");

    table.release("a");

    assertThat(table.contains(LEAST)).isFalse();
    assertThat(table.admit(LEAST, "b", true)).isEmpty();
    assertThat(table.activate(LEAST, "b")).isEmpty();
  }

  @Test
  void shouldKeepAFifthOfThePlacesForNodesThatWeDial() {
    List<PublicKey> strangers = new ArrayList<>(NODES);
    strangers.remove(MIDDLE);
    for (PublicKey stranger : strangers.subList(0, 8)) {
      assertThat(table.admit(stranger, stranger.toString(), true)).isEmpty();
    }

    assertThat(table.admit(strangers.get(8), "i", true)).contains(DisconnectReason.TOO_MANY_PEERS);
    assertThat(table.admit(strangers.get(8), "i", false)).isEmpty();
    assertThat(table.hasRoom()).isTrue();
    assertThat(table.admit(strangers.get(9), "j", false)).isEmpty();
    assertThat(table.hasRoom()).isFalse();
    assertThat(table.admit(strangers.get(10), "k", false))
        .contains(DisconnectReason.TOO_MANY_PEERS);
  }

  @Test
  void shouldDecideAgainstTheLaterOfTwoThatCrossWhenItIsTheGreater() {
    table.admit(LEAST, "inbound", true);

    assertThat(table.admit(LEAST, "outbound", false)).contains(DisconnectReason.ALREADY_CONNECTED);
  }

  @Test
  void shouldLetTheGreaterDecideBetweenTwoThatCross() {
    assertThat(table.admit(GREATEST, "inbound", true)).isEmpty();
    assertThat(table.admit(GREATEST, "outbound", false)).isEmpty();
    assertThat(table.admit(GREATEST, "another", false))
        .contains(DisconnectReason.ALREADY_CONNECTED);

    assertThat(table.activate(GREATEST, "outbound")).isEmpty();
    assertThat(table.activate(GREATEST, "inbound")).contains(DisconnectReason.ALREADY_CONNECTED);
  }

  @Test
  void shouldCountTwoThatCrossAsOneNode() {
    PeerTable<String> small = new PeerTable<>(MIDDLE, 2);
    small.admit(GREATEST, "inbound", true);
    small.admit(GREATEST, "outbound", false);

    assertThat(small.hasRoom()).isTrue();
    small.release("inbound");
    assertThat(small.connections()).containsExactly("outbound");
  }
}
