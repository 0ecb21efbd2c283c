// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the node keeps its files. Filled by picocli; belongs to the thread that parses. */
final class StorageOptions {

  private static final String DEFAULT_DIRECTORY = ".shhnode";
  private static final String DEFAULT_KEY_FILE = "key";

  @Option(
      names = "--data-path",
      paramLabel = "<DIR>",
      description =
          "Where the node keeps its key and its socket (default: ~/" + DEFAULT_DIRECTORY + ").")
  private Path dataPath = Path.of(System.getProperty("user.home", "."), DEFAULT_DIRECTORY);

  @Option(
      names = "--node-private-key-file",
      paramLabel = "<FILE>",
      description =
          "The node's key, 64 hex digits; made if missing (default: "
              + DEFAULT_KEY_FILE
              + " in the data path).")
  private @Nullable Path nodePrivateKeyFile;

  /** The data path, in the home directory if it begins with {@code ~}. */
  Path dataPath() {
    return OptionValues.path("--data-path", dataPath);
  }

  /**
   * The file of the node's key.
   *
   * @param data the data path
   */
  Path privateKeyFile(Path data) {
    return OptionValues.pathOr(
        data.resolve(DEFAULT_KEY_FILE), "--node-private-key-file", nodePrivateKeyFile);
  }
}
