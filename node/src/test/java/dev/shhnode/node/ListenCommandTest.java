// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rpc.methods.TestNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** When {@code shhnode listen} ends. */
@Timeout(60)
class ListenCommandTest {

  private static final String TOPIC = "--topic=01020304";
  private static final String KEY = "--sym-key=" + "11".repeat(32);

  /** A pipe of which the other end is closed. */
  private static final class BrokenPipe extends Writer {
    @Override
    public void write(char[] text, int offset, int length) throws IOException {
      throw new IOException("Broken pipe");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void shouldRefuseACountOfNothing(int count) {
    assertThat(CommandRun.of("listen", "--url", "ws://127.0.0.1:1", KEY, TOPIC, "--count=" + count))
        .isEqualTo(
            new CommandRun(
                CommandLine.ExitCode.USAGE,
                List.of(),
                "shhnode: --count is "
                    + count
                    + ", expected 1 or more\nTry 'shhnode listen --help'."));
  }

  @Test
  void shouldEndWhenNobodyReads() {
    try (TestNode node = new TestNode()) {
      String url = node.startWebSocket().toString();
      CommandLine listen = ShhnodeCommand.commandLine().setOut(new PrintWriter(new BrokenPipe()));
      CompletableFuture<Integer> exitCode =
          CompletableFuture.supplyAsync(() -> listen.execute("listen", "--url", url, KEY, TOPIC));

      while (!exitCode.isDone()) {
        assertThat(CommandRun.ofPost("--url", url).err()).isEmpty();
      }

      assertThat(exitCode.join()).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    }
  }
}
