// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Who may use JSON-RPC over HTTP and WebSocket. Filled by picocli; belongs to the thread that
 * parses.
 */
final class RpcSecurityOptions {

  @Option(
      names = NodeConfig.WebSecurity.JWT_SECRET,
      paramLabel = "<FILE>",
      description =
          "Serve HTTP and WebSocket only to clients whose token is signed with the secret in this"
              + " file, 64 hex digits; made if missing (default: no tokens).")
  private @Nullable Path jwtSecret;

  @Option(
      names = NodeConfig.Tls.CERTIFICATE_OPTION,
      paramLabel = "<FILE>",
      description =
          "Serve HTTP and WebSocket over TLS, with this certificate and those that vouch for it, in"
              + " PEM (default: clear text).")
  private @Nullable Path tlsCertificate;

  @Option(
      names = NodeConfig.Tls.KEY_OPTION,
      paramLabel = "<FILE>",
      description = "The private key of the certificate, in PEM.")
  private @Nullable Path tlsKey;

  /**
   * The configuration that the options make.
   *
   * @throws IllegalArgumentException naming the option that is wrong
   */
  NodeConfig.WebSecurity toConfig() {
    return new NodeConfig.WebSecurity(
        Optional.ofNullable(jwtSecret)
            .map(file -> OptionValues.path(NodeConfig.WebSecurity.JWT_SECRET, file)),
        tls());
  }

  private Optional<NodeConfig.Tls> tls() {
    if (tlsCertificate == null && tlsKey == null) {
      return Optional.empty();
    }
    if (tlsCertificate == null || tlsKey == null) {
      throw new IllegalArgumentException(
          (tlsCertificate == null ? NodeConfig.Tls.CERTIFICATE_OPTION : NodeConfig.Tls.KEY_OPTION)
              + " is missing: TLS needs a certificate and its key");
    }
    return Optional.of(
        new NodeConfig.Tls(
            OptionValues.path(NodeConfig.Tls.CERTIFICATE_OPTION, tlsCertificate),
            OptionValues.path(NodeConfig.Tls.KEY_OPTION, tlsKey)));
  }
}
