// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SecretFilesTest {

  @TempDir private Path directory;

  @Test
  void shouldMakeAFileForItsOwnerAlone() throws Exception {
    Path file = directory.resolve("a/b/secret");

    SecretFiles.make(file, "text");

    assertThat(file).hasContent("text");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
    assertThat(filesBeside(file)).containsExactly(file);
  }

  @Test
  void shouldLeaveAFileThatIsThere() throws Exception {
    Path file = directory.resolve("secret");
    SecretFiles.make(file, "first");

    SecretFiles.make(file, "second");

    assertThat(file).hasContent("first");
    assertThat(filesBeside(file)).containsExactly(file);
  }

  @Test
  void shouldMakeFilesInADirectoryThatIsALink() throws Exception {
    Path link =
        Files.createSymbolicLink(
            directory.resolve("link"), Files.createDirectory(directory.resolve("real")));

    SecretFiles.make(link.resolve("secret"), "text");

    assertThat(directory.resolve("real/secret")).hasContent("text");
  }

  @Test
  void shouldSayThatALinkLeadsNowhere() throws Exception {
    Path link =
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("not mounted"));

    assertThatIOException()
        .isThrownBy(() -> SecretFiles.make(link, "text"))
        .withMessageContaining("is a link to a file that is missing");
    assertThat(filesBeside(link)).containsExactly(link);
  }

  /** Nodes that are started at once with one new file all read the same in it. */
  @Test
  void shouldAgreeWithOthersThatMakeTheFile() throws Exception {
    int makers = 4;
    ExecutorService threads = Executors.newFixedThreadPool(makers);
    try {
      for (int round = 0; round < 100; round++) {
        Path file = directory.resolve("secret" + round);
        CountDownLatch begin = new CountDownLatch(makers);
        List<Future<String>> read = new ArrayList<>();
        for (int maker = 0; maker < makers; maker++) {
          String text = "of " + maker;
          read.add(
              threads.submit(
                  () -> {
                    begin.countDown();
                    begin.await();
                    SecretFiles.make(file, text);
                    return Files.readString(file);
                  }));
        }
        Set<String> texts = new HashSet<>();
        for (Future<String> one : read) {
          texts.add(one.get());
        }
        assertThat(texts).hasSize(1);
      }
    } finally {
      threads.shutdown();
    }
  }

  private static List<Path> filesBeside(Path file) throws Exception {
    try (Stream<Path> files = Files.list(file.getParent())) {
      return files.toList();
    }
  }
}
