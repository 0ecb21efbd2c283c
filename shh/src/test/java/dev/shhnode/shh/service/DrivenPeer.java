// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.SubProtocol;
import dev.shhnode.shh.gossip.ShhProtocol;
import java.util.Queue;
import org.apache.tuweni.bytes.Bytes;

/** A connection of a service, over which a test brings packets. */
final class DrivenPeer extends TestConnection {

  final ShhProtocol protocol;
  private final SubProtocol.Session session;
  private boolean ended;

  DrivenPeer(
      ShhService shh,
      ShhProtocol protocol,
      PublicKey id,
      String clientId,
      Queue<Runnable> eventLoop) {
    super(id, clientId, eventLoop);
    this.protocol = protocol;
    this.session =
        shh.subProtocols().stream()
            .filter(offered -> offered.capability().version() == protocol.version().number())
            .findFirst()
            .orElseThrow()
            .open(this);
  }

  /** Brings a packet as far as the connection is read from; a malformed one ends it. */
  void bring(int code, Bytes body) {
    if (isPaused() || ended) {
      return;
    }
    try {
      session.onPacket(code, body);
      session.onReadComplete();
    } catch (DecodeException e) {
      end();
    }
  }

  /** The connection is gone. */
  void end() {
    if (!ended) {
      ended = true;
      session.onClosed();
    }
  }

  boolean isEnded() {
    return ended;
  }

  @Override
  public void send(int code, Bytes body, Runnable onWritten) {
    if (code < 0 || code >= protocol.packetCodes()) {
      throw new IllegalArgumentException("code " + code);
    }
    execute(
        () -> {
          if (!ended) {
            onWritten.run();
          }
        });
  }

  @Override
  public void disconnect(DisconnectReason reason, String why) {
    execute(this::end);
  }
}
