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
import dev.shhnode.rlpx.peers.Network;
import dev.shhnode.rlpx.peers.PeerTable;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
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
final class SocketConnection implements RlpxSession.Output, PeerTable.Connection {

  private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);

  /** Ours: a large frame goes in parts, so that a slow link is seen to take it. */
  private static final int PART_SIZE = 64 << 10;

  /** Ours: about what the buffer, its promise and its place in the queue take besides the bytes. */
  private static final int PART_COST = 512;

  private final RlpxAgent agent;
  private final Context context;
  private final NetSocketInternal socket;
  private final InetSocketAddress address;
  private final boolean inbound;
  private final RlpxSession session;
  private final Promise<Void> closed = Promise.promise();
  private volatile @Nullable Peer peer;
  private long unwrittenBytes;
  private long lastWriteProgress;
  private boolean closing;
  private boolean socketPaused;
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
    this.socket = (NetSocketInternal) socket;
    this.address = addressOf(socket, channel());
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
            closing = true;
            agent.forget(this);
            closed.tryComplete();
          }
        });
    socket.exceptionHandler(failure -> LOG.debug("socket of {}", remoteAddress(), failure));
  }

  /** After a fault of ours nothing can be made of the stream. */
  private void receive(Buffer buffer) {
    try {
      session.onBytes(buffer.getBytes(), System.nanoTime());
      afterReading();
    } catch (RuntimeException e) {
      LOG.error("took leave of {} after a fault", remoteAddress(), e);
    } catch (Error e) {
      // Memory may be short: no time for more than closing.
      LOG.error("closing {} after a fault", remoteAddress(), e);
      close();
    }
  }

  private String remoteAddress() {
    return Printable.of(socket.remoteAddress());
  }

  private Channel channel() {
    return socket.channelHandlerContext().channel();
  }

  /** Netty knows the address itself, unless the socket is closed already. */
  private static InetSocketAddress addressOf(NetSocket socket, Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress known
        ? known
        : unresolved(socket.remoteAddress());
  }

  private static InetSocketAddress unresolved(SocketAddress address) {
    return InetSocketAddress.createUnresolved(
        String.valueOf(address.hostAddress()), address.port());
  }

  /** What is known of the peer once it is active; from any thread. */
  Optional<Peer> peer() {
    return Optional.ofNullable(peer);
  }

  @Override
  public boolean isInbound() {
    return inbound;
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public void giveWay(DisconnectReason reason) {
    disconnect(reason, "gives way to another connection");
  }

  /** Closes without a farewell; from any thread. */
  void abort(String why) {
    onLoop(() -> session.close(why));
  }

  /** Whether the socket is being closed or gone. */
  boolean isClosing() {
    return closing;
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
          if (unwrittenBytes > 0 && now - lastWriteProgress > agent.writePatienceNanos()) {
            session.close("it reads nothing");
          }
        });
  }

  /** As a task of the connection's own loop, after those given before. */
  private void onLoop(Runnable task) {
    context.runOnContext(ignored -> task.run());
  }

  @Override
  public void write(byte[] bytes, Runnable onWritten) {
    if (closing) {
      return;
    }
    if (unwrittenBytes == 0) {
      lastWriteProgress = System.nanoTime();
    }
    for (int at = 0; at < bytes.length; at += PART_SIZE) {
      int size = Math.min(PART_SIZE, bytes.length - at);
      boolean last = at + size == bytes.length;
      unwrittenBytes += size + PART_COST;
      socket
          .write(Buffer.buffer(size).appendBytes(bytes, at, size))
          .onSuccess(
              written -> {
                unwrittenBytes -= size + PART_COST;
                lastWriteProgress = System.nanoTime();
                agent.holdsUnwritten(this, unwrittenBytes);
                if (last) {
                  onWritten.run();
                }
              });
    }
    agent.holdsUnwritten(this, unwrittenBytes);
  }

  /**
   * Closes the channel itself: the close of a {@link NetSocket} is queued behind what is unwritten,
   * and a peer that does not read would keep it open for ever. Bytes that it has not taken would
   * stay with the operating system as long, so then the connection is reset.
   */
  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    if (unwrittenBytes > 0) {
      channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }
    var unused = socket.channelHandlerContext().close();
  }

  /** By a timer: a task that gives itself a successor would run before other sockets are read. */
  @Override
  public void proceedLater() {
    var unused =
        channel()
            .eventLoop()
            .schedule(
                () ->
                    onLoop(
                        () -> {
                          session.proceed(System.nanoTime());
                          afterReading();
                        }),
                0,
                TimeUnit.NANOSECONDS);
  }

  /** The socket is read unless a protocol has paused it or what has come is not read yet. */
  private void afterReading() {
    agent.holdsUnread(this, session.bufferedBytes());
    boolean pause = !notReading.isEmpty() || session.isBehind();
    if (pause && !socketPaused) {
      socketPaused = true;
      socket.pause();
    } else if (!pause && socketPaused) {
      socketPaused = false;
      socket.resume();
    }
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
    if (peer != null) {
      log("connected with " + peer.describe() + " at " + remoteAddress(), peer.id().toString());
    }
  }

  @Override
  public void onEnded(String why) {
    agent.onEnded(this);
    // A socket that is closed with unread bytes in it is reset, and the reason lost on the way.
    notReading.clear();
    afterReading();
    String reason = Printable.of(why);
    if (peer != null) {
      log("lost " + peer.describe() + " at " + remoteAddress() + ": " + reason, peer.id() + reason);
    } else if (session.isIdentified()) {
      log("no session with " + remoteAddress() + ": " + reason, Network.of(address) + reason);
    } else {
      LOG.debug("no session with {}: {}", remoteAddress(), reason);
    }
  }

  /** For people, once a minute at most; for who looks closer, always. */
  private void log(String line, String sameness) {
    if (agent.logs(sameness)) {
      LOG.info(line);
    } else {
      LOG.debug(line);
    }
  }

  /** The connection as sub-protocols see it; thread-safe. */
  final class Peer implements PeerConnection {
    private final PublicKey id;
    private final Hello hello;
    private final SubProtocol protocol;
    private final RlpxSession.Sender sender;

    /** The latest wish counts, in whatever order the tasks run that see to it. */
    private volatile boolean wantsPause;

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
      return unresolved(socket.localAddress());
    }

    @Override
    public InetSocketAddress remoteAddress() {
      return unresolved(socket.remoteAddress());
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
    public void disconnect(DisconnectReason reason, String why) {
      SocketConnection.this.disconnect(reason, why);
    }

    /** At once on the connection's own loop, so that nothing more comes of what has been read. */
    @Override
    public void pauseReading() {
      wantsPause = true;
      if (channel().eventLoop().inEventLoop()) {
        follow();
      } else {
        onLoop(this::follow);
      }
    }

    /** Never at once: the packets that it brings must not come inside of another. */
    @Override
    public void resumeReading() {
      wantsPause = false;
      onLoop(this::follow);
    }

    @Override
    public void execute(Runnable task) {
      onLoop(task);
    }

    private void follow() {
      if (closing) {
        return;
      }
      if (wantsPause) {
        notReading.add(this);
        session.pause();
      } else if (notReading.remove(this) && notReading.isEmpty()) {
        session.resume(System.nanoTime());
      }
      afterReading();
    }
  }
}
