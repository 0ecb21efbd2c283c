// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Name and version of this build. */
final class Version {

  private static final String NUMBER =
      Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
          .orElse("0.0.0-dev");

  private Version() {}

  static String number() {
    return NUMBER;
  }

  /**
   * The name given to peers and DApps, in geth's form {@code name/vVersion/os-arch/runtime}, which
   * old DApps take apart.
   */
  static String clientId() {
    String os = System.getProperty("os.name", "unknown").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "unknown");
    return "shhnode/v%s/%s-%s/java%d"
        .formatted(NUMBER, os.replace(' ', '-'), arch, Runtime.version().feature());
  }

  /** For {@code --version}. */
  static final class Provider implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {clientId()};
    }
  }
}
