// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

/**
 * A version of Whisper. Each is a network of its own: their envelopes differ, so none crosses from
 * one to another.
 */
public enum WhisperVersion {
  /** PoC-2, {@code shh/2}: lists of topics, and proof of work that no peer checks. */
  V2(2),
  /** {@code shh/5}: one topic, the nonce of AES-GCM in the envelope. */
  V5(5),
  /** EIP-627, {@code shh/6}. */
  V6(6);

  private final int number;

  WhisperVersion(int number) {
    this.number = number;
  }

  /** The number in the devp2p capability and in the Status packet. */
  public int number() {
    return number;
  }
}
