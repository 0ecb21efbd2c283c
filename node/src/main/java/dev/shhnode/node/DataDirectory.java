// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.node.failures.Failures;
import dev.shhnode.node.secrets.SecretFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The data path of one running node: locked against a second one, readable by its owner alone.
 * Belongs to the thread that starts or stops the node.
 */
final class DataDirectory implements AutoCloseable {

  private final FileChannel lockFile;

  private DataDirectory(FileChannel lockFile) {
    this.lockFile = lockFile;
  }

  /** Makes the directory if it is missing, and takes it for this process. */
  static DataDirectory open(Path path) throws IOException {
    // JDK 17 up to 17.0.13 does not take a link to a directory for one (JDK-8294193).
    if (!Files.isDirectory(path)) {
      Files.createDirectories(path, SecretFiles.OWNER_ONLY_DIRECTORY);
    }
    FileChannel channel =
        FileChannel.open(
            path.resolve("lock"),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            SecretFiles.OWNER_ONLY_FILE);
    if (tryLock(channel) == null) {
      channel.close();
      throw new IOException("the data path " + path + " is in use by another node");
    }
    return new DataDirectory(channel);
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
    SecretFiles.make(
        file, KeyPair.generate(random).privateKey().toSecretBytes().toUnprefixedHexString() + "\n");
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
