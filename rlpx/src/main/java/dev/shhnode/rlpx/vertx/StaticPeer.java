// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import dev.shhnode.rlpx.peers.Backoff;
import dev.shhnode.rlpx.peers.Enode;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** A node that is dialled until it is connected, and again whenever it is lost. Thread-safe. */
final class StaticPeer {

  /** How often to look whether a node that was not worth dialling has become so. */
  private static final Duration CHECK = Duration.ofSeconds(1);

  /** Ours: longer than any failing try. Who hangs up sooner is waited for longer and longer. */
  private static final Duration PROOF = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final RlpxAgent agent;
  private final Enode enode;
  private final Backoff backoff;
  private boolean stopped;

  StaticPeer(Vertx vertx, RlpxAgent agent, Enode enode, RandomGenerator random) {
    this.vertx = vertx;
    this.agent = agent;
    this.enode = enode;
    this.backoff = new Backoff(random);
  }

  Enode enode() {
    return enode;
  }

  /** Dials now, unless the node is connected, and sees to it later again. */
  synchronized void keepConnected() {
    if (stopped) {
      return;
    }
    if (!agent.wants(enode)) {
      later(CHECK);
      return;
    }
    long begun = System.nanoTime();
    agent.dial(enode).onComplete(over -> onLost(Duration.ofNanos(System.nanoTime() - begun)));
  }

  private synchronized void onLost(Duration lasted) {
    if (lasted.compareTo(PROOF) >= 0) {
      backoff.reset();
    }
    later(backoff.next());
  }

  private synchronized void later(Duration delay) {
    if (!stopped) {
      vertx.setTimer(Math.max(1, delay.toMillis()), timer -> keepConnected());
    }
  }

  synchronized void stop() {
    stopped = true;
  }
}
