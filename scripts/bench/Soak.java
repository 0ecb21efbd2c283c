// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.crypto.RlpWriter;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageSealer;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.WhisperVersion;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tuweni.bytes.Bytes;

/**
 * Lets a node run for a long time at 100 envelopes a second while peers, filters and subscriptions
 * come and go, and writes down what it takes: one line a minute, as CSV.
 */
public final class Soak {

  private static final long TTL_SECONDS = 60;
  private static final Topic READ = new Topic(0x01020304);
  private static final int TICKS_A_SECOND = 10;

  private final SecureRandom random = new SecureRandom();
  private final SymmetricKey key = SymmetricKey.generate(random);
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(4);
  private final Deque<Peer> visitors = new ArrayDeque<>();
  private final Deque<String> filters = new ArrayDeque<>();
  private final Deque<WebSocket> sockets = new ArrayDeque<>();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong read = new AtomicLong();
  private final AtomicInteger failures = new AtomicInteger();
  private final Victim node;
  private final Peer sender;
  private final String keyId;
  private final String steadyFilter;
  private int rounds;

  private Soak(String launcher, String heap) throws Exception {
    node = Victim.ours(launcher, heap, List.of("--shh-min-pow=0", "--rpc-filter-lease=60"));
    sender = new Peer(vertx, node.enode(), 6, (code, body) -> {}, bytes -> {});
    if (!sender.isConnected(10)) {
      throw new IOException("the sender cannot connect");
    }
    keyId =
        Rpc.result(node.call("shh_addSymKey", "[\"" + key.toSecretBytes().toHexString() + "\"]"));
    steadyFilter = newFilter();
  }

  public static void main(String[] args) throws Exception {
    Soak soak = new Soak(args[0], args[1]);
    try {
      soak.run(Integer.parseInt(args[2]), Path.of(args[3]));
    } finally {
      soak.close();
    }
    System.exit(soak.failures.get() == 0 ? 0 : 1);
  }

  private void run(int minutes, Path csv) throws Exception {
    clock.scheduleAtFixedRate(guarded(this::send), 0, 1_000 / TICKS_A_SECOND, TimeUnit.MILLISECONDS);
    clock.scheduleAtFixedRate(guarded(this::changePeers), 1, 2, TimeUnit.SECONDS);
    clock.scheduleAtFixedRate(guarded(this::changeFilters), 1, 1, TimeUnit.SECONDS);
    clock.scheduleAtFixedRate(guarded(this::changeSubscriptions), 1, 2, TimeUnit.SECONDS);
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(csv))) {
      String head = "minute,heap MiB after collection,resident MiB,threads,descriptors,sent,read,failures";
      System.out.println(head);
      out.println(head);
      for (int minute = 1; minute <= minutes; minute++) {
        TimeUnit.MINUTES.sleep(1);
        String line =
            String.format(
                Locale.ROOT,
                "%d,%.1f,%d,%d,%d,%d,%d,%d",
                minute,
                node.memoryBytes() / 1024.0 / 1024,
                node.status("VmRSS:") / 1024,
                node.status("Threads:"),
                node.descriptors(),
                sent.get(),
                read.get(),
                failures.get());
        System.out.println(line);
        out.println(line);
        out.flush();
      }
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private Runnable guarded(Work work) {
    return () -> {
      try {
        work.run();
      } catch (Exception e) {
        failures.incrementAndGet();
        System.err.println(e);
      }
    };
  }

  /** Ten envelopes, of which one is for the filters. */
  private void send() {
    List<Bytes> bundle = new ArrayList<>();
    for (int i = 0; i < 100 / TICKS_A_SECOND; i++) {
      bundle.add(i == 0 ? message() : noise());
    }
    if (!sender.send(Bundles.MESSAGES, RlpWriter.listOf(bundle, bundle.stream().mapToInt(Bytes::size).sum()))) {
      throw new IllegalStateException("the sender was hung up on");
    }
    sent.incrementAndGet();
  }

  private Bytes message() {
    return Envelope.of(
            WhisperVersion.V6,
            expiry(),
            TTL_SECONDS,
            READ,
            MessageSealer.sealSymmetric(
                WhisperVersion.V6, key, Bytes.random(100), Optional.empty(), Optional.empty(), random),
            1 << 20)
        .rlp();
  }

  private Bytes noise() {
    return Envelope.of(expiry(), TTL_SECONDS, new Topic(random.nextInt()), Bytes.random(300), 1 << 20)
        .rlp();
  }

  private static long expiry() {
    return System.currentTimeMillis() / 1_000 + TTL_SECONDS;
  }

  /** A newcomer sends some envelopes; the one that has been there for longest leaves. */
  private void changePeers() throws Exception {
    Peer visitor = new Peer(vertx, node.enode(), 6, (code, body) -> {}, bytes -> {});
    if (!visitor.isConnected(5)) {
      throw new IOException("a visitor cannot connect");
    }
    List<Bytes> bundle = List.of(noise(), noise(), noise());
    visitor.send(Bundles.MESSAGES, RlpWriter.listOf(bundle, bundle.stream().mapToInt(Bytes::size).sum()));
    visitors.add(visitor);
    if (visitors.size() > 8) {
      visitors.remove().close();
    }
  }

  /** Of three filters one is deleted, and two are left to their lease. */
  private void changeFilters() throws Exception {
    String messages = node.call("shh_getFilterMessages", "[\"" + steadyFilter + "\"]");
    read.addAndGet(messages.split("\"hash\"", -1).length - 1L);
    filters.add(newFilter());
    if (rounds++ % 3 == 0) {
      node.call("shh_deleteMessageFilter", "[\"" + filters.removeLast() + "\"]");
    }
    if (filters.size() > 10) {
      filters.remove();
    }
    for (String filter : filters) {
      node.call("shh_getFilterMessages", "[\"" + filter + "\"]");
    }
  }

  private String newFilter() throws IOException, InterruptedException {
    return Rpc.result(
        node.call("shh_newMessageFilter",
            "[{\"symKeyID\":\"" + keyId + "\",\"topics\":[\"" + READ.toBytes().toHexString() + "\"]}]"));
  }

  private void changeSubscriptions() throws Exception {
    WebSocket socket =
        http.newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://127.0.0.1:" + node.webSocketPort()), new WebSocket.Listener() {})
            .get(10, TimeUnit.SECONDS);
    socket
        .sendText(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shh_subscribe\",\"params\":[\"messages\",{\"symKeyID\":\""
                + keyId
                + "\",\"topics\":[\""
                + READ.toBytes().toHexString()
                + "\"]}]}",
            true)
        .get(10, TimeUnit.SECONDS);
    sockets.add(socket);
    if (sockets.size() > 8) {
      sockets.remove().abort();
    }
  }

  private void close() throws Exception {
    clock.shutdownNow();
    clock.awaitTermination(10, TimeUnit.SECONDS);
    node.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
