// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.HostAllowlist;
import dev.shhnode.rpc.OriginPolicy;
import dev.shhnode.rpc.RpcDrop;
import dev.shhnode.rpc.RpcLimits;
import dev.shhnode.rpc.TestMethods;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class RpcWebSocketServerTest {

  private static final int MAX_REQUEST_BYTES = 10_000;
  private static final int MAX_PENDING_BYTES = 100_000;

  private final Vertx vertx = Vertx.vertx();
  private final TestMethods methods = new TestMethods();
  private RpcBudgets budgets = new RpcBudgets(64 << 20, 128 << 20);
  private final HttpClient client = HttpClient.newHttpClient();
  private int port;

  @BeforeEach
  void start() {
    port =
        start(
            new RpcLimits(
                MAX_REQUEST_BYTES,
                3,
                MAX_PENDING_BYTES,
                2,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10)));
  }

  private int start(RpcLimits limits) {
    RpcWebSocketServer server =
        new RpcWebSocketServer(
            vertx,
            methods.dispatcher(),
            new RpcHttpConfig(
                "127.0.0.1",
                0,
                RpcHttpConfig.DEFAULT_NAMESPACES,
                Dialect.V6,
                HostAllowlist.of(HostAllowlist.DEFAULT),
                OriginPolicy.of(List.of("embark")),
                Optional.empty(),
                Optional.empty(),
                limits),
            budgets);
    return await(server.start());
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void shouldAnswerCallsAndStayOpenAfterErrors() throws Exception {
    Connection connection = connect();

    connection.send("{\"jsonrpc\"");
    assertThat(connection.next()).contains("-32700");
    connection.send("{\"id\":1,\"method\":\"shh_version\"}");

    assertThat(connection.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"6.0\"}");
  }

  @Test
  void shouldSpeakTheDialectThatThePathAsksFor() throws Exception {
    Connection connection = connect(port, "/parity", "");

    connection.send("{\"id\":1,\"method\":\"shh_dialect\"}");

    assertThat(connection.next()).contains("\"PARITY\"");
  }

  @Test
  void shouldNotTakeCompressedMessagesWhoseSizeNobodyBounds() throws Exception {
    try (Socket raw = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request =
          """
          GET / HTTP/1.1
          Host: localhost
          Upgrade: websocket
          Connection: Upgrade
          Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==
          Sec-WebSocket-Version: 13
          Sec-WebSocket-Extensions: permessage-deflate, deflate-frame

          """
              .replace("\n", "\r\n");
      raw.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(raw.getInputStream(), StandardCharsets.US_ASCII));

      List<String> header = new ArrayList<>();
      for (String line = answer.readLine(); !line.isEmpty(); line = answer.readLine()) {
        header.add(line.toLowerCase(Locale.ROOT));
      }

      assertThat(header.get(0)).contains("101");
      assertThat(header).noneMatch(line -> line.startsWith("sec-websocket-extensions"));
    }
  }

  @Test
  void shouldTakeBinaryMessages() throws Exception {
    Connection connection = connect();
    byte[] call = "{\"id\":1,\"method\":\"shh_version\"}".getBytes(StandardCharsets.UTF_8);

    connection.socket.sendBinary(ByteBuffer.wrap(call), true).join();

    assertThat(connection.next()).contains("6.0");
  }

  @Test
  void shouldPushAfterTheAnswer() throws Exception {
    Connection connection = connect();

    connection.send("{\"id\":1,\"method\":\"shh_open\"}");
    connection.send("{\"id\":2,\"method\":\"shh_push\",\"params\":[3]}");

    assertThat(connection.next()).contains("\"id\":1");
    assertThat(connection.next()).contains("\"result\":\"early\"");
    assertThat(connection.next()).contains("\"result\":\"xxx\"");
    assertThat(connection.next()).contains("\"id\":2");
  }

  @Test
  void shouldAnswerCallsThatTakeTimeWhenTheyAreDone() throws Exception {
    Connection connection = connect();

    connection.send("{\"id\":1,\"method\":\"shh_hold\"}");
    connection.send("{\"id\":2,\"method\":\"shh_version\"}");
    assertThat(connection.next()).contains("\"id\":2");
    methods.release();

    assertThat(connection.next()).contains("\"id\":1");
  }

  @Test
  void shouldNotRunMoreThanTheAllowedCallsAtATime() throws Exception {
    Connection connection = connect();
    connection.send("{\"id\":1,\"method\":\"shh_hold\"}");
    connection.send("{\"id\":2,\"method\":\"shh_hold\"}");
    connection.send("{\"id\":3,\"method\":\"shh_notify\"}");
    Connection other = connect();
    other.send("{\"id\":1,\"method\":\"shh_version\"}");
    other.next();

    assertThat(methods.notified()).isZero();
    methods.release();

    // The third runs as soon as one of the others has ended, so its answer may overtake one.
    assertThat(List.of(connection.next(), connection.next(), connection.next()))
        .satisfiesExactlyInAnyOrder(
            first -> assertThat(first).contains("\"id\":1,\"result\":true"),
            second -> assertThat(second).contains("\"id\":2,\"result\":true"),
            third -> assertThat(third).contains("\"id\":3,\"result\":1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:3000", "embark"})
  void shouldLetAllowedOriginsIn(String origin) {
    assertThat(connect(port, origin).socket.isInputClosed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null"})
  void shouldRefuseOtherOrigins(String origin) {
    assertThatThrownBy(() -> connect(port, origin))
        .isInstanceOfSatisfying(
            CompletionException.class,
            e ->
                assertThat(((WebSocketHandshakeException) e.getCause()).getResponse().statusCode())
                    .isEqualTo(403));
    assertThat(methods.dropped(RpcDrop.ORIGIN_NOT_ALLOWED)).isOne();
  }

  @Test
  void shouldRefuseHostsThatAreNotListed() throws Exception {
    assertThat(exchange("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
        .startsWith("HTTP/1.1 403")
        .contains("\ninvalid host specified")
        .contains("--host-allowlist");
    assertThat(methods.dropped(RpcDrop.HOST_NOT_ALLOWED)).isOne();
  }

  @Test
  void shouldSayThatOnlyWebSocketIsServed() throws Exception {
    assertThat(exchange("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 426")
        .containsIgnoringCase("\r\nUpgrade: websocket\r\n")
        .containsIgnoringCase("\r\nConnection: Upgrade\r\n");
    assertThat(methods.dropped(RpcDrop.NOT_WEBSOCKET)).isOne();
  }

  @Test
  void shouldCloseOnAMessageThatIsTooLong() throws Exception {
    Connection inOneFrame = connect();
    Connection inTwoFrames = connect();
    String half = "x".repeat(MAX_REQUEST_BYTES / 2 + 1);

    inOneFrame.send(half + half);
    inTwoFrames.socket.sendText(half, false).join();
    inTwoFrames.socket.sendText(half, true).join();

    assertThat(inOneFrame.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1009);
    assertThat(inTwoFrames.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1009);
    assertThat(methods.dropped(RpcDrop.REQUEST_TOO_LARGE)).isEqualTo(2);
  }

  /** RFC 6455, section 5.4: any fragment may be empty. The first byte begins a kind of message. */
  @ParameterizedTest
  @CsvSource({"01, ''", "02, ''", "01, 008000000000 008000000000"})
  void shouldAnswerAMessageWhoseFirstFragmentsAreEmpty(String kind, String more) throws Exception {
    // More than the memory that each connection has of its own, if it were kept.
    String call = padded("{\"id\":1,\"method\":\"shh_version\"}");
    try (Socket raw = upgrade(port)) {
      raw.getOutputStream()
          .write(HexFormat.of().parseHex((kind + "8000000000" + more).replace(" ", "")));
      raw.getOutputStream().write(frame(0x80, call));

      assertThat(readText(raw)).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"6.0\"}");
      raw.getOutputStream().write(maskedText("{\"id\":2,\"method\":\"shh_version\"}"));
      assertThat(readText(raw)).contains("\"id\":2");
      awaitNoChargedBytes();
    }
  }

  /** Whoever does not answer the farewell keeps the connection for some seconds more. */
  @Test
  void shouldServeAndKeepNothingAfterItsFarewell() throws Exception {
    String half = "x".repeat(MAX_REQUEST_BYTES / 2 + 1);
    try (Socket raw = upgrade(port)) {
      raw.setSoTimeout(10_000);
      raw.getOutputStream().write(frame(0x01, half));
      raw.getOutputStream().write(frame(0x00, half));
      assertThat(raw.getInputStream().read()).as("close").isEqualTo(0x88);

      raw.getOutputStream().write(frame(0x00, half));
      awaitNoChargedBytes();
      raw.getOutputStream().write(frame(0x80, half));
      raw.getOutputStream().write(maskedText("{\"id\":1,\"method\":\"shh_notify\"}"));
      raw.getInputStream().readAllBytes();
    }

    assertThat(methods.notified()).isZero();
    assertThat(methods.dropped(RpcDrop.REQUEST_TOO_LARGE)).isOne();
  }

  @Test
  void shouldNotKeepBytesOfMessagesThatWaitedToBeServed() throws Exception {
    try (Socket raw = upgrade(port)) {
      ByteArrayOutputStream burst = new ByteArrayOutputStream();
      burst.write(maskedText("{\"id\":1,\"method\":\"shh_hold\"}"));
      burst.write(maskedText("{\"id\":2,\"method\":\"shh_hold\"}"));
      burst.write(frame(0x81, padded("{\"id\":3,\"method\":\"shh_version\"}")));
      burst.write(frame(0x81, padded("{\"id\":4,\"method\":\"shh_version\"}")));
      raw.getOutputStream().write(burst.toByteArray());
      methods.awaitHeld(2);

      methods.release();

      for (int i = 1; i <= 4; i++) {
        assertThat(readText(raw)).contains("\"result\"");
      }
      awaitNoChargedBytes();
    }
  }

  @Test
  void shouldNotKeepBytesOfMessagesWhoseClientIsGone() throws Exception {
    try (Socket raw = upgrade(port)) {
      raw.getOutputStream().write(maskedText("{\"id\":1,\"method\":\"shh_open\"}"));
      methods.awaitOpen(1);
      ByteArrayOutputStream burst = new ByteArrayOutputStream();
      burst.write(maskedText("{\"id\":2,\"method\":\"shh_hold\"}"));
      burst.write(maskedText("{\"id\":3,\"method\":\"shh_hold\"}"));
      burst.write(frame(0x81, padded("{\"id\":4,\"method\":\"shh_notify\"}")));
      burst.write(frame(0x81, padded("{\"id\":5,\"method\":\"shh_notify\"}")));
      burst.write(frame(0x01, padded("{\"id\":6,\"method\":\"shh_notify\"}")));
      raw.getOutputStream().write(burst.toByteArray());
      methods.awaitHeld(2);
    }
    methods.awaitClosed(1);

    methods.release();

    Connection other = connect();
    other.send("{\"id\":1,\"method\":\"shh_version\"}");
    assertThat(other.next()).contains("6.0");
    assertThat(methods.notified()).isZero();
    awaitNoChargedBytes();
  }

  /** Frames as hexadecimal digits, and the code of RFC 6455, section 7.4.1. */
  @ParameterizedTest
  @CsvSource({"8101 78, 1002", "c181 00000000 78, 1002", "8182 00000000 c328, 1007"})
  void shouldSayWhyFramesCannotBeReadOn(String frame, int code) throws Exception {
    try (Socket raw = upgrade(port)) {
      raw.getOutputStream().write(HexFormat.of().parseHex(frame.replace(" ", "")));

      assertThat(raw.getInputStream().readNBytes(4))
          .startsWith(0x88)
          .endsWith(code >> 8, code & 0xff);
    }
    assertThat(methods.dropped(RpcDrop.WEBSOCKET_FRAME)).isOne();
  }

  @Test
  void shouldAnswerPings() throws Exception {
    try (Socket raw = upgrade(port)) {
      raw.getOutputStream().write(HexFormat.of().parseHex("8981" + "00000000" + "78"));

      assertThat(raw.getInputStream().readNBytes(3)).containsExactly(0x8a, 1, 'x');
    }
  }

  @Test
  void shouldNotKeepThePongsThatAClientDoesNotRead() throws Exception {
    byte[] ping = HexFormat.of().parseHex("89fd" + "00000000" + "78".repeat(125));
    ByteBuffer pings = ByteBuffer.allocate(ping.length * 1_000);
    while (pings.hasRemaining()) {
      pings.put(ping);
    }
    try (Socket raw = upgrade(port)) {
      // 26 megabytes: more than the system's buffers hold, so not every ping gets an answer.
      for (int i = 0; i < 200; i++) {
        raw.getOutputStream().write(pings.array());
      }
      raw.getOutputStream().write(maskedText("{\"id\":1,\"method\":\"shh_notify\"}"));
      methods.awaitNotified(1);
      raw.setSoTimeout(1_000);

      assertThat(readUntilSilent(raw)).isLessThan(200_000L * 127);
      assertThat(methods.dropped(RpcDrop.PING)).isPositive();
    }
  }

  private static long readUntilSilent(Socket socket) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long total = 0;
    try {
      for (int n = socket.getInputStream().read(buffer); n >= 0; ) {
        total += n;
        n = socket.getInputStream().read(buffer);
      }
    } catch (SocketTimeoutException silent) {
      return total;
    }
    return total;
  }

  @Test
  void shouldCloseTheConnectionOfAClientThatDoesNotRead() throws Exception {
    try (Socket slow = upgrade(port)) {
      slow.getOutputStream().write(maskedText("{\"id\":1,\"method\":\"shh_open\"}"));
      methods.awaitOpen(1);
      Connection pusher = connect();

      // Fifty megabytes: more than the system's buffers of both ends and ours hold together.
      for (int i = 0; i < 500; i++) {
        pusher.send("{\"id\":1,\"method\":\"shh_push\",\"params\":[100000]}");
        pusher.next();
      }

      methods.awaitClosed(1);
      methods.awaitDropped(RpcDrop.UNREAD_OF_CONNECTION);
      methods.awaitDropped(RpcDrop.PUSH_LOST);
    }
  }

  @Test
  void shouldLetANewcomerInForTheOneThatIsIdleAndRefuseItIfAllAreBusy() throws Exception {
    Connection idle = connect();
    for (int i = 1; i <= 3; i++) {
      Connection subscribed = connect();
      subscribed.send("{\"id\":1,\"method\":\"shh_open\"}");
      assertThat(subscribed.next()).contains("\"id\":1");
    }

    assertThat(idle.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1006);
    assertThatThrownBy(this::connect).isInstanceOf(CompletionException.class);
    assertThat(methods.dropped(RpcDrop.CONNECTION_EVICTED)).isOne();
    assertThat(methods.dropped(RpcDrop.CONNECTION_REFUSED))
        .as("the client may try again")
        .isPositive();
  }

  @Test
  void shouldRefuseALargeMessageForWhichTheNodeHasNoMemory() throws Exception {
    budgets = new RpcBudgets(4_000, 1 << 20);
    int port =
        start(
            new RpcLimits(100_000, 10, 100_000, 2, Duration.ofSeconds(10), Duration.ofSeconds(10)));
    Connection large = connect(port, "");
    Connection inFragments = connect(port, "");
    Connection small = connect(port, "");

    for (int i = 0; i < 20; i++) {
      // The node may have hung up before the last.
      inFragments
          .socket
          .sendText("x".repeat(2_000), false)
          .exceptionally(closed -> inFragments.socket)
          .join();
    }
    // A frame of which the end never comes.
    try (Socket raw = upgrade(port)) {
      raw.getOutputStream()
          .write(HexFormat.of().parseHex("81ff" + "0000000000010000" + "00000000"));
      raw.getOutputStream().write(new byte[60_000]);
      assertThat(raw.getInputStream().readNBytes(4))
          .startsWith(0x88)
          .endsWith(1013 >> 8, 1013 & 0xff);
    }

    assertThat(inFragments.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1013);
    assertThat(methods.dropped(RpcDrop.REQUESTS_OF_ALL))
        .as("once for each of the two")
        .isEqualTo(2);
    small.send("{\"id\":1,\"method\":\"shh_version\"}");
    assertThat(small.next()).contains("6.0");
    large.send("{\"id\":1,\"method\":\"shh_version\"}");
    assertThat(large.next()).contains("6.0");
  }

  @Test
  void shouldBoundSmallAnswersThatAreNotRead() throws Exception {
    byte[] call = maskedText("{\"id\":1,\"method\":\"shh_notify\"}");
    ByteBuffer calls = ByteBuffer.allocate(call.length * 2_000);
    while (calls.hasRemaining()) {
      calls.put(call);
    }
    try (Socket slow = upgrade(port)) {
      slow.getOutputStream().write(maskedText("{\"id\":1,\"method\":\"shh_open\"}"));
      methods.awaitOpen(1);

      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 500; i++) {
                  slow.getOutputStream().write(calls.array());
                }
              })
          .isInstanceOf(IOException.class);
      methods.awaitClosed(1);
    }
  }

  @Test
  void shouldCloseConnectionsThatDoNotFinishTheHandshake() throws Exception {
    int impatient =
        start(new RpcLimits(1_000, 10, 1_000, 2, Duration.ofMillis(200), Duration.ofMillis(200)));
    Connection open = connect(impatient, "");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), impatient)) {
      socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    assertThat(methods.dropped(RpcDrop.REQUEST_UNFINISHED)).isOne();
    // Opened before the other, so its own time would have run out.
    open.send("{\"id\":1,\"method\":\"shh_version\"}");
    assertThat(open.next()).contains("6.0");
  }

  private Connection connect() {
    return connect(port, "");
  }

  private Connection connect(int port, String origin) {
    return connect(port, "/any", origin);
  }

  private Connection connect(int port, String path, String origin) {
    Connection connection = new Connection();
    WebSocket.Builder builder = client.newWebSocketBuilder();
    if (!origin.isEmpty()) {
      builder.header("Origin", origin);
    }
    connection.socket =
        builder.buildAsync(URI.create("ws://127.0.0.1:" + port + path), connection).join();
    return connection;
  }

  /** A WebSocket of which nobody reads. */
  private static Socket upgrade(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    String request =
        """
        GET / HTTP/1.1
        Host: localhost
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==
        Sec-WebSocket-Version: 13

        """
            .replace("\n", "\r\n");
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    StringBuilder answer = new StringBuilder();
    while (!answer.toString().endsWith("\r\n\r\n")) {
      answer.append((char) socket.getInputStream().read());
    }
    assertThat(answer).startsWith("HTTP/1.1 101");
    return socket;
  }

  /** One frame of at most 125 bytes, masked with zeros. */
  private static byte[] maskedText(String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(6 + payload.length)
        .put((byte) 0x81)
        .put((byte) (0x80 | payload.length))
        .putInt(0)
        .put(payload)
        .array();
  }

  /** An answer can be read shortly before its request is counted as answered. */
  private void awaitNoChargedBytes() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (budgets.requests().chargedBytes() > 0) {
      assertThat(System.nanoTime()).as("charged").isLessThan(deadline);
      Thread.sleep(1);
    }
  }

  /** A text of 9000 bytes. */
  private static String padded(String text) {
    return text + " ".repeat(9_000 - text.length());
  }

  /** One frame of 126 to 65535 bytes, masked with zeros. */
  private static byte[] frame(int firstByte, String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + payload.length)
        .put((byte) firstByte)
        .put((byte) (0x80 | 126))
        .putShort((short) payload.length)
        .putInt(0)
        .put(payload)
        .array();
  }

  /** Reads a message of at most 125 bytes. */
  private static String readText(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    byte[] head = socket.getInputStream().readNBytes(2);
    assertThat(head).startsWith(0x81);
    return new String(socket.getInputStream().readNBytes(head[1]), StandardCharsets.UTF_8);
  }

  private String exchange(String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static final class Connection implements WebSocket.Listener {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private WebSocket socket;

    void send(String message) {
      socket.sendText(message, true).join();
    }

    String next() throws InterruptedException {
      return messages.poll(10, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        messages.add(partial.toString());
        partial.setLength(0);
      }
      webSocket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
      closed.complete(statusCode);
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      closed.complete(1006);
    }
  }
}
