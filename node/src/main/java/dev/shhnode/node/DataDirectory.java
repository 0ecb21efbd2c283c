// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.mix.directory.Guards;
import dev.shhnode.node.failures.Failures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.jspecify.annotations.Nullable;

/**
 * The data path of one running node: locked against a second one, readable by its owner alone.
 * Belongs to the thread that starts or stops the node.
 */
final class DataDirectory implements AutoCloseable {

  private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<?> OWNER_ONLY_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** A seed of 64 hex digits, and when it was drawn. */
  private static final Pattern GUARDS = Pattern.compile("([0-9a-f]{64}) ([0-9]{1,18})");

  private static final String GUARDS_FILE = "mix-guards";

  private final Path path;
  private final FileChannel lockFile;

  private DataDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /** Makes the directory if it is missing, and takes it for this process. */
  static DataDirectory open(Path path) throws IOException {
    Files.createDirectories(path, OWNER_ONLY_DIRECTORY);
    FileChannel channel =
        FileChannel.open(
            path.resolve("lock"),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            OWNER_ONLY_FILE);
    if (tryLock(channel) == null) {
      channel.close();
      throw new IOException("the data path " + path + " is in use by another node");
    }
    return new DataDirectory(path, channel);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldInThisProcess) {
      return null;
    }
  }

  /** Reads the node's key, 64 hex digits as Besu writes them, or makes one. */
  static KeyPair readOrMakeKey(Path file, SecureRandom random) throws IOException {
    String text;
    try {
      if (Files.notExists(file)) {
        makeKey(file, random);
      }
      text = Files.readString(file).strip();
    } catch (IOException e) {
      throw new IOException(
          "cannot use the node key file "
              + file
              + " (--node-private-key-file): "
              + Failures.describe(e),
          e);
    }
    try {
      return KeyPair.of(PrivateKey.of(Bytes.fromHexString(text)));
    } catch (IllegalArgumentException e) {
      // Without the cause, which may quote the key.
      throw new IOException("the node key file " + file + " does not hold a key of 64 hex digits");
    }
  }

  private static void makeKey(Path file, SecureRandom random) throws IOException {
    Path draft = Path.of(file.toAbsolutePath() + ".new");
    Path directory = draft.getParent();
    if (directory != null) {
      Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
    }
    String key =
        KeyPair.generate(random).privateKey().toSecretBytes().toUnprefixedHexString() + "\n";
    writeDraft(draft, key);
    try {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException madeMeanwhile) {
      Files.delete(draft);
    }
  }

  /** A secret is written to another file that is then moved, so that a crash leaves no half one. */
  private static void writeDraft(Path draft, String text) throws IOException {
    Files.deleteIfExists(draft);
    Files.createFile(draft, OWNER_ONLY_FILE);
    Files.writeString(draft, text, StandardOpenOption.SYNC, StandardOpenOption.WRITE);
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
      String text = Files.readString(path.resolve(GUARDS_FILE), StandardCharsets.ISO_8859_1);
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
    Path draft = path.resolve(GUARDS_FILE + ".new");
    writeDraft(draft, guards.seed().toUnprefixedHexString() + " " + guards.madeAt() + "\n");
    Files.move(draft, path.resolve(GUARDS_FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
