// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.LocalNode;
import dev.shhnode.rlpx.Offence;
import dev.shhnode.rlpx.OutgoingFrame;
import dev.shhnode.rlpx.RlpxListener;
import dev.shhnode.rlpx.RlpxListener.Bound;
import dev.shhnode.rlpx.RlpxSession;
import dev.shhnode.rlpx.SessionEnd;
import dev.shhnode.rlpx.SubProtocol;
import dev.shhnode.rlpx.peers.Entrance;
import dev.shhnode.rlpx.peers.InboundLimits;
import dev.shhnode.rlpx.peers.Network;
import dev.shhnode.rlpx.peers.PeerTable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket and the session on it. Belongs to the socket's event loop; methods that any thread may
 * call say so.
 */
final class SocketConnection implements RlpxSession.Output, RlpxSession.Host, PeerTable.Connection {

  private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);

  /** Ours: a large frame is written in parts, so that a slow link shows progress. */
  private static final int PART_SIZE = 64 << 10;

  /** Ours: about what the buffer, its promise and its place in the queue take besides the bytes. */
  private static final int PART_COST = 512;

  /** Ours: so that a peer in debt is not woken for every packet. */
  private static final long MIN_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /**
   * Ours: a peer may hang up that gets rid of nothing for 20 s, as geth does, so after this a
   * little is read whatever the debt.
   */
  private static final long MAX_DELAY_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final RlpxAgent agent;
  private final RlpxListener listener;
  private final Entrance<SocketConnection> entrance;
  private final Context context;
  private final NetSocketInternal socket;
  private final InetSocketAddress address;
  private final boolean inbound;
  private final RlpxSession session;
  private final Promise<Void> closed = Promise.promise();
  private long unwrittenBytes;
  private long lastWriteProgress;
  private boolean closing;
  private boolean socketPaused;
  private final InboundLimits.Connection shares;

  /** Who wants nothing to be read: sub-protocols, or this itself when a share is used up. */
  private final Set<Object> notReading = new HashSet<>();

  private volatile List<SubProtocol> shared = List.of();

  /**
   * Takes over a fresh socket; on its event loop.
   *
   * @param local this node, as the other end is to see it
   * @param entrance where the connection gets its place
   * @param dialled the node that we dialled; null if it dialled us
   */
  SocketConnection(
      RlpxAgent agent,
      LocalNode local,
      Entrance<SocketConnection> entrance,
      Context context,
      NetSocket socket,
      @Nullable PublicKey dialled) {
    this.agent = agent;
    this.listener = agent.listener();
    this.entrance = entrance;
    this.context = context;
    this.socket = (NetSocketInternal) socket;
    this.address = addressOf(socket);
    this.inbound = dialled == null;
    long now = System.nanoTime();
    this.lastWriteProgress = now;
    this.shares = agent.inboundShares(address, now);
    this.session =
        dialled == null
            ? RlpxSession.accepted(local, this, this, agent.scratch(), now)
            : RlpxSession.dialled(local, dialled, this, this, agent.scratch(), now);
    Consumer<byte[]> reader = this::read;
    socket.handler(
        received -> guarded(() -> agent.reads().add(reader, bytesOf(received), System.nanoTime())));
    socket.closeHandler(gone -> onGone());
    socket.exceptionHandler(failure -> LOG.debug("socket of {}", where(), failure));
  }

  /** If the peer has closed it, what it brought before is read first. */
  private void onGone() {
    try {
      agent.reads().end();
    } finally {
      try {
        session.onSocketClosed();
      } finally {
        closing = true;
        agent.forget(this);
        closed.tryComplete();
      }
    }
  }

  private void read(byte[] bytes) {
    if (!closing) {
      guarded(
          () -> {
            listener.onReceived(bytes.length);
            shares.spendTransport(bytes.length, 0, System.nanoTime());
            session.onBytes(bytes, System.nanoTime());
            afterReading();
          });
    }
  }

  /**
   * After a failure of ours the rest of the stream cannot be read, so the connection ends: only
   * this one, also where those of others are read in the same turn.
   */
  private void guarded(Runnable reading) {
    try {
      reading.run();
    } catch (RuntimeException e) {
      LOG.error("taking leave of {} after a fault", where(), e);
      // No effect if the session, which has noticed most faults, has done it.
      session.disconnect(
          DisconnectReason.SUBPROTOCOL_ERROR, "a failure of ours", System.nanoTime());
    } catch (Error e) {
      // Memory may be short, so the socket is closed and no more.
      LOG.error("closing {} after a fault", where(), e);
      close();
    }
  }

  /** What Vert.x has copied already for the one who reads it, if it is alone in its array. */
  private static byte[] bytesOf(Buffer buffer) {
    ByteBuf bytes = ((BufferInternal) buffer).getByteBuf();
    boolean isAlone =
        bytes.hasArray() && bytes.arrayOffset() == 0 && bytes.array().length == buffer.length();
    return isAlone ? bytes.array() : buffer.getBytes();
  }

  private String where() {
    return Printable.of(socket.remoteAddress());
  }

  private Channel channel() {
    return socket.channelHandlerContext().channel();
  }

  /** The other end of a socket; unresolved if it is closed already. */
  static InetSocketAddress addressOf(NetSocket socket) {
    Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
    return address(channel.remoteAddress(), socket.remoteAddress());
  }

  /**
   * Netty knows the address itself, unless the socket is closed already. Without the name that was
   * dialled, so that the same address is always written alike.
   */
  private static InetSocketAddress address(
      java.net.@Nullable SocketAddress ofChannel, @Nullable SocketAddress ofSocket) {
    if (ofChannel instanceof InetSocketAddress known && !known.isUnresolved()) {
      try {
        byte[] ip = known.getAddress().getAddress();
        return new InetSocketAddress(InetAddress.getByAddress(ip), known.getPort());
      } catch (UnknownHostException e) {
        throw new AssertionError("an address has 4 or 16 bytes", e);
      }
    }
    return unresolved(ofSocket);
  }

  private static InetSocketAddress unresolved(@Nullable SocketAddress address) {
    return address == null
        ? InetSocketAddress.createUnresolved("unknown", 0)
        : InetSocketAddress.createUnresolved(String.valueOf(address.hostAddress()), address.port());
  }

  /** Who the peer is, once its sub-protocols are opened; from any thread. */
  Optional<RlpxSession.Remote> remote() {
    return session.remote();
  }

  /** Our end; from any thread. */
  InetSocketAddress localAddress() {
    return address(channel().localAddress(), socket.localAddress());
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
    Bound bound =
        reason == DisconnectReason.ALREADY_CONNECTED ? Bound.CONNECTIONS_OF_A_NODE : Bound.PLACES;
    execute(
        () -> {
          tell(bound);
          session.disconnect(reason, bound.why(), System.nanoTime());
        });
  }

  /** Closes without a farewell, as a bound is reached; from any thread. */
  void giveUp(Bound bound) {
    execute(() -> closeFor(bound));
  }

  private void closeFor(Bound bound) {
    tell(bound);
    session.close(bound.why());
  }

  /**
   * Tells the listener of a bound, unless the socket is being closed for another reason already.
   */
  private void tell(Bound bound) {
    if (!closing) {
      listener.onBound(address, bound);
    }
  }

  /** Closes without a farewell; from any thread. */
  void abort(String why) {
    execute(() -> session.close(why));
  }

  /** Whether the socket is being closed or gone. */
  boolean isClosing() {
    return closing;
  }

  /** Completes when the socket is closed; never fails. */
  Future<Void> whenClosed() {
    return closed.future();
  }

  /** From any thread. */
  void disconnect(DisconnectReason reason, String why) {
    execute(() -> session.disconnect(reason, why, System.nanoTime()));
  }

  /** From any thread. */
  void disconnectFor(Offence offence, String why) {
    execute(
        () ->
            session.disconnectFor(
                offence, DisconnectReason.SUBPROTOCOL_ERROR, why, System.nanoTime()));
  }

  /** From any thread. */
  void onTime() {
    execute(
        () -> {
          long now = System.nanoTime();
          if (!notReading.isEmpty()) {
            session.onReadingPaused(now);
          }
          session.onTime(now);
          if (unwrittenBytes > 0 && now - lastWriteProgress > agent.writePatienceNanos()) {
            closeFor(Bound.WRITE_PATIENCE);
          }
        });
  }

  /** Runs a task on the connection's event loop, after those given before; from any thread. */
  void execute(Runnable task) {
    context.runOnContext(ignored -> task.run());
  }

  /** From any thread. */
  boolean isOnLoop() {
    return channel().eventLoop().inEventLoop();
  }

  @Override
  public void write(byte[] bytes, Runnable onWritten) {
    if (!closing) {
      hold(bytes.length);
      writeParts(bytes, onWritten);
    }
  }

  @Override
  public void write(OutgoingFrame frame, Runnable onWritten) {
    if (!closing) {
      hold(frame.size());
      agent.frames().add(frame, bytes -> writeOrClose(bytes, onWritten));
    }
  }

  /** A failure is this connection's only: frames of others wait behind this one. */
  private void writeOrClose(byte[] frame, Runnable onWritten) {
    try {
      writeParts(frame, onWritten);
    } catch (RuntimeException | Error e) {
      LOG.error("closing {} after a fault", where(), e);
      close();
    }
  }

  /** Counts what is going to be written. */
  private void hold(int bytes) {
    if (unwrittenBytes == 0) {
      lastWriteProgress = System.nanoTime();
    }
    int parts = (bytes + PART_SIZE - 1) / PART_SIZE;
    unwrittenBytes += bytes + (long) parts * PART_COST;
    agent.holdsUnwritten(this, unwrittenBytes);
  }

  private void writeParts(byte[] bytes, Runnable onWritten) {
    for (int at = 0; at < bytes.length && !closing; at += PART_SIZE) {
      int size = Math.min(PART_SIZE, bytes.length - at);
      boolean last = at + size == bytes.length;
      socket
          .write(part(bytes, at, size))
          .onSuccess(
              written -> {
                unwrittenBytes -= size + PART_COST;
                lastWriteProgress = System.nanoTime();
                listener.onSent(size);
                agent.holdsUnwritten(this, unwrittenBytes);
                if (last) {
                  onWritten.run();
                }
              });
    }
  }

  /** A frame in one part is not copied; parts are, as each would keep the whole in memory. */
  private static Buffer part(byte[] bytes, int at, int size) {
    return size == bytes.length
        ? BufferInternal.buffer(Unpooled.wrappedBuffer(bytes))
        : Buffer.buffer(size).appendBytes(bytes, at, size);
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
    // What a peer sent before it closed the socket is read when it is closed already.
    if (unwrittenBytes > 0 && channel().isOpen()) {
      channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }
    var unused = socket.channelHandlerContext().close();
  }

  @Override
  public void proceedLater() {
    executeAfterOthers(
        () -> {
          session.proceed(System.nanoTime());
          afterReading();
        });
  }

  /**
   * By a timer: a plain task that adds the next one would run again before other sockets are read.
   * On the connection's loop.
   */
  void executeAfterOthers(Runnable task) {
    var unused = channel().eventLoop().schedule(() -> execute(task), 0, TimeUnit.NANOSECONDS);
  }

  /** Counts what a sub-protocol has found in packets; on the connection's loop. */
  void spend(int envelopes, int work) {
    long now = System.nanoTime();
    shares.spendContent(envelopes, work, now);
    delayIfDue(now);
  }

  /** A peer that is not active yet has its time for the handshake, and brings little. */
  private void delayIfDue(long now) {
    if (session.isActive() && !notReading.contains(this)) {
      shares.delay(now).ifPresent(this::delay);
    }
  }

  private void delay(InboundLimits.Delay due) {
    listener.onDelayed(address, due.share());
    notReading.add(this);
    session.pause();
    long nanos = Math.max(MIN_DELAY_NANOS, Math.min(MAX_DELAY_NANOS, due.nanos()));
    var unused =
        channel()
            .eventLoop()
            .schedule(() -> execute(() -> setPaused(this, false)), nanos, TimeUnit.NANOSECONDS);
  }

  /** Stops or resumes reading for one that wants it; on the connection's loop. */
  void setPaused(Object by, boolean paused) {
    if (closing) {
      return;
    }
    if (paused) {
      notReading.add(by);
      session.pause();
    } else if (notReading.remove(by) && notReading.isEmpty()) {
      session.resume(System.nanoTime());
    }
    afterReading();
  }

  /**
   * Counts what is unread, and pauses the socket while a protocol wants that or the session is
   * behind.
   */
  private void afterReading() {
    long now = System.nanoTime();
    shares.spendTransport(0, session.takeMessagesRead(), now);
    delayIfDue(now);
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
    return told(id, entrance.admit(id, this));
  }

  @Override
  public Optional<DisconnectReason> activate(PublicKey id, List<SubProtocol> speaks) {
    // Known before the place is taken: whoever finds the connection there can ask.
    shared = speaks;
    Optional<DisconnectReason> refusal = entrance.activate(id, this, speaks);
    if (refusal.isEmpty()) {
      agent.onActive(this);
      if (agent.isExempt(id)) {
        shares.vouchedFor();
      }
    }
    return told(id, refusal);
  }

  /** Tells the listener of a refusal, outside of any table's lock. */
  private Optional<DisconnectReason> told(PublicKey id, Optional<DisconnectReason> refusal) {
    refusal.ifPresent(reason -> listener.onRefused(id, address, reason));
    return refusal;
  }

  /**
   * The sub-protocols that both ends speak; empty until the peer's hello has come. From any thread.
   */
  List<SubProtocol> shared() {
    return shared;
  }

  @Override
  public SubProtocol.Session open(
      RlpxSession.Remote remote, SubProtocol protocol, RlpxSession.Sender sender) {
    return protocol.open(new ProtocolConnection(this, remote, protocol, sender));
  }

  @Override
  public void onActive() {
    remote().ifPresent(peer -> log("connected with " + describe(peer), peer.id().toString()));
  }

  @Override
  public void onEnded(SessionEnd end) {
    agent.onEnded(this);
    // A socket that is closed with unread bytes in it is reset, and the reason lost on the way.
    notReading.clear();
    afterReading();
    listener.onEnded(address, end);
    end.offence()
        .ifPresent(offence -> remote().ifPresent(peer -> agent.onOffence(peer, address, offence)));
    logEnd(Printable.of(end.why()));
  }

  private void logEnd(String why) {
    Optional<RlpxSession.Remote> peer = remote();
    if (peer.isPresent()) {
      log("lost " + describe(peer.get()) + ": " + why, peer.get().id() + why);
    } else if (session.isIdentified()) {
      log("no session with " + where() + ": " + why, Network.of(address) + why);
    } else {
      LOG.debug("no session with {}: {}", where(), why);
    }
  }

  private String describe(RlpxSession.Remote peer) {
    String id = peer.id().toString().substring(0, 16);
    return id + "… (" + Printable.of(peer.hello().clientId()) + ") at " + where();
  }

  /** Logs a line at INFO once a minute at most, else at DEBUG. */
  private void log(String line, String sameness) {
    if (agent.logs(sameness)) {
      LOG.info(line);
    } else {
      LOG.debug(line);
    }
  }
}
