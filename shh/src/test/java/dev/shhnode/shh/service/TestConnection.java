// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.Capability;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.Offence;
import dev.shhnode.rlpx.PeerConnection;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.apache.tuweni.bytes.Bytes;

/** A connection without a socket, whose event loop is a queue of the test's. */
class TestConnection implements PeerConnection {

  private final PublicKey id;
  private final String clientId;
  private final Queue<Runnable> eventLoop;
  private boolean paused;
  private long spentEnvelopes;
  private long spentWork;
  private String why = "";
  private Optional<Offence> offence = Optional.empty();

  TestConnection(PublicKey id, String clientId, Queue<Runnable> eventLoop) {
    this.id = id;
    this.clientId = clientId;
    this.eventLoop = eventLoop;
  }

  /** Whether it is not read from. */
  boolean isPaused() {
    return paused;
  }

  /** Why it was hung up on; empty if it was not. */
  String why() {
    return why;
  }

  /** What has been counted of envelopes. */
  long spentEnvelopes() {
    return spentEnvelopes;
  }

  /** What has been counted of work. */
  long spentWork() {
    return spentWork;
  }

  /** What is held against the peer. */
  Optional<Offence> offence() {
    return offence;
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
  public List<Capability> shared() {
    return capabilities();
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
    onWritten.run();
  }

  @Override
  public void disconnect(DisconnectReason reason, String reasonInWords) {
    why = reasonInWords;
  }

  @Override
  public void disconnectFor(Offence held, String reasonInWords) {
    offence = Optional.of(held);
    disconnect(DisconnectReason.SUBPROTOCOL_ERROR, reasonInWords);
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
  public void spend(int envelopes, int work) {
    spentEnvelopes += envelopes;
    spentWork += work;
  }

  @Override
  public void execute(Runnable task) {
    eventLoop.add(task);
  }
}
