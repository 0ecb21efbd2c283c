// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine. */
final class HostName {

  /**
   * What {@code gethostname} says on Linux; Java's own way asks the resolver, which may take long.
   */
  private static final Path LINUX = Path.of("/proc/sys/kernel/hostname");

  private HostName() {}

  /** The name without a domain unless it was given with one; empty if there is none. */
  static String ofThisMachine() {
    try {
      return Files.exists(LINUX)
          ? Files.readString(LINUX).strip()
          : InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "";
    } catch (IOException unreadable) {
      return "";
    }
  }
}
