// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/run}, with a Maven that packs a program which prints what its one source says. */
@Timeout(60)
class RunScriptTest {

  private static final String MAVEN =
      """
      #!/bin/sh
      set -e
      version=$(cat node/src/main/version)
      echo "$version" >>built
      mkdir -p packed/bin
      printf '#!/bin/sh\\necho %s\\n' "$version" >packed/bin/shhnode
      chmod +x packed/bin/shhnode
      tar -czf "node/target/shhnode-$version.tar.gz" packed
      if [ -e meanwhile ]; then cat meanwhile >node/src/main/version; fi
      """;

  @TempDir private Path root;

  @BeforeEach
  void makeProject() throws IOException {
    Files.createDirectories(root.resolve("node/src/main"));
    Files.createFile(root.resolve("pom.xml"));
    Files.createFile(root.resolve("node/pom.xml"));
    Path run = Files.createDirectory(root.resolve("scripts")).resolve("run");
    Files.copy(Path.of("../scripts/run"), run, StandardCopyOption.COPY_ATTRIBUTES);
    Path maven = Files.createDirectory(root.resolve("bin")).resolve("mvn");
    Files.writeString(maven, MAVEN);
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwx------"));
    source("1");
  }

  private void source(String version) throws IOException {
    Files.writeString(root.resolve("node/src/main/version"), version);
  }

  private List<String> built() throws IOException {
    return Files.readAllLines(root.resolve("built"));
  }

  /** What the program prints, after what is said about the build. */
  private String run(Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("scripts/run").directory(root.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder
        .environment()
        .merge(
            "PATH", root.resolve("bin").toString(), (all, own) -> own + File.pathSeparator + all);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().reduce("", (before, line) -> line);
  }

  private String run() throws Exception {
    return run(Map.of());
  }

  @Test
  void shouldBuildWhatHasChanged() throws Exception {
    assertThat(run()).isEqualTo("1");
    assertThat(run()).isEqualTo("1");
    assertThat(built()).containsExactly("1");

    source("2");

    assertThat(run()).as("though the archive of the former version was there").isEqualTo("2");
    assertThat(built()).containsExactly("1", "2");
  }

  @Test
  void shouldBuildAgainWhatWasChangedDuringTheBuild() throws Exception {
    Files.writeString(root.resolve("meanwhile"), "2");
    assertThat(run()).isEqualTo("1");
    Files.delete(root.resolve("meanwhile"));

    assertThat(run()).isEqualTo("2");
    assertThat(run()).isEqualTo("2");
    assertThat(built()).containsExactly("1", "2");
  }

  @Test
  void shouldFindTheProjectWhereCdLooksElsewhereFirst() throws Exception {
    assertThat(run(Map.of("CDPATH", root.toString()))).isEqualTo("1");
  }
}
