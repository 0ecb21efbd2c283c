// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

/**
 * Bytes from outside that do not have the form they should have.
 *
 * <p>Checked, because every caller has to decide what becomes of the sender; without stack trace,
 * because a stranger decides how many are thrown. The message may quote lengths and codes, never
 * content.
 */
public final class DecodeException extends Exception {

  private final boolean forgivable;

  /** Of bytes that no honest sender makes. */
  public DecodeException(String message) {
    this(message, false);
  }

  private DecodeException(String message, boolean forgivable) {
    super(message, null, false, false);
    this.forgivable = forgivable;
  }

  /**
   * Of bytes that an honest sender may have made: one of another version, one that could not know a
   * bound of ours, or one whose bytes somebody else has changed.
   */
  public static DecodeException forgivable(String message) {
    return new DecodeException(message, true);
  }

  /** Whether it says nothing against the sender, though nothing can be done with the bytes. */
  public boolean isForgivable() {
    return forgivable;
  }
}
