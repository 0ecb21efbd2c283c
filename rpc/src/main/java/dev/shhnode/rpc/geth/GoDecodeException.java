// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.geth;

/** A parameter that Go's decoder would refuse, with its text. */
public final class GoDecodeException extends Exception {

  public GoDecodeException(String message) {
    super(message, null, false, false);
  }
}
