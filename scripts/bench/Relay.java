// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.crypto.RlpWriter;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.tuweni.bytes.Bytes;

/**
 * Times two builds of the node in turns while they pass envelopes on to a peer. Senders and receiver
 * share the machine with the node, so the node's own processor time is printed besides.
 */
public final class Relay {

  private static final int BUNDLE = 64;
  private static final int DATA_BYTES = 200;
  private static final long TTL_SECONDS = 1_000;
  private static final long PATIENCE_SECONDS = 120;

  private enum Load {
    ONE_SENDER(1, false),
    EIGHT_SENDERS_SHARING(8, false),
    EIGHT_SENDERS_OF_THE_SAME(8, true);

    final int senders;
    final boolean same;

    Load(int senders, boolean same) {
      this.senders = senders;
      this.same = same;
    }
  }

  private record Result(double seconds, double processorSeconds) {}

  private final Vertx vertx = Vertx.vertx();

  /** One for each sender: a shared pool would have as many threads as there are processors. */
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private final int envelopes;

  private Relay(int envelopes) {
    this.envelopes = envelopes;
  }

  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[2]);
    Relay relay = new Relay(Integer.parseInt(args[3]));
    for (Load load : Load.values()) {
      List<Result> ours = new ArrayList<>();
      List<Result> others = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        ours.add(relay.measure(args[0], load));
        others.add(relay.measure(args[1], load));
      }
      report(load, ours, others, relay.envelopes);
    }
    relay.threads.shutdown();
    relay.vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static void report(Load load, List<Result> ours, List<Result> others, int envelopes) {
    double seconds = median(ours.stream().mapToDouble(Result::seconds).toArray());
    double otherSeconds = median(others.stream().mapToDouble(Result::seconds).toArray());
    double cpu = median(ours.stream().mapToDouble(Result::processorSeconds).toArray());
    double otherCpu = median(others.stream().mapToDouble(Result::processorSeconds).toArray());
    System.out.printf(
        Locale.ROOT,
        "%-26s %7.0f /s   %5.2f times the other's speed, %5.2f times its processor time%n",
        load.name().toLowerCase(Locale.ROOT).replace('_', ' '),
        envelopes / seconds,
        otherSeconds / seconds,
        cpu / otherCpu);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  /** Twice the same, of which the second is timed: the first is for the compiler of the JVM. */
  private Result measure(String launcher, Load load) throws Exception {
    AtomicReference<CountDownLatch> arrived = new AtomicReference<>(new CountDownLatch(envelopes));
    try (Victim node = Victim.ours(launcher, "default", List.of("--shh-min-pow=0"));
        Peer sink = new Peer(vertx, node.enode(), 6, (code, body) -> count(code, body, arrived.get()), bytes -> {})) {
      List<Peer> senders = new ArrayList<>();
      for (int i = 0; i < load.senders; i++) {
        senders.add(new Peer(vertx, node.enode(), 6, (code, body) -> {}, bytes -> {}));
      }
      if (!sink.isConnected(10) || !senders.stream().allMatch(sender -> sender.isConnected(10))) {
        throw new IOException("the peers cannot connect");
      }
      pass(senders, load, arrived.get());
      arrived.set(new CountDownLatch(envelopes));
      long processorBefore = node.processorTime().toNanos();
      double seconds = pass(senders, load, arrived.get());
      long processor = node.processorTime().toNanos() - processorBefore;
      senders.forEach(Peer::close);
      return new Result(seconds, processor / 1e9);
    }
  }

  /** Sends envelopes, and waits until they have arrived; how many seconds that took. */
  private double pass(List<Peer> senders, Load load, CountDownLatch arrived) throws Exception {
    List<Bytes> packets = packets();
    long begun = System.nanoTime();
    List<CompletableFuture<Void>> sending = new ArrayList<>();
    for (int i = 0; i < load.senders; i++) {
      int number = i;
      sending.add(
          CompletableFuture.runAsync(
              () -> send(senders.get(number), packets, number, load), threads));
    }
    if (!arrived.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException(arrived.getCount() + " envelopes did not arrive");
    }
    long ended = System.nanoTime();
    sending.forEach(CompletableFuture::join);
    return (ended - begun) / 1e9;
  }

  private static void send(Peer sender, List<Bytes> packets, int number, Load load) {
    for (int i = 0; i < packets.size(); i++) {
      // All of them send everything, each beginning elsewhere, or each its share.
      int next = load.same ? (i + number * packets.size() / load.senders) % packets.size() : i;
      if (load.same || i % load.senders == number) {
        while (!sender.isLost() && !sender.send(Bundles.MESSAGES, packets.get(next))) {
          Thread.onSpinWait();
        }
      }
    }
  }

  private List<Bytes> packets() {
    long expiry = System.currentTimeMillis() / 1_000 + TTL_SECONDS;
    List<Bytes> packets = new ArrayList<>();
    for (int made = 0; made < envelopes; made += BUNDLE) {
      List<Bytes> bundle = new ArrayList<>();
      for (int i = made; i < Math.min(made + BUNDLE, envelopes); i++) {
        Bytes data = Bytes.random(DATA_BYTES);
        bundle.add(Envelope.of(expiry, TTL_SECONDS, new Topic(i), data, i).rlp());
      }
      packets.add(RlpWriter.listOf(bundle, bundle.stream().mapToInt(Bytes::size).sum()));
    }
    return packets;
  }

  private static void count(int code, Bytes body, CountDownLatch arrived) {
    if (code == Bundles.MESSAGES) {
      Bundles.forEach(body, envelope -> arrived.countDown());
    }
  }
}
