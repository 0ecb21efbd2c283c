// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shhnode.node.failures.Failures;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A JSON-RPC client for the commands that talk to a running node. Calls are made by one thread;
 * notifications come on a thread of the transport.
 */
final class RpcClient implements AutoCloseable, RpcTransport.Receiver {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** JSON-RPC 2.0, section 5.1. */
  private static final int METHOD_NOT_FOUND = -32_601;

  private static final String NOT_SERVED =
      " at this URL; the node's ipc: URL has all methods, --rpc-http-api and --rpc-ws-api say which"
          + " others have";

  private final AtomicLong nextId = new AtomicLong(1);
  private final Map<Long, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private final Consumer<JsonNode> notifications;
  private final RpcTransport transport;

  /**
   * Connects to a node.
   *
   * @param token shown over HTTP and WebSocket
   * @param trust in the node's certificate
   * @param notifications gets the {@code params} of every notification
   */
  RpcClient(String url, ClientToken token, ServerTrust trust, Consumer<JsonNode> notifications)
      throws IOException {
    this.notifications = notifications;
    this.transport = RpcTransport.connect(url, token, trust, this);
  }

  /**
   * Calls a method and waits for its result.
   *
   * @throws IOException with the error that the node answers, or why the connection has ended
   */
  JsonNode call(String method, Object... params) throws IOException, InterruptedException {
    long id = nextId.getAndIncrement();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    pending.put(id, answer);
    transport.send(request(id, method, params));
    try {
      if (closed.isDone()) {
        answer.completeExceptionally(new IOException(closed.join()));
      }
      return answer.get();
    } catch (ExecutionException e) {
      throw new IOException(Failures.describe(e), e);
    } finally {
      pending.remove(id);
    }
  }

  private static String request(long id, String method, Object... params) {
    ObjectNode request = JSON.createObjectNode();
    request.put("jsonrpc", "2.0").put("id", id).put("method", method);
    ArrayNode array = request.putArray("params");
    for (Object param : params) {
      array.addPOJO(param);
    }
    return request.toString();
  }

  @Override
  public void onMessage(String text) {
    JsonNode message;
    try {
      message = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      onClosed("the node answers something else than JSON");
      return;
    }
    if (message.has("method")) {
      notifications.accept(message.path("params"));
      return;
    }
    CompletableFuture<JsonNode> answer = pending.get(message.path("id").asLong());
    if (answer == null) {
      return;
    }
    if (message.has("error")) {
      answer.completeExceptionally(failure(message.path("error")));
    } else {
      answer.complete(message.path("result"));
    }
  }

  /** Of a method that is missing it says where it may be, as not every URL serves all. */
  private static IOException failure(JsonNode error) {
    String message = error.path("message").asText();
    return new IOException(
        error.path("code").asInt() == METHOD_NOT_FOUND ? message + NOT_SERVED : message);
  }

  @Override
  public void onClosed(String why) {
    closed.complete(why);
    pending.values().forEach(answer -> answer.completeExceptionally(new IOException(why)));
  }

  /** Completes with the reason when the connection ends; never fails. */
  CompletableFuture<String> closed() {
    return closed;
  }

  @Override
  public void close() {
    transport.close();
  }
}
