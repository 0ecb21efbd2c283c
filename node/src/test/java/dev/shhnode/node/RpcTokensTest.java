// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.shhnode.node.secrets.JwtSecretFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A node that asks for tokens, and the commands that make and show them. */
@Timeout(60)
class RpcTokensTest {

  private static final String SECRET = "ab".repeat(32);

  @TempDir private Path directory;

  @Test
  void shouldServeWhoHasATokenAndIpcWithout() throws Exception {
    Path secret = secretFile();
    try (RunningNode node =
        RunningNode.start(directory.resolve("data"), "--rpc-jwt-secret=" + secret)) {
      for (String url : new String[] {node.http().toString(), node.ws().toString()}) {
        assertThat(CommandRun.ofPost("--url=" + url).err())
            .contains("401")
            .endsWith("the node asks for a token that holds, see --jwt-secret and --token-file");
        assertThat(CommandRun.ofPost("--url=" + url, "--jwt-secret=" + secret).text())
            .startsWith("0x");
        Path token = tokenFile(secret, "--permissions=shh:*");
        assertThat(CommandRun.ofPost("--url=" + url, "--token-file=" + token).text())
            .startsWith("0x");
        Path useless = tokenFile(secret, "--permissions=net:*,web3:clientVersion");
        assertThat(CommandRun.ofPost("--url=" + url, "--token-file=" + useless).err())
            .contains("lack shh:");
      }
      assertThat(CommandRun.ofPost("--url=" + node.ipc()).text()).startsWith("0x");
    }
  }

  @Test
  void shouldMakeTheSecretAndLogWhereItIs() throws Exception {
    Path secret = directory.resolve("new/secret");
    try (LogLines log = new LogLines(JwtSecretFile.class);
        RunningNode node =
            RunningNode.start(directory.resolve("data"), "--rpc-jwt-secret=" + secret)) {
      String digits = Files.readString(secret).strip();

      assertThat(digits).matches("[0-9a-f]{64}");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
          .isEqualTo("rw-------");
      assertThat(log.onlyWith("made a secret")).contains(secret.toString()).doesNotContain(digits);
      assertThat(CommandRun.ofPost("--url=" + node.http(), "--jwt-secret=" + secret).text())
          .startsWith("0x");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abab", "not a secret", "\u00e9"})
  void shouldRefuseToStartWithAFileOfSomethingElse(String text) throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), text);

    assertThatIOException()
        .isThrownBy(() -> RunningNode.start(directory.resolve("data"), "--rpc-jwt-secret=" + file))
        .withMessage(file + " (--rpc-jwt-secret) does not hold a secret of 64 hex digits");
    assertThat(CommandRun.of("rpc", "token", "--rpc-jwt-secret=" + file).err())
        .isEqualTo(
            "shhnode: " + file + " (--rpc-jwt-secret) does not hold a secret of 64 hex digits");
  }

  @Test
  void shouldNotMakeASecretForAToken() {
    Path missing = directory.resolve("missing");

    assertThat(CommandRun.of("rpc", "token", "--rpc-jwt-secret=" + missing).err())
        .startsWith("shhnode: cannot use the secret of tokens in " + missing)
        .endsWith("no such file");
    assertThat(missing).doesNotExist();
  }

  @Test
  void shouldSayInTheTokenWhatItPermits() throws Exception {
    String token = token("--permissions=shh:*,net:version", "--expires=2m");

    String part = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
    String claims = new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    assertThat(claims)
        .matches(
            "\\{\"iat\":[0-9]+,\"exp\":[0-9]+,\"permissions\":\\[\"shh:\\*\",\"net:version\"]}");
    long issued = Long.parseLong(claims.replaceAll(".*\"iat\":([0-9]+).*", "$1"));
    assertThat(claims).contains("\"exp\":" + (issued + 120));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0s", "1", "1w", "-1h", "36501d", "999999999d", "1h "})
  void shouldRefuseOtherTimes(String expires) throws Exception {
    CommandRun run =
        CommandRun.of("rpc", "token", "--rpc-jwt-secret=" + secretFile(), "--expires", expires);

    assertThat(run.exitCode()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(run.err()).contains("--expires is " + expires + ", expected 90s, 15m, 12h or 30d");
  }

  @Test
  void shouldRefuseOtherPermissions() throws Exception {
    CommandRun run =
        CommandRun.of("rpc", "token", "--rpc-jwt-secret=" + secretFile(), "--permissions=shh");

    assertThat(run.exitCode()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(run.err()).contains("--permissions: the permission shh is not like shh:*");
  }

  @Test
  void shouldSayWhatTheRpcCommandNeeds() {
    assertThat(CommandRun.of("rpc").err()).startsWith("shhnode: say what to do: token");
  }

  @Test
  void shouldShowNothingElseThanATokenOfAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("token"), "a\r\nHost: evil");

    assertThat(CommandRun.ofPost("--url=http://127.0.0.1:1", "--token-file=" + file).err())
        .isEqualTo("shhnode: " + file + " (--token-file) does not hold a token");
  }

  private Path secretFile() throws Exception {
    return Files.writeString(directory.resolve("secret"), "0x" + SECRET + "\n");
  }

  private Path tokenFile(Path secret, String permissions) throws Exception {
    CommandRun run = CommandRun.of("rpc", "token", "--rpc-jwt-secret=" + secret, permissions);
    return Files.writeString(directory.resolve("token"), run.text());
  }

  private String token(String... options) throws Exception {
    return CommandRun.of("rpc", "token", "--rpc-jwt-secret=" + secretFile(), options[0], options[1])
        .text();
  }
}
