// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import dev.shhnode.crypto.Keccak256;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.tuweni.bytes.Bytes32;

/**
 * Chooses the few mixes by which packets of this node enter, always the same for a week: if they
 * changed often, a bad one would be among them sooner or later and see who sends. A secret number
 * ranks all mixes, and the first of those that can be entered by are the guards.
 *
 * @param seed secret; kept over restarts
 * @param madeAt when it was drawn, in seconds since 1970
 */
public record Guards(Bytes32 seed, long madeAt) {

  /** How many guards there are at a time. */
  public static final int COUNT = 3;

  /**
   * Ours: how many of a layer can be guards. Whoever cuts connections, so that the next ones take
   * their places, must not get on until his own mix is one of them.
   */
  static final int CANDIDATES = 2 * COUNT;

  private static final Duration LIFE = Duration.ofDays(7);

  public static Guards draw(SecureRandom random, long unixSeconds) {
    return new Guards(Bytes32.random(random), unixSeconds);
  }

  /** Whether it is time to draw others. A clock that was set back does not make them eternal. */
  public boolean isOver(long unixSeconds) {
    return unixSeconds >= madeAt + LIFE.toSeconds() || unixSeconds < madeAt - LIFE.toSeconds();
  }

  /** The guards among mixes, the first to be preferred; fewer if there are fewer mixes. */
  public List<Descriptor> among(List<Descriptor> mixes) {
    return first(COUNT, mixes);
  }

  /** Those among mixes that can be guards if others are down, the first to be preferred. */
  List<Descriptor> candidates(List<Descriptor> mixes) {
    return first(CANDIDATES, mixes);
  }

  private List<Descriptor> first(int count, List<Descriptor> mixes) {
    Map<Descriptor, Bytes32> ranks =
        mixes.stream().distinct().collect(Collectors.toMap(Function.identity(), this::rank));
    return ranks.entrySet().stream()
        .sorted(Comparator.comparing(Map.Entry::getValue))
        .limit(count)
        .map(Map.Entry::getKey)
        .toList();
  }

  private Bytes32 rank(Descriptor mix) {
    return Keccak256.hash(seed, mix.hash());
  }

  /** Without the seed. */
  @Override
  public String toString() {
    return "Guards[since " + madeAt + "]";
  }
}
