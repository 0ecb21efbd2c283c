// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.rlpx.Capability;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.PeerConnection;
import dev.shhnode.rlpx.RlpxListener;
import dev.shhnode.rlpx.peers.Admission;
import dev.shhnode.rlpx.vertx.RecordingProtocol.Packet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two sub-protocols on one connection, over a real socket. */
@Timeout(60)
class TwoProtocolsTest {

  private static final Runnable NOTHING = () -> {};

  /** So many that the second protocol's message ids on the wire are all above 255. */
  private static final int MIX_CODES = 300;

  private final SecureRandom random = new SecureRandom();
  private final Vertx vertx = Vertx.vertx();
  private final RecordingProtocol mixOfAlice =
      new RecordingProtocol("mix", MIX_CODES, connection -> {});
  private final RecordingProtocol shhOfAlice = RecordingProtocol.shh();
  private final RecordingProtocol mixOfBob =
      new RecordingProtocol("mix", MIX_CODES, connection -> {});
  private final RecordingProtocol shhOfBob = RecordingProtocol.shh();
  private RlpxAgent alice;
  private RlpxAgent bob;
  private PeerConnection mixToBob;
  private PeerConnection shhToBob;
  private PeerConnection mixToAlice;
  private PeerConnection shhToAlice;

  @BeforeEach
  void connect() {
    alice = agent("alice", mixOfAlice, shhOfAlice);
    bob = agent("bob", mixOfBob, shhOfBob);
    alice.addStaticPeer(bob.localEnode());
    mixToBob = mixOfAlice.nextOpened();
    shhToBob = shhOfAlice.nextOpened();
    mixToAlice = mixOfBob.nextOpened();
    shhToAlice = shhOfBob.nextOpened();
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  private RlpxAgent agent(String clientId, RecordingProtocol... protocols) {
    RlpxAgent agent =
        new RlpxAgent(
            vertx,
            new RlpxConfig("127.0.0.1", "127.0.0.1", 0, 5, clientId),
            KeyPair.generate(random),
            List.of(protocols),
            random,
            Admission.allOf(),
            new RlpxListener() {});
    await(agent.start());
    return agent;
  }

  private static void await(Future<?> future) {
    future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Test
  void shouldGiveEachAConnectionOfItsOwn() {
    assertThat(mixToBob).isNotSameAs(shhToBob);
    assertThat(mixToBob.id()).isEqualTo(shhToBob.id());
    assertThat(mixToBob.localAddress()).isEqualTo(shhToBob.localAddress());
  }

  @Test
  void shouldSendWithTheCodesOfEach() {
    mixToBob.send(299, Bytes.of(1), NOTHING);
    shhToBob.send(0, Bytes.of(2), NOTHING);
    mixToAlice.send(0, Bytes.of(3), NOTHING);
    shhToAlice.send(127, Bytes.of(4), NOTHING);

    assertThat(mixOfBob.nextPacket()).isEqualTo(new Packet(299, Bytes.of(1)));
    assertThat(shhOfBob.nextPacket()).isEqualTo(new Packet(0, Bytes.of(2)));
    assertThat(mixOfAlice.nextPacket()).isEqualTo(new Packet(0, Bytes.of(3)));
    assertThat(shhOfAlice.nextPacket()).isEqualTo(new Packet(127, Bytes.of(4)));
    assertThatThrownBy(() -> mixToBob.send(MIX_CODES, Bytes.EMPTY, NOTHING))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldReadOnOnlyWhenBothThatPausedResume() {
    mixToBob.pauseReading();
    shhToBob.pauseReading();
    awaitLoop(mixToBob);
    Promise<Void> written = Promise.promise();
    mixToAlice.send(1, Bytes.of(1), NOTHING);
    shhToAlice.send(2, Bytes.of(2), written::complete);
    await(written.future());
    mixToBob.resumeReading();
    awaitChanceToRead(mixToBob);

    assertThat(mixOfAlice.hasPacket()).isFalse();
    assertThat(shhOfAlice.hasPacket()).isFalse();
    shhToBob.resumeReading();

    assertThat(mixOfAlice.nextPacket()).isEqualTo(new Packet(1, Bytes.of(1)));
    assertThat(shhOfAlice.nextPacket()).isEqualTo(new Packet(2, Bytes.of(2)));
  }

  /** What was asked of a connection before has been seen to. */
  private static void awaitLoop(PeerConnection connection) {
    Promise<Void> done = Promise.promise();
    connection.execute(done::complete);
    await(done.future());
  }

  /** Each round of the loop reads first what is there, and then does what it is asked to. */
  private static void awaitChanceToRead(PeerConnection connection) {
    for (int round = 0; round < 5; round++) {
      awaitLoop(connection);
    }
  }

  @Test
  void shouldCloseBothWhenOneHangsUp() {
    shhToBob.disconnect(DisconnectReason.REQUESTED, "as the test wants");

    assertThat(mixOfAlice.nextClosed()).isSameAs(mixToBob);
    assertThat(shhOfAlice.nextClosed()).isSameAs(shhToBob);
    assertThat(mixOfBob.nextClosed()).isSameAs(mixToAlice);
    assertThat(shhOfBob.nextClosed()).isSameAs(shhToAlice);
  }

  @Test
  void shouldListThePeerOnce() {
    assertThat(alice.peers())
        .containsExactly(
            new PeerInfo(
                bob.localEnode().id(),
                "bob",
                List.of(new Capability("mix", 6), new Capability("shh", 6)),
                shhToBob.localAddress(),
                shhToBob.remoteAddress(),
                false,
                true,
                false));
    assertThat(bob.peers()).extracting(PeerInfo::clientId).containsExactly("alice");
  }
}
