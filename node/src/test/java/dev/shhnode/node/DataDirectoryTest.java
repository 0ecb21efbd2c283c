// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.mix.directory.Guards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guards of mix routing in the data path. */
class DataDirectoryTest {

  private static final long NOW = 1_700_000_000L;
  private static final long WEEK = Duration.ofDays(7).toSeconds();

  private final SecureRandom random = new SecureRandom();

  @TempDir private Path path;

  private Guards guards(long unixSeconds) throws IOException {
    try (DataDirectory directory = DataDirectory.open(path)) {
      return directory.readOrMakeGuards(random, unixSeconds);
    }
  }

  @Test
  void shouldKeepGuardsOverARestartForAWeek() throws IOException {
    Guards drawn = guards(NOW);

    assertThat(guards(NOW + WEEK - 1)).isEqualTo(drawn);
    assertThat(guards(NOW + WEEK)).isNotEqualTo(drawn);
    assertThat(guards(NOW + WEEK + 1).madeAt()).isEqualTo(NOW + WEEK);
  }

  @Test
  void shouldShowGuardsToNobodyElse() throws IOException {
    Guards drawn = guards(NOW);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(drawn.toString()).doesNotContain(drawn.seed().toUnprefixedHexString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "seed", "00 1", "99999999999999999999 1", "0x00"})
  void shouldDrawAnewWhereTheFileCannotBeRead(String content) throws IOException {
    Files.writeString(file(), content);

    Guards drawn = guards(NOW);

    assertThat(drawn.madeAt()).isEqualTo(NOW);
    assertThat(guards(NOW)).isEqualTo(drawn);
  }

  @Test
  void shouldDrawAnewWhereTheFileIsNoText() throws IOException {
    Files.write(file(), new byte[] {(byte) 0xff, (byte) 0xff});

    assertThat(guards(NOW).madeAt()).isEqualTo(NOW);
  }

  private Path file() {
    return path.resolve("mix-guards");
  }
}
