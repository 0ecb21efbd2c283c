// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rpc.TestNode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TranscriptReplayTest {

  /** Those that need no second node. */
  private static final int LINES_FOR_ONE_NODE = 205;

  @Test
  @Timeout(120)
  void shouldAnswerAsGethDid() throws Exception {
    try (TestNode node = new TestNode();
        TranscriptReplay replay =
            new TranscriptReplay(node.startHttp(), node.startWebSocket(), Optional.empty())) {
      TranscriptReplay.Report report = replay.run();

      assertThat(report.failures()).isEmpty();
      assertThat(report.replayed()).hasSize(LINES_FOR_ONE_NODE);
    }
  }
}
