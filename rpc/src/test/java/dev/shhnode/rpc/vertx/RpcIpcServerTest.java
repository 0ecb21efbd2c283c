// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.RpcDrop;
import dev.shhnode.rpc.RpcLimits;
import dev.shhnode.rpc.TestMethods;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class RpcIpcServerTest {

  private final Vertx vertx = Vertx.vertx();
  private final TestMethods methods = new TestMethods();
  private RpcBudgets budgets = new RpcBudgets(64 << 20, 128 << 20);

  @TempDir private Path directory;

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void shouldAnswerEveryValueWithALine() throws Exception {
    await(server("s").start());
    try (Connection connection = new Connection(directory.resolve("s"))) {
      connection.send("{\"id\":1,\"method\":\"shh_version\"}{\"id\":2,\"met");
      connection.send("hod\":\"shh_version\"} {\"id\":3,\"method\":\"admin_datadir\"}\n}");

      assertThat(connection.next()).contains("\"id\":1,\"result\":\"6.0\"");
      assertThat(connection.next()).contains("\"id\":2");
      assertThat(connection.next()).contains("\"id\":3,\"result\":\"/data\"");
      assertThat(connection.next()).contains("-32700");
    }
  }

  @Test
  void shouldPush() throws Exception {
    await(server("s").start());
    try (Connection connection = new Connection(directory.resolve("s"))) {
      connection.send("{\"id\":1,\"method\":\"shh_open\"}");

      assertThat(connection.next()).contains("\"id\":1");
      assertThat(connection.next()).contains("early");
    }
  }

  @Test
  void shouldServeEveryOneOfManyValuesInOneWrite() throws Exception {
    await(server("s").start());
    try (Connection connection = new Connection(directory.resolve("s"))) {
      connection.send("{\"id\":1,\"method\":\"shh_version\"}".repeat(500));

      for (int i = 0; i < 500; i++) {
        assertThat(connection.next()).contains("6.0");
      }
    }
  }

  @Test
  void shouldRefuseAValueThatIsTooLongAndClose() throws Exception {
    await(server("s").start());
    try (Connection connection = new Connection(directory.resolve("s"))) {
      connection.send("[" + "1".repeat(2_000));

      assertThat(connection.next()).contains("-32600", "JSON value longer than 1000 bytes");
      assertThat(connection.next()).isNull();
    }
    assertThat(methods.dropped(RpcDrop.REQUEST_TOO_LARGE)).isOne();
  }

  @Test
  void shouldAnswerWhatIsUnderWayWhenTheClientSendsNothingMore() throws Exception {
    await(server("s").start());
    try (Connection connection = new Connection(directory.resolve("s"))) {
      // More than run at a time, so that the end of input comes while some wait unread.
      connection.send("{\"id\":1,\"method\":\"shh_hold\"}".repeat(5));
      connection.send("{\"id\":2,\"method\":\"shh_open\"}");
      connection.channel.shutdownOutput();
      methods.awaitHeld(2);
      methods.release();

      // Five, the subscription's id and its push.
      for (int i = 0; i < 7; i++) {
        assertThat(connection.next()).contains("\"result\":");
      }
      assertThat(connection.next()).isNull();
    }
    methods.awaitClosed(1);
  }

  @Test
  void shouldCloseAtTheEndOfInputIfNothingIsUnderWay() throws Exception {
    await(server("s").start());
    try (Connection connection = new Connection(directory.resolve("s"))) {
      connection.send("{\"id\":1,\"method\":\"shh_open\"}");
      assertThat(connection.next()).contains("\"id\":1");
      assertThat(connection.next()).contains("early");

      connection.channel.shutdownOutput();

      assertThat(connection.next()).isNull();
    }
    methods.awaitClosed(1);
  }

  @Test
  void shouldCloseTheConnectionOfAClientThatDoesNotRead() throws Exception {
    await(server("s").start());
    try (Connection slow = new Connection(directory.resolve("s"));
        Connection pusher = new Connection(directory.resolve("s"))) {
      slow.send("{\"id\":1,\"method\":\"shh_open\"}");
      methods.awaitOpen(1);

      for (int i = 0; i < 200; i++) {
        pusher.send("{\"id\":1,\"method\":\"shh_push\",\"params\":[100000]}");
        pusher.next();
      }

      methods.awaitClosed(1);
      methods.awaitDropped(RpcDrop.UNREAD_OF_CONNECTION);
      methods.awaitDropped(RpcDrop.PUSH_LOST);
    }
  }

  @Test
  void shouldCloseAHalfClosedConnectionOfAClientThatDoesNotRead() throws Exception {
    await(server("s", Duration.ofMillis(200)).start());
    try (Connection slow = new Connection(directory.resolve("s"))) {
      slow.send("{\"id\":1,\"method\":\"shh_open\"}");
      slow.send("{\"id\":2,\"method\":\"shh_repeat\",\"params\":[900000]}".repeat(2));
      slow.channel.shutdownOutput();

      methods.awaitClosed(1);
      methods.awaitDropped(RpcDrop.ANSWER_NOT_TAKEN);
    }
  }

  @Test
  void shouldCancelThePostOfAClientThatHasClosedItsConnection() throws Exception {
    await(server("s").start());
    try (Connection connection = new Connection(directory.resolve("s"))) {
      connection.send("{\"id\":1,\"method\":\"shh_search\"}");
      methods.awaitHeld(1);
    }

    methods.awaitCancelled(1);
  }

  @Test
  void shouldAnswerACallOfSecondsToAClientThatSendsNothingMore() throws Exception {
    await(server("s").start());
    try (Connection connection = new Connection(directory.resolve("s"))) {
      connection.send("{\"id\":1,\"method\":\"shh_search\"}");
      connection.channel.shutdownOutput();
      assertThat(connection.lines.read()).isEqualTo(' ');
      assertThat(connection.lines.read()).isEqualTo(' ');
      methods.release();

      assertThat(connection.next()).contains("\"result\":true");
      assertThat(connection.next()).isNull();
    }
  }

  @Test
  void shouldTellThatAnAnswerIsLostIfTheClientIsGone() throws Exception {
    await(server("s").start());
    try (Connection connection = new Connection(directory.resolve("s"))) {
      connection.send("[{\"id\":1,\"method\":\"shh_take\"},{\"id\":2,\"method\":\"shh_hold\"}]");
      methods.awaitHeld(1);
    }

    methods.release();

    methods.awaitLost(1);
    methods.awaitDropped(RpcDrop.ANSWER_LOST);
  }

  @Test
  void shouldLetANewcomerInForTheOneThatIsIdleAndRefuseItIfAllAreBusy() throws Exception {
    await(server("s").start());
    try (Connection idle = new Connection(directory.resolve("s"));
        Connection subscribed = new Connection(directory.resolve("s"))) {
      idle.send("{\"id\":1,\"method\":\"shh_version\"}");
      assertThat(idle.next()).contains("6.0");
      subscribed.send("{\"id\":1,\"method\":\"shh_open\"}");
      assertThat(subscribed.next()).contains("\"id\":1");

      try (Connection busy = new Connection(directory.resolve("s"))) {
        assertThat(idle.next()).isNull();
        assertThat(methods.dropped(RpcDrop.CONNECTION_EVICTED)).isOne();
        busy.send("{\"id\":1,\"method\":\"shh_hold\"}");
        methods.awaitHeld(1);

        try (Connection newcomer = new Connection(directory.resolve("s"))) {
          assertThat(newcomer.next()).isNull();
          assertThat(methods.dropped(RpcDrop.CONNECTION_REFUSED)).isOne();
          assertThat(methods.dropped(RpcDrop.CONNECTION_EVICTED)).isOne();
        }
        methods.release();
        assertThat(busy.next()).contains("true");
      }
    }
  }

  @Test
  void shouldRefuseALargeRequestForWhichTheNodeHasNoMemory() throws Exception {
    budgets = new RpcBudgets(4_000, 1 << 20);
    await(server("s", Duration.ofSeconds(10), 100_000).start());
    try (Connection connection = new Connection(directory.resolve("s"))) {
      connection.send("[\"" + "x".repeat(20_000));

      assertThat(connection.next()).contains("-32000", "node is busy");
      assertThat(connection.next()).isNull();
    }
    assertThat(methods.dropped(RpcDrop.REQUESTS_OF_ALL)).isOne();
    try (Connection small = new Connection(directory.resolve("s"))) {
      small.send("{\"id\":1,\"method\":\"shh_version\"}");
      assertThat(small.next()).contains("6.0");
    }
    assertThat(budgets.requests().chargedBytes()).isZero();
  }

  @Test
  void shouldServeALargeRequestWhenThereIsRoom() throws Exception {
    // For one of the two only.
    budgets = new RpcBudgets(120_000, 1 << 20);
    await(server("s", Duration.ofSeconds(10), 100_000).start());
    String large = "{\"id\":1,\"method\":\"shh_hold\",\"x\":\"" + "x".repeat(20_000) + "\"}";
    try (Connection first = new Connection(directory.resolve("s"));
        Connection second = new Connection(directory.resolve("s"))) {
      first.send(large);
      methods.awaitHeld(1);
      second.send(large);
      second.send("{\"id\":2,\"method\":\"shh_version\"}");
      methods.release();

      assertThat(first.next()).contains("true");
      assertThat(second.next()).contains("\"id\":1");
      assertThat(second.next()).contains("\"id\":2");
    }
  }

  @Test
  void shouldCloseConnectionsOfClientsThatDoNotFinishARequest() throws Exception {
    await(server("s", Duration.ofMillis(200)).start());
    try (Connection connection = new Connection(directory.resolve("s"))) {
      connection.send("{\"id\":1,\"method\":\"shh_version\"}{\"id\":");

      assertThat(connection.next()).contains("6.0");
      assertThat(connection.next()).isNull();
    }
    assertThat(methods.dropped(RpcDrop.REQUEST_UNFINISHED)).isOne();
  }

  @Test
  void shouldMakeASocketForItsOwnerOnlyAndRemoveIt() throws Exception {
    RpcIpcServer server = server("new/s");
    Path socket = directory.resolve("new/s");

    await(server.start());

    assertThat(permissions(socket)).isEqualTo("rw-------");
    assertThat(permissions(socket.getParent())).isEqualTo("rwx------");
    assertThat(socket.getParent()).isDirectoryContaining(path -> path.equals(socket));
    await(server.stop());
    assertThat(socket.getParent()).isEmptyDirectory();
  }

  @Test
  void shouldReplaceTheSocketOfADeadProcess() throws Exception {
    Path socket = directory.resolve("s");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(Files.exists(socket)).isTrue();

    await(server("s").start());

    try (Connection connection = new Connection(socket)) {
      connection.send("{\"id\":1,\"method\":\"shh_version\"}");
      assertThat(connection.next()).contains("6.0");
    }
  }

  @Test
  void shouldNotTakeTheSocketOfALiveProcess() throws Exception {
    await(server("s").start());

    assertThatThrownBy(() -> await(server("s").start()))
        .hasRootCauseMessage(directory.resolve("s") + " is in use by another process");
    try (Connection connection = new Connection(directory.resolve("s"))) {
      connection.send("{\"id\":1,\"method\":\"shh_version\"}");
      assertThat(connection.next()).contains("6.0");
    }
  }

  @Test
  void shouldNotReplaceAFileThatIsNoSocket() throws Exception {
    Files.writeString(directory.resolve("s"), "precious");

    assertThatThrownBy(() -> await(server("s").start()))
        .hasRootCauseMessage(directory.resolve("s") + " exists and is not a socket");
    assertThat(directory.resolve("s")).hasContent("precious");
  }

  private RpcIpcServer server(String name) {
    return server(name, Duration.ofSeconds(10));
  }

  private RpcIpcServer server(String name, Duration clientTimeout) {
    return server(name, clientTimeout, 1_000);
  }

  private RpcIpcServer server(String name, Duration clientTimeout, int maxRequestBytes) {
    return new RpcIpcServer(
        vertx,
        methods.dispatcher(),
        new RpcIpcConfig(
            directory.resolve(name),
            RpcIpcConfig.DEFAULT_NAMESPACES,
            Dialect.V6,
            new RpcLimits(maxRequestBytes, 2, 1_000_000, 2, clientTimeout, clientTimeout)),
        budgets);
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static final class Connection implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader lines;

    Connection(Path socket) throws IOException {
      channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
      lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    void send(String text) throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    /** The next line, null if the node closed the connection. */
    String next() throws IOException {
      return lines.readLine();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
