// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.auth;

/**
 * A request shows no token, or one that does not hold. The message, which quotes nothing of the
 * token, goes to the client. Without stack trace, as strangers decide how many are thrown.
 * Immutable.
 */
public final class UnauthorizedException extends Exception {

  UnauthorizedException(String message) {
    super(message, null, false, false);
  }

  /** What the client is told. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
