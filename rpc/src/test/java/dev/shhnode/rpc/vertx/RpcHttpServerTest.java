// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.HostAllowlist;
import dev.shhnode.rpc.OriginPolicy;
import dev.shhnode.rpc.RpcDrop;
import dev.shhnode.rpc.RpcLimits;
import dev.shhnode.rpc.TestMethods;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@Timeout(20)
class RpcHttpServerTest {

  private static final String VERSION_CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shh_version\",\"params\":[]}";
  private static final String VERSION_ANSWER =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"6.0\"}\n";
  private static final int MAX_REQUEST_BYTES = 10_000;

  private final Vertx vertx = Vertx.vertx();
  private final TestMethods methods = new TestMethods();
  private RpcBudgets budgets = new RpcBudgets(64 << 20, 128 << 20);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private int port;

  @BeforeEach
  void start() {
    port =
        start(
            new RpcLimits(
                MAX_REQUEST_BYTES, 10, 1_000, 2, Duration.ofSeconds(10), Duration.ofSeconds(10)));
  }

  private int start(RpcLimits limits) {
    RpcHttpServer server =
        new RpcHttpServer(
            vertx,
            methods.dispatcher(),
            new RpcHttpConfig(
                "127.0.0.1",
                0,
                RpcHttpConfig.DEFAULT_NAMESPACES,
                Dialect.V6,
                HostAllowlist.of(HostAllowlist.DEFAULT),
                OriginPolicy.of(List.of("https://dapp.example")),
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
  void shouldAnswerCallsOnAnyPath() throws Exception {
    HttpResponse<String> response = send(post(VERSION_CALL));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    assertThat(response.body()).isEqualTo(VERSION_ANSWER);
    assertThat(send(post("/any/path", VERSION_CALL)).body()).isEqualTo(VERSION_ANSWER);
  }

  @Test
  void shouldSpeakTheDialectThatThePathAsksFor() throws Exception {
    String call = "{\"id\":1,\"method\":\"shh_dialect\"}";

    assertThat(send(post("/", call)).body()).contains("\"V6\"");
    assertThat(send(post("/v5?x=1", call)).body()).contains("\"V5\"");
    assertThat(send(post("/classic/", call)).body()).contains("\"CLASSIC\"");
    assertThat(send(post("/parity", call)).body()).contains("\"PARITY\"");
    assertThat(send(post("/v5/more", call)).body()).contains("\"V6\"");
  }

  @Test
  void shouldAnswerErrorsWithStatus200() throws Exception {
    HttpResponse<String> response = send(post("{"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("-32700");
  }

  @Test
  void shouldAnswerNotificationsWithAnEmptyBody() throws Exception {
    HttpResponse<String> response = send(post("{\"method\":\"shh_notify\"}"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void shouldRefuseNamespacesThatAreNotEnabled() throws Exception {
    assertThat(send(post("{\"id\":1,\"method\":\"admin_datadir\"}")).body()).contains("-32601");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON;x=y",
        "application/json-rpc",
        "application/jsonrequest"
      })
  void shouldTakeJson(String contentType) throws Exception {
    HttpRequest request =
        request("/").header("Content-Type", contentType).POST(body(VERSION_CALL)).build();

    assertThat(send(request).body()).isEqualTo(VERSION_ANSWER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/jsonp", "x/application/json"})
  void shouldRefuseOtherContent(String contentType) throws Exception {
    HttpRequest request =
        request("/").header("Content-Type", contentType).POST(body(VERSION_CALL)).build();

    HttpResponse<String> response = send(request);

    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.body())
        .isEqualTo("invalid content type, only application/json is supported\n");
    assertThat(methods.dropped(RpcDrop.CONTENT_TYPE)).isOne();
  }

  @Test
  void shouldAnswerABareGetWithNothing() throws Exception {
    HttpResponse<String> response = send(request("/").GET().build());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void shouldRefuseOtherMethods() throws Exception {
    HttpResponse<String> response = send(request("/").DELETE().build());

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).contains("POST, GET, OPTIONS");
    assertThat(methods.dropped(RpcDrop.HTTP_METHOD)).isOne();
  }

  @Test
  void shouldBoundTheBodyByItsAnnouncedLength() throws Exception {
    assertThat(send(post(length(MAX_REQUEST_BYTES))).statusCode()).isEqualTo(200);

    HttpResponse<String> response = send(post(length(MAX_REQUEST_BYTES + 1)));

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).isEqualTo("content length too large (10001>10000)\n");
    assertThat(methods.dropped(RpcDrop.REQUEST_TOO_LARGE)).isOne();
  }

  @Test
  void shouldBoundTheBodyThatComesInChunks() throws Exception {
    byte[] body = length(MAX_REQUEST_BYTES + 1).getBytes(StandardCharsets.UTF_8);
    HttpRequest request =
        request("/")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body)))
            .build();

    assertThat(send(request).statusCode()).isEqualTo(413);
    assertThat(methods.dropped(RpcDrop.REQUEST_TOO_LARGE)).isOne();
  }

  @Test
  void shouldRefuseHostsThatAreNotListed() throws Exception {
    assertThat(exchange(port, "POST / HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 403")
        .contains("\ninvalid host specified")
        .contains("--host-allowlist");
    assertThat(exchange(port, "GET / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 403");
    assertThat(exchange(port, "GET / HTTP/1.0\r\nHost: evil.example\r\n\r\n"))
        .startsWith("HTTP/1.0 403");
    assertThat(methods.dropped(RpcDrop.HOST_NOT_ALLOWED)).isEqualTo(3);
  }

  @Test
  void shouldServeHttp10WithoutHost() throws Exception {
    assertThat(exchange(port, "GET / HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.0 200");
  }

  @Test
  void shouldTakeTheCookiesOfOtherProgramsButNotWithoutBound() throws Exception {
    assertThat(exchange(port, withCookies(40_000))).startsWith("HTTP/1.1 200");
    assertThat(exchange(port, withCookies(70_000))).startsWith("HTTP/1.1 431");
    assertThat(methods.dropped(RpcDrop.HEADERS_TOO_LARGE)).isOne();
  }

  /** Each takes a hundred bytes of memory for four on the wire. */
  @Test
  void shouldBoundHeadersAndTrailersByNumber() throws Exception {
    String few = "a:\r\n".repeat(BoundedHeaders.MAX_HEADERS - 2);
    String many = "a:\r\n".repeat(BoundedHeaders.MAX_HEADERS + 1);
    String chunked =
        String.join(
            "\r\n",
            "POST / HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            "Transfer-Encoding: chunked",
            "",
            "2",
            "[]",
            "0",
            "");

    assertThat(exchange(port, "GET / HTTP/1.1\r\nHost: localhost\r\n" + few + "\r\n"))
        .startsWith("HTTP/1.1 200");
    assertThat(exchange(port, "GET / HTTP/1.1\r\nHost: localhost\r\n" + many + "\r\n"))
        .startsWith("HTTP/1.1 431");
    assertThat(methods.dropped(RpcDrop.HEADERS_TOO_LARGE)).isOne();
    try (Socket socket = connect(port)) {
      assertThat(request(socket, chunked + few + "\r\n")).startsWith("HTTP/1.1 200");
    }
    EmbeddedChannel channel = new EmbeddedChannel(BoundedHeaders.decoder());
    channel.writeInbound(Unpooled.copiedBuffer(chunked + many + "\r\n", StandardCharsets.US_ASCII));
    assertThat(channel.inboundMessages())
        .last()
        .isInstanceOfSatisfying(
            LastHttpContent.class,
            end ->
                assertThat(end.decoderResult().cause())
                    .isInstanceOf(TooLongHttpHeaderException.class));
    channel.finishAndReleaseAll();
  }

  @Test
  void shouldCountWhatIsNoHttp() throws Exception {
    assertThat(exchange(port, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n"))
        .startsWith("HTTP/1.1 400");
    assertThat(methods.dropped(RpcDrop.MALFORMED_HTTP)).isOne();
  }

  @Test
  void shouldBoundTheRequestLine() throws Exception {
    assertThat(exchange(port, withPath(16_000))).startsWith("HTTP/1.1 200");
    assertThat(exchange(port, withPath(17_000))).contains(" 414 ");
    assertThat(methods.dropped(RpcDrop.REQUEST_LINE_TOO_LONG)).isOne();
  }

  private static String withPath(int size) {
    return "GET /" + "x".repeat(size) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  private static String withCookies(int size) {
    return "GET / HTTP/1.1\r\nHost: localhost\r\nCookie: a=" + "x".repeat(size) + "\r\n\r\n";
  }

  @Test
  void shouldAnswerThePreflightOfConfiguredOrigins() throws Exception {
    HttpResponse<String> response = send(preflight("https://dapp.example"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("access-control-allow-origin"))
        .contains("https://dapp.example");
    assertThat(response.headers().firstValue("access-control-allow-credentials")).contains("true");
    assertThat(response.headers().firstValue("access-control-allow-headers"))
        .contains("content-type");
    assertThat(response.headers().firstValue("access-control-allow-methods")).contains("POST, GET");
  }

  @Test
  void shouldNotAllowOtherOrigins() throws Exception {
    HttpResponse<String> response = send(preflight("https://evil.example"));

    assertThat(response.headers().map()).doesNotContainKey("access-control-allow-origin");
    assertThat(methods.dropped(RpcDrop.ORIGIN_NOT_ALLOWED)).isOne();
  }

  @Test
  void shouldLetPagesOfConfiguredOriginsReadAnswers() throws Exception {
    HttpRequest request =
        request("/")
            .header("Content-Type", "application/json")
            .header("Origin", "https://dapp.example")
            .POST(body(VERSION_CALL))
            .build();

    HttpResponse<String> response = send(request);

    assertThat(response.headers().firstValue("access-control-allow-origin"))
        .contains("https://dapp.example");
    assertThat(response.headers().firstValue("vary")).contains("origin");
  }

  @Test
  void shouldServeOthersWhileACallTakesTime() throws Exception {
    CompletableFuture<HttpResponse<String>> slow =
        client.sendAsync(post("{\"id\":1,\"method\":\"shh_hold\"}"), BodyHandlers.ofString());

    assertThat(send(post(VERSION_CALL)).body()).isEqualTo(VERSION_ANSWER);
    assertThat(slow).isNotDone();
    methods.release();

    assertThat(slow.get().body()).contains("true");
  }

  @Test
  void shouldLetANewcomerInForTheOneThatNeedsItsPlaceLeast() throws Exception {
    int tight = start(limits(1_000, 3));
    String get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    try (Socket busy = connect(tight);
        Socket idle = connect(tight);
        Socket slow = connect(tight)) {
      write(busy, rawPost("{\"id\":1,\"method\":\"shh_hold\"}"));
      assertThat(request(idle, get)).contains("200");
      write(slow, "POST / HTT");
      methods.awaitHeld(1);

      try (Socket newcomer = connect(tight)) {
        assertThat(request(newcomer, get)).contains("200");
        assertThat(slow.getInputStream().read()).isEqualTo(-1);
        try (Socket another = connect(tight)) {
          assertThat(request(another, get)).contains("200");
          assertThat(idle.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(methods.dropped(RpcDrop.CONNECTION_EVICTED)).isEqualTo(2);
        assertThat(request(newcomer, get)).contains("200");
      }
      methods.release();
      assertThat(request(busy, "")).contains("200");
    }
  }

  @Test
  void shouldRefuseANewcomerIfAllAreBusy() throws Exception {
    int tight = start(limits(1_000, 1));
    try (Socket busy = connect(tight)) {
      write(busy, rawPost("{\"id\":1,\"method\":\"shh_hold\"}"));
      methods.awaitHeld(1);

      try (Socket newcomer = connect(tight)) {
        assertThat(newcomer.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(methods.dropped(RpcDrop.CONNECTION_REFUSED)).isOne();
      methods.release();
      assertThat(request(busy, "")).contains("200");
    }
  }

  @Test
  void shouldServeANewcomerAmongHundredsThatAreIdleOrSlow() throws Exception {
    int crowded = start(limits(1_000, 50));
    List<Socket> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        Socket socket = connect(crowded);
        crowd.add(socket);
        write(socket, i % 2 == 0 ? "POST / HTT" : "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      }

      assertThat(exchange(crowded, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
          .startsWith("HTTP/1.1 200");
    } finally {
      for (Socket socket : crowd) {
        socket.close();
      }
    }
  }

  @Test
  void shouldAnswer503ToALargeBodyForWhichTheNodeHasNoMemory() throws Exception {
    budgets = new RpcBudgets(200_000, 1 << 20);
    int port = start(limits(200_000, 10));
    try (Socket holder = connect(port);
        Socket large = connect(port)) {
      // Half a body, which takes most of the budget.
      write(holder, rawPost("x".repeat(150_000)).substring(0, 90_000));
      awaitCharged(100_000);
      write(large, rawPost("x".repeat(150_000)));

      assertThat(request(large, "")).startsWith("HTTP/1.1 503");
      assertThat(methods.dropped(RpcDrop.REQUESTS_OF_ALL)).isOne();
      assertThat(exchange(port, rawPost(VERSION_CALL))).endsWith(VERSION_ANSWER);
    }
    awaitCharged(0);
  }

  private void awaitCharged(long least) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (least == 0
        ? budgets.requests().chargedBytes() > 0
        : budgets.requests().chargedBytes() < least) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(1);
    }
  }

  @Test
  void shouldBoundWhatAllClientsTogetherLeaveUnread() throws Exception {
    budgets = new RpcBudgets(1 << 20, 10_000_000);
    int port = start(limits(1_000, 20));
    // Each well below what one may leave, beyond what the system's buffers hold.
    String answer = rawPost("{\"id\":1,\"method\":\"shh_repeat\",\"params\":[8000000]}");
    try (Socket first = connect(port);
        Socket second = connect(port)) {
      write(first, answer + answer);
      write(second, answer + answer);

      assertThat(exchange(port, rawPost(VERSION_CALL))).endsWith(VERSION_ANSWER);
      awaitReset(first, second);
      assertThat(methods.dropped(RpcDrop.UNREAD_OF_ALL)).isPositive();
      assertThat(budgets.unread().totalBytes()).isLessThanOrEqualTo(10_000_000);
    }
  }

  /** Reads both, of which one ends before all has come. */
  private static void awaitReset(Socket... sockets) throws IOException {
    int ended = 0;
    for (Socket socket : sockets) {
      socket.setSoTimeout(1_000);
      try {
        long length = socket.getInputStream().readAllBytes().length;
        ended += length < 16_000_000 ? 1 : 0;
      } catch (IOException open) {
        ended += open instanceof SocketTimeoutException ? 0 : 1;
      }
    }
    assertThat(ended).isPositive();
  }

  @Test
  void shouldKeepAnIdleConnectionLongerThanARequestMayTake() throws Exception {
    int port =
        start(new RpcLimits(1_000, 10, 1_000, 2, Duration.ofMillis(200), Duration.ofMillis(1_200)));
    String get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    try (Socket idle = connect(port);
        Socket slow = connect(port)) {
      assertThat(request(idle, get)).contains("200");
      assertThat(request(slow, get)).contains("200");
      long begin = System.nanoTime();
      write(slow, "POST / HTT");

      assertThat(slow.getInputStream().read()).isEqualTo(-1);
      assertThat(request(idle, get)).contains("200");
      assertThat(idle.getInputStream().read()).isEqualTo(-1);
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isGreaterThan(Duration.ofMillis(1_200));
      assertThat(methods.dropped(RpcDrop.REQUEST_UNFINISHED)).isOne();
      assertThat(methods.dropped(RpcDrop.CONNECTION_IDLE)).isOne();
    }
  }

  private static RpcLimits limits(int maxRequestBytes, int maxConnections) {
    Duration patience = Duration.ofSeconds(10);
    return new RpcLimits(maxRequestBytes, maxConnections, 16 << 20, 2, patience, patience);
  }

  @Test
  void shouldCloseConnectionsOfClientsThatDoNotFinishARequest() throws Exception {
    int impatient =
        start(new RpcLimits(1_000, 10, 1_000, 2, Duration.ofMillis(200), Duration.ofMillis(200)));
    try (Socket socket = connect(impatient)) {
      socket
          .getOutputStream()
          .write("POST / HTTP/1.1\r\nHost: local".getBytes(StandardCharsets.US_ASCII));

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void shouldNotCloseConnectionsForWhichTheNodeWorks() throws Exception {
    int impatient =
        start(new RpcLimits(1_000, 10, 1_000, 2, Duration.ofMillis(100), Duration.ofMillis(100)));
    try (Socket idle = connect(impatient)) {
      CompletableFuture<HttpResponse<String>> slow =
          client.sendAsync(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + impatient))
                  .header("Content-Type", "application/json")
                  .POST(body("{\"id\":1,\"method\":\"shh_hold\"}"))
                  .build(),
              BodyHandlers.ofString());
      // By the time an idle connection has been given up twice over, a busy one would have been.
      assertThat(idle.getInputStream().read()).isEqualTo(-1);
      try (Socket again = connect(impatient)) {
        assertThat(again.getInputStream().read()).isEqualTo(-1);
      }

      methods.release();

      assertThat(slow.get().body()).contains("true");
    }
  }

  @Test
  void shouldAnswerWhatIsUnderWayWhenTheClientSendsNothingMore() throws Exception {
    try (Socket socket = connect(port)) {
      String hold = "{\"id\":1,\"method\":\"shh_hold\"}";
      write(socket, rawPost(hold) + rawPost(VERSION_CALL));
      socket.shutdownOutput();
      methods.awaitHeld(1);
      methods.release();

      String answers =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

      assertThat(answers).containsSubsequence("200", "\"result\":true", "200", VERSION_ANSWER);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "POST / HT", "POST / HTTP/1.1\r\nHost: localhost\r\n"})
  void shouldCloseAtTheEndOfInputIfNothingIsUnderWay(String unfinished) throws Exception {
    try (Socket socket = connect(port)) {
      write(socket, unfinished);
      socket.shutdownOutput();

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void shouldCloseAtTheEndOfInputAfterTheLastWholeRequest() throws Exception {
    try (Socket socket = connect(port)) {
      write(
          socket,
          rawPost(VERSION_CALL)
              + "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Content-Length: 10\r\n\r\n{");
      socket.shutdownOutput();

      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 200")
          .endsWith(VERSION_ANSWER);
    }
  }

  @Test
  void shouldCancelThePostOfAClientThatHasClosedItsConnection() throws Exception {
    try (Socket socket = connect(port)) {
      write(socket, rawPost("{\"id\":1,\"method\":\"shh_search\"}"));
      methods.awaitHeld(1);
    }

    methods.awaitCancelled(1);
  }

  @Test
  void shouldAnswerACallOfSecondsToAClientThatSendsNothingMore() throws Exception {
    try (Socket socket = connect(port)) {
      write(socket, rawPost("{\"id\":1,\"method\":\"shh_search\"}"));
      socket.shutdownOutput();
      methods.awaitHeld(1);
      // Two probes: a closed connection would have been found out by them.
      for (int i = 0; i < 2; i++) {
        assertThat(request(socket, "")).isEqualTo("HTTP/1.1 102 Processing\r\n\r\n");
      }
      methods.release();

      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 200")
          .contains("\"result\":true");
    }
  }

  @Test
  void shouldNotLogEveryBadRequest() throws Exception {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(lines);
    try {
      for (String bad :
          List.of(
              rawPost("{"),
              "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
              "DELETE / HTTP/1.1\r\nHost: localhost\r\n\r\n",
              "nonsense\r\n\r\n",
              "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
              "GET / HTTP/1.1\r\nHost: localhost\r\nA\u0001B: x\r\n\r\n",
              "GET / HTTP/7.7\r\nHost: localhost\r\n\r\n")) {
        try (Socket socket = connect(port)) {
          socket.setSoLinger(true, 0);
          write(socket, bad.repeat(1_000));
          assertThat(socket.getInputStream().read()).isIn(-1, (int) 'H');
        } catch (SocketException reset) {
          assertThat(reset).hasMessageContaining("reset");
        }
      }
      assertThat(send(post(VERSION_CALL)).body()).isEqualTo(VERSION_ANSWER);
    } finally {
      root.detachAppender(lines);
    }

    assertThat(lines.list).hasSizeLessThan(10);
  }

  @Test
  void shouldTellThatAnAnswerIsLostIfTheClientIsGone() throws Exception {
    try (Socket socket = connect(port)) {
      socket.setSoLinger(true, 0);
      write(
          socket,
          rawPost("[{\"id\":1,\"method\":\"shh_take\"},{\"id\":2,\"method\":\"shh_hold\"}]"));
      methods.awaitHeld(1);
    }
    // Served by the same loop after the end of the other was read.
    assertThat(send(post(VERSION_CALL)).body()).isEqualTo(VERSION_ANSWER);

    methods.release();

    methods.awaitLost(1);
    methods.awaitDropped(RpcDrop.ANSWER_LOST);
    assertThat(send(post("{\"id\":1,\"method\":\"shh_take\"}")).body()).contains("true");
    assertThat(methods.lost()).isEqualTo(1);
  }

  @Test
  void shouldCloseTheConnectionOfAClientThatDoesNotTakeItsAnswer() throws Exception {
    int impatient =
        start(new RpcLimits(1_000, 1, 1_000, 2, Duration.ofMillis(300), Duration.ofMillis(300)));
    try (Socket socket = connect(impatient)) {
      // More than the system's buffers of both ends hold.
      write(
          socket,
          rawPost(
              "[{\"method\":\"shh_notify\"},"
                  + "{\"id\":1,\"method\":\"shh_repeat\",\"params\":[50000000]}]"));
      methods.awaitNotified(1);

      assertThat(awaitRoom(impatient)).contains("200");
      methods.awaitDropped(RpcDrop.ANSWER_NOT_TAKEN);
    }
  }

  /** Until the only place of the server is free. */
  private static String awaitRoom(int port) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < deadline) {
      try (Socket next = connect(port)) {
        next.setSoTimeout(1_000);
        write(next, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        byte[] answer = next.getInputStream().readAllBytes();
        if (answer.length > 0) {
          return new String(answer, StandardCharsets.US_ASCII);
        }
      } catch (SocketException reset) {
        Thread.onSpinWait();
      }
    }
    return "no room";
  }

  private static String rawPost(String body) {
    return "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String length(int size) {
    String call = "{\"id\":1,\"method\":\"shh_length\",\"params\":[\"\"]}";
    return call.replace("\"\"", "\"" + "x".repeat(size - call.length()) + "\"");
  }

  private HttpRequest preflight(String origin) {
    return request("/")
        .header("Origin", origin)
        .header("Access-Control-Request-Method", "POST")
        .header("Access-Control-Request-Headers", "content-type")
        .method("OPTIONS", BodyPublishers.noBody())
        .build();
  }

  private HttpRequest post(String body) {
    return post("/", body);
  }

  private HttpRequest post(String path, String body) {
    return request(path).header("Content-Type", "application/json").POST(body(body)).build();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private static HttpRequest.BodyPublisher body(String text) {
    return BodyPublishers.ofString(text);
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString());
  }

  private static Socket connect(int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  /** Sends and reads to the end of the headers. */
  private static String request(Socket socket, String text) throws IOException {
    if (!text.isEmpty()) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }
    StringBuilder answer = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (!answer.toString().endsWith("\r\n\r\n")) {
      answer.append((char) in.read());
    }
    return answer.toString();
  }

  private static String exchange(int port, String text) throws IOException {
    try (Socket socket = connect(port)) {
      socket
          .getOutputStream()
          .write(
              text.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
