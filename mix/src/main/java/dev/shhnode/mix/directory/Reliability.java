// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import dev.shhnode.mix.sphinx.MixId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What this node has learned of mixes by packets that came back or did not. Of each mix a Beta
 * distribution of the probability that it passes a packet on; paths prefer mixes by its lower 5 %
 * quantile and leave out those below 0.8, but never more than half of those to choose from: whose
 * fault a loss is cannot be known, so the blame is shared. Not thread-safe; belongs to the mix
 * loop.
 */
public final class Reliability {

  /** Mixes below this are left out. */
  static final double THRESHOLD = 0.8;

  /** How long a mix that could not be reached is left out. */
  static final Duration DOWN = Duration.ofSeconds(60);

  /** What newcomers begin with, and what time leads back to. */
  private static final double PRIOR_PASSED = 20;

  private static final double PRIOR_LOST = 1;

  /** Distance of the 5 % quantile from the mean in standard deviations, as of a normal one. */
  private static final double QUANTILE = 1.645;

  private static final Duration HALF_LIFE = Duration.ofMinutes(10);

  private static final class Score {
    private double passed;
    private double lost;
    private long updated;
    private long downUntil;
    private boolean down;

    void decay(long now) {
      double factor = Math.pow(0.5, (double) (now - updated) / HALF_LIFE.toNanos());
      passed *= factor;
      lost *= factor;
      updated = now;
    }
  }

  private final Map<MixId, Score> scores = new HashMap<>();

  private Score score(MixId id, long now) {
    Score score =
        scores.computeIfAbsent(
            id,
            mix -> {
              Score fresh = new Score();
              fresh.updated = now;
              return fresh;
            });
    score.decay(now);
    return score;
  }

  /** A packet has passed all mixes of a path. */
  public void passed(List<MixId> path, long now) {
    path.forEach(id -> score(id, now).passed++);
  }

  /** A packet has been lost on a path. */
  public void lost(List<MixId> path, long now) {
    path.forEach(id -> score(id, now).lost += 1.0 / path.size());
  }

  /** A mix could not be reached, or has hung up. */
  public void down(MixId id, long now) {
    Score score = score(id, now);
    score.down = true;
    score.downUntil = now + DOWN.toNanos();
  }

  /** A mix can be reached. */
  public void up(MixId id) {
    Score score = scores.get(id);
    if (score != null) {
      score.down = false;
    }
  }

  public boolean isDown(MixId id, long now) {
    Score score = scores.get(id);
    return score != null && score.down && now - score.downUntil < 0;
  }

  /** The lower 5 % quantile of the probability that a mix passes a packet on. */
  double weight(MixId id, long now) {
    Score score = scores.get(id);
    if (score != null) {
      score.decay(now);
    }
    double a = PRIOR_PASSED + (score == null ? 0 : score.passed);
    double b = PRIOR_LOST + (score == null ? 0 : score.lost);
    double mean = a / (a + b);
    double variance = a * b / ((a + b) * (a + b) * (a + b + 1));
    return Math.max(0, mean - QUANTILE * Math.sqrt(variance));
  }

  /**
   * Of some mixes those that are worth a packet.
   *
   * @param least so many at least, unless some cannot be reached: with fewer there is no path, and
   *     a node that sends nothing any more is not better off
   */
  List<Descriptor> reliable(List<Descriptor> mixes, int least, long now) {
    List<Descriptor> reachable = mixes.stream().filter(mix -> !isDown(mix.id(), now)).toList();
    long good = reachable.stream().filter(mix -> weight(mix.id(), now) >= THRESHOLD).count();
    long kept = Math.max(good, Math.max(least, (reachable.size() + 1) / 2));
    return reachable.stream()
        .sorted(Comparator.comparingDouble((Descriptor mix) -> -weight(mix.id(), now)))
        .limit(kept)
        .toList();
  }

  /** Forgets mixes that are not in the directory any more. */
  public void retain(Directory directory) {
    scores.keySet().removeIf(id -> directory.get(id).isEmpty());
  }
}
