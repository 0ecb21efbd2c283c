// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.secrets;

import dev.shhnode.node.failures.Failures;
import dev.shhnode.rpc.auth.JwtSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of the secret that node and clients share, as the Engine API's {@code
 * --authrpc.jwtsecret} is: 32 bytes in hexadecimal.
 */
public final class JwtSecretFile {

  private static final Logger LOG = LoggerFactory.getLogger(JwtSecretFile.class);

  /** Ours: white space around the digits; a larger file is another one, named by mistake. */
  private static final int MAX_BYTES = 1_024;

  private JwtSecretFile() {}

  /**
   * Reads the secret; if there is no file, makes one with a random secret, of mode 600.
   *
   * @param option the option that names the file
   * @throws IOException naming option and file, never what is in it
   */
  public static JwtSecret readOrMake(String option, Path file, SecureRandom random)
      throws IOException {
    try {
      if (Files.notExists(file)) {
        SecretFiles.make(file, JwtSecret.generate(random).toSecretHex() + "\n");
        LOG.info("made a secret for tokens of RPC clients: {}", file.toAbsolutePath());
      }
    } catch (IOException e) {
      throw cannotUse(option, file, e);
    }
    return read(option, file);
  }

  /**
   * Reads the secret.
   *
   * @param option the option that names the file
   * @throws IOException naming option and file, never what is in it
   */
  public static JwtSecret read(String option, Path file) throws IOException {
    try {
      if (Files.size(file) <= MAX_BYTES) {
        // Byte by byte, so that any file is a text, and the wrong one is refused in our words.
        return JwtSecret.parse(Files.readString(file, StandardCharsets.ISO_8859_1).strip());
      }
    } catch (IOException e) {
      throw cannotUse(option, file, e);
    } catch (IllegalArgumentException noSecret) {
      throw noSecret(option, file);
    }
    throw noSecret(option, file);
  }

  private static IOException cannotUse(String option, Path file, IOException why) {
    return new IOException(
        "cannot use the secret of tokens in "
            + file
            + " ("
            + option
            + "): "
            + Failures.describe(why),
        why);
  }

  private static IOException noSecret(String option, Path file) {
    return new IOException(file + " (" + option + ") does not hold a secret of 64 hex digits");
  }
}
