// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.rlpx.PeerConnection;
import dev.shhnode.rlpx.RlpxListener;
import dev.shhnode.rlpx.peers.Admission;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that take what they get, however much that is at once. */
@Timeout(60)
class UnwrittenBytesTest {

  private static final int PEERS = 24;
  private static final int BUNDLE_BYTES = 512 << 10;

  /** Less than all of them get. */
  private static final long MAX_UNWRITTEN_BYTES = 16 << 20;

  private final SecureRandom random = new SecureRandom();
  private final Vertx ours = Vertx.vertx();
  private final Vertx theirs = Vertx.vertx();
  private final RecordingProtocol protocol = RecordingProtocol.shh();

  @AfterEach
  void stop() {
    await(ours.close());
    await(theirs.close());
  }

  /** What is flooded goes to all of them before the loop turns to their sockets. */
  @Test
  void shouldKeepPeersThatReadThroughAFloodAboveTheBoundOnUnwrittenBytes() throws Exception {
    RlpxAgent agent = agent(ours, protocol);
    List<PeerConnection> peers = new ArrayList<>();
    for (int i = 0; i < PEERS; i++) {
      agent(theirs, RecordingProtocol.shh()).addStaticPeer(agent.localEnode());
      peers.add(protocol.nextOpened());
    }
    Bytes bundle = Bytes.random(BUNDLE_BYTES, random);
    CountDownLatch unwritten = new CountDownLatch(2 * PEERS);

    peers
        .get(0)
        .execute(
            () -> {
              for (PeerConnection peer : peers) {
                peer.send(1, bundle, unwritten::countDown);
                peer.send(1, bundle, unwritten::countDown);
              }
            });

    assertThat(unwritten.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(agent.connectionCount()).isEqualTo(PEERS);
  }

  private RlpxAgent agent(Vertx vertx, RecordingProtocol speaks) {
    RlpxAgent agent =
        new RlpxAgent(
            vertx,
            new RlpxConfig("127.0.0.1", "127.0.0.1", 0, 60, "test/v1"),
            KeyPair.generate(random),
            List.of(speaks),
            List.of(),
            random,
            Admission.allOf(),
            new RlpxListener() {},
            new RlpxLimits(64L << 20, MAX_UNWRITTEN_BYTES, Duration.ofSeconds(20)));
    await(agent.start());
    return agent;
  }

  private static void await(Future<?> future) {
    future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
