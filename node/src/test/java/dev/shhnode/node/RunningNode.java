// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shhnode.node.options.NodeConfig;
import dev.shhnode.node.options.NodeOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** A node in this process, started as the command line would start it, on any free ports. */
final class RunningNode implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Node node;
  private final List<String> endpoints;

  /** One for all calls: a client of its own for each would leave an idle connection behind it. */
  private final HttpClient client = HttpClient.newHttpClient();

  private RunningNode(Node node) {
    this.node = node;
    this.endpoints = List.of(node.readyLine().substring("shhnode ready: ".length()).split(" "));
  }

  static RunningNode start(Path dataPath, String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--data-path=" + dataPath);
    for (String byDefault :
        List.of(
            "--p2p-port=0",
            "--rpc-http-port=0",
            "--rpc-ws-port=0",
            "--rpc-http-api=shh,net,web3,admin",
            "--rpc-ws-api=shh,net,web3,admin")) {
      String name = byDefault.substring(0, byDefault.indexOf('=') + 1);
      if (all.stream().noneMatch(option -> option.startsWith(name))) {
        all.add(byDefault);
      }
    }
    return new RunningNode(Node.start(config(all.toArray(String[]::new))));
  }

  /** What the options come to. */
  static NodeConfig config(String... options) {
    NodeOptions parsed = new NodeOptions();
    CommandSpec spec = CommandSpec.create();
    parsed.addTo(spec);
    new CommandLine(spec)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOverwrittenOptionsAllowed(true)
        .parseArgs(options);
    return parsed.toConfig();
  }

  String readyLine() {
    return node.readyLine();
  }

  String enode() {
    return endpoints.get(0);
  }

  URI http() {
    return URI.create(endpoints.get(1));
  }

  URI ws() {
    return URI.create(endpoints.get(2));
  }

  String ipc() {
    return endpoints.get(3);
  }

  JsonNode call(String method, String params) throws IOException, InterruptedException {
    return call(http(), method, params);
  }

  /** As {@link #call(String, String)}, over the Unix socket, which serves every method. */
  JsonNode callOverIpc(String method, String params) throws IOException {
    Path socket = Path.of(ipc().substring("ipc:".length()));
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer request = StandardCharsets.UTF_8.encode(request(method, params));
      while (request.hasRemaining()) {
        channel.write(request);
      }
      return JSON.readTree(
          new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)).readLine());
    }
  }

  private static String request(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}"
        .formatted(method, params);
  }

  JsonNode call(URI url, String method, String params) throws IOException, InterruptedException {
    String body = request(method, params);
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return JSON.readTree(response.body());
  }

  @Override
  public void close() {
    node.stop(5, TimeUnit.SECONDS);
  }
}
