// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a command meets instead of a node: each method answers as the test says. One connection. */
final class ScriptedNode implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String MESSAGE =
      "{\"jsonrpc\":\"2.0\",\"method\":\"shh_subscription\",\"params\":{\"result\":{}}}";

  private final Path socket;
  private final ServerSocketChannel server;
  private final Map<String, String> results = new HashMap<>();
  private final Map<String, String> refusals = new HashMap<>();
  private final Set<String> hangUps = new HashSet<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();

  ScriptedNode(Path directory) throws IOException {
    this.socket = directory.resolve("scripted.ipc");
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
  }

  /** Has a method return a text. */
  ScriptedNode returning(String method, String result) {
    results.put(method, result);
    return this;
  }

  /** Has a method fail. */
  ScriptedNode refusing(String method, String why) {
    refusals.put(method, why);
    return this;
  }

  /** Ends the connection when a method is called. */
  ScriptedNode hangingUpAt(String method) {
    hangUps.add(method);
    return this;
  }

  /** Begins to answer. */
  String start() {
    var unused = CompletableFuture.runAsync(this::serve);
    return "ipc:" + socket;
  }

  /** The methods that were called, each with its parameter if that is a text. */
  List<String> calls() {
    return calls;
  }

  private void serve() {
    try (SocketChannel client = server.accept();
        BufferedReader lines =
            new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode request = JSON.readTree(line);
        String method = request.path("method").asText();
        calls.add((method + " " + request.path("params").path(0).asText()).strip());
        if (hangUps.contains(method)) {
          return;
        }
        write(client, answer(request, method));
        if (method.equals("shh_subscribe")) {
          write(client, MESSAGE);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String answer(JsonNode request, String method) {
    ObjectNode answer = JSON.createObjectNode();
    answer.set("id", request.path("id"));
    if (refusals.containsKey(method)) {
      answer.putObject("error").put("code", -32_000).put("message", refusals.get(method));
    } else {
      answer.put("result", results.getOrDefault(method, ""));
    }
    return answer.toString();
  }

  private static void write(SocketChannel client, String line) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
    while (bytes.hasRemaining()) {
      client.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
