// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A WebSocket that sends one request at a time and keeps the pushes that come in between. */
final class ReplaySocket implements WebSocket.Listener, AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TIMEOUT_SECONDS = 20;

  private final BlockingQueue<String> incoming = new LinkedBlockingQueue<>();
  private final List<JsonNode> pushes = new ArrayList<>();
  private final StringBuilder partial = new StringBuilder();
  private final WebSocket socket;

  ReplaySocket(HttpClient client, URI uri) {
    this.socket = client.newWebSocketBuilder().buildAsync(uri, this).join();
  }

  /** Sends a request and waits for its answer. */
  String call(String request) throws InterruptedException {
    socket.sendText(request, true).join();
    while (true) {
      String message = next();
      JsonNode json = parse(message);
      if (!json.has("method")) {
        return message;
      }
      pushes.add(json);
    }
  }

  /** Waits for a push. */
  JsonNode push(Predicate<JsonNode> wanted) throws InterruptedException {
    while (true) {
      for (JsonNode push : pushes) {
        if (wanted.test(push)) {
          return push;
        }
      }
      pushes.add(parse(next()));
    }
  }

  private String next() throws InterruptedException {
    String message = incoming.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("nothing came within " + TIMEOUT_SECONDS + " s");
    }
    return message;
  }

  private static JsonNode parse(String message) {
    try {
      return JSON.readTree(message);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + message, e);
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      incoming.add(partial.toString());
      partial.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public void close() {
    socket.abort();
  }
}
