// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shhnode.node.failures.Failures;
import dev.shhnode.node.options.NodeConfig;
import dev.shhnode.node.secrets.JwtSecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Which running node a command talks to, and what it shows there. Filled by picocli; belongs to the
 * thread that parses.
 */
final class ConnectionOptions {

  private static final String JWT_SECRET = "--jwt-secret";

  private static final String TOKEN_FILE = "--token-file";

  /** As curl calls it. */
  private static final String CA_CERT = "--cacert";

  /** RFC 6750, section 2.1: whatever else is in a file, no line break gets into a header. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{1,8192}");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--url",
      paramLabel = "<URL>",
      description =
          "JSON-RPC of the node: ws:, wss:, http:, https: or ipc:<path>; a mere address is that of HTTP (default:"
              + " ${DEFAULT-VALUE}).")
  private String url = "ws://" + NodeConfig.Web.DEFAULT_HOST + ":" + NodeConfig.Web.DEFAULT_WS_PORT;

  @Option(
      names = JWT_SECRET,
      paramLabel = "<FILE>",
      description = "The node's --rpc-jwt-secret, if it asks for tokens over HTTP and WebSocket.")
  private @Nullable Path jwtSecret;

  @Option(
      names = TOKEN_FILE,
      paramLabel = "<FILE>",
      description = "A token of 'shhnode rpc token', instead of the secret.")
  private @Nullable Path tokenFile;

  @Option(
      names = CA_CERT,
      paramLabel = "<FILE>",
      description =
          "Certificates in PEM that are trusted at an https: or wss: URL, instead of those that the"
              + " JDK trusts.")
  private @Nullable Path trusted;

  /**
   * Connects to the node.
   *
   * @throws ParameterException if both a token and a secret are given, as one would be ignored
   */
  RpcClient connect(Consumer<JsonNode> notifications) throws IOException {
    return new RpcClient(completed(), token(), trust(), notifications);
  }

  private ClientToken token() throws IOException {
    String given = new Alternatives(command, TOKEN_FILE, JWT_SECRET).given().orElse("");
    return switch (given) {
      case TOKEN_FILE -> ClientToken.of(readToken(requireNonNull(tokenFile)));
      case JWT_SECRET ->
          ClientToken.signedWith(JwtSecretFile.read(JWT_SECRET, requireNonNull(jwtSecret)));
      default -> ClientToken.NONE;
    };
  }

  private ServerTrust trust() throws IOException {
    if (trusted == null) {
      return ServerTrust.OF_JDK;
    }
    String at = completed();
    if (!at.startsWith("https:") && !at.startsWith("wss:")) {
      // Who names a certificate must not be led to believe that the way is secret.
      throw new IOException(CA_CERT + " is for https: and wss: URLs, not for " + at);
    }
    return ServerTrust.only(CA_CERT, trusted);
  }

  private static String readToken(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    } catch (IOException e) {
      throw new IOException("cannot read " + TOKEN_FILE + ": " + Failures.describe(e), e);
    }
    if (!TOKEN.matcher(text).matches()) {
      throw new IOException(file + " (" + TOKEN_FILE + ") does not hold a token");
    }
    return text;
  }

  boolean carriesNotifications() {
    return !completed().startsWith("http");
  }

  /** The URL with its scheme: without one, a path is a Unix socket, an address is HTTP. */
  private String completed() {
    if (url.contains("://") || url.startsWith("ipc:")) {
      return url;
    }
    return url.startsWith("/") || url.startsWith(".") ? "ipc:" + url : "http://" + url;
  }
}
