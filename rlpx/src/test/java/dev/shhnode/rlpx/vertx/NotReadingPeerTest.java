// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.PeerConnection;
import dev.shhnode.rlpx.RlpxListener;
import dev.shhnode.rlpx.peers.Admission;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers on real sockets that take nothing of what is written to them. */
@Timeout(60)
class NotReadingPeerTest {

  private static final int MEBIBYTE = 1 << 20;

  /** More than the sockets' own buffers take on the loopback interface. */
  private static final int MUCH = 16;

  private static final Duration FOR_EVER = Duration.ofHours(1);
  private static final long PLENTY = 64L * MEBIBYTE;

  private final SecureRandom random = new SecureRandom();
  private final RecordingProtocol protocol = RecordingProtocol.shh();
  private final List<RawPeer> peers = new ArrayList<>();
  private Vertx vertx;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stop() {
    peers.forEach(RawPeer::close);
    await(vertx.close());
  }

  @Test
  void shouldBeClosedWhenItMakesNoProgress() throws IOException {
    RlpxAgent agent = agent(PLENTY, Duration.ofSeconds(1));
    flood(connectFrom(agent), MUCH);

    awaitNoConnections(agent);
  }

  @Test
  void shouldBeClosedThoughItSendsAllTheTime() throws IOException {
    RlpxAgent agent = agent(PLENTY, Duration.ofSeconds(1));
    flood(connectFrom(agent), MUCH);

    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (agent.connectionCount() > 0 && System.nanoTime() < deadline) {
      peers.get(0).send(1, Bytes.of(1));
    }

    awaitNoConnections(agent);
  }

  @Test
  void shouldBeClosedWhenTooMuchWaitsForIt() throws IOException {
    RlpxAgent agent = agent(8L * MEBIBYTE, FOR_EVER);
    flood(connectFrom(agent), 2 * MUCH);

    awaitNoConnections(agent);
  }

  @Test
  void shouldBeTheOneThatGoesWhenTooMuchWaitsForAll() throws IOException {
    RlpxAgent agent = agent(20L * MEBIBYTE, FOR_EVER);
    PeerConnection toModest = connectFrom(agent);
    PeerConnection toGreedy = connectFrom(agent);

    flood(toModest, 10);
    flood(toGreedy, 2 * MUCH);

    assertThat(protocol.nextClosed()).isSameAs(toGreedy);
    awaitConnections(agent, 1);
    assertThat(agent.peers()).extracting(PeerInfo::id).containsExactly(toModest.id());
  }

  @Test
  void shouldBeClosedAfterTheFarewell() throws IOException {
    RlpxAgent agent = agent(PLENTY, FOR_EVER);
    PeerConnection connection = connectFrom(agent);
    flood(connection, MUCH);

    connection.disconnect(DisconnectReason.USELESS_PEER, "as the test wants");

    awaitNoConnections(agent);
  }

  @Test
  void shouldNotKeepTheAgentFromStopping() throws IOException {
    RlpxAgent agent = agent(PLENTY, FOR_EVER);
    flood(connectFrom(agent), MUCH);

    await(agent.stop());

    assertThat(agent.connectionCount()).isZero();
  }

  private RlpxAgent agent(long maxUnwrittenBytes, Duration writePatience) {
    RlpxAgent agent =
        new RlpxAgent(
            vertx,
            new RlpxConfig("127.0.0.1", "127.0.0.1", 0, 5, "test/v1"),
            KeyPair.generate(random),
            List.of(protocol),
            List.of(),
            random,
            Admission.allOf(),
            new RlpxListener() {},
            new RlpxLimits(PLENTY, maxUnwrittenBytes, writePatience));
    await(agent.start());
    return agent;
  }

  /** Reads as far as the hello and no further. */
  private PeerConnection connectFrom(RlpxAgent agent) throws IOException {
    peers.add(
        new RawPeer(KeyPair.generate(random), agent.localEnode(), RecordingProtocol.shh())
            .connect());
    return protocol.nextOpened();
  }

  private void flood(PeerConnection connection, int mebibytes) {
    Bytes body = Bytes.random(MEBIBYTE, random);
    for (int i = 0; i < mebibytes; i++) {
      connection.send(1, body, () -> {});
    }
  }

  private static void awaitNoConnections(RlpxAgent agent) {
    awaitConnections(agent, 0);
  }

  private static void awaitConnections(RlpxAgent agent, int count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (agent.connectionCount() > count && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(agent.connectionCount()).isEqualTo(count);
  }

  private static void await(Future<?> future) {
    future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
