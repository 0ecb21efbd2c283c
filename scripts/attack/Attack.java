// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.crypto.Rlp;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageSealer;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.pow.PowRule;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.rlp.RLP;

/**
 * Each case attacks a fresh node while it relays twenty envelopes a second from an honest peer to
 * another, and passes if at least 999 of 1000 arrive and the node is well afterwards. All traffic
 * stays on loopback and ends by itself.
 */
public final class Attack {

  private static final int RATE = 20;
  private static final double REQUIRED = 0.999;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Topic TOPIC = new Topic(0x61747461);
  private static final Bytes32 RAW_KEY = Bytes32.random(RANDOM);
  private static final SymmetricKey KEY = SymmetricKey.of(RAW_KEY);

  private static final int MESSAGES = 1;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final String launcher;
  private final String heap;
  private final int seconds;
  private int passed;
  private int failed;

  /** What an attacker does until its time is up. */
  private interface Attacker {
    void attack(Victim victim, long until) throws Exception;
  }

  private Attack(String launcher, String heap, int seconds) {
    this.launcher = launcher;
    this.heap = heap;
    this.seconds = seconds;
  }

  public static void main(String[] args) throws Exception {
    Attack attack = new Attack(args[0], args[1], Integer.parseInt(args[2]));
    List<String> chosen = Arrays.asList(args).subList(3, args.length);
    for (Map.Entry<String, Attacker> each : attack.cases().entrySet()) {
      if (chosen.isEmpty() || chosen.contains(each.getKey())) {
        attack.run(each.getKey(), each.getValue());
      }
    }
    System.out.println(attack.passed + " passed, " + attack.failed + " failed");
    // Threads of attackers whose sockets nobody answers any more are left behind.
    Runtime.getRuntime().halt(attack.failed == 0 ? 0 : 1);
  }

  private Map<String, Attacker> cases() {
    Map<String, Attacker> cases = new LinkedHashMap<>();
    cases.put("none", (victim, until) -> sleepUntil(until));
    cases.put("tiny-envelopes", this::tinyEnvelopes);
    cases.put("small-packets", this::smallPackets);
    cases.put("v2-topics", this::v2Topics);
    cases.put("v2-for-ever", this::v2ForEver);
    cases.put("filters", this::filters);
    cases.put("posts", this::posts);
    cases.put("topics-of-filters", this::topicsOfFilters);
    cases.put("classic-batch", this::classicBatch);
    cases.put("unread-pongs", this::unreadPongs);
    cases.put("unread-answers", this::unreadAnswers);
    cases.put("large-bodies", this::largeBodies);
    cases.put("nested-json", this::nestedJson);
    cases.put("idle-connections", this::idleConnections);
    cases.put("bad-requests", this::badRequests);
    cases.put("half-open-handshakes", this::halfOpenHandshakes);
    cases.put("pipelined-requests", this::pipelinedRequests);
    cases.put("large-heads", this::largeHeads);
    cases.put("tiny-messages", this::tinyMessages);
    cases.put("batches-of-large-answers", this::batchesOfLargeAnswers);
    cases.put("held-back-pushes", this::heldBackPushes);
    cases.put("many-keys", this::manyKeys);
    cases.put("passwords", this::passwords);
    cases.put("large-pushes", this::largePushes);
    cases.put("mix-junk", mix(MixAttack::junk));
    cases.put("mix-descriptors", mix(MixAttack::descriptors));
    cases.put("mix-requests", mix(MixAttack::requests));
    cases.put("mix-credits", mix(MixAttack::credits));
    return cases;
  }

  private interface OfMix {
    void attack(MixAttack mix) throws Exception;
  }

  private Attacker mix(OfMix attack) {
    return (victim, until) -> attack.attack(new MixAttack(vertx, victim.enode(), until));
  }

  // The honest part

  private void run(String name, Attacker attacker) throws Exception {
    Map<Bytes32, Long> arrivals = new ConcurrentHashMap<>();
    Map<Bytes32, Long> departures = new ConcurrentHashMap<>();
    String trouble;
    long peak;
    String[] options = name.startsWith("mix-") ? MixAttack.OPTIONS : new String[0];
    try (Victim victim = new Victim(launcher, heap, options);
        Peer sink = new Peer(vertx, victim.enode(), 6, (code, body) -> note(code, body, arrivals));
        Peer source = new Peer(vertx, victim.enode(), 6, (code, body) -> {})) {
      if (!sink.isConnected(10) || !source.isConnected(10)) {
        throw new IOException("the honest peers cannot connect");
      }
      Thread.sleep(500);
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      String[] remark = {""};
      Thread attack = new Thread(() -> remark[0] = attack(attacker, victim, until));
      attack.setDaemon(true);
      attack.start();
      send(source, until, departures);
      attack.join(TimeUnit.SECONDS.toMillis(30));
      awaitArrivals(departures, arrivals);
      trouble = remark[0].isEmpty() ? victim.complaint() : remark[0];
      peak = victim.peakMebibytes();
      if (!trouble.isEmpty()) {
        trouble += "\n" + victim.lastLogLines();
      }
    }
    report(name, departures, arrivals, peak, trouble);
  }

  private static String attack(Attacker attacker, Victim victim, long until) {
    try {
      attacker.attack(victim, until);
      return "";
    } catch (Complaint e) {
      return e.getMessage();
    } catch (Exception e) {
      // Attackers may be hung up on in any way.
      return "";
    }
  }

  /** An honest client was not served. */
  private static final class Complaint extends RuntimeException {
    private static final long serialVersionUID = 1;

    Complaint(String what) {
      super(what);
    }
  }

  private void send(Peer source, long until, Map<Bytes32, Long> departures)
      throws InterruptedException {
    long next = System.nanoTime();
    while (System.nanoTime() < until) {
      Envelope envelope = honest();
      departures.put(envelope.hash(), System.nanoTime());
      source.send(MESSAGES, list(List.of(envelope.rlp())));
      next += TimeUnit.SECONDS.toNanos(1) / RATE;
      TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
    }
  }

  private static void note(int code, Bytes body, Map<Bytes32, Long> arrivals) {
    if (code != MESSAGES) {
      return;
    }
    long now = System.nanoTime();
    try {
      Bytes content = Rlp.listContent(body);
      for (int at = 0; at < content.size(); at += Rlp.itemSize(content, at)) {
        Bytes envelope = content.slice(at, Rlp.itemSize(content, at));
        arrivals.putIfAbsent(Envelope.decode(WhisperVersion.V6, envelope).hash(), now);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitArrivals(Map<Bytes32, Long> departures, Map<Bytes32, Long> arrivals)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < deadline && !arrivals.keySet().containsAll(departures.keySet())) {
      Thread.sleep(50);
    }
  }

  private void report(
      String name,
      Map<Bytes32, Long> departures,
      Map<Bytes32, Long> arrivals,
      long peak,
      String trouble) {
    long[] delays =
        departures.entrySet().stream()
            .filter(sent -> arrivals.containsKey(sent.getKey()))
            .mapToLong(sent -> (arrivals.get(sent.getKey()) - sent.getValue()) / 1_000_000)
            .sorted()
            .toArray();
    double delivered = (double) delays.length / departures.size();
    boolean good = delivered >= REQUIRED && trouble.isEmpty();
    System.out.printf(
        "%s %s (%s): %.1f %% of %d delivered, p50 %d ms, p99 %d ms, peak %d MiB%s%n",
        good ? "PASS" : "FAIL",
        name,
        heap,
        100 * delivered,
        departures.size(),
        delays.length == 0 ? -1 : delays[delays.length / 2],
        delays.length == 0 ? -1 : delays[delays.length * 99 / 100],
        peak,
        trouble.isEmpty() ? "" : "; " + trouble);
    if (good) {
      passed++;
    } else {
      failed++;
    }
  }

  // Over devp2p

  /** Packets of 60 000 times the same envelope, 45 kB compressed. */
  private void tinyEnvelopes(Victim victim, long until) throws Exception {
    Envelope tiny = Envelope.of(nowSeconds() + 60, 1, TOPIC, Bytes.EMPTY, 0);
    while (tiny.pow(PowRule.EIP_627, 0) < 0.2) {
      tiny = tiny.withNonce(tiny.nonce() + 1);
    }
    Bytes body = list(Collections.nCopies(60_000, tiny.rlp()));
    flood(victim, until, 10, 6, MESSAGES, body);
  }

  private void smallPackets(Victim victim, long until) throws Exception {
    flood(victim, until, 4, 6, 11, Bytes.concatenate(Bytes.of(0xb8, 62), Bytes.random(62)));
  }

  private void v2Topics(Victim victim, long until) throws Exception {
    List<Topic> topics = Collections.nCopies(2_900_000, TOPIC);
    Bytes body =
        list(List.of(Envelope.ofClassic(nowSeconds() + 60, 60, topics, Bytes.of(1), 0).rlp()));
    // What is sent is at most 12 MiB here.
    flood(victim, until, 2, 2, MESSAGES, body.size() > 12 << 20 ? body.slice(0, 12 << 20) : body);
  }

  private void v2ForEver(Victim victim, long until) throws Exception {
    List<Bytes> envelopes = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      envelopes.add(
          Envelope.ofClassic(0xffff_ffffL, 60, List.of(TOPIC), Bytes.random(900), i).rlp());
    }
    flood(victim, until, 2, 2, MESSAGES, list(envelopes));
    String posted = victim.call("shh_post", "[{\"topics\":[\"0x01\"],\"payload\":\"0x01\"}]");
    if (!posted.contains("true")) {
      throw new Complaint("a post of version 2 is answered " + posted);
    }
  }

  private void flood(Victim victim, long until, int peers, int version, int code, Bytes body)
      throws Exception {
    List<Peer> attackers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < peers; i++) {
      Peer peer = new Peer(vertx, victim.enode(), version, (c, b) -> {});
      attackers.add(peer);
      Thread thread =
          new Thread(
              () -> {
                if (peer.isConnected(5)) {
                  while (System.nanoTime() < until && !peer.isLost()) {
                    peer.send(code, body);
                  }
                }
              });
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join(TimeUnit.SECONDS.toMillis(seconds + 10));
    }
    attackers.forEach(Peer::close);
  }

  /** Sockets that say nothing, or half of an auth, dialled again as they are closed. */
  private void halfOpenHandshakes(Victim victim, long until) throws Exception {
    List<Socket> sockets = new ArrayList<>();
    int refused = 0;
    int tried = 0;
    while (System.nanoTime() < until) {
      for (int i = 0; i < 50; i++) {
        Socket socket = new Socket("127.0.0.1", victim.enode().tcpPort());
        socket.getOutputStream().write(new byte[] {1, 50, 4});
        sockets.add(socket);
      }
      tried++;
      try (Peer newcomer = new Peer(vertx, victim.enode(), 6, (code, body) -> {})) {
        if (!newcomer.isConnected(4)) {
          refused++;
        }
      }
      while (sockets.size() > 200) {
        sockets.remove(0).close();
      }
    }
    for (Socket socket : sockets) {
      socket.close();
    }
    if (refused > 0) {
      throw new Complaint(refused + " of " + tried + " newcomers could not connect");
    }
  }

  // Over RPC

  /** A thousand filters on the topic of envelopes that come by the thousand. */
  private void filters(Victim victim, long until) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    String key =
        Victim.result(
            victim.call(client, "shh_addSymKey", "[\"" + RAW_KEY + "\"]"));
    for (int i = 0; i < 1_000; i++) {
      victim.call(
          client,
          "shh_newMessageFilter",
          "[{\"symKeyID\":\"" + key + "\",\"topics\":[\"" + TOPIC.toBytes() + "\"]}]");
    }
    Peer peer = new Peer(vertx, victim.enode(), 6, (code, body) -> {});
    peer.isConnected(5);
    for (int i = 0; i < 6_000 && System.nanoTime() < until; i++) {
      peer.send(MESSAGES, list(List.of(honest().rlp())));
    }
    peer.close();
  }

  /** Targets that nobody reaches, from a hundred connections. */
  private void posts(Victim victim, long until) throws Exception {
    String key = Victim.result(victim.call("shh_newSymKey", "[]"));
    String post =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shh_post\",\"params\":[{\"symKeyID\":\""
            + key
            + "\",\"topic\":\"0x01020304\",\"powTarget\":1e60,\"powTime\":4294967295}]}";
    List<SocketChannel> channels = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      SocketChannel channel = ipc(victim);
      channel.configureBlocking(false);
      channel.write(utf8(post.repeat(60)));
      channels.add(channel);
    }
    long begun = System.nanoTime();
    String mine =
        victim.call(
            "shh_post",
            "[{\"symKeyID\":\""
                + key
                + "\",\"topic\":\"0x01020304\",\"powTarget\":1,\"powTime\":15}]");
    long millis = (System.nanoTime() - begun) / 1_000_000;
    sleepUntil(until);
    for (SocketChannel channel : channels) {
      channel.close();
    }
    if (!mine.contains("\"0x")) {
      throw new Complaint("an honest post is answered " + mine + " after " + millis + " ms");
    }
  }

  private void topicsOfFilters(Victim victim, long until) throws Exception {
    String key = Victim.result(victim.call("shh_newSymKey", "[]"));
    for (int filter = 0; filter < 12 && System.nanoTime() < until; filter++) {
      StringBuilder topics = new StringBuilder();
      for (int i = 0; i < 25_000; i++) {
        topics.append(i == 0 ? "" : ",").append("\"0x%08x\"".formatted(filter * 25_000 + i));
      }
      victim.call(
          "shh_newMessageFilter", "[{\"symKeyID\":\"" + key + "\",\"topics\":[" + topics + "]}]");
    }
  }

  private void classicBatch(Victim victim, long until) throws Exception {
    String id = Victim.result(victim.call("shh_newFilter", "[{}]"));
    List<Bytes> envelopes = new ArrayList<>();
    for (int i = 0; i < 8_000; i++) {
      Bytes clear = Bytes.concatenate(Bytes.of(0), Bytes.random(500));
      envelopes.add(Envelope.ofClassic(nowSeconds() + 600, 600, List.of(TOPIC), clear, i).rlp());
    }
    try (Peer peer = new Peer(vertx, victim.enode(), 2, (code, body) -> {})) {
      peer.isConnected(5);
      peer.send(MESSAGES, list(envelopes));
      String call =
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shh_getMessages\",\"params\":[\"" + id + "\"]}";
      String batch = "[" + (call + ",").repeat(999) + call + "]";
      // An answer to the batch that was asked before the envelopes had come would be a short one.
      while (victim.call("shh_getMessages", "[\"" + id + "\"]").length() < 1 << 20) {
        if (System.nanoTime() > until) {
          throw new Complaint("the envelopes have not come to the filter");
        }
        Thread.sleep(50);
      }
      long bytes = 0;
      try (SocketChannel channel = ipc(victim)) {
        channel.write(utf8(batch));
        ByteBuffer answer = ByteBuffer.allocate(1 << 20);
        int end = 0;
        // An answer to a batch ends with the line feed that ends every answer.
        while (System.nanoTime() < until && end != '\n') {
          answer.clear();
          int read = channel.read(answer);
          if (read < 0) {
            break;
          }
          bytes += read;
          end = answer.get(read - 1);
        }
        if (end != '\n') {
          throw new Complaint("a batch was not answered: " + bytes + " bytes came");
        }
      }
    }
  }

  private void unreadPongs(Victim victim, long until) throws Exception {
    byte[] ping = new byte[6 + 125];
    ping[0] = (byte) 0x89;
    ping[1] = (byte) (0x80 | 125);
    ByteBuffer pings = ByteBuffer.allocate(ping.length * 500);
    for (int i = 0; i < 500; i++) {
      pings.put(ping);
    }
    List<SocketChannel> channels = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      channels.add(webSocket(victim));
    }
    pump(channels, pings.array(), until);
  }

  private void unreadAnswers(Victim victim, long until) throws Exception {
    byte[] calls =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"web3_clientVersion\",\"params\":[]}"
            .repeat(500)
            .getBytes(StandardCharsets.UTF_8);
    List<SocketChannel> channels = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      channels.add(ipc(victim));
    }
    pump(channels, calls, until);
  }

  /** Writes without reading until the time is up. */
  private static void pump(List<SocketChannel> channels, byte[] bytes, long until)
      throws Exception {
    Map<SocketChannel, ByteBuffer> rest = new LinkedHashMap<>();
    for (SocketChannel channel : channels) {
      channel.configureBlocking(false);
      rest.put(channel, ByteBuffer.wrap(bytes));
    }
    while (System.nanoTime() < until && !rest.isEmpty()) {
      int written = 0;
      for (SocketChannel channel : List.copyOf(rest.keySet())) {
        try {
          ByteBuffer buffer = rest.get(channel);
          written += channel.write(buffer);
          if (!buffer.hasRemaining()) {
            buffer.rewind();
          }
        } catch (IOException hungUp) {
          rest.remove(channel);
        }
      }
      if (written == 0) {
        Thread.sleep(5);
      }
    }
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }

  private void largeBodies(Victim victim, long until) throws Exception {
    sendBodies(victim, until, new byte[5 << 20]);
  }

  private void nestedJson(Victim victim, long until) throws Exception {
    byte[] body = new byte[5 << 20];
    for (int i = 1; i < body.length; i++) {
      body[i] = (byte) (i % 3 == 0 ? ',' : i % 3 == 1 ? '[' : ']');
    }
    body[0] = '[';
    body[body.length - 1] = ']';
    sendBodies(victim, until, body);
  }

  private void sendBodies(Victim victim, long until, byte[] body) throws Exception {
    byte[] head =
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8);
    CountDownLatch done = new CountDownLatch(60);
    for (int i = 0; i < 60; i++) {
      Thread thread =
          new Thread(
              () -> {
                while (System.nanoTime() < until) {
                  try (Socket socket = new Socket("127.0.0.1", victim.httpPort())) {
                    socket.setSoTimeout(2_000);
                    OutputStream out = socket.getOutputStream();
                    out.write(head);
                    out.write(body);
                    socket.getInputStream().readNBytes(12);
                  } catch (IOException refused) {
                    pause();
                  }
                }
                done.countDown();
              });
      thread.setDaemon(true);
      thread.start();
    }
    done.await(seconds + 10L, TimeUnit.SECONDS);
  }

  /** More connections than there are places, and a newcomer who has a question. */
  private void idleConnections(Victim victim, long until) throws Exception {
    List<Socket> sockets = new ArrayList<>();
    for (int port : new int[] {victim.httpPort(), victim.webSocketPort()}) {
      for (int i = 0; i < 400; i++) {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress("127.0.0.1", port), 2_000);
        if (i % 2 == 0) {
          socket.getOutputStream().write("POST / HT".getBytes(StandardCharsets.UTF_8));
        }
        sockets.add(socket);
      }
    }
    int refused = 0;
    int asked = 0;
    while (System.nanoTime() < until) {
      asked++;
      try {
        victim.call("shh_version", "[]");
      } catch (IOException e) {
        refused++;
      }
      try (SocketChannel channel = webSocket(victim)) {
        channel.isConnected();
      } catch (IOException e) {
        refused++;
      }
      Thread.sleep(200);
    }
    for (Socket socket : sockets) {
      socket.close();
    }
    if (refused > 0) {
      throw new Complaint(refused + " of " + 2 * asked + " newcomers were not served");
    }
  }

  private void badRequests(Victim victim, long until) throws Exception {
    long before = victim.logBytes();
    byte[] bad = "BAD\r\n\r\n".repeat(1_000).getBytes(StandardCharsets.UTF_8);
    byte[] worse =
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n"
            .repeat(1_000)
            .getBytes(StandardCharsets.UTF_8);
    while (System.nanoTime() < until) {
      for (byte[] request : List.of(bad, worse)) {
        for (int port : new int[] {victim.httpPort(), victim.webSocketPort()}) {
          try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(request);
          } catch (IOException hungUp) {
            pause();
          }
        }
      }
    }
    long logged = victim.logBytes() - before;
    if (logged > 100_000) {
      throw new Complaint(logged + " bytes were logged");
    }
  }

  /** Many requests behind one that takes its time. */
  private void pipelinedRequests(Victim victim, long until) throws Exception {
    byte[] slow = httpPost(hopelessPost(newKey(victim)));
    byte[] quick =
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
            .repeat(2_000)
            .getBytes(StandardCharsets.UTF_8);
    List<SocketChannel> channels = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress("127.0.0.1", victim.httpPort()));
      channel.write(ByteBuffer.wrap(slow));
      channels.add(channel);
    }
    pump(channels, quick, until);
  }

  /** Heads of requests that hold as many lines as fit and do not end. */
  private void largeHeads(Victim victim, long until) throws Exception {
    byte[] head =
        ("GET / HTTP/1.1\r\n" + "a:\r\n".repeat(15_000)).getBytes(StandardCharsets.UTF_8);
    List<SocketChannel> channels = new ArrayList<>();
    for (int port : new int[] {victim.httpPort(), victim.webSocketPort()}) {
      for (int i = 0; i < 250; i++) {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.write(ByteBuffer.wrap(head));
        channels.add(channel);
      }
    }
    sleepUntil(until);
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }

  /** Messages of one byte behind requests that take their time. */
  private void tinyMessages(Victim victim, long until) throws Exception {
    String slow =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shh_generateSymKeyFromPassword\","
            + "\"params\":[\"x\"]}";
    ByteBuffer frames = ByteBuffer.allocate(1 << 20);
    for (int i = 0; i < 64; i++) {
      frames.put((byte) 0x81).put((byte) (0x80 | 126)).putShort((short) slow.length()).putInt(0);
      frames.put(slow.getBytes(StandardCharsets.UTF_8));
    }
    while (frames.remaining() > 7) {
      frames.put((byte) 0x81).put((byte) 0x81).putInt(0).put((byte) '1');
    }
    byte[] bytes = Arrays.copyOf(frames.array(), frames.position());
    List<SocketChannel> channels = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      SocketChannel channel = webSocket(victim);
      channel.configureBlocking(false);
      channels.add(channel);
    }
    List<ByteBuffer> rests = new ArrayList<>();
    channels.forEach(channel -> rests.add(ByteBuffer.wrap(bytes)));
    while (System.nanoTime() < until) {
      for (int i = 0; i < channels.size(); i++) {
        try {
          channels.get(i).write(rests.get(i));
        } catch (IOException hungUp) {
          rests.get(i).position(rests.get(i).limit());
        }
      }
      Thread.sleep(20);
    }
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }

  /** Batches of which each answer is as long as all that this node has of version 2. */
  private void batchesOfLargeAnswers(Victim victim, long until) throws Exception {
    String id = Victim.result(victim.call("shh_newFilter", "[{}]"));
    List<Bytes> envelopes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Bytes clear = Bytes.concatenate(Bytes.of(0), Bytes.random(100_000));
      envelopes.add(Envelope.ofClassic(nowSeconds() + 600, 600, List.of(TOPIC), clear, i).rlp());
    }
    try (Peer peer = new Peer(vertx, victim.enode(), 2, (code, body) -> {})) {
      peer.isConnected(5);
      peer.send(MESSAGES, list(envelopes));
      Thread.sleep(1_000);
      String call =
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shh_getMessages\",\"params\":[\"" + id + "\"]}";
      byte[] batch = httpPost("[" + call + "," + call + "]");
      List<SocketChannel> channels = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        SocketChannel channel =
            SocketChannel.open(new InetSocketAddress("127.0.0.1", victim.httpPort()));
        channel.write(ByteBuffer.wrap(batch));
        channels.add(channel);
      }
      sleepUntil(until);
      for (SocketChannel channel : channels) {
        channel.close();
      }
    }
  }

  /** Subscriptions in a batch that ends with a post that takes its time. */
  private void heldBackPushes(Victim victim, long until) throws Exception {
    String key = Victim.result(victim.call("shh_addSymKey", "[\"" + RAW_KEY + "\"]"));
    String subscribe =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shh_subscribe\",\"params\":[\"messages\",{"
            + "\"symKeyID\":\"" + key + "\",\"topics\":[\"" + TOPIC.toBytes() + "\"]}]}";
    try (SocketChannel channel = ipc(victim);
        Peer peer = new Peer(vertx, victim.enode(), 6, (code, body) -> {})) {
      channel.write(utf8("[" + (subscribe + ",").repeat(900) + hopelessPost(key) + "]"));
      peer.isConnected(5);
      while (System.nanoTime() < until) {
        peer.send(MESSAGES, list(List.of(honest().rlp())));
      }
    }
  }

  /** Filters on every topic, each with a key of its own, and envelopes as fast as they go. */
  private void manyKeys(Victim victim, long until) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 0; i < 1_000; i++) {
      String key = Victim.result(victim.call(client, "shh_newKeyPair", "[]"));
      victim.call(client, "shh_newMessageFilter", "[{\"privateKeyID\":\"" + key + "\"}]");
    }
    List<Bytes> envelopes = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      Bytes data = Bytes.random(120);
      Envelope envelope = Envelope.of(nowSeconds() + 50, 50, TOPIC, data, 0);
      while (envelope.pow(PowRule.EIP_627, 0) < 0.25) {
        envelope = envelope.withNonce(envelope.nonce() + 1);
      }
      envelopes.add(envelope.rlp());
    }
    try (Peer peer = new Peer(vertx, victim.enode(), 6, (code, body) -> {})) {
      peer.isConnected(5);
      for (int at = 0; at < envelopes.size(); at += 1_000) {
        peer.send(MESSAGES, list(envelopes.subList(at, at + 1_000)));
      }
      Thread.sleep(8_000);
    }
  }

  /** Keys of passwords by the thousand, and an honest post. */
  private void passwords(Victim victim, long until) throws Exception {
    String key = newKey(victim);
    String derive =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shh_generateSymKeyFromPassword\","
            + "\"params\":[\"x\"]}";
    List<SocketChannel> channels = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      SocketChannel channel = ipc(victim);
      channel.configureBlocking(false);
      channel.write(utf8(derive.repeat(64)));
      channels.add(channel);
    }
    Thread.sleep(500);
    long begun = System.nanoTime();
    String answer = "nothing";
    try {
      answer =
          victim.call(
              "shh_post",
              "[{\"symKeyID\":\""
                  + key
                  + "\",\"topic\":\"0x01020304\",\"powTarget\":0.3,\"powTime\":5}]");
    } catch (IOException late) {
      // Told below.
    }
    long millis = (System.nanoTime() - begun) / 1_000_000;
    for (SocketChannel channel : channels) {
      channel.close();
    }
    if (!answer.contains("\"0x") || millis > 5_000) {
      throw new Complaint("an honest post is answered " + answer + " after " + millis + " ms");
    }
  }

  /** A thousand subscriptions of one client that each get every message of a mebibyte. */
  private void largePushes(Victim victim, long until) throws Exception {
    String key = Victim.result(victim.call("shh_addSymKey", "[\"" + RAW_KEY + "\"]"));
    String subscribe =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shh_subscribe\",\"params\":[\"messages\",{"
            + "\"symKeyID\":\"" + key + "\",\"topics\":[\"" + TOPIC.toBytes() + "\"]}]}";
    try (SocketChannel channel = ipc(victim);
        Peer peer = new Peer(vertx, victim.enode(), 6, (code, body) -> {})) {
      channel.write(utf8(subscribe.repeat(1_000)));
      peer.isConnected(5);
      Thread.sleep(1_000);
      peer.send(MESSAGES, list(List.of(envelope(1, 900_000).rlp())));
      long sent = System.nanoTime();
      while (System.nanoTime() < until) {
        Thread.sleep(100);
      }
    }
  }

  private static String newKey(Victim victim) throws Exception {
    return Victim.result(victim.call("shh_newSymKey", "[]"));
  }

  /** A call that takes five minutes. */
  private static String hopelessPost(String key) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shh_post\",\"params\":[{\"symKeyID\":\""
        + key
        + "\",\"topic\":\"0x01020304\",\"powTarget\":1e60,\"powTime\":300}]}";
  }

  private static byte[] httpPost(String body) {
    return ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.UTF_8);
  }

  // Helpers

  private static SocketChannel ipc(Victim victim) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(victim.ipc()));
    return channel;
  }

  /** A WebSocket whose handshake has been answered. */
  private static SocketChannel webSocket(Victim victim) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress("127.0.0.1", victim.webSocketPort()));
    channel.socket().setSoTimeout(5_000);
    channel.write(
        utf8(
            "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
    byte[] answer = channel.socket().getInputStream().readNBytes(12);
    if (!new String(answer, StandardCharsets.UTF_8).equals("HTTP/1.1 101")) {
      throw new IOException("no WebSocket");
    }
    return channel;
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** An envelope of a few hundred bytes that a default geth takes. */
  private static Envelope honest() {
    return envelope(50, 64);
  }

  private static Envelope envelope(long ttl, int payloadBytes) {
    Envelope envelope =
        Envelope.of(
            WhisperVersion.V6,
            nowSeconds() + ttl,
            ttl,
            TOPIC,
            MessageSealer.sealSymmetric(
                WhisperVersion.V6,
                KEY,
                Bytes.random(payloadBytes),
                Optional.empty(),
                Optional.empty(),
                RANDOM),
            0);
    while (envelope.pow(PowRule.EIP_627, 0) < 0.25) {
      envelope = envelope.withNonce(envelope.nonce() + 1);
    }
    return envelope;
  }

  private static long nowSeconds() {
    return System.currentTimeMillis() / 1_000;
  }

  private static Bytes list(List<Bytes> items) {
    return RLP.encodeList(writer -> items.forEach(writer::writeRLP));
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(Math.max(0, nanos - System.nanoTime()));
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
