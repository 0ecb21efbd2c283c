// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.Capability;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.Hello;
import dev.shhnode.rlpx.LocalNode;
import dev.shhnode.rlpx.PeerConnection;
import dev.shhnode.rlpx.RlpxSession;
import dev.shhnode.rlpx.SubProtocol;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket and the session on it. Runs on the socket's event loop, but where it says otherwise.
 */
final class SocketConnection implements RlpxSession.Output {

  private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);

  /** As in geth: a peer that takes nothing for so long is gone. */
  private static final long WRITE_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** Ours: a protocol that writes more without waiting for its credit is cut off. */
  private static final long MAX_UNWRITTEN_BYTES = 64L << 20;

  /** Ours: a large frame goes in parts, so that a slow link is seen to take it. */
  private static final int PART_SIZE = 64 << 10;

  private final RlpxAgent agent;
  private final Context context;
  private final NetSocket socket;
  private final boolean inbound;
  private final RlpxSession session;
  private final Promise<Void> closed = Promise.promise();
  private volatile @Nullable Peer peer;
  private long unwrittenBytes;
  private long lastWriteProgress;
  private final Set<Peer> notReading = new HashSet<>();

  /**
   * Takes over a fresh socket; on its event loop.
   *
   * @param dialled whom we meant to reach; null when the other reached us
   */
  SocketConnection(
      RlpxAgent agent,
      LocalNode local,
      Context context,
      NetSocket socket,
      @Nullable PublicKey dialled) {
    this.agent = agent;
    this.context = context;
    this.socket = socket;
    this.inbound = dialled == null;
    long now = System.nanoTime();
    this.lastWriteProgress = now;
    this.session =
        dialled == null
            ? RlpxSession.accepted(local, this, now)
            : RlpxSession.dialled(local, dialled, this, now);
    socket.handler(this::receive);
    socket.closeHandler(
        gone -> {
          try {
            session.onSocketClosed();
          } finally {
            closed.tryComplete();
          }
        });
    socket.exceptionHandler(failure -> LOG.debug("socket of {}", remoteAddress(), failure));
  }

  /** After a fault of ours nothing can be made of the stream. */
  private void receive(Buffer buffer) {
    try {
      session.onBytes(buffer.getBytes(), System.nanoTime());
    } catch (RuntimeException e) {
      LOG.error("took leave of {} after a fault", remoteAddress(), e);
    } catch (Error e) {
      // Memory may be short: no time for more than closing.
      LOG.error("closing {} after a fault", remoteAddress(), e);
      close();
    }
  }

  private String remoteAddress() {
    return String.valueOf(socket.remoteAddress());
  }

  /** What is known of the peer once it is active; from any thread. */
  Optional<Peer> peer() {
    return Optional.ofNullable(peer);
  }

  boolean isInbound() {
    return inbound;
  }

  /** Completes when the socket is gone. */
  Future<Void> whenClosed() {
    return closed.future();
  }

  /** From any thread. */
  void disconnect(DisconnectReason reason, String why) {
    onLoop(() -> session.disconnect(reason, why, System.nanoTime()));
  }

  /** From any thread. */
  void onTime() {
    onLoop(
        () -> {
          long now = System.nanoTime();
          if (!notReading.isEmpty()) {
            session.onReadingPaused(now);
          }
          session.onTime(now);
          if (unwrittenBytes > 0 && now - lastWriteProgress > WRITE_PATIENCE_NANOS) {
            LOG.debug("{} reads nothing", remoteAddress());
            close();
          }
        });
  }

  /** As a task of the connection's own loop, after those given before. */
  private void onLoop(Runnable task) {
    context.runOnContext(ignored -> task.run());
  }

  @Override
  public void write(byte[] bytes, Runnable onWritten) {
    if (unwrittenBytes == 0) {
      lastWriteProgress = System.nanoTime();
    }
    unwrittenBytes += bytes.length;
    if (unwrittenBytes > MAX_UNWRITTEN_BYTES) {
      LOG.debug("too much waits for {}", remoteAddress());
      close();
      return;
    }
    for (int at = 0; at < bytes.length; at += PART_SIZE) {
      int size = Math.min(PART_SIZE, bytes.length - at);
      boolean last = at + size == bytes.length;
      socket
          .write(Buffer.buffer(size).appendBytes(bytes, at, size))
          .onSuccess(
              written -> {
                unwrittenBytes -= size;
                lastWriteProgress = System.nanoTime();
                if (last) {
                  onWritten.run();
                }
              });
    }
  }

  @Override
  public void close() {
    socket.close().onFailure(e -> LOG.debug("closing {}", remoteAddress(), e));
  }

  @Override
  public Optional<DisconnectReason> admit(PublicKey id) {
    return agent.admit(id, this);
  }

  @Override
  public Optional<DisconnectReason> activate(PublicKey id) {
    return agent.activate(id, this);
  }

  @Override
  public SubProtocol.Session open(
      PublicKey id, Hello hello, SubProtocol protocol, RlpxSession.Sender sender) {
    Peer opened = new Peer(id, hello, protocol, sender);
    peer = opened;
    return protocol.open(opened);
  }

  @Override
  public void onActive() {
    peer().ifPresent(p -> LOG.info("connected with {} at {}", p.describe(), p.remoteAddress()));
  }

  @Override
  public void onEnded(String why) {
    agent.onEnded(this);
    // A socket that is closed with unread bytes in it is reset, and the reason lost on the way.
    notReading.clear();
    socket.resume();
    peer()
        .ifPresentOrElse(
            p -> LOG.info("lost {}: {}", p.describe(), Printable.of(why)),
            () -> LOG.debug("no session with {}: {}", remoteAddress(), Printable.of(why)));
  }

  /** The connection as sub-protocols see it; thread-safe. */
  final class Peer implements PeerConnection {
    private final PublicKey id;
    private final Hello hello;
    private final SubProtocol protocol;
    private final RlpxSession.Sender sender;

    Peer(PublicKey id, Hello hello, SubProtocol protocol, RlpxSession.Sender sender) {
      this.id = id;
      this.hello = hello;
      this.protocol = protocol;
      this.sender = sender;
    }

    String describe() {
      return id.toString().substring(0, 16) + "… (" + Printable.of(hello.clientId()) + ")";
    }

    @Override
    public PublicKey id() {
      return id;
    }

    @Override
    public String clientId() {
      return hello.clientId();
    }

    @Override
    public List<Capability> capabilities() {
      return hello.capabilities();
    }

    @Override
    public boolean inbound() {
      return inbound;
    }

    @Override
    public InetSocketAddress localAddress() {
      return address(socket.localAddress());
    }

    @Override
    public InetSocketAddress remoteAddress() {
      return address(socket.remoteAddress());
    }

    private InetSocketAddress address(SocketAddress address) {
      return InetSocketAddress.createUnresolved(address.hostAddress(), address.port());
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
      onLoop(() -> sender.send(code, body, onWritten));
    }

    @Override
    public void disconnect(DisconnectReason reason) {
      SocketConnection.this.disconnect(reason, "we say " + reason);
    }

    @Override
    public void pauseReading() {
      onLoop(
          () -> {
            notReading.add(this);
            socket.pause();
          });
    }

    @Override
    public void resumeReading() {
      onLoop(
          () -> {
            if (notReading.remove(this) && notReading.isEmpty()) {
              session.onReadingPaused(System.nanoTime());
              socket.resume();
            }
          });
    }
  }
}
