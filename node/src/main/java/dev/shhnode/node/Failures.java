// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

/** Exceptions in words for a user. */
final class Failures {

  private Failures() {}

  /** The message of the innermost cause that has one. */
  static String describe(Throwable failure) {
    String message = failure.getClass().getSimpleName();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String own = cause.getMessage();
      if (own != null) {
        message = own;
      }
    }
    return message;
  }
}
