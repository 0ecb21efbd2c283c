// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.wire;

import org.apache.tuweni.bytes.Bytes32;

/**
 * Why an envelope was refused, as Status peers tell each other.
 *
 * @param envelopeHash of the refused one
 * @param code {@link #TIME_NOT_SYNCED} or {@link #OTHER}, or what another peer made up
 * @param description in words
 */
public record EnvelopeError(Bytes32 envelopeHash, long code, String description) {

  /** The clocks of sender and receiver differ too much. */
  public static final int TIME_NOT_SYNCED = 1;

  public static final int OTHER = 2;
}
