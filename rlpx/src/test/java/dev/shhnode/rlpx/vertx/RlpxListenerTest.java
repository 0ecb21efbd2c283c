// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.Offence;
import dev.shhnode.rlpx.PeerConnection;
import dev.shhnode.rlpx.RlpxListener.Bound;
import dev.shhnode.rlpx.SessionEnd;
import dev.shhnode.rlpx.SessionEnd.By;
import dev.shhnode.rlpx.peers.Admission;
import dev.shhnode.rlpx.peers.Enode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing that keeps a connection from coming about, or ends one, goes untold. */
@Timeout(60)
class RlpxListenerTest {

  private static final int MEBIBYTE = 1 << 20;
  private static final RlpxLimits PLENTY =
      new RlpxLimits(64L * MEBIBYTE, 64L * MEBIBYTE, Duration.ofHours(1));

  private final RecordedAgents agents = new RecordedAgents();
  private final RecordingListener listener = agents.listener;
  private final RecordingProtocol protocol = agents.protocol;

  @AfterEach
  void stop() {
    agents.close();
  }

  private static SessionEnd end(By by, DisconnectReason reason, String why, boolean wasActive) {
    return new SessionEnd(by, Optional.of(reason), why, wasActive);
  }

  @Test
  void shouldTellWhomARuleRefuses() throws IOException {
    Admission fromHere =
        (id, address, inbound) ->
            inbound && address.getAddress().getHostAddress().equals(RecordedAgents.LOOPBACK)
                ? Optional.of(DisconnectReason.USELESS_PEER)
                : Optional.empty();
    RlpxAgent agent = agents.agent(5, PLENTY, fromHere);

    assertThat(agents.peer(agent).awaitEnd()).isEqualTo("peer says USELESS_PEER");

    RecordingListener.Refusal refusal = listener.nextRefusal();
    assertThat(refusal.reason()).isEqualTo(DisconnectReason.USELESS_PEER);
    assertThat(refusal.address().getHostString()).isEqualTo(RecordedAgents.LOOPBACK);
    assertThat(listener.nextEnd())
        .isEqualTo(end(By.US, DisconnectReason.USELESS_PEER, "refused: USELESS_PEER", false));
    agents.peer(agent, "127.0.0.2").connect();
  }

  @Test
  void shouldTellThatThereAreTooManyPeers() throws IOException {
    RlpxAgent agent = agents.agent(1, PLENTY);
    agents.peer(agent).connect();

    agents.peer(agent).awaitEnd();

    assertThat(listener.nextRefusal().reason()).isEqualTo(DisconnectReason.TOO_MANY_PEERS);
  }

  @Test
  void shouldTellWhoCannotBeReached() {
    Enode nobody =
        new Enode(KeyPair.generate(agents.random).publicKey(), RecordedAgents.LOOPBACK, 1, 1);

    agents.agent(5, PLENTY).addStaticPeer(nobody);

    assertThat(listener.nextUnreachable()).isEqualTo(nobody.id());
  }

  @Test
  void shouldTellWhoHasEndedASession() throws IOException {
    RlpxAgent agent = agents.agent(5, PLENTY);

    agents.peer(agent).connect().disconnect(DisconnectReason.USELESS_PEER);
    assertThat(listener.nextEnd())
        .isEqualTo(end(By.PEER, DisconnectReason.USELESS_PEER, "peer says USELESS_PEER", true));

    agents.peer(agent).connect().close();
    assertThat(listener.nextEnd())
        .isEqualTo(new SessionEnd(By.UNKNOWN, Optional.empty(), "socket closed", true));

    agents.peer(agent).connect().send(RecordingProtocol.REFUSED_CODE, Bytes.EMPTY);
    assertThat(listener.nextEnd())
        .isEqualTo(
            new SessionEnd(
                By.US,
                Optional.of(DisconnectReason.SUBPROTOCOL_ERROR),
                "shh/6: refused",
                true,
                Optional.of(Offence.MALFORMED_PACKET)));

    new Socket(InetAddress.getLoopbackAddress(), agent.localEnode().tcpPort()).close();
    assertThat(listener.nextEnd().wasActive()).isFalse();
  }

  @Test
  void shouldBanANodeThatOffendsAgainAndAgainUntilTheBanIsLifted() throws IOException {
    RlpxAgent agent = agents.agent(5, PLENTY);
    KeyPair mallory = KeyPair.generate(agents.random);
    offend(agent, mallory, 3);

    assertThat(listener.nextBan()).isEqualTo(mallory.publicKey());
    assertThat(agents.peer(agent, RecordedAgents.LOOPBACK, mallory).awaitEnd())
        .isEqualTo("peer says USELESS_PEER");
    assertThat(listener.nextRefusal().id()).isEqualTo(mallory.publicKey());
    agents.peer(agent).connect();
    assertThat(agent.bans()).hasSize(1);
    assertThat(agent.liftBan(mallory.publicKey())).isTrue();
    agents.peer(agent, RecordedAgents.LOOPBACK, mallory).connect();
  }

  /** Each time with a malformed packet. */
  private void offend(RlpxAgent agent, KeyPair keyPair, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      RawPeer peer = agents.peer(agent, RecordedAgents.LOOPBACK, keyPair).connect();
      peer.send(RecordingProtocol.REFUSED_CODE, Bytes.EMPTY);
      peer.awaitEnd();
      assertThat(listener.nextEnd().offence()).contains(Offence.MALFORMED_PACKET);
    }
  }

  @Test
  void shouldNotBanWhomTheOperatorTrusts() throws IOException {
    RlpxAgent agent = agents.agent(5, PLENTY);
    KeyPair friend = KeyPair.generate(agents.random);
    agent.addTrustedPeer(friend.publicKey());

    offend(agent, friend, 4);

    assertThat(agent.bans()).isEmpty();
    agents.peer(agent, RecordedAgents.LOOPBACK, friend).connect();
  }

  @Test
  void shouldLetABannedNodeInOnceItIsTrusted() throws IOException {
    RlpxAgent agent = agents.agent(5, PLENTY);
    KeyPair friend = KeyPair.generate(agents.random);
    offend(agent, friend, 3);
    listener.nextBan();

    agent.addTrustedPeer(friend.publicKey());

    agents.peer(agent, RecordedAgents.LOOPBACK, friend).connect();
  }

  @Test
  void shouldCountBytesOfSockets() throws IOException {
    RawPeer peer = agents.peer(agents.agent(5, PLENTY)).connect();
    long received = listener.received.get();

    peer.send(1, Bytes.random(1_000, agents.random));
    protocol.nextPacket();

    assertThat(listener.received.get() - received).isGreaterThan(1_000);
    assertThat(listener.sent.get()).as("ack and hello").isGreaterThan(200);
  }

  @Test
  void shouldTellThatAPlaceIsTakenFromACrowd() throws IOException {
    RlpxAgent agent = agents.agent(5, PLENTY);
    for (int i = 0; i < 4; i++) {
      agents.peer(agent).connect();
    }

    agents.peer(agent, "127.0.0.2").connect();

    assertThat(listener.nextBound()).isEqualTo(Bound.PLACES);
    assertThat(listener.nextEnd())
        .isEqualTo(
            end(By.US, DisconnectReason.TOO_MANY_PEERS, "gives way to another connection", true));
  }

  @Test
  void shouldTellThatASocketMakesRoomForANewcomer() throws IOException {
    int port = agents.agent(5, PLENTY).localEnode().tcpPort();
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i <= RlpxAgent.MAX_PENDING; i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }

      assertThat(listener.nextBound()).isEqualTo(Bound.PENDING_CONNECTIONS);
      assertThat(listener.nextEnd())
          .isEqualTo(new SessionEnd(By.US, Optional.empty(), "makes room for a newcomer", false));
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void shouldTellThatTooMuchIsUnread() throws IOException {
    RlpxAgent agent =
        agents.agent(5, new RlpxLimits(MEBIBYTE, 64L * MEBIBYTE, Duration.ofHours(1)));

    agents.peer(agent).connect().sendUnfinished(1, Bytes.random(2 * MEBIBYTE, agents.random));

    assertThat(listener.nextBound()).isEqualTo(Bound.UNREAD_BYTES);
  }

  @Test
  void shouldTellThatTooMuchIsUnwritten() throws IOException {
    RlpxAgent agent = agents.agent(5, new RlpxLimits(MEBIBYTE, 8L * MEBIBYTE, Duration.ofHours(1)));

    flood(agent);

    assertThat(listener.nextBound()).isEqualTo(Bound.UNWRITTEN_BYTES);
  }

  @Test
  void shouldTellThatAPeerReadsNothing() throws IOException {
    RlpxAgent agent =
        agents.agent(5, new RlpxLimits(MEBIBYTE, 64L * MEBIBYTE, Duration.ofSeconds(1)));

    flood(agent);

    assertThat(listener.nextBound()).isEqualTo(Bound.WRITE_PATIENCE);
  }

  /** More than the sockets' own buffers take on the loopback interface. */
  private void flood(RlpxAgent agent) throws IOException {
    agents.peer(agent).connect();
    PeerConnection connection = protocol.nextOpened();
    Bytes body = Bytes.random(MEBIBYTE, agents.random);
    for (int i = 0; i < 32; i++) {
      connection.send(1, body, () -> {});
    }
  }
}
