// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

/** Hears how the nonce search of a post gets on; called on worker threads, must not block. */
@FunctionalInterface
public interface PostListener {

  /** Hears nothing. */
  PostListener NONE = (noncesTried, expectedNonces, seconds) -> {};

  /**
   * Called a few times a second at most.
   *
   * @param noncesTried so far, by all workers
   * @param expectedNonces how many the target takes on average
   * @param seconds since the search began
   */
  void onProgress(long noncesTried, double expectedNonces, double seconds);
}
