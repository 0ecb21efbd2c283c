// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix;

/** A post cannot travel through mixes. */
public final class MixException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient MixFailure failure;

  public MixException(MixFailure failure) {
    super(failure.describe());
    this.failure = failure;
  }

  /** Why. */
  public MixFailure failure() {
    return failure;
  }
}
