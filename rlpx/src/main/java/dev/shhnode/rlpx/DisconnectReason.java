// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import java.util.Optional;

/** Why a connection is ended (RLPx specification, "Disconnect"). */
public enum DisconnectReason {
  REQUESTED(0x00),
  NETWORK_ERROR(0x01),
  BREACH_OF_PROTOCOL(0x02),
  USELESS_PEER(0x03),
  TOO_MANY_PEERS(0x04),
  ALREADY_CONNECTED(0x05),
  INCOMPATIBLE_VERSION(0x06),
  INVALID_IDENTITY(0x07),
  QUITTING(0x08),
  UNEXPECTED_IDENTITY(0x09),
  SELF(0x0a),
  READ_TIMEOUT(0x0b),
  SUBPROTOCOL_ERROR(0x10);

  private final int code;

  DisconnectReason(int code) {
    this.code = code;
  }

  /** The byte on the wire. */
  public int code() {
    return code;
  }

  /** The reason of a code; empty for one that is not in the specification, as peers do send. */
  static Optional<DisconnectReason> ofCode(long code) {
    for (DisconnectReason reason : values()) {
      if (reason.code == code) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }
}
