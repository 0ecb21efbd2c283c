// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import dev.shhnode.mix.directory.Directory;
import dev.shhnode.mix.directory.Guards;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.node.secrets.SecretFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * What mix routing keeps in the data path over a restart. What is not written as it must be is as
 * if it were not there, so that a damaged file does not keep a node from starting. Written by one
 * thread at a time.
 */
final class MixFiles {

  /** A seed of 64 hex digits, and when it was drawn. */
  private static final Pattern GUARDS = Pattern.compile("([0-9a-f]{64}) ([0-9]{1,18})");

  /** A mix, and the epoch in which it was first heard of. */
  private static final Pattern KNOWN = Pattern.compile("([0-9a-f]{28}) ([0-9]{1,18})");

  private final Path guardsFile;
  private final Path knownFile;

  /**
   * @param dataPath exists already
   */
  MixFiles(Path dataPath) {
    this.guardsFile = dataPath.resolve("mix-guards");
    this.knownFile = dataPath.resolve("mix-known");
  }

  /**
   * The guards of mix routing as they were kept, or new ones if there are none that can be used.
   *
   * @param unixSeconds the present
   */
  Guards readOrMakeGuards(SecureRandom random, long unixSeconds) throws IOException {
    Optional<Guards> kept = readGuards();
    if (kept.isPresent() && !kept.get().isOver(unixSeconds)) {
      return kept.get();
    }
    Guards drawn = Guards.draw(random, unixSeconds);
    writeGuards(drawn);
    return drawn;
  }

  private Optional<Guards> readGuards() throws IOException {
    try {
      // In a charset in which any bytes are a text: a disk that failed must not stop the node.
      String text = Files.readString(guardsFile, StandardCharsets.ISO_8859_1);
      Matcher line = GUARDS.matcher(text.strip());
      return line.matches()
          ? Optional.of(
              new Guards(Bytes32.fromHexString(line.group(1)), Long.parseLong(line.group(2))))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Keeps guards over a restart. */
  void writeGuards(Guards guards) throws IOException {
    write(guardsFile, guards.seed().toUnprefixedHexString() + " " + guards.madeAt() + "\n");
  }

  private static void write(Path file, String text) throws IOException {
    Path draft = Path.of(file + ".new");
    SecretFiles.writeDraft(draft, text);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Since when mixes have been known; as many as a directory remembers at most. */
  Map<MixId, Long> readKnown() throws IOException {
    Map<MixId, Long> known = new HashMap<>();
    try (BufferedReader reader = Files.newBufferedReader(knownFile, StandardCharsets.ISO_8859_1)) {
      for (String line = reader.readLine();
          line != null && known.size() < Directory.MAX_REMEMBERED;
          line = reader.readLine()) {
        Matcher parts = KNOWN.matcher(line);
        if (parts.matches()) {
          MixId id = new MixId(Bytes.fromHexString(parts.group(1)));
          known.put(id, Long.parseLong(parts.group(2)));
        }
      }
    } catch (NoSuchFileException e) {
      return Map.of();
    }
    return known;
  }

  /** Keeps since when mixes have been known. */
  void writeKnown(Map<MixId, Long> since) throws IOException {
    StringBuilder lines = new StringBuilder();
    since.forEach((id, epoch) -> lines.append(id).append(' ').append(epoch).append('\n'));
    write(knownFile, lines.toString());
  }
}
