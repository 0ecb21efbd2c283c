// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The archive as strangers get it: unpacked, started, used and ended by a signal. */
@Timeout(120)
class DistributionIT {

  private static final int ENDED_BY_SIGTERM = 143;

  @TempDir private Path directory;

  @BeforeEach
  void unpack() throws Exception {
    Path archive;
    try (Stream<Path> built = Files.list(Path.of("target"))) {
      archive = built.filter(file -> file.toString().endsWith(".tar.gz")).findAny().orElseThrow();
    }
    Process tar =
        new ProcessBuilder("tar", "-xzf", archive.toAbsolutePath().toString(), "--strip=1")
            .directory(directory.toFile())
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
  }

  @Test
  void shouldServeUntilItIsTold() throws Exception {
    Process node =
        start("--data-path=data", "--p2p-port=0", "--rpc-http-port=0", "--rpc-ws-port=0");
    try (BufferedReader output = node.inputReader(StandardCharsets.UTF_8)) {
      String ready = output.readLine();
      assertThat(ready).startsWith("shhnode ready: enode://");
      assertThat(directory.resolve("data/shhnode.ipc")).exists();

      Process post =
          start("post", "--url=ipc:data/shhnode.ipc", "--password=p", "--topic=0x01020304", "hi");
      assertThat(post.inputReader(StandardCharsets.UTF_8).readLine()).matches("0x[0-9a-f]{64}");
      assertThat(post.waitFor()).isZero();

      // Unlike Process.destroy this leaves the output readable.
      node.toHandle().destroy();
      assertThat(node.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(node.exitValue()).isEqualTo(ENDED_BY_SIGTERM);
      assertThat(output.readLine()).isNull();
      assertThat(directory.resolve("data/shhnode.ipc")).doesNotExist();
    } finally {
      node.destroyForcibly();
    }
  }

  @Test
  void shouldSayWhatIsWrongAndHow() throws Exception {
    Process node = start("--p2p-port=70000");
    String complaint;
    try (BufferedReader errors = node.errorReader(StandardCharsets.UTF_8)) {
      complaint = errors.readLine();
    }

    assertThat(complaint).contains("--p2p-port").contains("70000");
    assertThat(node.waitFor()).isEqualTo(2);
  }

  @Test
  void shouldEndWithALineWhenMemoryRunsOut() throws Exception {
    ProcessBuilder builder = launcher("--data-path=data");
    builder.environment().put("SHHNODE_JAVA_OPTS", "-XX:MaxMetaspaceSize=16m");
    Process node = builder.start();
    try (BufferedReader errors = node.errorReader(StandardCharsets.UTF_8);
        BufferedReader output = node.inputReader(StandardCharsets.UTF_8)) {
      assertThat(errors.readLine()).contains("OutOfMemoryError");
      assertThat(errors.readLine()).isNull();
      assertThat(output.readLine()).isNull();
      assertThat(node.waitFor()).isEqualTo(FatalErrors.EXIT_CODE);
    } finally {
      node.destroyForcibly();
    }
  }

  private Process start(String... arguments) throws IOException {
    return launcher(arguments).start();
  }

  private ProcessBuilder launcher(String... arguments) {
    List<String> command = new ArrayList<>(List.of("bin/shhnode"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).directory(directory.toFile());
  }
}
