// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.keys;

/** A vault has no room for another key until one is deleted. The message says how many it holds. */
public final class TooManyKeysException extends Exception {

  public TooManyKeysException(String message) {
    super(message);
  }
}
