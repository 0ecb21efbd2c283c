// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rpc.methods.TestNode;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("long")
class TranscriptReplayTest {

  @ParameterizedTest
  @EnumSource
  @Timeout(120)
  void shouldAnswerAsRecorded(Transcript transcript) throws Exception {
    try (TestNode node = new TestNode();
        TranscriptReplay replay =
            new TranscriptReplay(
                transcript, node.startHttp(), node.startWebSocket(), Optional.empty())) {
      ReplayReport report = replay.run();

      assertThat(report.failures()).isEmpty();
      assertThat(report.replayed()).hasSize(transcript.linesForOneNode());
    }
  }
}
