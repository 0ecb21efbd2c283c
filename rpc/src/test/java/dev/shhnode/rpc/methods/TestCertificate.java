// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.methods;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A new certificate of this machine that vouches for itself, made by the JDK's keytool. */
public final class TestCertificate {

  private static final String PASSWORD = "changeit";

  private final Path certificate;
  private final Path key;
  private final SSLContext trust;

  private TestCertificate(Path certificate, Path key, SSLContext trust) {
    this.certificate = certificate;
    this.key = key;
    this.trust = trust;
  }

  /**
   * Makes one.
   *
   * @param directory where its files are to be
   * @param name of the files
   * @param algorithm of its key, EC or RSA
   */
  public static TestCertificate make(Path directory, String name, String algorithm)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path file = directory.resolve(name + ".p12");
    generate(file, algorithm);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("a", store.getCertificate("a"));
    managers.init(trusted);
    SSLContext trust = SSLContext.getInstance("TLS");
    trust.init(null, managers.getTrustManagers(), null);
    return new TestCertificate(
        pem(
            directory.resolve(name + ".crt"),
            "CERTIFICATE",
            store.getCertificate("a").getEncoded()),
        pem(
            directory.resolve(name + ".key"),
            "PRIVATE KEY",
            store.getKey("a", PASSWORD.toCharArray()).getEncoded()),
        trust);
  }

  private static void generate(Path file, String algorithm)
      throws IOException, InterruptedException {
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "a",
                    "-keyalg",
                    algorithm,
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=dns:localhost,ip:127.0.0.1",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IOException("keytool did not make a certificate");
    }
  }

  private static Path pem(Path file, String kind, byte[] bytes) throws IOException {
    return Files.writeString(
        file,
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(
                kind,
                Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes),
                kind));
  }

  /** The file of the certificate, in PEM. */
  public Path certificate() {
    return certificate;
  }

  /** The file of its key, in PEM. */
  public Path key() {
    return key;
  }

  /** TLS of a client that trusts nothing else. */
  public SSLContext trust() {
    return trust;
  }
}
