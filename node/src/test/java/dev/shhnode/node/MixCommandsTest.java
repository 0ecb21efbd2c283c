// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.mix.MixFailure;
import dev.shhnode.mix.MixInfo;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.PostStage;
import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.rpc.methods.TestNode;
import dev.shhnode.rpc.mix.RecordingMix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code shhnode mix} and {@code shhnode post --hops}, with the methods of a real node behind. */
@Timeout(60)
class MixCommandsTest {

  private static final Enode MIX =
      new Enode(
          KeyPair.of(PrivateKey.of(Bytes.fromHexString("11".repeat(32)))).publicKey(),
          "10.0.0.7",
          30_303,
          30_303);

  private final RecordingMix mix = new RecordingMix();
  private final TestNode node = new TestNode(mix);
  private final String url = node.startWebSocket().toString();

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void shouldPrintTheStatus() {
    assertThat(CommandRun.of("mix", "status", "--url", url).out())
        .containsExactly(
            "network       1, epoch 490000",
            "this node     roles: exit, relay; profile std, hops 2, 250 packets a second",
            "mixes         12 known, 9 usable; layers: 4, 3, 2",
            "links         7",
            "own posts     1 not heard back",
            "mixing        23 packets",
            "largest post  an envelope of 1400 bytes",
            "view          0x" + "ab".repeat(32),
            "alarms        loops_lost, views_differ");
    assertThat(CommandRun.of("mix", "status", "--json", "--url", url).out())
        .singleElement()
        .asString()
        .startsWith("{\"enabled\":true,\"network\":1,");
  }

  @Test
  void shouldPrintTheDirectory() {
    mix.know(
        new MixInfo(
            MIX,
            8,
            Set.of(MixRole.RELAY, MixRole.EXIT),
            250,
            0.2,
            3,
            true,
            Optional.of(2),
            true,
            false));
    mix.know(
        new MixInfo(
            new Enode(MIX.id(), "10.0.0.8", 30_303, 30_303),
            8,
            Set.of(),
            9,
            1,
            1,
            false,
            Optional.empty(),
            true,
            true));

    assertThat(CommandRun.of("mix", "directory", "--url", url).out())
        .containsExactly(
            "layer  usable  link  packets/s min PoW witnesses  roles       enode",
            "2      yes     yes         250     0.2         3  exit, relay " + MIX,
            "-      no      down          9       1         1  none        "
                + MIX.toString().replace("10.0.0.7", "10.0.0.8"));
    assertThat(CommandRun.of("mix", "directory", "--json", "--url", url).out())
        .hasSize(2)
        .allMatch(line -> line.startsWith("{\"enode\":\"enode://"));
  }

  @Test
  void shouldSayThatThereIsNoMix() {
    try (TestNode without = new TestNode()) {
      String other = without.startWebSocket().toString();

      assertThat(CommandRun.of("mix", "status", "--url", other).out())
          .containsExactly("mix routing is not enabled on this node (--mix-enabled)");
      assertThat(CommandRun.of("mix", "directory", "--url", other))
          .isEqualTo(
              new CommandRun(
                  CommandLine.ExitCode.SOFTWARE,
                  List.of(),
                  "shhnode: mix routing is not enabled on this node (--mix-enabled)"));
      assertThat(CommandRun.ofPost("--hops=3", "--url", other).err())
          .isEqualTo("shhnode: mix routing is not enabled on this node (--mix-enabled)");
    }
  }

  @Test
  void shouldAskWhatToDo() {
    assertThat(CommandRun.of("mix"))
        .isEqualTo(
            new CommandRun(
                CommandLine.ExitCode.USAGE,
                List.of(),
                "shhnode: say what to do: status or directory" + "\nTry 'shhnode mix --help'."));
  }

  @ParameterizedTest
  @CsvSource({"--hops=3,3,", "--profile=std,2,STD", "--hops=1 --profile=ECO,1,ECO"})
  void shouldPostThroughMixes(String options, int hops, String profile) {
    List<String> all = new ArrayList<>(List.of("--url", url));
    all.addAll(List.of(options.split(" ")));

    CommandRun run = CommandRun.ofPost(all.toArray(String[]::new));

    assertThat(run.out()).containsExactly(mix.lastHash().orElseThrow().toHexString());
    assertThat(mix.lastRoute().orElseThrow().hops()).isEqualTo(hops);
    assertThat(mix.lastRoute().orElseThrow().profile().map(Enum::name))
        .isEqualTo(Optional.ofNullable(profile));
  }

  @Test
  void shouldPrintTheStagesUntilTheEnvelopeIsHeardBack() throws Exception {
    CompletableFuture<CommandRun> running = waiting();
    Bytes32 hash = carried();

    mix.tell(Bytes32.repeat((byte) 1), PostStage.GIVEN_UP);
    for (PostStage stage :
        List.of(PostStage.WRAPPED, PostStage.SENT, PostStage.SENT, PostStage.HEARD_BACK)) {
      mix.tell(hash, stage);
    }

    assertThat(running.get(20, TimeUnit.SECONDS))
        .isEqualTo(
            new CommandRun(
                CommandLine.ExitCode.OK,
                List.of(
                    hash.toHexString(),
                    "wrapped, flooded in about 2.5 s",
                    "sent",
                    "sent",
                    "heard back"),
                ""));
  }

  @Test
  void shouldFailIfThePostIsGivenUp() throws Exception {
    CompletableFuture<CommandRun> running = waiting();
    Bytes32 hash = carried();

    mix.tell(hash, PostStage.GIVEN_UP);

    assertThat(running.get(20, TimeUnit.SECONDS))
        .isEqualTo(
            new CommandRun(
                CommandLine.ExitCode.SOFTWARE, List.of(hash.toHexString(), "given up"), ""));
  }

  @Test
  void shouldSayWhyAPostCannotTravel() {
    mix.refuseWhenChecked(new MixFailure.TooFewMixes(4, 2, 3));

    assertThat(CommandRun.ofPost("--hops=3", "--wait", "--url", url))
        .isEqualTo(
            new CommandRun(
                CommandLine.ExitCode.SOFTWARE,
                List.of(),
                "shhnode: a path of 3 mixes cannot be made: 4 known, 2 usable"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --wait                            | --wait follows a post through mixes: give --hops, 1 to 3
          --wait --hops=0                   | --wait follows a post through mixes: give --hops, 1 to 3
          --wait --hops=3 --url=http://x:1/ | --wait is not told of the post over HTTP: give a ws: or ipc: URL
          """)
  void shouldSayWhatWaitingNeeds(String options, String complaint) {
    assertThat(CommandRun.ofPost(options.split(" ")))
        .isEqualTo(
            new CommandRun(
                CommandLine.ExitCode.USAGE,
                List.of(),
                "shhnode: " + complaint + "\nTry 'shhnode post --help'."));
  }

  private CompletableFuture<CommandRun> waiting() {
    return CompletableFuture.supplyAsync(
        () -> CommandRun.ofPost("--hops=3", "--wait", "--url", url));
  }

  /** The hash of the post, as soon as the mixes have it: its client may not know it yet. */
  private Bytes32 carried() {
    while (mix.lastHash().isEmpty()) {
      Thread.onSpinWait();
    }
    return mix.lastHash().get();
  }
}
