// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.crypto.RlpWriter;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import dev.shhnode.rlpx.peers.Enode;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.tuweni.bytes.Bytes;

/**
 * How much of a load gets from one end of a line of nodes to the other: a sender, the nodes, a
 * receiver that counts. Each node dials the one before it.
 */
public final class Line {

  private static final int BUNDLE = 64;

  /** Envelopes are of 558 bytes. */
  private static final int DATA_BYTES = 535;

  private static final long TTL_SECONDS = 60;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What is sent. */
  private enum Load {
    /** 3 000 a second for 40 s. */
    STEADY(120_000, 3_000, 60),
    /** 100 000, as fast as the line takes them. */
    BURST(100_000, 0, 600);

    final int envelopes;
    final int aSecond;
    final long ttl;

    Load(int envelopes, int aSecond, long ttl) {
      this.envelopes = envelopes;
      this.aSecond = aSecond;
      this.ttl = ttl;
    }
  }

  private static final int IDLE_PEERS = 25;
  private static final int IDLE_SECONDS = 30;

  private final Vertx vertx = Vertx.vertx();
  private final BitSet arrived = new BitSet();
  private long lastArrival;
  private int repeated;

  public static void main(String[] args) throws Exception {
    Line line = new Line();
    boolean lost = false;
    for (String load : args[3].split(",")) {
      if (load.equals("idle")) {
        line.measureIdle(args[0], args[2]);
        continue;
      }
      for (String nodes : args[4].split(" ")) {
        lost |= line.measure(args[0], args[1], args[2], Load.valueOf(load.toUpperCase(Locale.ROOT)), nodes);
      }
    }
    line.vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    System.exit(lost ? 1 : 0);
  }

  /** Whether any of ours lost something where no geth stands in the line. */
  private boolean measure(String launcher, String geth, String heap, Load load, String nodes)
      throws Exception {
    List<Victim> stops = new ArrayList<>();
    arrived.clear();
    repeated = 0;
    try {
      Enode before = null;
      for (String kind : nodes.split("-")) {
        Victim stop = kind.equals("geth") ? geth(geth, before) : ours(launcher, heap, before);
        stops.add(stop);
        before = stop.enode();
      }
      try (Peer sink = new Peer(vertx, before, 6, this::count, bytes -> {});
          Peer sender = new Peer(vertx, stops.get(0).enode(), 6, (code, body) -> {}, bytes -> {})) {
        if (!sink.isConnected(10) || !sender.isConnected(10)) {
          throw new IOException("the peers cannot connect");
        }
        // The nodes have to know each other too.
        awaitProbe(sender);
        return run(sender, load, heap, nodes, stops);
      }
    } finally {
      for (Victim stop : stops) {
        stop.close();
      }
    }
  }

  /** What a node with 25 peers and 100 000 pooled envelopes costs when nothing happens. */
  private void measureIdle(String launcher, String heap) throws Exception {
    List<Peer> peers = new ArrayList<>();
    try (Victim node = ours(launcher, heap, null)) {
      for (int i = 0; i < IDLE_PEERS; i++) {
        Peer peer =
            i == 0
                ? new Peer(vertx, node.enode(), 6, this::count, bytes -> {})
                : new Peer(vertx, node.enode(), 6, (code, body) -> {}, bytes -> {});
        peers.add(peer);
        if (!peer.isConnected(10)) {
          throw new IOException("peer " + i + " cannot connect");
        }
      }
      send(peers.get(1), Load.BURST);
      awaitSilence(Load.BURST.envelopes);
      Thread.sleep(5_000);
      long connected = peers.stream().filter(peer -> !peer.isLost()).count();
      Duration before = node.processorTime();
      Thread.sleep(IDLE_SECONDS * 1_000L);
      double used = node.processorTime().minus(before).toNanos() / 1e9 / IDLE_SECONDS;
      System.out.printf(
          Locale.ROOT,
          "idle    %-8s %d peers, %d envelopes: %.2f %% of a processor, %d MiB%n",
          heap,
          connected,
          count(),
          100 * used,
          node.peakMebibytes());
    } finally {
      peers.forEach(Peer::close);
      arrived.clear();
    }
  }

  /** Sends single envelopes until one has arrived. */
  private void awaitProbe(Peer sender) throws Exception {
    for (int i = 0; i < 100 && isEmpty(); i++) {
      sender.send(Bundles.MESSAGES, bundle(1_000_000 + i, 1, TTL_SECONDS));
      Thread.sleep(100);
    }
    if (isEmpty()) {
      throw new IOException("nothing gets through the line");
    }
    Thread.sleep(1_000);
    synchronized (this) {
      arrived.clear();
      repeated = 0;
    }
  }

  private synchronized boolean isEmpty() {
    return arrived.isEmpty();
  }

  private boolean run(Peer sender, Load load, String heap, String nodes, List<Victim> stops)
      throws Exception {
    long begun = System.nanoTime();
    Duration[] before = stops.stream().map(Victim::processorTime).toArray(Duration[]::new);
    send(sender, load);
    awaitSilence(load.envelopes);
    int count = count();
    StringBuilder each = new StringBuilder();
    for (int i = 0; i < stops.size(); i++) {
      double micros =
          stops.get(i).processorTime().minus(before[i]).toNanos() / 1e3 / load.envelopes;
      each.append(
          String.format(
              Locale.ROOT, "  %.0f µs %d MiB", micros, stops.get(i).peakMebibytes()));
    }
    System.out.printf(
        Locale.ROOT,
        "%-7s %-8s %-16s lost %6.2f %%, twice %d, %5.1f s;%s%n",
        load.name().toLowerCase(Locale.ROOT),
        heap,
        nodes,
        100.0 * (load.envelopes - count) / load.envelopes,
        repeated,
        (lastArrival - begun) / 1e9,
        each);
    return count < load.envelopes && !nodes.contains("geth");
  }

  private void send(Peer sender, Load load) {
    long begun = System.nanoTime();
    int size = load.aSecond == 0 ? BUNDLE : 1;
    for (int number = 0; number < load.envelopes; number += size) {
      if (load.aSecond > 0) {
        long due = begun + number * TimeUnit.SECONDS.toNanos(1) / load.aSecond;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
      Bytes bundle = bundle(number, Math.min(size, load.envelopes - number), load.ttl);
      while (!sender.isLost() && !sender.send(Bundles.MESSAGES, bundle)) {
        Thread.onSpinWait();
      }
    }
  }

  private static Bytes bundle(int from, int count, long ttl) {
    long expiry = System.currentTimeMillis() / 1_000 + ttl;
    List<Bytes> bundle = new ArrayList<>();
    for (int number = from; number < from + count; number++) {
      byte[] data = new byte[DATA_BYTES];
      new Random(number).nextBytes(data);
      bundle.add(Envelope.of(expiry, ttl, new Topic(number), Bytes.wrap(data), 1 << 20).rlp());
    }
    return RlpWriter.listOf(bundle, bundle.stream().mapToInt(Bytes::size).sum());
  }

  private void awaitSilence(int expected) throws InterruptedException {
    lastArrival = System.nanoTime();
    while (count() < expected && System.nanoTime() - last() < PATIENCE.toNanos()) {
      Thread.sleep(20);
    }
  }

  private synchronized long last() {
    return lastArrival;
  }

  private synchronized int count() {
    return arrived.cardinality();
  }

  private synchronized void count(int code, Bytes body) {
    if (code != Bundles.MESSAGES) {
      return;
    }
    lastArrival = System.nanoTime();
    Bundles.forEach(body, this::count);
  }

  private void count(Bytes envelope) {
    // List header of 3 bytes, expiry of 5, TTL of 1 to 3, then the topic, which is the number.
    int ttlSize = (envelope.get(8) & 0xff) < 0x80 ? 1 : 1 + (envelope.get(8) & 0x7f);
    int number = envelope.getInt(8 + ttlSize + 1);
    if (arrived.get(number)) {
      repeated++;
    }
    arrived.set(number);
  }

  private static Victim ours(String launcher, String heap, Enode before) throws Exception {
    List<String> options = new ArrayList<>(List.of("--shh-min-pow=0", "--max-peers=40"));
    if (before != null) {
      options.add("--static-nodes=" + before);
    }
    return Victim.ours(launcher, heap, options);
  }

  private static Victim geth(String program, Enode before) throws Exception {
    List<String> options = new ArrayList<>(List.of("-minpow", "0"));
    if (before != null) {
      options.addAll(List.of("-dial", before.toString()));
    }
    return Victim.geth(program, options);
  }
}
