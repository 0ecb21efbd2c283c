// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.shhnode.rpc.methods.TestCertificate;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node whose HTTP and WebSocket are served over TLS. */
@Timeout(60)
class RpcTlsTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void shouldServeAndSayThatItIsTls(String algorithm) throws Exception {
    TestCertificate certificate = TestCertificate.make(directory, "server", algorithm);
    HttpClient client = HttpClient.newBuilder().sslContext(certificate.trust()).build();
    try (RunningNode node = start(certificate.certificate(), certificate.key())) {
      assertThat(node.http()).hasScheme("https");
      assertThat(node.ws()).hasScheme("wss");
      HttpRequest request =
          HttpRequest.newBuilder(node.http())
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString("{\"id\":1,\"method\":\"shh_version\"}"))
              .build();
      assertThat(client.send(request, BodyHandlers.ofString()).body()).contains("\"6.0\"");
    }
  }

  @Test
  void shouldNameTheOptionThatIsMissing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunningNode.config("--rpc-tls-cert=a"))
        .withMessage("--rpc-tls-key is missing: TLS needs a certificate and its key");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunningNode.config("--rpc-tls-key=a"))
        .withMessage("--rpc-tls-cert is missing: TLS needs a certificate and its key");
  }

  @Test
  void shouldNameTheFileThatCannotBeUsed() throws Exception {
    TestCertificate right = TestCertificate.make(directory, "right", "EC");
    TestCertificate other = TestCertificate.make(directory, "other", "EC");
    TestCertificate rsa = TestCertificate.make(directory, "rsa", "RSA");
    Path missing = directory.resolve("missing");
    Path junk = Files.writeString(directory.resolve("junk"), "junk");

    assertRefused(missing, right.key(), "(--rpc-tls-cert): " + missing + ": no such file");
    assertRefused(right.certificate(), missing, "(--rpc-tls-key): " + missing + ": no such file");
    assertRefused(junk, right.key(), "(--rpc-tls-cert): " + junk + " holds no certificate in PEM");
    assertRefused(
        right.certificate(),
        junk,
        "(--rpc-tls-key): " + junk + " does not hold the key of the certificate, in PEM");
    for (TestCertificate wrong : new TestCertificate[] {other, rsa}) {
      assertRefused(
          right.certificate(),
          wrong.key(),
          "(--rpc-tls-key): " + wrong.key() + " does not hold the key of the certificate, in PEM");
    }
  }

  private void assertRefused(Path certificate, Path key, String why) {
    assertThatIOException()
        .isThrownBy(() -> start(certificate, key))
        .withMessage("cannot use TLS " + why);
  }

  private RunningNode start(Path certificate, Path key) throws Exception {
    return RunningNode.start(
        directory.resolve("data"), "--rpc-tls-cert=" + certificate, "--rpc-tls-key=" + key);
  }
}
