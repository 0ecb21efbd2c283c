// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Rlp;
import dev.shhnode.crypto.RlpWriter;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/** The message that ends a connection: {@code [reason]}, from some peers the bare integer. */
final class DisconnectMessage {

  private static final int FIRST_LIST_BYTE = 0xc0;

  private DisconnectMessage() {}

  static Bytes encode(DisconnectReason reason) {
    return RlpWriter.list(writer -> writer.writeInteger(reason.code()));
  }

  /** What the peer gives as reason; empty if it is not in the specification. */
  static Optional<DisconnectReason> decode(Bytes body) {
    try {
      return DisconnectReason.ofCode(decodeCode(body));
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }

  /** What the peer gives as reason, for our log: a name, or a number that we have no name for. */
  static String describe(Bytes body) {
    try {
      long code = decodeCode(body);
      return DisconnectReason.ofCode(code)
          .map(Enum::name)
          .orElse("reason " + Long.toUnsignedString(code));
    } catch (DecodeException e) {
      return "no reason";
    }
  }

  private static long decodeCode(Bytes body) throws DecodeException {
    boolean isList = !body.isEmpty() && (body.get(0) & 0xff) >= FIRST_LIST_BYTE;
    return isList ? Rlp.decodeListIgnoringSurplus(body, Rlp::readUint64) : Rlp.decodeUint64(body);
  }
}
