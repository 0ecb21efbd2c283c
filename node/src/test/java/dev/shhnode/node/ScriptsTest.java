// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the scripts have in common. The programs of the attacks and benchmarks fit the node's
 * classes: they are compiled when they run, which is late for who has changed a class.
 */
class ScriptsTest {

  private static final Path SCRIPTS = Path.of("../scripts");

  /** What is longer is a program that a script has built. */
  private static final int MAX_SCRIPT_BYTES = 1 << 16;

  @ParameterizedTest
  @ValueSource(strings = {"attack", "bench attack"})
  void shouldCompile(String folders, @TempDir Path classes) throws IOException {
    List<Path> sources =
        Stream.of(folders.split(" ")).flatMap(folder -> sources(SCRIPTS.resolve(folder))).toList();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  complaints,
                  files,
                  null,
                  List.of("-nowarn", "-proc:none", "-d", classes.toString()),
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(compiled).as(complaints.toString()).isTrue();
    }
    assertThat(sources).hasSizeGreaterThan(5);
  }

  /** Where CDPATH is exported, cd goes there first, and prints where it went. */
  @Test
  void shouldFindTheirFolderWithoutCdpath() {
    String toItsFolder = "cd \"$(dirname";

    assertThat(Stream.concat(Stream.of(Path.of("../.ci/run")), files(SCRIPTS)))
        .filteredOn(file -> file.toFile().length() < MAX_SCRIPT_BYTES)
        .extracting(ScriptsTest::text)
        .filteredOn(script -> script.startsWith("#!") && script.contains(toItsFolder))
        .hasSizeGreaterThan(20)
        .allSatisfy(script -> assertThat(script).containsSubsequence("unset CDPATH", toItsFolder));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stream<Path> sources(Path folder) {
    return files(folder).filter(file -> file.toString().endsWith(".java"));
  }

  /** Without the libraries that the scripts have installed. */
  private static Stream<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> Files.isRegularFile(file) && !file.toString().contains("node_modules"))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
