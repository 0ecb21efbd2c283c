// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import dev.shhnode.node.failures.Failures;
import dev.shhnode.node.secrets.PemCertificates;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whose certificates a command believes when a node shows one over TLS. Immutable. */
final class ServerTrust {

  /** What the JDK trusts. */
  static final ServerTrust OF_JDK = new ServerTrust(UnaryOperator.identity());

  private final UnaryOperator<HttpClient.Builder> tls;

  private ServerTrust(UnaryOperator<HttpClient.Builder> tls) {
    this.tls = tls;
  }

  /**
   * Trusts the certificates of a file, and those that they vouch for, and nothing else. The name in
   * the URL has to be one of the node's certificate all the same.
   *
   * @param option the option that names the file
   * @param file certificates in PEM
   * @throws IOException naming option and file if it cannot be read or holds no certificate
   */
  static ServerTrust only(String option, Path file) throws IOException {
    List<Certificate> certificates;
    try {
      certificates = PemCertificates.parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new IOException("cannot read " + option + ": " + Failures.describe(e), e);
    }
    if (certificates.isEmpty()) {
      throw new IOException(file + " (" + option + ") holds no certificate in PEM");
    }
    SSLContext context = trusting(certificates);
    return new ServerTrust(builder -> builder.sslContext(context));
  }

  private static SSLContext trusting(List<Certificate> certificates) throws IOException {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (int i = 0; i < certificates.size(); i++) {
        trusted.setCertificateEntry(Integer.toString(i), certificates.get(i));
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("this JVM cannot use certificates: " + Failures.describe(e), e);
    }
  }

  HttpClient newClient() {
    return tls.apply(HttpClient.newBuilder()).connectTimeout(RpcTransport.CONNECT_TIMEOUT).build();
  }
}
