// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.HostAllowlist;
import dev.shhnode.rpc.OriginPolicy;
import dev.shhnode.rpc.RpcDrop;
import dev.shhnode.rpc.RpcLimits;
import dev.shhnode.rpc.TestMethods;
import dev.shhnode.rpc.auth.BearerTokens;
import dev.shhnode.rpc.auth.JwtSecret;
import dev.shhnode.rpc.auth.JwtWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens at the servers' doors. */
@Timeout(20)
class AuthorizationTest {

  private static final String CALL = "{\"id\":1,\"method\":\"shh_version\"}";

  private final Vertx vertx = Vertx.vertx();
  private final TestMethods methods = new TestMethods();
  private final JwtSecret secret = JwtSecret.generate(new SecureRandom());
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final RpcBudgets budgets = new RpcBudgets(64 << 20, 128 << 20);

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void shouldServeHttpWithAToken() throws Exception {
    URI url = startHttp(10);

    HttpResponse<String> response = client.send(post(url, bearer()), BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("\"result\":\"6.0\"");
    assertThat(methods.dropped(RpcDrop.NOT_AUTHORIZED)).isZero();
  }

  @Test
  void shouldRefuseHttpWithoutAToken() throws Exception {
    URI url = startHttp(10);

    HttpResponse<String> response = client.send(post(url, ""), BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(response.body())
        .isEqualTo("missing token, expected Authorization: Bearer <token>\n");
    assertThat(methods.dropped(RpcDrop.NOT_AUTHORIZED)).isEqualTo(1);
    assertThat(client.send(post(url, bearer() + "x"), BodyHandlers.ofString()).body())
        .contains("not signed with the secret");
    HttpRequest get = HttpRequest.newBuilder(url).GET().build();
    assertThat(client.send(get, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
  }

  @Test
  void shouldAnswerAPreflightWithoutTokenAndLetThePageReadTheRefusal() throws Exception {
    URI url = startHttp(10);
    HttpRequest preflight =
        HttpRequest.newBuilder(url)
            .header("Origin", "https://dapp.example")
            .header("Access-Control-Request-Headers", "authorization,content-type")
            .method("OPTIONS", BodyPublishers.noBody())
            .build();
    HttpRequest refused =
        HttpRequest.newBuilder(url)
            .header("Origin", "https://dapp.example")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(CALL))
            .build();

    HttpResponse<String> allowed = client.send(preflight, BodyHandlers.ofString());

    assertThat(allowed.statusCode()).isEqualTo(200);
    assertThat(allowed.headers().firstValue("Access-Control-Allow-Headers"))
        .contains("authorization,content-type");
    HttpResponse<String> response = client.send(refused, BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://dapp.example");
  }

  @Test
  void shouldLetEachRequestDoWhatItsOwnTokenPermits() throws Exception {
    URI url = startHttp(1);

    assertThat(client.send(post(url, limited("net:*")), BodyHandlers.ofString()).body())
        .contains("lack shh:version");
    assertThat(client.send(post(url, limited("shh:version")), BodyHandlers.ofString()).body())
        .contains("\"result\":\"6.0\"");
    assertThat(methods.dropped(RpcDrop.NOT_PERMITTED)).isEqualTo(1);
  }

  /** Two places: the one who waits with a token keeps the older one. */
  @ParameterizedTest
  @CsvSource({
    "POST, localhost, 401 Unauthorized",
    "POST, evil.example, 403 Forbidden",
    "OPTIONS, localhost, 200 OK"
  })
  void shouldNotLetStrangersDriveOutWhoHasAToken(String method, String host, String status)
      throws Exception {
    URI url = startHttp(2);
    try (Socket guest = connect(url);
        Socket stranger = connect(url)) {
      assertThat(exchange(guest, "Authorization: " + bearer() + "\r\n")).contains(" 200 ");
      stranger
          .getOutputStream()
          .write(
              (method + " / HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(readHead(stranger)).startsWith("HTTP/1.1 " + status);
      try (Socket newcomer = connect(url)) {
        assertThat(exchange(newcomer, "")).contains(" 401 ");
        assertThat(new String(stranger.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .doesNotContain("HTTP/1.1");
        assertThat(exchange(guest, "Authorization: " + bearer() + "\r\n")).contains(" 200 ");
      }
    }
  }

  @Test
  void shouldServeWebSocketWithAToken() throws Exception {
    URI url = startWebSocket();
    Connection connection = new Connection();

    WebSocket socket = connect(url, limited("shh:version"), connection);
    socket.sendText(CALL, true).join();
    assertThat(connection.messages.poll(10, TimeUnit.SECONDS)).contains("\"result\":\"6.0\"");
    socket.sendText("{\"id\":1,\"method\":\"shh_notify\"}", true).join();
    assertThat(connection.messages.poll(10, TimeUnit.SECONDS)).contains("lack shh:notify");
  }

  @Test
  void shouldRefuseAWebSocketWithoutAToken() {
    URI url = startWebSocket();

    assertThat(handshakeFailure(url, "")).isEqualTo(401);
    assertThat(handshakeFailure(url, "Bearer a.b.c")).isEqualTo(401);
    assertThat(methods.dropped(RpcDrop.NOT_AUTHORIZED)).isEqualTo(2);
  }

  @Test
  void shouldCloseAWebSocketWhenItsTokenExpires() throws Exception {
    URI url = startWebSocket();
    Connection connection = new Connection();
    Instant end = Instant.now().plusSeconds(2);
    String token =
        "Bearer " + JwtWriter.write(secret, Instant.now(), Optional.of(end), Optional.empty());

    connect(url, token, connection);

    assertThat(connection.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1008);
    assertThat(Instant.now()).isAfterOrEqualTo(end.minusSeconds(1));
    assertThat(methods.dropped(RpcDrop.TOKEN_EXPIRED)).isEqualTo(1);
  }

  private int handshakeFailure(URI url, String authorization) {
    try {
      connect(url, authorization, new Connection());
      return 101;
    } catch (CompletionException e) {
      return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
    }
  }

  private WebSocket connect(URI url, String authorization, Connection connection) {
    WebSocket.Builder builder = client.newWebSocketBuilder();
    if (!authorization.isEmpty()) {
      builder.header("Authorization", authorization);
    }
    return builder.buildAsync(url, connection).join();
  }

  private String bearer() {
    return "Bearer " + JwtWriter.write(secret, Instant.now(), Optional.empty(), Optional.empty());
  }

  private String limited(String permission) {
    return "Bearer "
        + JwtWriter.write(
            secret, Instant.now(), Optional.empty(), Optional.of(List.of(permission)));
  }

  private static HttpRequest post(URI url, String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(CALL));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return request.build();
  }

  private static Socket connect(URI url) throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** Sends a request by hand and reads the head of the answer and the first byte of its body. */
  private static String exchange(Socket socket, String header) throws Exception {
    String request =
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + header
            + "Content-Length: "
            + CALL.length()
            + "\r\n\r\n"
            + CALL;
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    StringBuilder answer = new StringBuilder();
    while (!answer.toString().endsWith("\n")
        || !answer.toString().contains("\r\n\r\n")
        || answer.toString().endsWith("\r\n\r\n")) {
      int next = socket.getInputStream().read();
      assertThat(next).isNotNegative();
      answer.append((char) next);
    }
    return answer.toString();
  }

  private static String readHead(Socket socket) throws Exception {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) socket.getInputStream().read());
    }
    return head.toString();
  }

  private URI startHttp(int connections) {
    RpcHttpServer server =
        new RpcHttpServer(vertx, methods.dispatcher(), config(connections), budgets);
    return URI.create("http://127.0.0.1:" + await(server.start()));
  }

  private URI startWebSocket() {
    RpcWebSocketServer server =
        new RpcWebSocketServer(vertx, methods.dispatcher(), config(10), budgets);
    return URI.create("ws://127.0.0.1:" + await(server.start()));
  }

  private RpcHttpConfig config(int connections) {
    return new RpcHttpConfig(
        "127.0.0.1",
        0,
        RpcHttpConfig.DEFAULT_NAMESPACES,
        Dialect.V6,
        HostAllowlist.of(HostAllowlist.DEFAULT),
        OriginPolicy.of(List.of("https://dapp.example")),
        Optional.of(new BearerTokens(secret)),
        Optional.empty(),
        new RpcLimits(
            10_000, connections, 1_000, 2, Duration.ofSeconds(10), Duration.ofSeconds(10)));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static final class Connection implements WebSocket.Listener {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      messages.add(data.toString());
      webSocket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
      closed.complete(statusCode);
      return null;
    }
  }
}
