// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Whatever peers and clients do in whatever order, nothing breaks and nothing is left behind. */
class ShhServiceFuzzTest {

  private static final int RANDOM_RUNS = 30;
  private static final int MAX_STEPS = 120;

  private final Logger logger = (Logger) LoggerFactory.getLogger(ShhService.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void watchTheLog() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void leaveTheLog() {
    logger.detachAppender(log);
  }

  @FuzzTest
  void shouldSurviveAnyStory(FuzzedDataProvider data) {
    run(new FuzzedStory(bound -> data.consumeInt(0, bound - 1)), data.consumeInt(0, MAX_STEPS));
  }

  /** The same without a fuzzer, in every build. */
  @Test
  void shouldSurviveRandomStories() {
    int pooled = 0;
    int delivered = 0;
    for (int seed = 0; seed < RANDOM_RUNS; seed++) {
      FuzzedStory story = new FuzzedStory(new Random(seed)::nextInt);
      run(story, MAX_STEPS);
      pooled += story.mostPooled();
      delivered += story.delivered();
    }
    assertThat(pooled).as("envelopes taken").isGreaterThan(RANDOM_RUNS);
    assertThat(delivered).as("messages given out").isGreaterThan(RANDOM_RUNS / 4);
  }

  private void run(FuzzedStory story, int steps) {
    for (int i = 0; i < steps; i++) {
      story.step();
      assertThat(log.list).isEmpty();
      story.assertWithinBounds();
    }
    story.end();
    assertThat(log.list).isEmpty();
    story.assertNothingIsLeft();
  }
}
