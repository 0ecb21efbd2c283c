// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rlpx.PeerConnection;
import dev.shhnode.rlpx.RlpxListener.Bound;
import dev.shhnode.rlpx.RlpxListener.Share;
import dev.shhnode.rlpx.peers.InboundRates;
import dev.shhnode.rlpx.peers.Network;
import dev.shhnode.rlpx.peers.Rate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer that brings more than its share is read later, and loses nothing. */
@Timeout(60)
class InboundDelayTest {

  private static final Rate PLENTY = new Rate(1 << 30, 1 << 30);
  private static final int PACKETS = 200;
  private static final int PACKET_BYTES = 100;

  /** Twice as many as there may be at once, so that there is a delay of half a second in all. */
  private static final Rate OF_PACKETS = new Rate(PACKETS, PACKETS / 2);

  private final RecordedAgents agents = new RecordedAgents();
  private final RecordingListener listener = agents.listener;
  private final RecordingProtocol protocol = agents.protocol;

  @AfterEach
  void stop() {
    agents.close();
  }

  private RlpxAgent agent(InboundRates rates, Predicate<InetSocketAddress> exempt) {
    return agents.agent(5, new RlpxLimits(1 << 30, 1 << 30, Duration.ofHours(1), rates, exempt));
  }

  private RawPeer peer(InboundRates rates) throws IOException {
    return agents.peer(agent(rates, Network::isLocal)).connect();
  }

  @Test
  void shouldDelayWhoSendsTooManyMessages() throws IOException {
    shouldDelayAndReadAll(peer(new InboundRates(PLENTY, OF_PACKETS, PLENTY, PLENTY)));
  }

  @Test
  void shouldDelayWhoSendsTooManyBytes() throws IOException {
    Rate rate = new Rate(PACKETS * PACKET_BYTES, PACKETS * PACKET_BYTES / 2);
    shouldDelayAndReadAll(peer(new InboundRates(rate, PLENTY, PLENTY, PLENTY)));
  }

  private void shouldDelayAndReadAll(RawPeer peer) {
    for (int i = 0; i < PACKETS; i++) {
      peer.send(i % 64, Bytes.repeat((byte) i, PACKET_BYTES));
    }

    assertThat(listener.nextDelay()).isEqualTo(Share.CONNECTION);
    for (int i = 0; i < PACKETS; i++) {
      assertThat(protocol.nextPacket())
          .isEqualTo(new RecordingProtocol.Packet(i % 64, Bytes.repeat((byte) i, PACKET_BYTES)));
    }
  }

  @Test
  void shouldDelayWhoSendsTooManyEnvelopes() throws IOException {
    RawPeer peer = peer(new InboundRates(PLENTY, PLENTY, new Rate(100, 100), PLENTY));
    PeerConnection connection = protocol.nextOpened();

    connection.execute(() -> connection.spend(110, 0));

    shouldBeDelayedAndGoOn(peer);
  }

  @Test
  void shouldDelayWhoMakesTooMuchWork() throws IOException {
    RawPeer peer = peer(new InboundRates(PLENTY, PLENTY, PLENTY, new Rate(100, 100)));
    PeerConnection connection = protocol.nextOpened();

    connection.execute(() -> connection.spend(0, 110));

    shouldBeDelayedAndGoOn(peer);
  }

  private void shouldBeDelayedAndGoOn(RawPeer peer) {
    assertThat(listener.nextDelay()).isEqualTo(Share.CONNECTION);
    peer.send(7, Bytes.EMPTY);
    assertThat(protocol.nextPacket().code()).isEqualTo(7);
  }

  @Test
  void shouldRefuseSocketsOfAnAddressThatBeginsTooManyHandshakes() throws IOException {
    InboundRates plenty = new InboundRates(PLENTY, PLENTY, PLENTY, PLENTY);
    int port = agent(plenty, address -> false).localEnode().tcpPort();
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < RlpxAgent.MAX_PENDING - 10; i++) {
        sockets.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }

      assertThat(listener.nextBound()).isEqualTo(Bound.HANDSHAKES);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
