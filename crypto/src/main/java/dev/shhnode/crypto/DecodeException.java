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

  public DecodeException(String message) {
    super(message, null, false, false);
  }
}
