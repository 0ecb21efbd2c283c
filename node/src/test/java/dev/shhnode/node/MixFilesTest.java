// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.mix.directory.Directory;
import dev.shhnode.mix.directory.Guards;
import dev.shhnode.mix.sphinx.MixId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixFilesTest {

  private static final long NOW = 1_700_000_000L;
  private static final long WEEK = Duration.ofDays(7).toSeconds();

  private final SecureRandom random = new SecureRandom();

  @TempDir private Path path;

  private Guards guards(long unixSeconds) throws IOException {
    return new MixFiles(path).readOrMakeGuards(random, unixSeconds);
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

  @Test
  void shouldKeepSinceWhenMixesAreKnown() throws IOException {
    assertThat(new MixFiles(path).readKnown()).isEmpty();
    Map<MixId, Long> since = Map.of(mix(1), 472_222L, mix(2), 0L);

    new MixFiles(path).writeKnown(since);

    assertThat(new MixFiles(path).readKnown()).isEqualTo(since);
  }

  @Test
  void shouldReadOfAFileWhatCanBeRead() throws IOException {
    String good = mix(1) + " 7";
    byte[] noText = {(byte) 0xff, (byte) 0xfe, '\n'};
    Files.write(path.resolve("mix-known"), noText);
    Files.writeString(
        path.resolve("mix-known"),
        "x\n" + good + "\n" + mix(2) + " -1\n" + mix(3) + "\n99999999999999999999 1\n",
        StandardOpenOption.APPEND);

    assertThat(new MixFiles(path).readKnown()).isEqualTo(Map.of(mix(1), 7L));
  }

  @Test
  void shouldReadNoMoreThanADirectoryHolds() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i <= Directory.MAX_REMEMBERED; i++) {
      lines.append(mix(i)).append(" 1\n");
    }
    Files.writeString(path.resolve("mix-known"), lines);

    assertThat(new MixFiles(path).readKnown()).hasSize(Directory.MAX_REMEMBERED);
  }

  private static MixId mix(int number) {
    return new MixId(Bytes.concatenate(Bytes.wrap(new byte[10]), Bytes.ofUnsignedInt(number)));
  }
}
