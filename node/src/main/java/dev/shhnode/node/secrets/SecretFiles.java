// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.secrets;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Writing of files that only their owner may read. */
public final class SecretFiles {

  /** Mode 700. */
  public static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** Mode 600. */
  public static final FileAttribute<?> OWNER_ONLY_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private SecretFiles() {}

  /**
   * Makes a file of mode 600 that holds a text, and the directories above it; what another process
   * has made meanwhile stays, where the file system has hard links.
   */
  public static void make(Path file, String text) throws IOException {
    Path whole = file.toAbsolutePath();
    Path directory = requireNonNull(whole.getParent());
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
    }
    Path draft =
        Files.createTempFile(directory, whole.getFileName() + ".", ".new", OWNER_ONLY_FILE);
    try {
      Files.writeString(draft, text, StandardOpenOption.SYNC, StandardOpenOption.WRITE);
      publish(draft, whole);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /**
   * A move would replace what is there; a link does not. Some file systems have none, and there the
   * last one wins.
   */
  private static void publish(Path draft, Path file) throws IOException {
    try {
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      if (Files.notExists(file)) {
        throw new FileSystemException(file.toString(), null, "is a link to a file that is missing");
      }
      // Made meanwhile: it is as good as ours, and may be in use.
    } catch (UnsupportedOperationException | IOException noLinks) {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** A secret is written to another file that is then moved, so that a crash leaves no half one. */
  public static void writeDraft(Path draft, String text) throws IOException {
    Files.deleteIfExists(draft);
    Files.createFile(draft, OWNER_ONLY_FILE);
    Files.writeString(draft, text, StandardOpenOption.SYNC, StandardOpenOption.WRITE);
  }
}
