// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

/** A parameter that Go's decoder would refuse, with its text. */
final class GoDecodeException extends Exception {

  GoDecodeException(String message) {
    super(message, null, false, false);
  }
}
