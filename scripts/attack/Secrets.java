// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.rpc.auth.JwtSecret;
import dev.shhnode.rpc.auth.JwtWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** The token secret and the certificate of a node, made when an attack's options ask for them. */
final class Secrets {

  /** Stand for options with the files that this makes. */
  static final String TOKENS = "TOKENS";

  static final String TLS = "TLS";

  private final Path folder;
  private final JwtSecret secret = JwtSecret.generate(new SecureRandom());
  private boolean asked;

  Secrets(Path folder) {
    this.folder = folder;
  }

  List<String> options(List<String> wanted) throws IOException, InterruptedException {
    List<String> options = new ArrayList<>();
    for (String option : wanted) {
      switch (option) {
        case TOKENS -> options.add("--rpc-jwt-secret=" + secretFile());
        case TLS -> options.addAll(certificate());
        default -> options.add(option);
      }
    }
    return options;
  }

  private Path secretFile() throws IOException {
    asked = true;
    return Files.writeString(folder.resolve("secret"), secret.toSecretHex());
  }

  private List<String> certificate() throws IOException, InterruptedException {
    Path key = folder.resolve("key.pem");
    Path certificate = folder.resolve("certificate.pem");
    Process openssl =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-nodes",
                "-newkey",
                "rsa:2048",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!openssl.waitFor(20, TimeUnit.SECONDS) || openssl.exitValue() != 0) {
      throw new IOException("openssl cannot make a certificate");
    }
    return List.of("--rpc-tls-cert=" + certificate, "--rpc-tls-key=" + key);
  }

  /** What an honest client shows, if the node asks for it. */
  Optional<String> token() {
    return asked
        ? Optional.of(JwtWriter.write(secret, Instant.now(), Optional.empty(), Optional.empty()))
        : Optional.empty();
  }

  /** A client's side that believes any certificate: the attacks are not about that. */
  static SSLContext trusting() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Trusting()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
