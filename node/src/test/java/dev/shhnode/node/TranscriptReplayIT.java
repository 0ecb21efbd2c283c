// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rpc.replay.ReplayReport;
import dev.shhnode.rpc.replay.Transcript;
import dev.shhnode.rpc.replay.TranscriptReplay;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The recorded sessions with two connected nodes, against two connected nodes of ours. */
class TranscriptReplayIT {

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  @Timeout(180)
  void shouldAnswerAsTwoNodesDid(Transcript transcript) throws Exception {
    try (RunningNode a = RunningNode.start(directory.resolve("a"));
        RunningNode b = RunningNode.start(directory.resolve("b"));
        TranscriptReplay replay =
            new TranscriptReplay(transcript, a.http(), a.ws(), Optional.of(b.http()))) {
      ReplayReport report = replay.run();

      assertThat(report.failures()).isEmpty();
      assertThat(report.replayed()).hasSize(transcript.linesForTwoNodes());
    }
  }
}
