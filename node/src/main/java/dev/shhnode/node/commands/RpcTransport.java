// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import dev.shhnode.node.failures.Failures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A way to a node's JSON-RPC, carrying whole JSON texts. Used by one thread to send. */
interface RpcTransport extends AutoCloseable {

  Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  String AUTHORIZATION = "Authorization";

  int UNAUTHORIZED = 401;

  String NEEDS_TOKEN = ": the node asks for a token that holds, see --jwt-secret and --token-file";

  String NEEDS_TRUST = ": no certificate that is trusted vouches for the node's, see --cacert";

  /** Takes what comes back, on a thread of the transport. */
  interface Receiver {
    void onMessage(String json);

    void onClosed(String why);
  }

  void send(String json) throws IOException;

  @Override
  void close();

  /**
   * Connects.
   *
   * @param url {@code http:}, {@code https:}, {@code ws:}, {@code wss:}, or {@code ipc:} with a
   *     path
   * @param token shown over HTTP and WebSocket
   * @param trust in the certificates of {@code https:} and {@code wss:}
   */
  static RpcTransport connect(String url, ClientToken token, ServerTrust trust, Receiver receiver)
      throws IOException {
    if (url.startsWith("ipc:")) {
      return new Ipc(Path.of(url.substring("ipc:".length())), receiver);
    }
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new IOException("not a URL: " + url, e);
    }
    if (uri.getHost() == null) {
      throw new IOException("no host in the URL " + url);
    }
    if ("ws".equals(uri.getScheme()) || "wss".equals(uri.getScheme())) {
      return new Ws(uri, token, trust, receiver);
    }
    if ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) {
      return new Http(uri, token, trust, receiver);
    }
    throw new IOException("expected a URL of http, ws or ipc, not " + url);
  }

  private static String unreachable(URI uri, Throwable failure) {
    return "cannot reach " + uri + ": " + Failures.describe(failure) + hint(failure);
  }

  private static String hint(@Nullable Throwable failure) {
    if (failure instanceof WebSocketHandshakeException refusal
        && refusal.getResponse().statusCode() == UNAUTHORIZED) {
      return NEEDS_TOKEN;
    }
    if (failure instanceof CertPathBuilderException
        || failure instanceof CertPathValidatorException) {
      return NEEDS_TRUST;
    }
    return failure == null ? "" : hint(failure.getCause());
  }

  /** One request, one answer; no notifications. */
  final class Http implements RpcTransport {
    private final HttpClient client;
    private final URI uri;
    private final ClientToken token;
    private final Receiver receiver;

    Http(URI uri, ClientToken token, ServerTrust trust, Receiver receiver) {
      this.client = trust.newClient();
      this.uri = uri;
      this.token = token;
      this.receiver = receiver;
    }

    @Override
    public void send(String json) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(uri)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(json));
      token.authorization().ifPresent(value -> request.header(AUTHORIZATION, value));
      var unused =
          client
              .sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
              .whenComplete(
                  (response, failure) -> {
                    if (failure != null) {
                      receiver.onClosed(unreachable(uri, failure));
                    } else if (response.statusCode() != 200) {
                      receiver.onClosed(refusal(response));
                    } else {
                      receiver.onMessage(response.body());
                    }
                  });
    }

    private String refusal(HttpResponse<String> response) {
      return "HTTP status "
          + response.statusCode()
          + " from "
          + uri
          + (response.statusCode() == UNAUTHORIZED ? NEEDS_TOKEN : "");
    }

    @Override
    public void close() {}
  }

  /** A connection that also carries notifications. */
  final class Ws implements RpcTransport, WebSocket.Listener {
    private final Receiver receiver;
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    Ws(URI uri, ClientToken token, ServerTrust trust, Receiver receiver) throws IOException {
      this.receiver = receiver;
      WebSocket.Builder builder =
          trust.newClient().newWebSocketBuilder().connectTimeout(CONNECT_TIMEOUT);
      token.authorization().ifPresent(value -> builder.header(AUTHORIZATION, value));
      try {
        this.socket = builder.buildAsync(uri, this).join();
      } catch (CompletionException e) {
        throw new IOException(unreachable(uri, e), e);
      }
    }

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket webSocket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        String message = partial.toString();
        partial.setLength(0);
        receiver.onMessage(message);
      }
      webSocket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
      receiver.onClosed("connection closed by the node");
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      receiver.onClosed("connection lost: " + Failures.describe(error));
    }

    @Override
    public void send(String json) throws IOException {
      try {
        socket.sendText(json, true).join();
      } catch (CompletionException e) {
        throw new IOException("connection lost: " + Failures.describe(e), e);
      }
    }

    @Override
    public void close() {
      socket.abort();
    }
  }

  /** A Unix socket, one JSON text a line. */
  final class Ipc implements RpcTransport {
    private final SocketChannel channel;

    Ipc(Path path, Receiver receiver) throws IOException {
      channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(path));
      } catch (IOException e) {
        channel.close();
        throw new IOException("cannot reach " + path + ": " + Failures.describe(e), e);
      }
      Thread reader = new Thread(() -> read(receiver), "ipc-reader");
      reader.setDaemon(true);
      reader.start();
    }

    private void read(Receiver receiver) {
      try (BufferedReader lines =
          new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          receiver.onMessage(line);
        }
        receiver.onClosed("connection closed by the node");
      } catch (IOException e) {
        receiver.onClosed("connection lost: " + Failures.describe(e));
      }
    }

    @Override
    public void send(String json) throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap((json + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
