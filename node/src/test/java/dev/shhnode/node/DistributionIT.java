// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** The variable that says what the launcher does about its archive of classes. */
  private static final String ARCHIVE = "SHHNODE_CDS";

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
  void shouldEndListeningWhenNobodyReads() throws Exception {
    String[] where = {"--url=ipc:data/shhnode.ipc", "--password=p", "--topic=0x01020304"};
    Process node =
        start("--data-path=data", "--p2p-port=0", "--rpc-http-port=0", "--rpc-ws-port=0");
    try (BufferedReader output = node.inputReader(StandardCharsets.UTF_8)) {
      assertThat(output.readLine()).startsWith("shhnode ready: enode://");
      Process listener = start("listen", where[0], where[1], where[2]);
      try (BufferedReader messages = listener.inputReader(StandardCharsets.UTF_8)) {
        while (!messages.ready()) {
          assertThat(start("post", where[0], where[1], where[2], "hi").waitFor()).isZero();
        }
      }
      while (listener.isAlive()) {
        assertThat(start("post", where[0], where[1], where[2], "hi").waitFor()).isZero();
      }
      assertThat(listener.exitValue()).as("what was not printed is lost").isOne();
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
  void shouldFindItselfWhereCdLooksElsewhereFirst() throws Exception {
    ProcessBuilder version = launcher("--version");
    version.environment().put("CDPATH", directory.toString());

    assertQuietVersion(version);
  }

  @Test
  void shouldEndWithALineWhenMemoryRunsOut() throws Exception {
    ProcessBuilder builder = launcher("--data-path=data");
    builder.environment().put("SHHNODE_JAVA_OPTS", "-XX:MaxMetaspaceSize=10m");
    Process node = builder.start();
    try (BufferedReader errors = node.errorReader(StandardCharsets.UTF_8);
        BufferedReader output = node.inputReader(StandardCharsets.UTF_8)) {
      // Before anything is read: a node that memory is enough for would be read from for ever.
      assertThat(node.waitFor(60, TimeUnit.SECONDS)).as("has ended").isTrue();
      assertThat(errors.readLine()).contains("OutOfMemoryError");
      assertThat(errors.readLine()).isNull();
      assertThat(output.readLine()).isNull();
      assertThat(node.exitValue()).isEqualTo(FatalErrors.EXIT_CODE);
    } finally {
      node.destroyForcibly();
    }
  }

  @Test
  void shouldInitializeTuweniBeforeItHasEventLoops() throws Exception {
    ProcessBuilder builder =
        launcher("--data-path=data", "--p2p-port=0", "--rpc-http-port=0", "--rpc-ws-port=0");
    builder.environment().put("SHHNODE_JAVA_OPTS", "-Xlog:class+init=info:file=classes.txt");
    Process node = builder.start();
    try (BufferedReader output = node.inputReader(StandardCharsets.UTF_8)) {
      assertThat(output.readLine()).startsWith("shhnode ready: enode://");
    } finally {
      node.destroyForcibly();
    }

    String first = "Initializing 'org/apache/tuweni/bytes/MutableBytes'";
    String then = "Initializing 'io/vertx/core/impl/VertxImpl'";
    assertThat(Files.readAllLines(directory.resolve("classes.txt")))
        .filteredOn(line -> line.contains(first) || line.contains(then))
        .satisfiesExactly(
            line -> assertThat(line).contains(first), line -> assertThat(line).contains(then));
  }

  @Test
  void shouldLoadItsClassesFromTheArchive() throws Exception {
    makeArchive();
    ProcessBuilder version = launcher("--version");
    version.environment().remove(ARCHIVE);
    version.environment().put("SHHNODE_JAVA_OPTS", "-Xlog:class+load:file=classes.txt");

    assertQuietVersion(version);

    assertThat(Files.readAllLines(directory.resolve("classes.txt")))
        .anyMatch(line -> line.matches(".* dev.shhnode.node.ShhnodeCommand source: shared .*"));
  }

  @Test
  void shouldMakeTheArchiveBesideTheFirstStart() throws Exception {
    ProcessBuilder builder =
        launcher("--data-path=data", "--p2p-port=0", "--rpc-http-port=0", "--rpc-ws-port=0");
    builder.environment().remove(ARCHIVE);
    Path lib = directory.resolve("lib");
    try (WatchService watch = lib.getFileSystem().newWatchService()) {
      lib.register(watch, ENTRY_CREATE, ENTRY_DELETE);
      Process node = builder.start();
      try (BufferedReader output = node.inputReader(StandardCharsets.UTF_8)) {
        assertThat(output.readLine()).startsWith("shhnode ready: enode://");
        while (archives("jsa").isEmpty() || !archives("new").isEmpty()) {
          WatchKey key = watch.take();
          key.pollEvents();
          key.reset();
        }
      } finally {
        node.destroyForcibly();
      }
    }
    assertThat(archives("jsa")).hasSize(1);
  }

  @Test
  void shouldStartWithoutAnArchiveThatIsDamaged() throws Exception {
    makeArchive();
    Path archive = archives("jsa").get(0);
    byte[] whole = Files.readAllBytes(archive);
    byte[] zeroes = whole.clone();
    Arrays.fill(zeroes, whole.length / 3, whole.length / 3 * 2, (byte) 0);

    for (byte[] damaged : List.of(zeroes, Arrays.copyOf(whole, whole.length / 4), new byte[0])) {
      Files.delete(archive);
      Files.write(archive, damaged);
      ProcessBuilder version = launcher("--version");
      version.environment().remove(ARCHIVE);
      assertQuietVersion(version);
    }
  }

  @Test
  void shouldRemoveArchivesOfAMonthAgoWhenItMakesOne() throws Exception {
    Path old = Files.createFile(directory.resolve("lib/old-1-2-3.jsa"));
    Path young = Files.createFile(directory.resolve("lib/young-1-2-3.jsa"));
    Instant now = Instant.now();
    Files.setLastModifiedTime(old, FileTime.from(now.minus(Duration.ofDays(32))));
    Files.setLastModifiedTime(young, FileTime.from(now.minus(Duration.ofDays(29))));

    makeArchive();

    assertThat(old).doesNotExist();
    assertThat(archives("jsa")).hasSize(2).contains(young);
  }

  @Test
  void shouldHaveTheVectorKernelAndNoWarningOfItsModule() throws Exception {
    ProcessBuilder probe = launcher();
    String tests = Path.of("target/test-classes").toAbsolutePath().toString();
    probe
        .environment()
        .put("SHHNODE_JAVA_OPTS", "-cp lib/*:" + tests + " " + VectorProbe.class.getName());

    Process process = probe.redirectErrorStream(true).start();

    assertThat(process.inputReader(StandardCharsets.UTF_8).lines()).containsExactly("true");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void shouldTellOfAMistakeInTheOperatorsOptions() throws Exception {
    ProcessBuilder version = launcher("--version");
    version.environment().put("SHHNODE_JAVA_OPTS", "-XX:+NoSuchOption");

    Process process = version.redirectErrorStream(true).start();

    assertThat(process.inputReader(StandardCharsets.UTF_8).lines())
        .anyMatch(line -> line.contains("NoSuchOption"));
    assertThat(process.waitFor()).isOne();
  }

  private void makeArchive() throws Exception {
    ProcessBuilder maker = launcher();
    maker.environment().put(ARCHIVE, "build");
    assertThat(maker.inheritIO().start().waitFor()).isZero();
  }

  private List<Path> archives(String extension) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("lib"))) {
      return files.filter(file -> file.toString().endsWith("." + extension)).toList();
    }
  }

  private static void assertQuietVersion(ProcessBuilder builder) throws Exception {
    Process process = builder.redirectErrorStream(true).start();
    assertThat(process.inputReader(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("shhnode/v");
    assertThat(process.waitFor()).isZero();
  }

  private Process start(String... arguments) throws IOException {
    return launcher(arguments).start();
  }

  private ProcessBuilder launcher(String... arguments) {
    List<String> command = new ArrayList<>(List.of("bin/shhnode"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    // Else the first start goes on writing into a directory that the test removes.
    builder.environment().put(ARCHIVE, "off");
    return builder;
  }
}
