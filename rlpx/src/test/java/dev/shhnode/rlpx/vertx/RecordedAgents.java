// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.rlpx.peers.Admission;
import dev.shhnode.rlpx.peers.Enode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Agents on the loopback interface, with one listener and one protocol that record what they are
 * told, and peers of theirs. For the thread of one test, which closes it.
 */
final class RecordedAgents implements AutoCloseable {

  static final String LOOPBACK = "127.0.0.1";

  final SecureRandom random = new SecureRandom();
  final RecordingListener listener = new RecordingListener();
  final RecordingProtocol protocol = RecordingProtocol.shh();

  private final List<RawPeer> peers = new ArrayList<>();
  private final Vertx vertx = Vertx.vertx();

  /** Starts an agent on a free port. */
  RlpxAgent agent(int maxPeers, RlpxLimits limits, Admission... rules) {
    RlpxAgent agent =
        new RlpxAgent(
            vertx,
            new RlpxConfig(LOOPBACK, LOOPBACK, 0, maxPeers, "test/v1"),
            KeyPair.generate(random),
            List.of(protocol),
            List.of(),
            random,
            Admission.allOf(rules),
            listener,
            limits);
    await(agent.start());
    return agent;
  }

  RawPeer peer(RlpxAgent agent) throws IOException {
    return peer(agent, LOOPBACK);
  }

  RawPeer peer(RlpxAgent agent, String fromAddress) throws IOException {
    return peer(agent, fromAddress, KeyPair.generate(random));
  }

  /** A peer whose socket is open, and that has not said anything yet. */
  RawPeer peer(RlpxAgent agent, String fromAddress, KeyPair keyPair) throws IOException {
    Enode enode = agent.localEnode();
    Socket socket = new Socket(LOOPBACK, enode.tcpPort(), InetAddress.getByName(fromAddress), 0);
    RawPeer peer = new RawPeer(keyPair, enode, RecordingProtocol.shh(), socket);
    peers.add(peer);
    return peer;
  }

  @Override
  public void close() {
    peers.forEach(RawPeer::close);
    await(vertx.close());
  }

  private static void await(Future<?> future) {
    future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
