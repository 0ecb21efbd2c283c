// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    try (LogLines log = new LogLines(WebServers.class);
        RunningNode node = RunningNode.start(directory, "--rpc-http-dialect-ports=classic=0")) {
      String announced = "HTTP of dialect CLASSIC at ";
      URI url = new URI(log.onlyWith(announced).substring(announced.length()));

      assertThat(node.call(url, "shh_version", "[]").path("result").asText()).isEqualTo("0x2");
      assertThat(node.call(url.resolve("/v5"), "shh_version", "[]").path("result").asText())
          .isEqualTo("5.0");
      assertThat(node.call("shh_version", "[]").path("result").asText()).isEqualTo("6.0");
    }
  }

  @Test
  void shouldHintAtTheHostsThatAreNotAnswered() throws Exception {
    try (LogLines log = new LogLines(WebServers.class);
        RunningNode node = RunningNode.start(directory, "--rpc-http-host=0.0.0.0")) {
      assertThat(node.readyLine()).isNotEmpty();
      assertThat(log.onlyWith("--host-allowlist")).startsWith("HTTP listens on 0.0.0.0");
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
      assertThat(messages.get(0).path("payload").asText()).isEqualTo(hex("hello"));
    }
  }

  @Test
  void shouldCountWhatItDoes() throws Exception {
    try (RunningNode a = RunningNode.start(directory.resolve("a"), "--rpc-http-api=shh,net");
        RunningNode b = RunningNode.start(directory.resolve("b"), "--static-nodes=" + a.enode())) {
      await(() -> b.call("net_peerCount", "[]").path("result").asText().equals("0x1"));
      JsonNode atFirst = a.callOverIpc("admin_counters", "[]").path("result");
      String filter =
          a.call(
                  "shh_newMessageFilter",
                  "[{\"symKeyID\":\"" + addKey(a) + "\",\"topics\":[\"" + TOPIC + "\"]}]")
              .path("result")
              .asText();

      assertThat(post(a, "one")).startsWith("0x");
      assertThat(post(b, "two")).startsWith("0x");
      await(() -> a.call("shh_info", "[]").path("result").path("messages").asInt() == 2);
      await(() -> pollsSomething(a, filter));

      JsonNode counters = a.callOverIpc("admin_counters", "[]").path("result");
      assertThat(counters.path("rpc.calls.shh_post.ok").asLong()).isOne();
      assertThat(counters.path("rpc.calls.shh_getFilterMessages.ok").asLong()).isPositive();
      assertThat(counters.path("rpc.calls.admin_counters.ok").asLong()).isOne();
      assertThat(counters.path("envelopes.pooled.own").asLong()).isOne();
      assertThat(counters.path("envelopes.pooled.peer").asLong()).isOne();
      assertThat(counters.path("bytes.in").asLong())
          .isGreaterThan(atFirst.path("bytes.in").asLong());
      assertThat(counters.path("bytes.out").asLong()).isPositive();
      assertThat(counters.path("dropped.pool_full").asLong(-1)).isZero();
      assertThat(counters.path("dropped.pending_connections").asLong(-1)).isZero();
      assertThat(counters.path("peers.refused.too_many_peers").asLong(-1)).isZero();
      assertThat(names(counters))
          .isSorted()
          .as("all are there from the start")
          .isEqualTo(names(atFirst));
      assertThat(a.call("admin_counters", "[]").path("error").path("code").asInt())
          .isEqualTo(-32601);
      assertThat(b.call("admin_counters", "[]").path("result").path("bytes.in").asLong())
          .isPositive();
    }
  }

  @Test
  void shouldLetATrustedNodeInWhenAllPlacesAreTaken() throws Exception {
    String[] full = {"--max-peers=1"};
    try (RunningNode a = RunningNode.start(directory.resolve("a"));
        RunningNode c = RunningNode.start(directory.resolve("c"))) {
      Path dataOfB = Files.createDirectory(directory.resolve("b"));
      Files.writeString(dataOfB.resolve("static-nodes.json"), "[\"" + a.enode() + "\"]");
      Files.writeString(dataOfB.resolve("trusted-nodes.json"), "[\"" + c.enode() + "\"]");
      try (RunningNode b = RunningNode.start(dataOfB, full)) {
        await(() -> b.call("net_peerCount", "[]").path("result").asText().equals("0x1"));

        c.call("admin_addPeer", "[\"" + b.enode() + "\"]");

        await(() -> b.call("net_peerCount", "[]").path("result").asText().equals("0x2"));
        assertThat(b.call("admin_peers", "[]").path("result").findValuesAsText("trusted"))
            .containsExactlyInAnyOrder("false", "true");
      }
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
  void shouldTakeALinkToADirectoryAsItsDataPath() throws Exception {
    Path data = Files.createDirectory(directory.resolve("data"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), data);

    try (RunningNode node = RunningNode.start(link)) {
      assertThat(node.readyLine()).isNotEmpty();
      assertThat(data.resolve("key")).exists();
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
          .hasMessageContaining(
              "cannot serve HTTP on port " + port + " of 127.0.0.1 (--rpc-http-port")
          .hasMessageContaining("already in use");
      String peers = node.enode().substring(node.enode().lastIndexOf(':') + 1);
      assertThatThrownBy(() -> RunningNode.start(directory.resolve("b"), "--p2p-port=" + peers))
          .hasMessageContaining("peers on port " + peers + " of 0.0.0.0 (--p2p-port")
          .hasMessageContaining("already in use");
    }
  }

  @Test
  void shouldSayWhatCannotBeOpenedAndByWhichOption() throws Exception {
    assertThatThrownBy(() -> RunningNode.start(directory, "--rpc-ws-host=no-such-host.invalid"))
        .hasMessageContaining("of no-such-host.invalid (--rpc-ws-port, --rpc-ws-host)")
        .hasMessageContaining("unknown host");
    Path socket = Files.createFile(directory.resolve("no-socket"));
    assertThatThrownBy(() -> RunningNode.start(directory, "--rpc-ipc-path=" + socket))
        .hasMessageContaining("cannot serve IPC at " + socket + " (--rpc-ipc-path): ")
        .hasMessageContaining("is not a socket");
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> RunningNode.start(file))
        .hasMessageContaining("--data-path")
        .hasMessageContaining(file + ": there is a file of that name");
    assertThatThrownBy(() -> RunningNode.start(directory, "--node-private-key-file=" + directory))
        .hasMessageContaining("--node-private-key-file")
        .hasMessageContaining(directory.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "--rpc-http-host=0.0.0.0, http://127.0.0.1:",
    "--rpc-http-host=127.0.0.2, http://127.0.0.2:",
    "--host-allowlist=localhost, http://localhost:"
  })
  void shouldAnnounceAnAddressThatAnswers(String option, String announced) throws Exception {
    try (RunningNode node = RunningNode.start(directory, option)) {
      assertThat(node.http().toString()).startsWith(announced);
      assertThat(node.call("shh_version", "[]").path("result").asText()).isEqualTo("6.0");
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

        assertThat(heard.get(10, TimeUnit.SECONDS)).contains("\"payload\":\"" + hex("hi") + "\"");
      }
    }
  }

  @Test
  void shouldTakeAnAddressWithoutSchemeAsHttp() throws Exception {
    try (RunningNode node = RunningNode.start(directory)) {
      String address = node.http().getAuthority();

      assertThat(run("post", "--url", address, "--password=p", "--topic=" + TOPIC, "hi").strip())
          .matches("0x[0-9a-f]{64}");
    }
  }

  @Test
  void shouldSayInPlainWordsThatNoNodeIsThere() throws Exception {
    String closed;
    try (RunningNode node = RunningNode.start(directory)) {
      closed = "127.0.0.1:" + node.http().getPort();
    }
    String[] key = {"--password=p", "--topic=" + TOPIC};

    assertThat(complaint("post", "--url", closed, key[0], key[1], "hi"))
        .isEqualTo("shhnode: cannot reach http://" + closed + ": nothing listens there");
    assertThat(complaint("listen", "--url", "ws://" + closed, key[0], key[1]))
        .isEqualTo("shhnode: cannot reach ws://" + closed + ": nothing listens there");
    assertThat(complaint("listen", "--url", directory + "/none.ipc", key[0], key[1]))
        .startsWith("shhnode: cannot reach " + directory + "/none.ipc: ")
        .doesNotContain("Exception");
    assertThat(complaint("listen", "--url", "ws://no-such-host.invalid", key[0], key[1]))
        .isEqualTo("shhnode: cannot reach ws://no-such-host.invalid: unknown host");
  }

  @Test
  void shouldSayWhereAMethodMayBe() throws Exception {
    try (RunningNode node = RunningNode.start(directory, "--rpc-ws-api=shh")) {
      assertThat(complaint("mix", "status", "--url", node.ws().toString()))
          .isEqualTo(
              "shhnode: The method mix_status does not exist/is not available at this URL; the"
                  + " node's ipc: URL has all methods, --rpc-http-api and --rpc-ws-api say which"
                  + " others have");
      assertThat(run("mix", "status", "--json", "--url", node.ipc()).strip())
          .isEqualTo("{\"enabled\":false}");
    }
  }

  private static String complaint(String... arguments) {
    StringWriter err = new StringWriter();
    CommandLine commandLine = ShhnodeCommand.commandLine().setErr(new PrintWriter(err));
    assertThat(commandLine.execute(arguments)).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    return err.toString().strip();
  }

  private static boolean pollsSomething(RunningNode node, String filter) throws Exception {
    return !node.call("shh_getFilterMessages", "[\"" + filter + "\"]").path("result").isEmpty();
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String addKey(RunningNode node) throws Exception {
    return node.call("shh_generateSymKeyFromPassword", "[\"shared\"]").path("result").asText();
  }

  private static String post(RunningNode node, String text) throws Exception {
    String message =
        """
        [{"symKeyID":"%s","topic":"%s","ttl":30,"payload":"%s","powTime":10,"powTarget":0.3}]"""
            .formatted(addKey(node), TOPIC, hex(text));
    return node.call("shh_post", message).path("result").asText();
  }

  private static String run(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine commandLine = ShhnodeCommand.commandLine().setOut(new PrintWriter(out));
    assertThat(commandLine.execute(arguments)).isZero();
    return out.toString();
  }

  private static String hex(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)).toHexString();
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
