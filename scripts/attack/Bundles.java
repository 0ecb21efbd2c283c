// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Rlp;
import org.apache.tuweni.bytes.Bytes;

/** Takes packets of envelopes apart. */
final class Bundles {

  /** Code of such a packet. */
  static final int MESSAGES = 1;

  /** Is handed the RLP of an envelope. */
  interface Receiver {
    void receive(Bytes envelope) throws DecodeException;
  }

  private Bundles() {}

  /**
   * Hands over each envelope of a packet, a view of it.
   *
   * @throws IllegalStateException if the node has sent something else
   */
  static void forEach(Bytes packet, Receiver receiver) {
    try {
      Bytes content = Rlp.listContent(packet);
      int size;
      for (int at = 0; at < content.size(); at += size) {
        size = Rlp.itemSize(content, at);
        receiver.receive(content.slice(at, size));
      }
    } catch (DecodeException e) {
      throw new IllegalStateException(e);
    }
  }
}
