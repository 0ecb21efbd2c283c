// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** Processes of their own that run out of memory. */
@Timeout(60)
class FatalErrorsTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void shouldEndTheProcessWhereverMemoryRunsOut(OutOfMemory.Place place) throws Exception {
    Process process = java("-Xmx24m", OutOfMemory.class.getName(), place.name());

    assertThat(firstError(process)).isEqualTo(FatalErrors.LINE);
    assertThat(process.waitFor()).isEqualTo(FatalErrors.EXIT_CODE);
  }

  @Test
  void shouldSayAtOnceThatTheHeapIsTooSmallForANode() throws Exception {
    Process process =
        java(
            "-Xmx8m",
            Main.class.getName(),
            "--data-path=" + directory,
            "--p2p-port=0",
            "--rpc-http-port=0",
            "--rpc-ws-port=0");

    assertThat(firstError(process)).startsWith("shhnode: the heap of ").contains("-Xmx256m");
    assertThat(process.waitFor()).isEqualTo(CommandLine.ExitCode.USAGE);
  }

  /** Read while the process is alive, which is not for ever: one that goes on is killed. */
  private static String firstError(Process process) throws IOException, InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      String threads = threadsOf(process);
      process.destroyForcibly();
      return "still running:\n" + threads;
    }
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  private static String threadsOf(Process process) throws IOException {
    Process asking =
        new ProcessBuilder(program("jcmd"), String.valueOf(process.pid()), "Thread.print")
            .redirectErrorStream(true)
            .start();
    return new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String program(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  private static Process java(String heap, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                program("java"),
                heap,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path")));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).start();
  }
}
