// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import static dev.shhnode.rlpx.peers.DialerTest.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.Capability;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.PeerConnection;
import dev.shhnode.rlpx.SubProtocol;
import dev.shhnode.rlpx.peers.PeerTableTest.Link;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolsTest {

  private static final PublicKey SELF = idOf(99);
  private static final SubProtocol SHH = new Named("shh");
  private static final SubProtocol WH5 = new Named("wh5");
  private static final SubProtocol MIX = new Named("mix");

  private final Pool<Link> peers = new Pool<>(List.of(SHH, WH5), tableOf(1));
  private final Pool<Link> links = new Pool<>(List.of(MIX), tableOf(1));
  private final Pools<Link> pools = new Pools<>(List.of(peers, links));

  private record Named(String name) implements SubProtocol {

    @Override
    public Capability capability() {
      return new Capability(name, 1);
    }

    @Override
    public int packetCodes() {
      return 1;
    }

    @Override
    public Session open(PeerConnection connection) {
      throw new AssertionError("pools open nothing");
    }
  }

  private static PeerTable<Link> tableOf(int places) {
    return new PeerTable<>(SELF, places, Admission.allOf());
  }

  private static Link inbound() {
    return new Link(true, "10.0.0.1");
  }

  private static Link outbound() {
    return new Link(false, "10.0.0.1");
  }

  @Test
  void shouldPutANodeIntoTheFirstPoolThatIsForAnythingShared() {
    Link both = inbound();
    Link mixOnly = inbound();

    assertThat(pools.activate(idOf(1), both, List.of(MIX, WH5))).isEmpty();
    assertThat(pools.activate(idOf(2), mixOnly, List.of(MIX))).isEmpty();

    assertThat(peers.table().connections()).containsExactly(both);
    assertThat(links.table().connections()).containsExactly(mixOnly);
  }

  @Test
  void shouldNotPutANodeIntoAnotherPoolBecauseItsOwnIsFull() {
    pools.activate(idOf(1), inbound(), List.of(SHH));

    assertThat(pools.activate(idOf(2), inbound(), List.of(MIX, SHH)))
        .contains(DisconnectReason.TOO_MANY_PEERS);
    assertThat(links.table().connections()).isEmpty();
  }

  @Test
  void shouldAdmitANodeThatAnyPoolWouldTake() {
    pools.activate(idOf(1), inbound(), List.of(SHH));
    assertThat(pools.admit(idOf(1), inbound())).isEmpty();
    assertThat(pools.admit(idOf(2), inbound())).isEmpty();

    pools.activate(idOf(3), inbound(), List.of(MIX));

    assertThat(pools.admit(idOf(1), inbound())).contains(DisconnectReason.ALREADY_CONNECTED);
    assertThat(pools.admit(idOf(2), inbound())).contains(DisconnectReason.TOO_MANY_PEERS);
    assertThat(pools.admit(idOf(3), inbound())).contains(DisconnectReason.TOO_MANY_PEERS);
    assertThat(pools.admit(SELF, inbound())).contains(DisconnectReason.SELF);
  }

  @Test
  void shouldTakeOneConnectionOfANodeInEachPool() {
    assertThat(pools.activate(idOf(1), inbound(), List.of(SHH))).isEmpty();
    assertThat(pools.activate(idOf(1), inbound(), List.of(MIX))).isEmpty();

    assertThat(pools.activate(idOf(1), inbound(), List.of(MIX)))
        .contains(DisconnectReason.ALREADY_CONNECTED);
  }

  @Test
  void shouldHaveNoUseForADialledNodeThatSharesNothingOfThePool() {
    Link dialled = outbound();
    peers.admit(idOf(1), dialled);

    assertThat(peers.activate(idOf(1), dialled, List.of(MIX)))
        .contains(DisconnectReason.USELESS_PEER);
    assertThat(new Pools<>(List.of(peers)).activate(idOf(2), inbound(), List.of(MIX)))
        .contains(DisconnectReason.USELESS_PEER);
  }

  @Test
  void shouldNotBeWithoutAPool() {
    assertThatThrownBy(() -> new Pools<Link>(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
