// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.wire;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Rlp;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.WhisperVersion;
import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;

/**
 * Reads the envelopes of a packet a part at a time: as objects they take many times the bytes that
 * they take in the packet, and that many times what they took on the wire. Not thread-safe.
 */
public final class BundleReader {

  private final WhisperVersion version;
  private final Bytes content;
  private int position;

  private BundleReader(WhisperVersion version, Bytes content) {
    this.version = version;
    this.content = content;
  }

  /** A list of envelopes; geth ignores bytes after it, so they are no reason to hang up. */
  public static BundleReader ofList(WhisperVersion version, Bytes body) throws DecodeException {
    return new BundleReader(version, Rlp.listContent(body));
  }

  /** One envelope and nothing after it. */
  public static BundleReader ofOne(WhisperVersion version, Bytes body) throws DecodeException {
    if (Rlp.itemSize(body, 0) != body.size()) {
      throw new DecodeException("bytes after the RLP item");
    }
    return new BundleReader(version, body);
  }

  public boolean isAtEnd() {
    return position == content.size();
  }

  /**
   * The next envelopes, none at the end.
   *
   * @param maxCount most envelopes to read
   * @param maxBytes stops after the envelope with which their bytes reach this
   * @param onUnreadable run for each thing that is left out
   * @throws DecodeException if something else comes where an envelope should; in version 2 that is
   *     left out as far as it has an end, and the rest where it has none
   */
  public List<Envelope> next(int maxCount, int maxBytes, Runnable onUnreadable)
      throws DecodeException {
    List<Envelope> envelopes = new ArrayList<>();
    int start = position;
    for (int i = 0; i < maxCount && !isAtEnd() && position - start < maxBytes; i++) {
      try {
        envelopes.add(read());
      } catch (DecodeException e) {
        if (version != WhisperVersion.V2) {
          throw e;
        }
        onUnreadable.run();
      }
    }
    return envelopes;
  }

  /** Moves on also if what it reads is no envelope. */
  private Envelope read() throws DecodeException {
    int begin = position;
    position = content.size();
    int size = Rlp.itemSize(content, begin);
    position = begin + size;
    return Envelope.decode(version, content.slice(begin, size));
  }
}
