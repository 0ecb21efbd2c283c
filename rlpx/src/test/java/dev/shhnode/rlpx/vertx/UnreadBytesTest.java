// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.rlpx.PeerConnection;
import dev.shhnode.rlpx.RlpxListener;
import dev.shhnode.rlpx.peers.Admission;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers whose frames have no end, which has to be waited for. */
@Timeout(60)
class UnreadBytesTest {

  private static final int MEBIBYTE = 1 << 20;

  private final SecureRandom random = new SecureRandom();
  private final RecordingProtocol protocol = RecordingProtocol.shh();
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Test
  void shouldHangUpOnThePeerThatHasBroughtMostWhenTooMuchOfAllIsUnread() throws Exception {
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
            new RlpxLimits(10L * MEBIBYTE, 64L * MEBIBYTE, Duration.ofHours(1)));
    agent.start().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    try (RawPeer modest = connect(agent)) {
      PeerConnection fromModest = protocol.nextOpened();
      try (RawPeer greedy = connect(agent)) {
        PeerConnection fromGreedy = protocol.nextOpened();

        modest.sendUnfinished(1, Bytes.random(4 * MEBIBYTE, random));
        greedy.sendUnfinished(1, Bytes.random(7 * MEBIBYTE, random));

        assertThat(protocol.nextClosed()).isSameAs(fromGreedy);
        awaitOnly(agent, fromModest);
      }
    }
  }

  private static void awaitOnly(RlpxAgent agent, PeerConnection connection) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (agent.peers().size() > 1 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(agent.peers()).extracting(PeerInfo::id).containsExactly(connection.id());
  }

  private RawPeer connect(RlpxAgent agent) throws Exception {
    return new RawPeer(KeyPair.generate(random), agent.localEnode(), RecordingProtocol.shh())
        .connect();
  }
}
