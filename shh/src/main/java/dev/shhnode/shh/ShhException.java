// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

/**
 * A request that cannot be done. The message is the one geth answers in the same case, since DApps
 * and tests match those texts.
 */
public final class ShhException extends Exception {

  public ShhException(String message) {
    super(message);
  }
}
