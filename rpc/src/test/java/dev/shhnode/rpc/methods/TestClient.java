// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.methods;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.JsonRpcDispatcher;
import dev.shhnode.rpc.RpcAnswer;
import dev.shhnode.rpc.RpcSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of a dispatcher, without transport. */
public final class TestClient {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final BlockingQueue<byte[]> incoming = new LinkedBlockingQueue<>();
  private final JsonRpcDispatcher dispatcher;
  private final RpcSession session;
  private final Dialect dialect;

  /** A client that is also pushed to. */
  public TestClient(JsonRpcDispatcher dispatcher, Set<String> namespaces) {
    this(dispatcher, namespaces, Dialect.V6);
  }

  /** A client of the endpoint of a dialect that is also pushed to. */
  public TestClient(JsonRpcDispatcher dispatcher, Dialect dialect) {
    this(dispatcher, TestNode.ALL_NAMESPACES, dialect);
  }

  private TestClient(JsonRpcDispatcher dispatcher, Set<String> namespaces, Dialect dialect) {
    this.dispatcher = dispatcher;
    this.dialect = dialect;
    this.session = RpcSession.pushing(namespaces, (message, lost) -> incoming.add(message));
  }

  /** Calls a method as over HTTP; {@code params} is JSON with single quotes. */
  public static String callOverHttp(JsonRpcDispatcher dispatcher, String method, String params) {
    RpcAnswer answer =
        dispatcher
            .call(
                request(method, params), RpcSession.answering(TestNode.ALL_NAMESPACES), Dialect.V6)
            .toCompletableFuture()
            .join();
    return outcome(parse(answer.text().orElseThrow()));
  }

  /** Calls a method; its result, or code and message of its error. {@code params} as above. */
  public String call(String method, String params) {
    dispatcher.receive(request(method, params), session, dialect).toCompletableFuture().join();
    return outcome(next());
  }

  /** Calls a method as over HTTP, and loses the answer, which is returned. */
  public static String callAndLose(
      JsonRpcDispatcher dispatcher, Dialect dialect, String method, String params) {
    RpcAnswer answer =
        dispatcher
            .call(request(method, params), RpcSession.answering(TestNode.ALL_NAMESPACES), dialect)
            .toCompletableFuture()
            .join();
    answer.lost();
    return outcome(parse(answer.text().orElseThrow()));
  }

  /** Begins a call, of which the answer comes with {@link #next}. */
  public void begin(String method, String params) {
    var unused = dispatcher.receive(request(method, params), session, dialect);
  }

  /** What came next, answer or push. */
  public JsonNode next() {
    try {
      byte[] message = incoming.poll(10, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("nothing came");
      }
      return parse(message);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public void close() {
    session.close();
  }

  private static byte[] request(String method, String params) {
    String template = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}";
    return template.formatted(method, params.replace('\'', '"')).getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode parse(byte[] message) {
    try {
      return JSON.readTree(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String outcome(JsonNode answer) {
    if (answer.has("error")) {
      return answer.at("/error/code").asText() + " " + answer.at("/error/message").asText();
    }
    JsonNode result = answer.get("result");
    try {
      return result.isTextual() ? result.asText() : JSON.writeValueAsString(result);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
