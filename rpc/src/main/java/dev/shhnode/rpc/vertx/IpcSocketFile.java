// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The file of a Unix domain socket, which nobody but its owner can ever connect to.
 *
 * <p>A socket is bound with the permissions that the process's umask leaves, so it is bound inside
 * a directory that others cannot enter, made private, and then moved to its place. Blocks, so it is
 * used on worker threads of Vert.x, one call at a time.
 */
final class IpcSocketFile {

  private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path socket;
  private final Path draftDirectory;
  private final Path draft;

  IpcSocketFile(Path socket) {
    this.socket = socket.toAbsolutePath();
    // Short names: the system takes about 100 bytes of path.
    this.draftDirectory = this.socket.resolveSibling(".ipc-new");
    this.draft = draftDirectory.resolve("s");
  }

  /**
   * Prepares the directories, and checks that no other process uses the socket.
   *
   * @return where to bind it before {@link #publish}
   * @throws IOException if another process listens on the socket, or the file is no socket
   */
  Path prepare() throws IOException {
    if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      refuseIfTaken();
    }
    Path directory = draftDirectory.getParent();
    // JDK 17 up to 17.0.13 does not take a link to a directory for one (JDK-8294193).
    if (directory != null && !Files.isDirectory(directory)) {
      Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
    }
    removeDraft();
    Files.createDirectory(draftDirectory, OWNER_ONLY_DIRECTORY);
    return draft;
  }

  private void refuseIfTaken() throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isOther()) {
      throw new IOException(socket + " exists and is not a socket");
    }
    if (isLive()) {
      throw new BindException(socket + " is in use by another process");
    }
  }

  private boolean isLive() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException refused) {
      return false;
    }
  }

  /** Moves the bound socket to its place, over that of a dead process. */
  Path publish() throws IOException {
    Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
    Files.move(draft, socket, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(draftDirectory);
    return socket;
  }

  /** Removes the socket; true if it was there. */
  boolean remove() throws IOException {
    removeDraft();
    return Files.deleteIfExists(socket);
  }

  private void removeDraft() throws IOException {
    Files.deleteIfExists(draft);
    Files.deleteIfExists(draftDirectory);
  }
}
