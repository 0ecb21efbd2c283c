// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rpc.methods.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that talk to a node over TLS, whose certificate is of its operator's own making. */
@Timeout(60)
class ServerTrustTest {

  @TempDir private Path directory;

  @Test
  void shouldTalkToTheNodeWhoseCertificateIsNamed() throws Exception {
    TestCertificate own = TestCertificate.make(directory, "own", "EC");
    TestCertificate other = TestCertificate.make(directory, "other", "EC");
    Path both =
        Files.writeString(
            directory.resolve("both"),
            Files.readString(other.certificate()) + Files.readString(own.certificate()));
    try (RunningNode node = start(own)) {
      for (String url : new String[] {"--url=" + node.http(), "--url=" + node.ws()}) {
        for (Path trusted : new Path[] {own.certificate(), both}) {
          assertThat(CommandRun.ofPost(url, "--cacert=" + trusted).text()).startsWith("0x");
        }
      }
    }
  }

  @Test
  void shouldTellWhoseCertificateNobodyVouchesFor() throws Exception {
    TestCertificate other = TestCertificate.make(directory, "other", "EC");
    try (RunningNode node = start(TestCertificate.make(directory, "own", "EC"))) {
      for (String url : new String[] {node.http().toString(), node.ws().toString()}) {
        assertUntrusted(url, CommandRun.ofPost("--url=" + url));
        assertUntrusted(url, CommandRun.ofPost("--url=" + url, "--cacert=" + other.certificate()));
      }
    }
  }

  private static void assertUntrusted(String url, CommandRun run) {
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("shhnode: cannot reach " + url)
        .endsWith("no certificate that is trusted vouches for the node's, see --cacert");
  }

  @Test
  void shouldAskForTheNameInTheUrlAllTheSame() throws Exception {
    TestCertificate own = TestCertificate.make(directory, "own", "EC");
    try (RunningNode node = start(own)) {
      for (String url : new String[] {node.http().toString(), node.ws().toString()}) {
        String elsewhere = "--url=" + url.replace("127.0.0.1", "127.0.0.2");
        assertThat(CommandRun.ofPost(elsewhere, "--cacert=" + own.certificate()).err())
            .contains("127.0.0.2 found");
      }
    }
  }

  @Test
  void shouldNameTheFileThatCannotBeUsed() throws Exception {
    Path missing = directory.resolve("missing");
    Path key = TestCertificate.make(directory, "own", "EC").key();
    Path junk = Files.writeString(directory.resolve("junk"), "junk");

    assertThat(refusalOf(missing))
        .isEqualTo("shhnode: cannot read --cacert: " + missing + ": no such file");
    for (Path wrong : new Path[] {key, junk, Files.createFile(directory.resolve("empty"))}) {
      assertThat(refusalOf(wrong))
          .isEqualTo("shhnode: " + wrong + " (--cacert) holds no certificate in PEM");
    }
  }

  private static String refusalOf(Path file) {
    return CommandRun.ofPost("--url=https://127.0.0.1:1", "--cacert=" + file).err();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws://127.0.0.1:1", "http://127.0.0.1:1", "ipc:/tmp/x"})
  void shouldNotSeemToSecureClearText(String url) {
    assertThat(CommandRun.ofPost("--url=" + url, "--cacert=any").err())
        .isEqualTo("shhnode: --cacert is for https: and wss: URLs, not for " + url);
  }

  private RunningNode start(TestCertificate certificate) throws Exception {
    return RunningNode.start(
        directory.resolve("data"),
        "--p2p-interface=127.0.0.1",
        "--rpc-http-host=0.0.0.0",
        "--rpc-ws-host=0.0.0.0",
        "--host-allowlist=*",
        "--rpc-tls-cert=" + certificate.certificate(),
        "--rpc-tls-key=" + certificate.key());
  }
}
