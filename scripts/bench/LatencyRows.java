// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.envelope.Topic;
import dev.shhnode.rlpx.peers.Enode;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** How long an envelope takes through nodes that have nothing else to do. */
final class LatencyRows {

  private static final Topic TOPIC = new Topic(0x6c617465);

  /** geth passes on what it has three times a second, so a moment at random is waited for. */
  private static final int GETHS_MAX_PAUSE_MILLIS = 300;

  private static final int OUR_MAX_PAUSE_MILLIS = 20;
  private static final int GETHS_ENVELOPES = 20;

  /** Between the first measurement and the one that counts; each by itself, as in those. */
  private static final int WARM_UP_ENVELOPES = 20_000;

  private static final long WARM_UP_PAUSE_NANOS = 200_000;

  /** A cold one and a warm one. */
  private static final int LOADS = 2;

  private static final int CALM_MILLIS = 1_000;
  private static final int CALM_PATIENCE = 30;

  /** Of one node's compilers, which are counted in steps of ten. */
  private static final long MOST_MILLIS_WHEN_CALM = 20;

  private static final int OUR_ENVELOPES = 200;

  private final Vertx vertx;
  private final Random random = new Random(1);

  LatencyRows(Vertx vertx) {
    this.vertx = vertx;
  }

  List<Row> all() {
    return List.of(
        row("hop1", "one hop", 1, 2),
        row("hop2", "two hops", 2, 2),
        row("hop3", "three hops", 3, 2),
        row("peers8", "one hop, 8 peers", 1, 8),
        row("peers25", "one hop, 25 peers", 1, 25));
  }

  /**
   * A row.
   *
   * @param peers of the last node, if there is one only; all but the sender and the receiver idle
   */
  private Row row(String name, String label, int nodes, int peers) {
    return Row.ofCost(name, label + ", median ms", who -> measure(who, nodes, peers));
  }

  private List<double[]> measure(Contestant who, int nodes, int peers) throws Exception {
    Numbered arrivals = new Numbered();
    Deque<AutoCloseable> open = new ArrayDeque<>();
    List<Victim> started = new ArrayList<>();
    try {
      Victim first = who.start();
      open.push(first);
      started.add(first);
      Enode last = first.enode();
      for (int i = 1; i < nodes; i++) {
        Victim next = who.start(Optional.of(last));
        open.push(next);
        started.add(next);
        last = next.enode();
      }
      for (int i = 2; i < peers; i++) {
        open.push(idlePeer(last));
      }
      Peer sink = new Peer(vertx, last, 6, arrivals::onPacket, bytes -> {});
      open.push(sink);
      Peer sender = new Peer(vertx, first.enode(), 6, (code, body) -> {}, bytes -> {});
      open.push(sender);
      RelayRows.awaitConnection(sender, sink, arrivals);
      return loads(who, started, sender, arrivals);
    } finally {
      for (AutoCloseable each : open) {
        each.close();
      }
    }
  }

  private Peer idlePeer(Enode node) throws Exception {
    Peer peer = new Peer(vertx, node, 6, (code, body) -> {}, bytes -> {});
    if (!peer.isConnected(10)) {
      throw new IOException("a peer cannot connect");
    }
    return peer;
  }

  private static void warmUp(Peer sender, int first, Numbered arrivals, List<Victim> nodes)
      throws Exception {
    for (int sent = 0; sent < WARM_UP_ENVELOPES; sent++) {
      RelayRows.send(sender, Numbered.packet(TOPIC, first + sent, 1));
      LockSupport.parkNanos(WARM_UP_PAUSE_NANOS);
    }
    arrivals.await(first, first + WARM_UP_ENVELOPES);
    awaitCalm(nodes);
  }

  /** Waits until the compilers of the JVMs are done, as they take the processors from the nodes. */
  private static void awaitCalm(List<Victim> nodes) throws Exception {
    StringBuilder taken = new StringBuilder();
    for (int i = 0; i < CALM_PATIENCE; i++) {
      long before = compilersMillis(nodes);
      Thread.sleep(CALM_MILLIS);
      long millis = compilersMillis(nodes) - before;
      if (millis <= MOST_MILLIS_WHEN_CALM * nodes.size()) {
        return;
      }
      taken.append(' ').append(millis);
    }
    throw new IOException("the compilers do not come to rest, ms in each second:" + taken);
  }

  private static long compilersMillis(List<Victim> nodes) throws IOException {
    long millis = 0;
    for (Victim node : nodes) {
      millis += node.compilersTime().toMillis();
    }
    return millis;
  }

  private List<double[]> loads(
      Contestant who, List<Victim> nodes, Peer sender, Numbered arrivals) throws Exception {
    int envelopes = who.isOurs() ? OUR_ENVELOPES : GETHS_ENVELOPES;
    int maxPause = who.isOurs() ? OUR_MAX_PAUSE_MILLIS : GETHS_MAX_PAUSE_MILLIS;
    double[][] medians = new double[LOADS][];
    int number = 0;
    for (int load = 0; load < medians.length; load++) {
      if (load > 0 && who.isOurs()) {
        warmUp(sender, number, arrivals, nodes);
        number += WARM_UP_ENVELOPES;
      }
      double[] millis = new double[envelopes];
      for (int i = 0; i < envelopes; i++) {
        Thread.sleep(random.nextInt(maxPause));
        long begun = System.nanoTime();
        RelayRows.send(sender, Numbered.packet(TOPIC, number, 1));
        millis[i] = (arrivals.await(number, number + 1) - begun) / 1e6;
        number++;
      }
      medians[load] = new double[] {Row.median(millis)};
    }
    return List.of(medians);
  }
}
