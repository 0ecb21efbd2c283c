// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

/**
 * Packet codes of {@code shh/6} (EIP-627, "Packet Codes"; 11 and 12 as Status has them). All others
 * below 128 are ignored.
 */
final class PacketCode {

  /** How many codes {@code shh/6} reserves. */
  static final int COUNT = 128;

  static final int STATUS = 0;
  static final int MESSAGES = 1;
  static final int POW_REQUIREMENT = 2;
  static final int BLOOM_FILTER = 3;
  static final int BATCH_ACKNOWLEDGED = 11;
  static final int MESSAGE_RESPONSE = 12;
  static final int P2P_MESSAGE = 127;

  private PacketCode() {}
}
