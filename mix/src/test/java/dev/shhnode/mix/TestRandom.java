// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;

/** Randomness that is the same in every run. */
public final class TestRandom {

  private TestRandom() {}

  /** The numbers that follow from a seed. */
  public static SecureRandom of(long seed) {
    try {
      // The only one that gives the same numbers for the same seed.
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(seed);
      return random;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("part of every JDK", e);
    }
  }
}
