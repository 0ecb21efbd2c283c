// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Whole nodes in this process, over real sockets. */
@Timeout(120)
class NodeIT {

  private static final String TOPIC = "0x01020304";

  @TempDir private Path directory;

  @Test
  void shouldSayWhereItIs() throws Exception {
    try (RunningNode node = RunningNode.start(directory)) {
      assertThat(node.readyLine())
          .matches(
              "shhnode ready: enode://[0-9a-f]{128}@127\\.0\\.0\\.1:\\d+"
                  + " http://127\\.0\\.0\\.1:\\d+ ws://127\\.0\\.0\\.1:\\d+ ipc:/.*shhnode\\.ipc");
      assertThat(node.call("shh_version", "[]").path("result").asText()).isEqualTo("6.0");
      assertThat(node.call("admin_nodeInfo", "[]").path("result").path("enode").asText())
          .startsWith(node.enode());
    }
  }

  @Test
  void shouldServeADialectOnAPortOfItsOwn() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (RunningNode node =
        RunningNode.start(directory, "--rpc-http-dialect-ports=classic=" + port)) {
      URI url = new URI("http://127.0.0.1:" + port);
      assertThat(node.call(url, "shh_version", "[]").path("result").asText()).isEqualTo("0x2");
      assertThat(node.call(url.resolve("/v5"), "shh_version", "[]").path("result").asText())
          .isEqualTo("5.0");
      assertThat(node.call("shh_version", "[]").path("result").asText()).isEqualTo("6.0");
    }
  }

  @Test
  void shouldCarryAMessageFromNodeToNode() throws Exception {
    try (RunningNode a = RunningNode.start(directory.resolve("a"));
        RunningNode b = RunningNode.start(directory.resolve("b"), "--static-nodes=" + a.enode())) {
      await(() -> a.call("net_peerCount", "[]").path("result").asText().equals("0x1"));
      String keyOfA = addKey(a);
      String filter =
          a.call(
                  "shh_newMessageFilter",
                  "[{\"symKeyID\":\"" + keyOfA + "\",\"topics\":[\"" + TOPIC + "\"]}]")
              .path("result")
              .asText();

      String hash = post(b, "hello");

      await(() -> a.call("shh_info", "[]").path("result").path("messages").asInt() == 1);
      JsonNode messages = a.call("shh_getFilterMessages", "[\"" + filter + "\"]").path("result");
      assertThat(messages).hasSize(1);
      assertThat(messages.get(0).path("hash").asText()).isEqualTo(hash);
      assertThat(messages.get(0).path("payload").asText()).isEqualTo(Hex.ofText("hello"));
    }
  }

  @Test
  void shouldReconnectWhenAStaticNodeComesBack() throws Exception {
    Path dataOfA = directory.resolve("a");
    RunningNode a = RunningNode.start(dataOfA);
    String port = a.enode().substring(a.enode().lastIndexOf(':') + 1);
    try (RunningNode b = RunningNode.start(directory.resolve("b"), "--static-nodes=" + a.enode())) {
      await(() -> b.call("net_peerCount", "[]").path("result").asText().equals("0x1"));
      a.close();
      await(() -> b.call("net_peerCount", "[]").path("result").asText().equals("0x0"));

      try (RunningNode again = RunningNode.start(dataOfA, "--p2p-port=" + port)) {
        assertThat(again.enode()).isEqualTo(a.enode());
        await(() -> b.call("net_peerCount", "[]").path("result").asText().equals("0x1"));
      }
    }
  }

  @Test
  void shouldKeepItsKeyToItself() throws Exception {
    try (RunningNode node = RunningNode.start(directory.resolve("data"))) {
      assertThat(mode(directory.resolve("data"))).isEqualTo("rwx------");
      assertThat(mode(directory.resolve("data/key"))).isEqualTo("rw-------");
      assertThat(mode(directory.resolve("data/lock"))).isEqualTo("rw-------");
      assertThat(mode(directory.resolve("data/shhnode.ipc"))).isEqualTo("rw-------");
      assertThat(node.enode()).doesNotContain(Files.readString(directory.resolve("data/key")));
    }
  }

  @Test
  void shouldRefuseADataPathThatIsInUse() throws Exception {
    try (RunningNode node = RunningNode.start(directory)) {
      assertThat(node.readyLine()).isNotEmpty();
      assertThatThrownBy(() -> RunningNode.start(directory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by another node");
    }
  }

  @Test
  void shouldSayWhichPortIsTaken() throws Exception {
    try (RunningNode node = RunningNode.start(directory.resolve("a"))) {
      int port = node.http().getPort();
      assertThatThrownBy(() -> RunningNode.start(directory.resolve("b"), "--rpc-http-port=" + port))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot serve HTTP on port " + port);
    }
  }

  @Test
  void shouldRefuseABrokenKeyFileWithoutQuotingIt() throws Exception {
    Files.writeString(directory.resolve("key"), "not-a-key");

    assertThatThrownBy(() -> RunningNode.start(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not hold a key")
        .hasMessageNotContaining("not-a-key");
  }

  @Test
  void shouldPostAndListenFromTheShell() throws Exception {
    try (RunningNode node = RunningNode.start(directory)) {
      for (String url : new String[] {node.ws().toString(), node.ipc()}) {
        CompletableFuture<String> heard =
            CompletableFuture.supplyAsync(
                () ->
                    run(
                        "listen",
                        "--url",
                        url,
                        "--password=p",
                        "--topic=" + TOPIC,
                        "--count=1",
                        "--json"));
        // The listener is there once its key is: it subscribes with it next, before our post.
        String hash = "";
        while (!heard.isDone()) {
          hash = run("post", "--url", url, "--password=p", "--topic=" + TOPIC, "hi").strip();
          assertThat(hash).matches("0x[0-9a-f]{64}");
        }

        assertThat(heard.get(10, TimeUnit.SECONDS))
            .contains("\"payload\":\"" + Hex.ofText("hi") + "\"");
      }
    }
  }

  private static String addKey(RunningNode node) throws Exception {
    return node.call("shh_generateSymKeyFromPassword", "[\"shared\"]").path("result").asText();
  }

  private static String post(RunningNode node, String text) throws Exception {
    String message =
        """
        [{"symKeyID":"%s","topic":"%s","ttl":30,"payload":"%s","powTime":10,"powTarget":0.3}]"""
            .formatted(addKey(node), TOPIC, Hex.ofText(text));
    return node.call("shh_post", message).path("result").asText();
  }

  private static String run(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine commandLine = ShhnodeCommand.commandLine().setOut(new PrintWriter(out));
    assertThat(commandLine.execute(arguments)).isZero();
    return out.toString();
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
