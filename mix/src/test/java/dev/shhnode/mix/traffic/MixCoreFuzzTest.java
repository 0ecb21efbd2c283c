// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever peers and the owner do in whatever order, nothing breaks and nothing is left behind. */
class MixCoreFuzzTest {

  private static final int RANDOM_RUNS = 6;
  private static final int MAX_STEPS = 150;

  @FuzzTest
  void shouldSurviveAnyStory(FuzzedDataProvider data) {
    run(new FuzzedStory(bound -> data.consumeInt(0, bound - 1)), data.consumeInt(0, MAX_STEPS));
  }

  /** The same without a fuzzer, in every build. */
  @Test
  void shouldSurviveRandomStories() {
    int mixed = 0;
    int posted = 0;
    int reasons = 0;
    for (int seed = 0; seed < RANDOM_RUNS; seed++) {
      FuzzedStory story = new FuzzedStory(new Random(seed)::nextInt);
      run(story, MAX_STEPS);
      mixed += story.mixed();
      posted += story.posted();
      reasons = Math.max(reasons, story.reasons());
    }
    assertThat(mixed).as("packets mixed").isGreaterThan(RANDOM_RUNS);
    assertThat(posted).as("posts taken").isGreaterThan(RANDOM_RUNS);
    assertThat(reasons).as("reasons to drop something in one story").isGreaterThan(5);
  }

  private static void run(FuzzedStory story, int steps) {
    for (int i = 0; i < steps; i++) {
      story.step();
      story.assertWithinBounds();
    }
    story.end();
    story.assertNothingIsLeft();
  }
}
