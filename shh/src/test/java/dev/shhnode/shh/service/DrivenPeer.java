// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.Capability;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.PeerConnection;
import dev.shhnode.rlpx.SubProtocol;
import dev.shhnode.shh.gossip.ShhProtocol;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import org.apache.tuweni.bytes.Bytes;

/** A connection of a service whose event loop is a queue of the test's. */
final class DrivenPeer implements PeerConnection {

  final ShhProtocol protocol;
  private final PublicKey id;
  private final String clientId;
  private final Queue<Runnable> eventLoop;
  private final SubProtocol.Session session;
  private boolean paused;
  private boolean ended;

  DrivenPeer(
      ShhService shh,
      ShhProtocol protocol,
      PublicKey id,
      String clientId,
      Queue<Runnable> eventLoop) {
    this.protocol = protocol;
    this.id = id;
    this.clientId = clientId;
    this.eventLoop = eventLoop;
    this.session =
        shh.subProtocols().stream()
            .filter(offered -> offered.capability().version() == protocol.version().number())
            .findFirst()
            .orElseThrow()
            .open(this);
  }

  /** Brings a packet as far as the connection is read from; a malformed one ends it. */
  void bring(int code, Bytes body) {
    if (paused || ended) {
      return;
    }
    try {
      session.onPacket(code, body);
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

  boolean isPaused() {
    return paused;
  }

  boolean isEnded() {
    return ended;
  }

  @Override
  public PublicKey id() {
    return id;
  }

  @Override
  public String clientId() {
    return clientId;
  }

  @Override
  public List<Capability> capabilities() {
    return List.of();
  }

  @Override
  public boolean inbound() {
    return true;
  }

  @Override
  public InetSocketAddress localAddress() {
    return InetSocketAddress.createUnresolved("127.0.0.1", 1);
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return InetSocketAddress.createUnresolved("127.0.0.1", 2);
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

  @Override
  public void pauseReading() {
    paused = true;
  }

  @Override
  public void resumeReading() {
    paused = false;
  }

  @Override
  public void execute(Runnable task) {
    eventLoop.add(task);
  }
}
