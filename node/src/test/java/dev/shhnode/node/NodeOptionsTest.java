// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixNetwork;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.TrafficProfile;
import dev.shhnode.mix.sphinx.Geometry;
import dev.shhnode.node.options.NodeConfig;
import dev.shhnode.node.options.NodeOptions;
import dev.shhnode.node.options.OptionDefaults;
import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.shh.SealingRule;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class NodeOptionsTest {

  private static final String ENODE =
      "enode://2cd9c303363ef70d8443d5edfe0697f11130429677dfb8610eb925d8171913929188c15c0de5c209f62662"
          + "364a31f7e06273b675b40b5c068ecfd100b9fe9713@127.0.0.1:30303";

  @TempDir private Path directory;

  @Test
  void shouldBoundTheLeaseOfFilters() {
    assertThat(RunningNode.config().filterLease()).isEqualTo(Duration.ofMinutes(5));
    assertThat(RunningNode.config("--rpc-filter-lease=0").filterLease()).isZero();
    for (String wrong : List.of("-1", "31536001")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> RunningNode.config("--rpc-filter-lease=" + wrong))
          .withMessage("--rpc-filter-lease is " + wrong + ", expected 0 to 31536000");
    }
  }

  @Test
  void shouldHaveTheDefaultsThatTheReadmeGives() {
    NodeConfig config = RunningNode.config();

    assertThat(config.p2p().port()).isEqualTo(30303);
    assertThat(config.p2p().maxPeers()).isEqualTo(25);
    assertThat(config.http().orElseThrow().port()).isEqualTo(8545);
    assertThat(config.http().orElseThrow().host()).isEqualTo("127.0.0.1");
    assertThat(config.http().orElseThrow().namespaces()).containsExactly("net", "shh", "web3");
    assertThat(config.http().orElseThrow().origins()).isEmpty();
    assertThat(config.ws().orElseThrow().port()).isEqualTo(8546);
    assertThat(config.ipc().orElseThrow().path())
        .isEqualTo(config.dataPath().resolve("shhnode.ipc"));
    assertThat(config.shh().minPow()).isEqualTo(0.2);
    assertThat(config.shh().maxMessageSize()).isEqualTo(1 << 20);
    assertThat(config.shh().lightClient()).isFalse();
  }

  @Test
  void shouldTakeEveryOption() {
    NodeConfig config =
        RunningNode.config(
            "--data-path=/d",
            "--node-private-key-file=/k",
            "--p2p-host=1.2.3.4",
            "--p2p-interface=::1",
            "--p2p-port=1",
            "--max-peers=2",
            "--static-nodes=" + ENODE + "," + ENODE.replace("30303", "30304"),
            "--rpc-http-host=0.0.0.0",
            "--rpc-http-port=3",
            "--rpc-http-api=SHH,ADMIN",
            "--rpc-http-cors-origins=https://a.example,https://b.example",
            "--host-allowlist=*",
            "--rpc-ws-host=::1",
            "--rpc-ws-port=4",
            "--rpc-ws-dialect-ports=classic=5,parity=6",
            "--rpc-ipc-path=/s",
            "--shh-min-pow=0.002",
            "--shh-max-message-size=2000",
            "--shh-light",
            "--shh-pow-rule=both",
            "--shh-bridge",
            "--shh-max-pow-time=7",
            "--shh-pool-bytes=2000000",
            "--shh-max-ttl=600",
            "--logging=debug");

    assertThat(config.shh().maxPoolBytes()).isEqualTo(2_000_000);
    assertThat(config.shh().maxTtlSeconds()).isEqualTo(600);
    assertThat(config.privateKeyFile()).isEqualTo(Path.of("/k"));
    assertThat(config.p2p().advertisedHost()).isEqualTo("1.2.3.4");
    assertThat(config.p2p().staticNodes()).hasSize(2);
    assertThat(config.http().orElseThrow().namespaces()).containsExactly("admin", "shh");
    assertThat(config.http().orElseThrow().origins())
        .containsExactly("https://a.example", "https://b.example");
    assertThat(config.http().orElseThrow().hostAllowlist()).containsExactly("*");
    assertThat(config.ws().orElseThrow().port()).isEqualTo(4);
    assertThat(config.ws().orElseThrow().dialectPorts())
        .isEqualTo(Map.of(Dialect.CLASSIC, 5, Dialect.PARITY, 6));
    assertThat(config.ipc().orElseThrow().path()).isEqualTo(Path.of("/s"));
    assertThat(config.shh().minPow()).isEqualTo(0.002);
    assertThat(config.shh().lightClient()).isTrue();
    assertThat(config.shh().sealingRule()).isEqualTo(SealingRule.BOTH);
    assertThat(config.shh().bridge()).isTrue();
    assertThat(config.shh().maxSearch()).hasSeconds(7);
    assertThat(config.logging()).isEqualTo("DEBUG");
  }

  @ParameterizedTest
  @CsvSource({
    "--p2p-port=65536, --p2p-port",
    "--rpc-http-port=-1, --rpc-http-port",
    "--rpc-http-dialect-ports=v5=99999, --rpc-http-dialect-ports",
    "--rpc-http-dialect-ports=v7=1, --rpc-http-dialect-ports",
    "--max-peers=-1, --max-peers",
    "--static-nodes=foo, --static-nodes",
    "--static-nodes-file=/no/such.json, --static-nodes-file",
    "--trusted-nodes-file=/no/such.json, --trusted-nodes-file",
    "--rpc-http-api=eth, --rpc-http-api",
    "--static-nodes=enode://2cd9@127.0.0.1, --static-nodes",
    "--shh-min-pow=-1, --shh-min-pow",
    "--shh-min-pow=NaN, --shh-min-pow",
    "--shh-max-message-size=99999999, --shh-max-message-size",
    "--shh-max-message-size=0, --shh-max-message-size",
    "--p2p-host=node.example:30303, --p2p-host",
    "--p2p-host=, --p2p-host",
    "--p2p-host=0.0.0.0, --p2p-host",
    "--p2p-interface=, --p2p-interface",
    "--p2p-interface=127.0.0.1:30303, --p2p-interface",
    "--rpc-http-host=, --rpc-http-host",
    "--rpc-http-host=http://127.0.0.1, --rpc-http-host",
    "--rpc-ws-host=127.0.0.1:8546, --rpc-ws-host",
    "--host-allowlist=, --host-allowlist",
    "--host-allowlist=*.example, --host-allowlist",
    "--host-allowlist=node.example/path, --host-allowlist",
    "--rpc-http-api=, --rpc-http-api",
    "--rpc-http-cors-origins=dapp.example, --rpc-http-cors-origins",
    "--rpc-http-cors-origins=localhost, --rpc-http-cors-origins",
    "--rpc-http-cors-origins=https://dapp.example/path, --rpc-http-cors-origins",
    "--rpc-ws-origins=https://*.example, --rpc-ws-origins",
    "--rpc-http-port=http, --rpc-http-port",
    "--data-path=, --data-path",
    "--logging=LOUD, --logging",
    "--bogus, --bogus"
  })
  void shouldNameTheOptionThatIsWrong(String option, String named) {
    StringWriter err = new StringWriter();

    int code = ShhnodeCommand.commandLine().setErr(new PrintWriter(err)).execute(option);

    assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString().lines()).hasSize(2).first().asString().contains(named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "all | *",
        "ALL | *",
        "'*' | *",
        "\"*\" | *",
        "node.example:8545 | node.example",
        "http://node.example:8545/ | node.example",
        "[::1]:8545 | [::1]",
        "::1 | [::1]",
        "'node.example' , localhost | node.example,localhost",
        "none | ~~"
      })
  void shouldTakeHostsAsTheyAreMeant(String given, String meant) {
    assertThat(RunningNode.config("--host-allowlist=" + given).ws().orElseThrow().hostAllowlist())
        .isEqualTo(meant.isEmpty() ? List.of() : List.of(meant.split(",")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "all | *",
        "'*' | *",
        "none | ~~",
        "~~ | ~~",
        "https://dapp.example/ | https://dapp.example",
        "https://dapp.example:443 | https://dapp.example",
        "http://dapp.example:80, http://dapp.example:8080"
            + " | http://dapp.example,http://dapp.example:8080",
        "http://[::1]:3000 | http://[::1]:3000",
        "chrome-extension://abcdef | chrome-extension://abcdef",
        "file:// | file://",
        "null,embark | null,embark"
      })
  void shouldTakeOriginsAsABrowserSendsThem(String given, String meant) {
    NodeConfig config =
        RunningNode.config("--rpc-http-cors-origins=" + given, "--rpc-ws-origins=" + given);

    assertThat(config.http().orElseThrow().origins())
        .isEqualTo(meant.isEmpty() ? List.of() : List.of(meant.split(",")))
        .isEqualTo(config.ws().orElseThrow().origins());
  }

  @Test
  void shouldTakeBracketsQuotesBlanksAndHomeAsTheyAreMeant() {
    NodeConfig config =
        RunningNode.config(
            "--data-path=~/shh",
            "--p2p-host=[2001:db8::1]",
            "--rpc-http-host='0.0.0.0'",
            "--rpc-ws-host=[::1]",
            "--rpc-http-api=shh , net",
            "--rpc-http-dialect-ports=v5=1, classic=2",
            "--static-nodes= " + ENODE + " , " + ENODE.replace("30303", "30304") + ",");

    assertThat(config.dataPath()).isEqualTo(Path.of(System.getProperty("user.home"), "shh"));
    assertThat(config.p2p().advertisedHost()).isEqualTo("2001:db8::1");
    assertThat(config.http().orElseThrow().host()).isEqualTo("0.0.0.0");
    assertThat(config.ws().orElseThrow().host()).isEqualTo("::1");
    assertThat(config.http().orElseThrow().namespaces()).containsExactly("net", "shh");
    assertThat(config.http().orElseThrow().dialectPorts())
        .isEqualTo(Map.of(Dialect.V5, 1, Dialect.CLASSIC, 2));
    assertThat(config.p2p().staticNodes()).hasSize(2);
  }

  @Test
  void shouldAnswerTheHostThatItListensOn() {
    assertThat(RunningNode.config("--rpc-http-host=192.0.2.1").http().orElseThrow().hostAllowlist())
        .contains("localhost", "192.0.2.1");
    assertThat(RunningNode.config("--rpc-http-host=0.0.0.0").http().orElseThrow().hostAllowlist())
        .containsExactly("localhost", "127.0.0.1", "[::1]");
  }

  @Test
  void shouldRefuseASocketPathThatNobodyCouldConnectTo() {
    String longest = "/" + "x".repeat(106);

    assertThat(RunningNode.config("--rpc-ipc-path=" + longest).ipc().orElseThrow().path())
        .isEqualTo(Path.of(longest));
    assertThatThrownBy(() -> RunningNode.config("--rpc-ipc-path=" + longest + "x"))
        .hasMessageContaining("--rpc-ipc-path is longer than the 107 bytes")
        .hasMessageContaining(longest + "x");
    assertThatThrownBy(() -> RunningNode.config("--data-path=" + longest))
        .hasMessageContaining("--rpc-ipc-path");
  }

  @Test
  void shouldReadTheFilesOfNodesInTheDataPath() throws Exception {
    Files.writeString(directory.resolve("static-nodes.json"), "[\n  \"" + ENODE + "\"\n]\n");
    Files.writeString(directory.resolve("trusted-nodes.json"), "[]");
    Path elsewhere = Files.writeString(directory.resolve("other.json"), "[\"" + ENODE + "\"]");

    NodeConfig.P2p byDefault =
        RunningNode.config(
                "--data-path=" + directory,
                "--static-nodes=" + ENODE.replace("30303", "30304"),
                "--p2p-port=0")
            .p2p();
    NodeConfig.P2p named =
        RunningNode.config(
                "--data-path=" + directory.resolve("none"),
                "--static-nodes-file=" + elsewhere,
                "--trusted-nodes-file=" + elsewhere)
            .p2p();

    assertThat(byDefault.staticNodes()).extracting(Enode::tcpPort).containsExactly(30304, 30303);
    assertThat(byDefault.trustedNodes()).isEmpty();
    assertThat(named.staticNodes()).containsExactly(Enode.parse(ENODE));
    assertThat(named.trustedNodes()).containsExactly(Enode.parse(ENODE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "['ENODE',/'enode://2cd9@127.0.0.1:1'] | , line 2: invalid node ID",
        "[/'ENODE'/'ENODE'] | , line 3: ",
        "[/'ENODE', | , line 2: ",
        "{'nodes': []} | , line 1: expected a JSON list of enode URLs",
        "[30303] | , line 1: expected a JSON list of enode URLs",
        "['PORTLESS'] | , line 1: nobody listens on port 0",
        "~~ | , line 1: expected a JSON list of enode URLs",
        "MISSING | : no such file"
      })
  void shouldRefuseAFileOfNodesWithAMistake(String content, String reason) throws Exception {
    Path file = directory.resolve("nodes.json");
    if (!content.equals("MISSING")) {
      Files.writeString(
          file,
          content
              .replace('\'', '"')
              .replace("/\"", "\n\"")
              .replace("ENODE", ENODE)
              .replace("PORTLESS", ENODE.replace("30303", "0")));
    }

    assertThatThrownBy(() -> RunningNode.config("--trusted-nodes-file=" + file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--trusted-nodes-file")
        .hasMessageContaining(file + reason);
  }

  @Test
  void shouldLetTheLastOfAnOptionWin() {
    StringWriter err = new StringWriter();

    int code =
        ShhnodeCommand.commandLine()
            .setErr(new PrintWriter(err))
            .execute("--p2p-port=1", "--logging=INFO", "--p2p-port=2", "--max-peers=-1");

    assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).startsWith("shhnode: --max-peers");
  }

  @Test
  void shouldNotRepeatTheCommandLineInAComplaint() {
    StringWriter err = new StringWriter();

    ShhnodeCommand.commandLine()
        .setErr(new PrintWriter(err))
        .execute("--p2p-port=1", "--rpc-ipc-path=a\0b", "--rpc-http-port=2");

    assertThat(err.toString())
        .contains("--rpc-ipc-path")
        .doesNotContain("arg[")
        .doesNotContain("--rpc-http-port");
  }

  @Test
  void shouldPreferCommandLineToEnvironmentToFile() throws Exception {
    Path file = directory.resolve("config.toml");
    Files.writeString(
        file,
        """
        p2p-port = 1
        rpc-http-port = 2
        rpc-ws-port = 3
        static-nodes = []
        host-allowlist = ["a.example", "b.example"]
        shh-light = true
        """);
    NodeOptions options = new NodeOptions();
    new CommandLine(spec(options))
        .setDefaultValueProvider(
            new OptionDefaults(Map.of("SHHNODE_RPC_HTTP_PORT", "20", "SHHNODE_RPC_WS_PORT", "30")))
        .parseArgs("--config-file=" + file, "--rpc-ws-port=300");

    NodeConfig config = options.toConfig();

    assertThat(config.p2p().port()).isEqualTo(1);
    assertThat(config.p2p().staticNodes()).isEmpty();
    assertThat(config.http().orElseThrow().port()).isEqualTo(20);
    assertThat(config.ws().orElseThrow().port()).isEqualTo(300);
    assertThat(config.http().orElseThrow().hostAllowlist())
        .containsExactly("a.example", "b.example");
    assertThat(config.shh().lightClient()).isTrue();
  }

  @Test
  void shouldReadAFileAsBesusOperatorsWriteIt() throws Exception {
    Path file = directory.resolve("config.toml");
    Files.writeString(
        file,
        """
        \uFEFFp2p-port = 1
        [Network]
        max-peers = 7
        ["RPC"]
        rpc-http-port = 2
        rpc-http-cors-origins = ["all"]
        """);
    NodeOptions options = new NodeOptions();
    new CommandLine(spec(options))
        .setDefaultValueProvider(new OptionDefaults(Map.of("SHHNODE_CONFIG_FILE", file.toString())))
        .parseArgs();

    NodeConfig config = options.toConfig();

    assertThat(config.p2p().port()).isEqualTo(1);
    assertThat(config.p2p().maxPeers()).isEqualTo(7);
    assertThat(config.http().orElseThrow().port()).isEqualTo(2);
    assertThat(config.http().orElseThrow().origins()).containsExactly("*");
  }

  @ParameterizedTest
  @CsvSource({
    "p2p-prot = 1, 'config.toml, line 1: unknown option p2p-prot'",
    "version = true, 'config.toml, line 1: unknown option version'",
    "help = true, 'config.toml, line 1: unknown option help'",
    "'[Network]\np2p-prot = 1', 'config.toml, line 2: unknown option p2p-prot'",
    "'p2p-port = 1\n[Network]\np2p-port = 2', 'config.toml, line 3: p2p-port is given twice'",
    "p2p-port = , 'config.toml, line 1: '",
    "p2p-port = true, --p2p-port"
  })
  void shouldRefuseAFileWithAMistake(String line, String reason) throws Exception {
    Path file = directory.resolve("config.toml");
    Files.writeString(file, line.replace("\\n", "\n") + "\n");
    StringWriter err = new StringWriter();

    int code =
        ShhnodeCommand.commandLine().setErr(new PrintWriter(err)).execute("--config-file=" + file);

    assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString().lines()).hasSize(2).first().asString().contains(reason);
  }

  /** As images of containers have it. */
  @ParameterizedTest
  @CsvSource({"SHHNODE_VERSION, 1.2.3", "SHHNODE_HELP, https://shh.example/help"})
  void shouldNotTakeAVariableForAnOptionThatIsNoSetting(String variable, String value) {
    for (String[] arguments : new String[][] {{"--max-peers=-1"}, {"listen"}}) {
      StringWriter err = new StringWriter();

      int code =
          ShhnodeCommand.commandLine(Map.of(variable, value))
              .setErr(new PrintWriter(err))
              .execute(arguments);

      assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
      assertThat(err.toString()).containsAnyOf("--max-peers is -1", "give either a password");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --rpc-ws-port=8545 | --rpc-http-port and --rpc-ws-port are both port 8545 of 127.0.0.1
          --rpc-ws-dialect-ports=v5=8545 | --rpc-http-port and --rpc-ws-dialect-ports=v5 are both port 8545
          --rpc-http-dialect-ports=v5=7,parity=7 | --rpc-http-dialect-ports=v5 and --rpc-http-dialect-ports=parity are both
          --p2p-port=8545 | --p2p-port and --rpc-http-port are both port 8545 of 0.0.0.0 and 127.0.0.1
          --rpc-http-host=0.0.0.0 --rpc-http-port=30303 | --p2p-port and --rpc-http-port are both port 30303 of 0.0.0.0
          """)
  void shouldRefuseTwoServersOnOnePort(String options, String error) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunningNode.config(options.split(" ")))
        .withMessageStartingWith(error);
  }

  @Test
  void shouldTakeOnePortForServersThatDoNotMeet() {
    NodeConfig config =
        RunningNode.config(
            "--rpc-ws-host=127.0.0.2",
            "--rpc-ws-port=8545",
            "--p2p-interface=127.0.0.3",
            "--p2p-port=8545");

    assertThat(config.ws().orElseThrow().port()).isEqualTo(8545);
    assertThat(RunningNode.config("--rpc-http-enabled=false", "--rpc-ws-port=8545").http())
        .isEmpty();
  }

  private static CommandSpec spec(NodeOptions options) {
    CommandSpec spec = CommandSpec.create();
    options.addTo(spec);
    return spec;
  }

  @Test
  void shouldTakeEveryOptionOfMixRouting() {
    NodeConfig.Mix mix =
        RunningNode.config(
                "--mix-enabled",
                "--mix-roles=Relay, EXIT",
                "--mix-profile=Bulk",
                "--mix-hops=2",
                "--mix-nodes=" + ENODE,
                "--mix-network=7",
                "--mix-epoch=60",
                "--mix-min-witnesses=3",
                "--mix-min-age=4",
                "--shh-min-pow=0.5")
            .mix()
            .orElseThrow();

    assertThat(mix.postHops()).isEqualTo(2);
    assertThat(mix.nodes()).hasSize(1);
    assertThat(mix.config())
        .isEqualTo(
            new MixConfig(
                new MixNetwork(
                    7,
                    Duration.ofSeconds(60),
                    MixNetwork.MAIN.proofBits(),
                    MixNetwork.MAIN.maxActive(),
                    Geometry.MIX1),
                EnumSet.allOf(MixRole.class),
                TrafficProfile.BULK,
                2,
                3,
                4,
                0.5));
  }

  @Test
  void shouldNotRouteThroughMixesUnlessTold() {
    assertThat(RunningNode.config().mix()).isEmpty();
    assertThat(RunningNode.config("--mix-enabled=false").mix()).isEmpty();
    NodeConfig.Mix mix = RunningNode.config("--mix-enabled").mix().orElseThrow();
    assertThat(mix.postHops()).isZero();
    assertThat(mix.config().hops()).isEqualTo(3);
    assertThat(mix.config().roles()).isEmpty();
    assertThat(mix.config().profile()).isEqualTo(TrafficProfile.STD);
    assertThat(mix.config().network()).isEqualTo(MixNetwork.MAIN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--mix-hops=3 | --mix-hops needs --mix-enabled",
        "--mix-roles=relay | --mix-roles needs --mix-enabled",
        "--mix-enabled --mix-hops=4 | --mix-hops is 4, expected 0 to 3",
        "--mix-enabled --mix-hops=-1 | --mix-hops is -1, expected 0 to 3",
        "--mix-enabled --mix-hops=3 --mix-profile=off | --mix-hops is 3 and --mix-profile off",
        "--mix-enabled --mix-profile=loud | --mix-profile is loud, expected off, eco, std or bulk",
        "--mix-enabled --mix-roles=guard | --mix-roles: guard is no role, expected relay or exit",
        "--mix-enabled --mix-roles=relay --p2p-host=mix.example | --mix-roles needs --p2p-host",
        "--mix-enabled --mix-roles=exit --shh-light | --mix-roles exit floods",
        "--mix-enabled --mix-nodes=foo | --mix-nodes",
        "--mix-enabled --mix-network=-1 | --mix-network, --mix-epoch",
        "--mix-enabled --mix-epoch=9 | --mix-network, --mix-epoch",
        "--mix-enabled --mix-min-witnesses=0 | --mix-min-witnesses is 0, expected 1 or more",
        "--mix-enabled --mix-min-age=-1 | --mix-min-age is -1, expected 0 or more"
      })
  void shouldSayWhatIsWrongWithMixRouting(String options, String error) {
    StringWriter err = new StringWriter();

    int code =
        ShhnodeCommand.commandLine().setErr(new PrintWriter(err)).execute(options.split(" "));

    assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains(error);
  }
}
