// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.rlpx.peers.Enode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program under attack: a process of its own, with a heap of its own, on any free ports. */
final class Victim implements AutoCloseable {

  private static final Duration START_PATIENCE = Duration.ofSeconds(30);
  private static final Duration CALL_PATIENCE = Duration.ofSeconds(20);

  private final Path folder;
  private final Path log;
  private final Process process;
  private final String[] endpoints;

  /**
   * Starts it.
   *
   * @param heap its size, or "default" for the JVM's
   * @param options besides those for its folder and ports
   */
  Victim(String launcher, String heap, String... options)
      throws IOException, InterruptedException {
    folder = Files.createTempDirectory("shhnode-attack");
    log = folder.resolve("log");
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            launcher,
            "--data-path=" + folder.resolve("data"),
            "--p2p-interface=127.0.0.1",
            "--p2p-port=0",
            "--rpc-http-port=0",
            "--rpc-ws-port=0"));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command);
    if (!heap.equals("default")) {
      builder.environment().put("SHHNODE_JAVA_OPTS", "-Xmx" + heap);
    }
    process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    endpoints = awaitReady().split(" ");
  }

  private String awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      for (String line : Files.readAllLines(log)) {
        if (line.startsWith("shhnode ready: ")) {
          return line.substring("shhnode ready: ".length());
        }
      }
      Thread.sleep(50);
    }
    throw new IOException("the node did not start: " + Files.readString(log));
  }

  /** What it has had of the processors. */
  Duration processorTime() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  Enode enode() {
    return Enode.parse(endpoints[0]);
  }

  int httpPort() {
    return URI.create(endpoints[1]).getPort();
  }

  int webSocketPort() {
    return URI.create(endpoints[2]).getPort();
  }

  Path ipc() {
    return Path.of(endpoints[3].substring("ipc:".length()));
  }

  /** Calls a method as an honest client on a connection of its own; what it answered. */
  String call(String method, String parameters) throws IOException, InterruptedException {
    return call(HttpClient.newHttpClient(), method, parameters);
  }

  String call(HttpClient client, String method, String parameters)
      throws IOException, InterruptedException {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + parameters + "}";
    return client
        .send(
            HttpRequest.newBuilder(URI.create(endpoints[1]))
                .timeout(CALL_PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** The text in a result such as {@code "result":"0x1"}. */
  static String result(String answer) {
    int start = answer.indexOf("\"result\":\"") + "\"result\":\"".length();
    return answer.substring(start, answer.indexOf('"', start));
  }

  /** What is wrong with it after an attack; empty if nothing is. */
  String complaint() throws IOException, InterruptedException {
    if (!process.isAlive()) {
      return "it ended with " + process.exitValue();
    }
    if (Files.readString(log).contains("OutOfMemoryError")) {
      return "it ran out of memory";
    }
    try {
      String version = call("web3_clientVersion", "[]");
      return version.contains("shhnode/") ? "" : "it answers " + version;
    } catch (IOException e) {
      return "it does not answer: " + e;
    }
  }

  long logBytes() throws IOException {
    return Files.size(log);
  }

  /** Most memory that the process had, in MiB, as Linux counts it. */
  long peakMebibytes() throws IOException {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }

  String lastLogLines() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
