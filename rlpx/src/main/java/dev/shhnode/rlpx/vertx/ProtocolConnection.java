// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.Capability;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.Offence;
import dev.shhnode.rlpx.PeerConnection;
import dev.shhnode.rlpx.RlpxSession;
import dev.shhnode.rlpx.SubProtocol;
import java.net.InetSocketAddress;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;

/** A connection as one of the sub-protocols on it sees it. Thread-safe. */
final class ProtocolConnection implements PeerConnection {

  private final SocketConnection connection;
  private final RlpxSession.Remote remote;
  private final SubProtocol protocol;
  private final RlpxSession.Sender sender;

  /**
   * Whether pause or resume was called last. Tasks that carry it out read it, so their order does
   * not matter.
   */
  private volatile boolean wantsPause;

  ProtocolConnection(
      SocketConnection connection,
      RlpxSession.Remote remote,
      SubProtocol protocol,
      RlpxSession.Sender sender) {
    this.connection = connection;
    this.remote = remote;
    this.protocol = protocol;
    this.sender = sender;
  }

  @Override
  public PublicKey id() {
    return remote.id();
  }

  @Override
  public String clientId() {
    return remote.hello().clientId();
  }

  @Override
  public List<Capability> capabilities() {
    return remote.hello().capabilities();
  }

  @Override
  public List<Capability> shared() {
    return connection.shared().stream().map(SubProtocol::capability).toList();
  }

  @Override
  public boolean inbound() {
    return connection.isInbound();
  }

  @Override
  public InetSocketAddress localAddress() {
    return connection.localAddress();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return connection.address();
  }

  @Override
  public void send(int code, Bytes body, Runnable onWritten) {
    if (code < 0 || code >= protocol.packetCodes()) {
      throw new IllegalArgumentException(
          "code is " + code + ", expected below " + protocol.packetCodes());
    }
    if (body.size() > MAX_BODY_SIZE) {
      throw new IllegalArgumentException(
          "body is " + body.size() + " bytes, expected at most " + MAX_BODY_SIZE);
    }
    execute(() -> sender.send(code, body, onWritten));
  }

  @Override
  public void disconnect(DisconnectReason reason, String why) {
    connection.disconnect(reason, why);
  }

  @Override
  public void disconnectFor(Offence offence, String why) {
    connection.disconnectFor(offence, why);
  }

  /**
   * Takes effect at once on the connection's own loop, so that no packet follows that has been
   * received already.
   */
  @Override
  public void pauseReading() {
    wantsPause = true;
    if (connection.isOnLoop()) {
      follow();
    } else {
      execute(this::follow);
    }
  }

  /**
   * Always by a task of its own: no packet may be handed over while another one is being handled.
   */
  @Override
  public void resumeReading() {
    wantsPause = false;
    execute(this::follow);
  }

  @Override
  public void spend(int envelopes, int work) {
    connection.spend(envelopes, work);
  }

  @Override
  public void execute(Runnable task) {
    connection.execute(task);
  }

  @Override
  public void executeAfterOthers(Runnable task) {
    connection.executeAfterOthers(task);
  }

  private void follow() {
    connection.setPaused(this, wantsPause);
  }
}
