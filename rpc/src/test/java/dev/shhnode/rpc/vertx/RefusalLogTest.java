// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.shhnode.rpc.RpcCounters;
import dev.shhnode.rpc.RpcDrop;
import dev.shhnode.runtime.Tally;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusalLogTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(RefusalLog.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final AtomicLong now = new AtomicLong(-5);
  private final Tally tally = new Tally();
  private final RefusalLog log = new RefusalLog(now::get, new RpcCounters(tally));

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(lines);
    logger.setLevel(null);
  }

  @Test
  void shouldLogOnceASecondAndCountTheRest() {
    for (int i = 0; i < 1_000; i++) {
      log.refused(RpcDrop.HOST_NOT_ALLOWED, "host refused", "evil.example");
    }
    now.addAndGet(1_000_000_000);
    log.refused(RpcDrop.ORIGIN_NOT_ALLOWED, "origin refused", "a\u001b[2J\n" + "x".repeat(200));

    assertThat(tally.snapshot())
        .as("each, logged or not")
        .containsEntry("dropped.rpc.host_not_allowed", 1_000L)
        .containsEntry("dropped.rpc.origin_not_allowed", 1L);
    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .isEqualTo(
            List.of(
                "host refused \"evil.example\" (0 lines like this suppressed)",
                "origin refused \"a?[2J?"
                    + "x".repeat(94)
                    + "...\" (999 lines like this suppressed)"));
  }
}
