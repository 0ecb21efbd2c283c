// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.envelope.Topic;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.tuweni.bytes.Bytes;

/** Processor time of a node that passes envelopes on from one peer to another. */
final class RelayRows {

  private static final Topic TOPIC = new Topic(0x62656e63);
  private static final Topic OTHER_TOPIC = new Topic(0x6f746872);
  private static final int BUNDLE = 100;

  /** With the sender as many as a node has by default. */
  private static final int MANY_SINKS = 24;

  private static final int STEADY_PER_SECOND = 3_000;

  /**
   * The tenth fills the pool of ours, and until the sixteenth or so HotSpot compiles anew what
   * meets something for the first time.
   */
  private static final Repeats OFTEN = new Repeats(20, 5, 4);

  /** geth looks through its whole pool for each peer: with many, a load costs more than the last. */
  private static final Repeats OFTEN_TO_MANY = new Repeats(20, 2, 4);

  private static final Repeats STEADY_REPEATS = new Repeats(3, 2, 1);

  /** Ours lets a connection make so many. */
  private static final int FILTERS_PER_CONNECTION = 1_000;

  /** Numbers of the envelopes that only find out whether the peers know each other. */
  private static final int PROBES = 1 << 24;

  /**
   * What is sent.
   *
   * @param perSecond 0: as fast as it is taken
   * @param sinks peers that get it
   */
  private record Load(int envelopes, int bundle, int perSecond, Repeats repeats, int sinks) {}

  /** A peer that gets envelopes, and which it has got. */
  private record Sink(Peer peer, Numbered arrivals) {}

  /** Prepares a node. */
  private interface Preparation {
    void prepare(Rpc rpc) throws Exception;
  }

  private final Vertx vertx;

  RelayRows(Vertx vertx) {
    this.vertx = vertx;
  }

  List<Row> all(int envelopes, int steadySeconds) {
    Load bundles = new Load(envelopes, BUNDLE, 0, OFTEN, 1);
    Load fanOut = new Load(envelopes, BUNDLE, 0, OFTEN_TO_MANY, MANY_SINKS);
    Load single = new Load(envelopes, 1, 0, OFTEN, 1);
    int steadily = STEADY_PER_SECOND * steadySeconds;
    Load steady = new Load(steadily, 1, STEADY_PER_SECOND, STEADY_REPEATS, 1);
    return List.of(
        row("bundles", "bundles of 100", bundles, rpc -> {}),
        row("fan-out", "bundles of 100 to " + MANY_SINKS + " peers", fanOut, rpc -> {}),
        row("single", "one by one", single, rpc -> {}),
        row("steady", "steady 3 000 a second, " + steadySeconds + " s", steady, rpc -> {}),
        row(
            "filters",
            "100 symmetric filters on the topic",
            bundles,
            rpc -> addFilters(rpc, TOPIC, 100)),
        row(
            "other-filters",
            "2 000 filters on another topic",
            bundles,
            rpc -> addFilters(rpc, OTHER_TOPIC, 2_000)));
  }

  private Row row(String name, String label, Load load, Preparation preparation) {
    return Row.ofCost(name, label + ", µs", who -> measure(who, load, preparation));
  }

  /** Each with a key of its own, which opens nothing. */
  private static void addFilters(Rpc rpc, Topic topic, int count) throws Exception {
    Rpc client = rpc;
    for (int i = 0; i < count; i++) {
      if (i % FILTERS_PER_CONNECTION == 0) {
        client = rpc.onConnectionOfItsOwn();
      }
      String key = client.text("shh_newSymKey", "[]");
      client.text(
          "shh_newMessageFilter",
          "[{\"symKeyID\":\"%s\",\"topics\":[\"%s\"]}]".formatted(key, topic.toBytes()));
    }
  }

  private List<double[]> measure(Contestant who, Load load, Preparation preparation)
      throws Exception {
    List<Sink> sinks = new ArrayList<>();
    List<double[]> costs = new ArrayList<>();
    try (Victim node = who.start()) {
      preparation.prepare(node.rpc());
      try (Peer sender = new Peer(vertx, node.enode(), 6, (code, body) -> {}, bytes -> {})) {
        for (int i = 0; i < load.sinks; i++) {
          Numbered arrivals = new Numbered();
          Peer peer = new Peer(vertx, node.enode(), 6, arrivals::onPacket, bytes -> {});
          sinks.add(new Sink(peer, arrivals));
          awaitConnection(sender, peer, arrivals);
        }
        for (int i = 0; i < load.repeats.of(who); i++) {
          long before = node.processorTime().toNanos();
          pass(sender, load, i * load.envelopes, sinks);
          long used = node.processorTime().toNanos() - before;
          costs.add(new double[] {used / 1e3 / load.envelopes});
        }
      }
    } finally {
      sinks.forEach(sink -> sink.peer.close());
    }
    return load.repeats.coldAndWarm(costs);
  }

  /** Sends single envelopes until one has got through. */
  static void awaitConnection(Peer sender, Peer sink, Numbered arrivals) throws Exception {
    if (!sink.isConnected(10) || !sender.isConnected(10)) {
      throw new IOException("the peers cannot connect");
    }
    for (int i = 0; !arrivals.has(PROBES); i++) {
      if (i == 200) {
        throw new IOException("nothing gets through");
      }
      // The first may come before the nodes of a line know each other, and is not sent again.
      sender.send(Bundles.MESSAGES, Numbered.packet(new Topic(i), PROBES, 1));
      Thread.sleep(100);
    }
  }

  private static void pass(Peer sender, Load load, int first, List<Sink> sinks) throws Exception {
    if (load.perSecond == 0) {
      sendAtOnce(sender, load, first);
    } else {
      sendSteadily(sender, load, first);
    }
    for (Sink sink : sinks) {
      sink.arrivals.await(first, first + load.envelopes);
    }
  }

  private static void sendAtOnce(Peer sender, Load load, int first) throws IOException {
    List<Bytes> packets = new ArrayList<>();
    for (int sent = 0; sent < load.envelopes; sent += load.bundle) {
      int count = Math.min(load.bundle, load.envelopes - sent);
      packets.add(Numbered.packet(TOPIC, first + sent, count));
    }
    for (Bytes packet : packets) {
      send(sender, packet);
    }
  }

  private static void sendSteadily(Peer sender, Load load, int first) throws IOException {
    long begun = System.nanoTime();
    for (int sent = 0; sent < load.envelopes; sent++) {
      long due = begun + sent * TimeUnit.SECONDS.toNanos(1) / load.perSecond;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      send(sender, Numbered.packet(TOPIC, first + sent, 1));
    }
  }

  static void send(Peer sender, Bytes packet) throws IOException {
    while (!sender.send(Bundles.MESSAGES, packet)) {
      if (sender.isLost()) {
        throw new IOException("the node has hung up on the sender");
      }
    }
  }
}
