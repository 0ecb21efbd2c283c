// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.mix.directory.Guards;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DataDirectoryTest {

  private static final long NOW = 1_800_000_000L;
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir private Path path;

  private Guards guards() throws IOException {
    try (DataDirectory directory = DataDirectory.open(path)) {
      return directory.readOrMakeGuards(RANDOM, NOW);
    }
  }

  @Test
  void guardsAreKeptOverARestart() throws IOException {
    Guards drawn = guards();

    assertThat(guards()).isEqualTo(drawn);
  }

  static Stream<byte[]> damaged() {
    byte[] noText = new byte[100];
    Arrays.fill(noText, (byte) 0xff);
    return Stream.of(new byte[0], noText, "0123 1800000000".getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void guardsAreDrawnAnewWhereTheFileIsDamaged(byte[] bytes) throws IOException {
    Files.write(path.resolve("mix-guards"), bytes);

    Guards drawn = guards();

    assertThat(drawn.madeAt()).isEqualTo(NOW);
    assertThat(guards()).isEqualTo(drawn);
  }
}
