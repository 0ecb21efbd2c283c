// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * With which the maker of a SURB reads the reply. Immutable; a secret, so never printed. Who keeps
 * many bounds their number, and forgets each when a reply came or its epoch is over.
 */
public final class SurbKeys {

  private final Geometry geometry;
  private final Bytes handle;
  private final Lioness payload;
  private final List<Session> sessions;
  private final long delayNanos;

  SurbKeys(
      Geometry geometry, Bytes handle, Lioness payload, List<Session> sessions, long delayNanos) {
    this.geometry = geometry;
    this.handle = handle;
    this.payload = payload;
    this.sessions = sessions;
    this.delayNanos = delayNanos;
  }

  /** Under which a reply comes, {@link Surb#HANDLE_SIZE} bytes. */
  public Bytes handle() {
    return handle;
  }

  /** How long all mixes of the path together will keep the reply, in nanoseconds. */
  public long delayNanos() {
    return delayNanos;
  }

  /**
   * Reads a reply.
   *
   * @param received from the last mix, that is, from the network
   * @return empty if it was not made with this SURB, or was changed on its way
   */
  public Optional<Message> open(Bytes received, Bytes receivedLog) {
    if (received.size() != geometry.payloadSize() || receivedLog.size() != geometry.logSize()) {
      return Optional.empty();
    }
    byte[] body = received.toArray();
    byte[] log = receivedLog.toArray();
    for (int hop = sessions.size() - 1; hop >= 0; hop--) {
      sessions.get(hop).bodyCipher().encrypt(body, 0, body.length);
      sessions.get(hop).xorLog(log, 0, log.length);
    }
    payload.decrypt(body, 0, body.length);
    if (!Payload.isWhole(body)) {
      return Optional.empty();
    }
    return Payload.content(body).map(content -> new Message(content, Bytes.wrap(log)));
  }

  /**
   * What came by a SURB.
   *
   * @param body whole and unchanged
   * @param log what the sender wrote, or what became of it on the way: nothing protects it
   */
  public record Message(Bytes body, Bytes log) {}

  @Override
  public String toString() {
    return "SurbKeys[hidden]";
  }
}
