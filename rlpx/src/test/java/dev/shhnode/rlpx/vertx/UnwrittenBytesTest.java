// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rlpx.PeerConnection;
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

  /** At most 16 MiB unwritten, which is less than all of them get. */
  private static final RlpxLimits LIMITS =
      new RlpxLimits(64L << 20, 16L << 20, Duration.ofSeconds(20));

  private final RecordedAgents ours = new RecordedAgents();
  private final RecordedAgents theirs = new RecordedAgents();

  @AfterEach
  void stop() {
    ours.close();
    theirs.close();
  }

  /** What is flooded goes to all of them before the loop turns to their sockets. */
  @Test
  void shouldKeepPeersThatReadThroughAFloodAboveTheBoundOnUnwrittenBytes() throws Exception {
    RlpxAgent agent = ours.agent(2 * PEERS, LIMITS);
    List<PeerConnection> peers = new ArrayList<>();
    for (int i = 0; i < PEERS; i++) {
      theirs.agent(1, LIMITS).addStaticPeer(agent.localEnode());
      peers.add(ours.protocol.nextOpened());
    }
    Bytes bundle = Bytes.random(BUNDLE_BYTES, ours.random);
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
}
