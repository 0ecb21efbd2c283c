// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.wire;

/**
 * Packet codes of {@code shh/6} (EIP-627, "Packet Codes"; 11 and 12 as Status has them). All others
 * below 128 are ignored.
 */
public final class PacketCode {

  /** How many codes {@code shh/6} reserves. */
  public static final int COUNT = 128;

  public static final int STATUS = 0;
  public static final int MESSAGES = 1;
  public static final int POW_REQUIREMENT = 2;
  public static final int BLOOM_FILTER = 3;
  public static final int BATCH_ACKNOWLEDGED = 11;
  public static final int MESSAGE_RESPONSE = 12;
  public static final int P2P_MESSAGE = 127;

  private PacketCode() {}

  /** Whether a packet acknowledges one of ours (Status), of which nothing follows. */
  public static boolean isAcknowledgement(int code) {
    return code == BATCH_ACKNOWLEDGED || code == MESSAGE_RESPONSE;
  }
}
