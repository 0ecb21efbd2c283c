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
import dev.shhnode.rpc.methods.TestCertificate;
import io.netty.handler.ssl.SslContextBuilder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The servers over TLS. */
@Timeout(30)
class TlsTest {

  private static final String CALL = "{\"id\":1,\"method\":\"shh_version\"}";

  private static TestCertificate certificate;

  private final Vertx vertx = Vertx.vertx();
  private final TestMethods methods = new TestMethods();
  private final HttpClient client = HttpClient.newBuilder().sslContext(certificate.trust()).build();

  @BeforeAll
  static void makeCertificate(@TempDir Path directory) throws Exception {
    certificate = TestCertificate.make(directory, "server", "EC");
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void shouldServeHttps() throws Exception {
    int port = startHttp(60, 10);

    for (int i = 0; i < 3; i++) {
      assertThat(client.send(post(port), BodyHandlers.ofString()).body()).contains("\"6.0\"");
    }
    assertThat(methods.dropped(RpcDrop.TLS_HANDSHAKE)).isZero();
  }

  @Test
  void shouldServeSecureWebSockets() throws Exception {
    int port = startWebSocket(60, 10);
    CompletableFuture<String> answer = new CompletableFuture<>();

    WebSocket socket =
        client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("wss://127.0.0.1:" + port),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket webSocket, CharSequence data, boolean last) {
                    answer.complete(data.toString());
                    return null;
                  }
                })
            .join();
    socket.sendText(CALL, true).join();

    assertThat(answer.get(10, TimeUnit.SECONDS)).contains("\"6.0\"");
  }

  /** What goes to a client past Vert.x is not sent in clear text. */
  @Test
  void shouldTellAWaitingClientByTlsThatItStillWorks() throws Exception {
    int port = startHttp(60, 10);
    try (SSLSocket socket = secureSocket(port)) {
      String call = "{\"id\":1,\"method\":\"shh_hold\"}";
      write(
          socket,
          "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
              + call.length()
              + "\r\n\r\n"
              + call);
      socket.shutdownOutput();

      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 102");
      methods.release();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1", "TLSv1.1"})
  void shouldRefuseOldVersions(String version) throws Exception {
    int port = startHttp(60, 10);
    try (SSLSocket socket = secureSocket(port)) {
      socket.setEnabledProtocols(new String[] {version});

      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void shouldServeNewVersions(String version) throws Exception {
    int port = startHttp(60, 10);
    try (SSLSocket socket = secureSocket(port)) {
      socket.setEnabledProtocols(new String[] {version});

      write(socket, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void shouldCloseWhatIsNoTlsAndCountIt() throws Exception {
    for (int port : new int[] {startHttp(60, 10), startWebSocket(60, 10)}) {
      long before = methods.dropped(RpcDrop.TLS_HANDSHAKE);
      try (Socket socket = connect(port)) {
        write(socket, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(bytesUntilEnd(socket)).doesNotContain("HTTP");
        assertThat(methods.dropped(RpcDrop.TLS_HANDSHAKE)).isEqualTo(before + 1);
      }
    }
  }

  @Test
  void shouldEndHandshakesThatDoNotGetOn() throws Exception {
    for (int port : new int[] {startHttp(1, 10), startWebSocket(1, 10)}) {
      long before = methods.dropped(RpcDrop.REQUEST_UNFINISHED);
      try (Socket silent = connect(port);
          Socket halfway = connect(port);
          SSLSocket finished = secureSocket(port)) {
        halfway.getOutputStream().write(new byte[] {0x16, 3, 1, 0, (byte) 200, 1});
        finished.startHandshake();

        for (Socket socket : List.of(silent, halfway, finished)) {
          assertThat(bytesUntilEnd(socket)).isEmpty();
        }
        assertThat(methods.dropped(RpcDrop.REQUEST_UNFINISHED)).isEqualTo(before + 3);
      }
    }
  }

  /** Half-open handshakes have places like others, and are the first to make room. */
  @Test
  void shouldNotLetHalfOpenHandshakesKeepOthersOut() throws Exception {
    for (boolean webSocket : new boolean[] {false, true}) {
      int port = webSocket ? startWebSocket(60, 2) : startHttp(60, 2);
      long before = methods.dropped(RpcDrop.CONNECTION_EVICTED);
      try (Socket first = connect(port);
          Socket second = connect(port)) {
        first.getOutputStream().write(new byte[] {0x16, 3, 1, 0, (byte) 200, 1});
        second.getOutputStream().write(0x16);
        try (SSLSocket third = secureSocket(port)) {
          third.startHandshake();
          assertThat(bytesUntilEnd(first)).isEmpty();
        }
        assertThat(methods.dropped(RpcDrop.CONNECTION_EVICTED)).isEqualTo(before + 1);
      }
    }
  }

  private static String bytesUntilEnd(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    try {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (java.net.SocketException | javax.net.ssl.SSLException reset) {
      return "";
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static SSLSocket secureSocket(int port) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            certificate
                .trust()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static HttpRequest post(int port) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(CALL))
        .build();
  }

  private int startHttp(int seconds, int connections) throws Exception {
    return await(
        new RpcHttpServer(vertx, methods.dispatcher(), config(seconds, connections), budgets())
            .start());
  }

  private int startWebSocket(int seconds, int connections) throws Exception {
    return await(
        new RpcWebSocketServer(vertx, methods.dispatcher(), config(seconds, connections), budgets())
            .start());
  }

  private static RpcBudgets budgets() {
    return new RpcBudgets(64 << 20, 128 << 20);
  }

  private static RpcHttpConfig config(int seconds, int connections) throws Exception {
    return new RpcHttpConfig(
        "127.0.0.1",
        0,
        RpcHttpConfig.DEFAULT_NAMESPACES,
        Dialect.V6,
        HostAllowlist.of(HostAllowlist.DEFAULT),
        OriginPolicy.of(List.of()),
        Optional.empty(),
        Optional.of(
            SslContextBuilder.forServer(
                    certificate.certificate().toFile(), certificate.key().toFile())
                .protocols("TLSv1.3", "TLSv1.2")
                .build()),
        new RpcLimits(
            10_000,
            connections,
            100_000,
            2,
            Duration.ofSeconds(seconds),
            Duration.ofSeconds(seconds)));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
