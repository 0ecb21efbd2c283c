// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.LocalNode;
import dev.shhnode.rlpx.RlpxSession;
import dev.shhnode.rlpx.SessionEnd;
import dev.shhnode.rlpx.SubProtocol;
import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.runtime.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes;

/** A node on a blocking socket, which the test's thread drives step by step. */
final class RawPeer implements RlpxSession.Output, RlpxSession.Host, AutoCloseable {

  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final RlpxSession session;
  private RlpxSession.Sender sender = (code, body, onWritten) -> {};
  private String ended = "";
  private int withheldBytes;

  RawPeer(KeyPair keyPair, Enode remote, SubProtocol... protocols) throws IOException {
    this(keyPair, remote, List.of(protocols), new Socket(remote.host(), remote.tcpPort()));
  }

  RawPeer(KeyPair keyPair, Enode remote, SubProtocol protocol, Socket socket) throws IOException {
    this(keyPair, remote, List.of(protocol), socket);
  }

  private RawPeer(KeyPair keyPair, Enode remote, List<SubProtocol> protocols, Socket socket)
      throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    LocalNode local = new LocalNode(keyPair, "raw", 0, protocols, new SecureRandom());
    session = RlpxSession.dialled(local, remote.id(), this, this, new Scratch(), System.nanoTime());
  }

  RawPeer connect() {
    runUntil(session::isActive);
    return this;
  }

  /** Goes on until the session is over, and says why it is. */
  String awaitEnd() {
    runUntil(() -> !ended.isEmpty());
    return ended;
  }

  private void runUntil(BooleanSupplier done) {
    byte[] received = new byte[1 << 16];
    try {
      while (!done.getAsBoolean()) {
        int count = read(received);
        if (count < 0) {
          session.onSocketClosed();
          return;
        }
        session.onBytes(Arrays.copyOf(received, count), System.nanoTime());
        while (session.isBehind()) {
          session.proceed(System.nanoTime());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns -1 also when the connection was reset, as it is by an end that had bytes left to read.
   */
  private int read(byte[] into) throws IOException {
    try {
      return socket.getInputStream().read(into);
    } catch (SocketException reset) {
      return -1;
    }
  }

  void send(int code, Bytes body) {
    sender.send(code, body, () -> {});
  }

  /** Sends a packet of which the last bytes never come. */
  void sendUnfinished(int code, Bytes body) {
    withheldBytes = 1;
    send(code, body);
    withheldBytes = 0;
  }

  void disconnect(DisconnectReason reason) {
    session.disconnect(reason, "the test wants it", System.nanoTime());
  }

  @Override
  public void write(byte[] bytes, Runnable onWritten) {
    try {
      socket.getOutputStream().write(bytes, 0, bytes.length - withheldBytes);
    } catch (IOException e) {
      // The other end may hang up in the middle of what it finds too long. The test asserts that it
      // does, not how many bytes fit into the sockets' buffers before.
      return;
    }
    onWritten.run();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void proceedLater() {}

  @Override
  public Optional<DisconnectReason> admit(PublicKey id) {
    return Optional.empty();
  }

  @Override
  public Optional<DisconnectReason> activate(PublicKey id, List<SubProtocol> shared) {
    return Optional.empty();
  }

  @Override
  public SubProtocol.Session open(
      RlpxSession.Remote remote, SubProtocol protocol, RlpxSession.Sender sender) {
    this.sender = sender;
    return new SubProtocol.Session() {
      @Override
      public void onPacket(int code, Bytes body) {}

      @Override
      public void onClosed() {}
    };
  }

  @Override
  public void onActive() {}

  @Override
  public void onEnded(SessionEnd end) {
    ended = end.why();
  }
}
