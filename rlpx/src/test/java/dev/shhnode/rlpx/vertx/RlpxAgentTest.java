// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.rlpx.Capability;
import dev.shhnode.rlpx.PeerConnection;
import dev.shhnode.rlpx.RlpxListener;
import dev.shhnode.rlpx.SubProtocol;
import dev.shhnode.rlpx.peers.Admission;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RlpxAgentTest {

  private final SecureRandom random = new SecureRandom();
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void shouldHangUpAfterAFaultOfItsOwn() throws Exception {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    RlpxAgent faulty =
        agent(
            new Events(
                connection -> {},
                () -> {
                  throw new AssertionError("a fault of ours");
                },
                () -> closed.complete(null)));
    RlpxAgent honest =
        agent(
            new Events(
                connection -> connection.send(1, Bytes.of(0xc0), () -> {}), () -> {}, () -> {}));

    honest.addStaticPeer(faulty.localEnode());

    assertThat(closed.get(10, TimeUnit.SECONDS)).isNull();
    await(honest.stop());
    await(faulty.stop());
  }

  private RlpxAgent agent(SubProtocol protocol) {
    RlpxAgent agent =
        new RlpxAgent(
            vertx,
            new RlpxConfig("127.0.0.1", "127.0.0.1", 0, 5, "test/v1"),
            KeyPair.generate(random),
            List.of(protocol),
            random,
            Admission.allOf(),
            new RlpxListener() {});
    await(agent.start());
    return agent;
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** A protocol of three events. */
  private record Events(Consumer<PeerConnection> onOpen, Runnable onPacket, Runnable onClosed)
      implements SubProtocol {

    @Override
    public Capability capability() {
      return new Capability("test", 1);
    }

    @Override
    public int packetCodes() {
      return 2;
    }

    @Override
    public Session open(PeerConnection connection) {
      onOpen.accept(connection);
      return new Session() {
        @Override
        public void onPacket(int code, Bytes body) {
          onPacket.run();
        }

        @Override
        public void onClosed() {
          onClosed.run();
        }
      };
    }
  }
}
