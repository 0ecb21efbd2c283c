// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.service;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.Capability;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.Offence;
import dev.shhnode.rlpx.PeerConnection;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.tuweni.bytes.Bytes;

/** A connection without a socket, whose event loop is a queue. */
class TestConnection implements PeerConnection {

  static final Capability MIX = new Capability("mix", 1);
  static final Capability SHH = new Capability("shh", 6);

  final List<Integer> codesSent = new ArrayList<>();
  final Queue<Runnable> eventLoop = new ArrayDeque<>();
  boolean paused;
  String why = "";
  private final PublicKey id;
  private final List<Capability> shared;

  TestConnection(PublicKey id, Capability... shared) {
    this.id = id;
    this.shared = List.of(shared);
  }

  void runEventLoop() {
    while (!eventLoop.isEmpty()) {
      eventLoop.remove().run();
    }
  }

  @Override
  public PublicKey id() {
    return id;
  }

  @Override
  public String clientId() {
    return "test";
  }

  @Override
  public List<Capability> capabilities() {
    return shared;
  }

  @Override
  public List<Capability> shared() {
    return shared;
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
    codesSent.add(code);
    onWritten.run();
  }

  @Override
  public void disconnect(DisconnectReason reason, String reasonInWords) {
    why = reasonInWords;
  }

  @Override
  public void disconnectFor(Offence offence, String reasonInWords) {
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
  public void spend(int envelopes, int work) {}

  @Override
  public void execute(Runnable task) {
    eventLoop.add(task);
  }
}
