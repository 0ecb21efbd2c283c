// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import dev.shhnode.node.failures.Failures;
import dev.shhnode.node.options.NodeConfig;
import dev.shhnode.node.secrets.PemCertificates;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;

/** Certificate and key of the RPC's servers, read once: a renewed one needs a new start. */
final class TlsFiles {

  private static final String NOT_THE_KEY = "does not hold the key of the certificate, in PEM";

  private static final byte[] SAMPLE = {1, 2, 3};

  private TlsFiles() {}

  /**
   * Reads the files.
   *
   * @return a server's TLS 1.2 and 1.3; empty if there are no files
   * @throws IOException naming the option and file that cannot be used, never what is in it
   */
  static Optional<SslContext> load(Vertx vertx, Optional<NodeConfig.Tls> files) throws IOException {
    return files.isEmpty() ? Optional.empty() : Optional.of(load(vertx, files.get()));
  }

  private static SslContext load(Vertx vertx, NodeConfig.Tls files) throws IOException {
    // Read by the JDK when TLS is first used: a client could have the node sign again and again.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    byte[] certificates = read(NodeConfig.Tls.CERTIFICATE_OPTION, files.certificates());
    byte[] key = read(NodeConfig.Tls.KEY_OPTION, files.key());
    PublicKey publicKey = firstOf(certificates, files.certificates()).getPublicKey();
    KeyManagerFactory keys = keys(vertx, certificates, key, files.key());
    if (!belongsTo(publicKey, keys)) {
      throw cannotUse(NodeConfig.Tls.KEY_OPTION, files.key(), NOT_THE_KEY);
    }
    return SslContextBuilder.forServer(keys)
        .sslProvider(SslProvider.JDK)
        .protocols("TLSv1.3", "TLSv1.2")
        .build();
  }

  private static byte[] read(String option, Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IOException("cannot use TLS (" + option + "): " + Failures.describe(e), e);
    }
  }

  private static IOException cannotUse(String option, Path file, String why) {
    return new IOException("cannot use TLS (" + option + "): " + file + " " + why);
  }

  private static Certificate firstOf(byte[] certificates, Path file) throws IOException {
    List<Certificate> chain = PemCertificates.parse(certificates);
    if (!chain.isEmpty()) {
      return chain.get(0);
    }
    throw cannotUse(NodeConfig.Tls.CERTIFICATE_OPTION, file, "holds no certificate in PEM");
  }

  @SuppressWarnings("CatchingUnchecked") // Vert.x throws whatever comes, with what is in the key
  private static KeyManagerFactory keys(Vertx vertx, byte[] certificates, byte[] key, Path file)
      throws IOException {
    try {
      return new PemKeyCertOptions()
          .addCertValue(Buffer.buffer(certificates))
          .addKeyValue(Buffer.buffer(key))
          .getKeyManagerFactory(vertx);
    } catch (Exception malformed) {
      throw cannotUse(NodeConfig.Tls.KEY_OPTION, file, NOT_THE_KEY);
    }
  }

  private static boolean belongsTo(PublicKey publicKey, KeyManagerFactory keys) {
    X509KeyManager manager = (X509KeyManager) keys.getKeyManagers()[0];
    String[] names = manager.getServerAliases(publicKey.getAlgorithm(), null);
    return names != null
        && names.length > 0
        && belongsTo(publicKey, manager.getPrivateKey(names[0]));
  }

  private static boolean belongsTo(PublicKey publicKey, PrivateKey key) {
    try {
      Signature signature =
          Signature.getInstance(
              switch (publicKey.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> publicKey.getAlgorithm();
              });
      signature.initSign(key);
      signature.update(SAMPLE);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(SAMPLE);
      return signature.verify(signed);
    } catch (GeneralSecurityException anotherKind) {
      return false;
    }
  }
}
