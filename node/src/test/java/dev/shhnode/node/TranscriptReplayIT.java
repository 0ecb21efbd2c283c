// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rpc.replay.TranscriptReplay;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The recorded session with two connected geth 1.8.27, against two connected nodes of ours. */
class TranscriptReplayIT {

  /** All lines of the recording but two that hold no request. */
  private static final int LINES_WITH_A_REQUEST = 217;

  @TempDir private Path directory;

  @Test
  @Timeout(180)
  void shouldAnswerAsTwoGethsDid() throws Exception {
    try (RunningNode a = RunningNode.start(directory.resolve("a"));
        RunningNode b = RunningNode.start(directory.resolve("b"));
        TranscriptReplay replay = new TranscriptReplay(a.http(), a.ws(), Optional.of(b.http()))) {
      TranscriptReplay.Report report = replay.run();

      assertThat(report.failures()).isEmpty();
      assertThat(report.replayed()).hasSize(LINES_WITH_A_REQUEST);
    }
  }
}
