// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code shhnode post} and {@code shhnode listen}: their keys, and options that contradict. */
@Timeout(30)
class MessageCommandsTest {

  private static final String HASH = "0x" + "ab".repeat(32);
  private static final String KEY = "22".repeat(32);

  @TempDir private Path directory;
  private ScriptedNode node;

  @BeforeEach
  void open() throws IOException {
    node =
        new ScriptedNode(directory)
            .returning("shh_addSymKey", "sym")
            .returning("shh_addPrivateKey", "pair")
            .returning("shh_post", HASH);
  }

  @AfterEach
  void close() throws IOException {
    node.close();
  }

  @Test
  void shouldDeleteTheKeysOfAPost() {
    CommandRun run = post();

    assertThat(run).isEqualTo(new CommandRun(CommandLine.ExitCode.OK, List.of(HASH), ""));
    assertThat(node.calls()).endsWith("shh_deleteSymKey sym", "shh_deleteKeyPair pair");
  }

  @Test
  void shouldPrintThePostWhoseKeysCannotBeDeleted() {
    node.refusing("shh_deleteSymKey", "not permitted");

    CommandRun run = post();

    assertThat(run)
        .isEqualTo(
            new CommandRun(
                CommandLine.ExitCode.OK,
                List.of(HASH),
                "shhnode: the key given to the node stays there as sym: not permitted"));
    assertThat(node.calls()).endsWith("shh_deleteSymKey sym", "shh_deleteKeyPair pair");
  }

  @Test
  void shouldPrintThePostAfterWhichTheConnectionIsGone() {
    node.hangingUpAt("shh_deleteSymKey");

    CommandRun run = post();

    assertThat(run.exitCode()).isEqualTo(CommandLine.ExitCode.OK);
    assertThat(run.out()).containsExactly(HASH);
    assertThat(run.err()).contains("stays there as sym: ", "stays there as pair: ");
  }

  @Test
  void shouldSayWhyAPostFailedAlsoIfItsKeysCannotBeDeleted() {
    node.refusing("shh_post", "too large")
        .refusing("shh_deleteSymKey", "not permitted")
        .refusing("shh_deleteKeyPair", "not permitted");

    CommandRun run = post();

    assertThat(run.exitCode()).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(run.err().lines())
        .containsExactly(
            "shhnode: the key given to the node stays there as sym: not permitted",
            "shhnode: the key given to the node stays there as pair: not permitted",
            "shhnode: too large");
  }

  @Test
  void shouldDeleteTheFirstKeyIfTheNodeDoesNotTakeTheSecond() {
    node.refusing("shh_addPrivateKey", "invalid private key");

    CommandRun run = post();

    assertThat(run.err()).isEqualTo("shhnode: invalid private key");
    assertThat(node.calls())
        .containsExactly(
            "shh_addSymKey 0x" + "11".repeat(32),
            "shh_addPrivateKey 0x" + KEY,
            "shh_deleteSymKey sym");
  }

  @ParameterizedTest
  @CsvSource({
    "--sym-key, shh_addSymKey, shh_deleteSymKey sym",
    "--private-key, shh_addPrivateKey, shh_deleteKeyPair pair"
  })
  void shouldDeleteTheKeyOfAListenerOnceItListens(String option, String adding, String deletion) {
    CommandRun run = CommandRun.of("listen", "--url", node.start(), option, KEY, "--count=1");

    assertThat(run.exitCode()).isEqualTo(CommandLine.ExitCode.OK);
    assertThat(run.out()).hasSize(1);
    assertThat(node.calls())
        .containsExactly(adding + " 0x" + KEY, "shh_subscribe messages", deletion);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          post --sym-key=11 --hex=00 hi                        | give the payload as text or with --hex, not both
          post --sym-key=11 --password=p hi                    | give only one of --password, --password-file, --sym-key
          listen --password-file=f --password=p                | give only one of --password, --password-file, --sym-key
          post --sym-key=11 --token-file=t --jwt-secret=s hi   | give only one of --token-file, --jwt-secret
          envelope inspect --password-file=f --password=p c0   | give only one of --password, --password-file
          mix status --token-file=t --jwt-secret=s             | give only one of --token-file, --jwt-secret
          """)
  void shouldRefuseOptionsOfWhichOneWouldBeIgnored(String arguments, String complaint) {
    CommandRun run = CommandRun.of(arguments.split(" "));

    assertThat(run.exitCode()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(run.err()).startsWith("shhnode: " + complaint + "\n");
  }

  @ParameterizedTest
  @CsvSource({
    "SHHNODE_PASSWORD_FILE, --sym-key=1111, shh_addSymKey 0x1111",
    "SHHNODE_SYM_KEY, --password=p, shh_generateSymKeyFromPassword p"
  })
  void shouldTakeTheKeyOfTheCommandLineBeforeThatOfTheEnvironment(
      String variable, String option, String adding) throws IOException {
    String url = node.start();
    Path tokenFile = Files.writeString(directory.resolve("token"), "a.b.c");

    CommandRun run =
        CommandRun.with(
            Map.of(variable, "2222", "SHHNODE_JWT_SECRET", "missing"),
            "post",
            "--url=" + url,
            "--topic=01020304",
            option,
            "--token-file=" + tokenFile,
            "hi");

    assertThat(run.err()).isEmpty();
    assertThat(node.calls()).startsWith(adding);
  }

  private CommandRun post() {
    return CommandRun.ofPost("--url", node.start(), "--sign-key", KEY, "--pow-target=1");
  }
}
