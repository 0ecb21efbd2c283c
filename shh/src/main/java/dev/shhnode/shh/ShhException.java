// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

/** A request cannot be done, for a reason that the caller may be told. */
public final class ShhException extends Exception {

  private final transient Failure failure;

  public ShhException(Failure failure) {
    super(failure.inWords());
    this.failure = failure;
  }

  /** Why. */
  public Failure failure() {
    return failure;
  }
}
