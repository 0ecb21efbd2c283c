// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.SessionEnd.By;
import dev.shhnode.runtime.Scratch;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One connection as a state machine: handshake, hello, packets, end. Bytes and time come in by
 * method calls, what is to be done goes out through {@link Output}, and what only the node can
 * decide is asked of its {@link Host}. Not thread-safe; the event loop that owns the socket owns
 * this.
 *
 * <p>Times are readings of a monotonic clock in nanoseconds. Intervals are geth's.
 */
public final class RlpxSession {

  /** How long the handshake may take, and after it the hello. */
  static final Duration HANDSHAKE_PATIENCE = Duration.ofSeconds(5);

  static final Duration PING_INTERVAL = Duration.ofSeconds(15);

  /** A peer that says nothing for so long, not even pong, is gone. */
  static final Duration SILENCE_PATIENCE = Duration.ofSeconds(30);

  /** How long the peer gets to read why we hang up, before the socket goes. */
  static final Duration FAREWELL = Duration.ofSeconds(1);

  /** Ours: messages read in one go, so that one peer does not keep the loop from others. */
  static final int MAX_MESSAGES_AT_ONCE = 128;

  /** Ours: bytes of bodies after which no further message is read in the same go. */
  static final int MAX_BYTES_AT_ONCE = 64 << 10;

  private static final Bytes EMPTY_LIST = Bytes.of(0xc0);
  private static final Runnable NOTHING = () -> {};

  private enum State {
    HANDSHAKE,
    HELLO,
    ACTIVE,
    FAREWELL,
    CLOSED
  }

  /** What the session has done by its owner. */
  public interface Output {

    /**
     * Writes to the socket, after what was written before; called for the handshake, before there
     * are frames.
     *
     * @param onWritten run once the operating system has it
     */
    void write(byte[] bytes, Runnable onWritten);

    /**
     * Writes a frame to the socket, after what was written before. Its MACs may be computed later,
     * beside those of other sessions, when the loop has done what waits for it.
     *
     * @param onWritten run once the operating system has it
     */
    default void write(OutgoingFrame frame, Runnable onWritten) {
      write(frame.finish(), onWritten);
    }

    /** Closes the socket at once; what the peer has not taken yet is lost. */
    void close();

    /**
     * There is more to read than is read in one go: call {@link #proceed} in a task of its own, and
     * read nothing from the socket while {@link #isBehind}.
     */
    void proceedLater();

    /** All sub-protocols are open. */
    void onActive();

    /** The session has ended. Called once. */
    void onEnded(SessionEnd end);
  }

  /** What the session asks of the node. Called on the session's loop; answers at once. */
  public interface Host {

    /**
     * Called when the handshake is done. A peer that dialled us has not proved its id yet, as its
     * auth may be a replay.
     *
     * @return why the peer may not stay; empty if it may
     */
    Optional<DisconnectReason> admit(PublicKey id);

    /**
     * Called when the peer's hello has come, in a frame that only the owner of the key can make.
     *
     * @param shared the sub-protocols that both ends speak, not empty; they are opened if the peer
     *     may stay
     * @return why the peer may not stay; empty if it may
     */
    Optional<DisconnectReason> activate(PublicKey id, List<SubProtocol> shared);

    /**
     * The hellos are exchanged; opens a sub-protocol that both ends speak.
     *
     * @param sender sends with the codes that this sub-protocol has on this connection
     */
    SubProtocol.Session open(Remote remote, SubProtocol protocol, Sender sender);
  }

  /**
   * The other end.
   *
   * @param id proved by the handshake
   * @param hello what it says of itself; written by a stranger
   */
  public record Remote(PublicKey id, Hello hello) {}

  /** Sends the packets of one sub-protocol; on the session's loop, also while reading is paused. */
  @FunctionalInterface
  public interface Sender {
    void send(int code, Bytes body, Runnable onWritten);
  }

  private final LocalNode local;
  private final Handshake handshake;
  private final Output output;
  private final Host host;
  private final Scratch scratch;
  private final Map<SharedCapabilities.Slot, SubProtocol.Session> sessions = new LinkedHashMap<>();

  private State state = State.HANDSHAKE;
  private Bytes handshakeBytes = Bytes.EMPTY;
  private @Nullable PublicKey remoteId;
  private volatile @Nullable Remote remote;
  private @Nullable MessageCodec codec;
  private @Nullable SharedCapabilities shared;
  private long stateSince;
  private long lastReceived;
  private long lastPing;
  private boolean pongUnderWay;
  private boolean paused;
  private boolean behind;
  private int messagesRead;

  private RlpxSession(
      LocalNode local, Handshake handshake, Output output, Host host, Scratch scratch, long now) {
    this.local = local;
    this.scratch = scratch;
    this.handshake = handshake;
    this.output = output;
    this.host = host;
    this.stateSince = now;
    this.lastReceived = now;
    this.lastPing = now;
  }

  /**
   * A session with a node that we have dialled; its auth is written at once.
   *
   * @param scratch shared by the sessions of its loop
   */
  public static RlpxSession dialled(
      LocalNode local, PublicKey remote, Output output, Host host, Scratch scratch, long now) {
    Handshake handshake = Handshake.initiator(local.keyPair(), remote, local.random());
    RlpxSession session = new RlpxSession(local, handshake, output, host, scratch, now);
    output.write(handshake.auth().toArrayUnsafe(), NOTHING);
    return session;
  }

  /**
   * A session with a node that has dialled us.
   *
   * @param scratch shared by the sessions of its loop
   */
  public static RlpxSession accepted(
      LocalNode local, Output output, Host host, Scratch scratch, long now) {
    Handshake handshake = Handshake.recipient(local.keyPair(), local.random());
    return new RlpxSession(local, handshake, output, host, scratch, now);
  }

  /**
   * The peer; empty until its sub-protocols are opened, and kept after the end. From any thread.
   */
  public Optional<Remote> remote() {
    return Optional.ofNullable(remote);
  }

  /** Whether sub-protocols run on it. */
  public boolean isActive() {
    return state == State.ACTIVE;
  }

  /** Whether the peer is known: its handshake has been read. */
  public boolean isIdentified() {
    return remoteId != null;
  }

  /** Bytes have come from the socket. */
  public void onBytes(byte[] received, long now) {
    lastReceived = now;
    guarded(
        () -> {
          if (state == State.HANDSHAKE) {
            onHandshakeBytes(Bytes.wrap(received), now);
          } else if (isReading()) {
            codec().onBytes(received);
          }
          readMessages(now);
        },
        now);
  }

  /**
   * Reads no further message until {@link #resume}, not even of what has come already, which stays
   * encrypted. May be called while a message is being handed to a sub-protocol.
   */
  public void pause() {
    paused = true;
  }

  /** Goes on after {@link #pause}. The pause does not count as silence of the peer. */
  public void resume(long now) {
    paused = false;
    lastReceived = now;
    guarded(() -> readMessages(now), now);
  }

  /** Goes on after {@link Output#proceedLater}. */
  public void proceed(long now) {
    behind = false;
    guarded(() -> readMessages(now), now);
  }

  /** Whether there was more to read than is read in one go, so that {@link #proceed} is due. */
  public boolean isBehind() {
    return behind;
  }

  /** How many messages have been read since this was asked last. */
  public int takeMessagesRead() {
    int read = messagesRead;
    messagesRead = 0;
    return read;
  }

  /** Bytes that have come and are not read yet. */
  public int bufferedBytes() {
    return codec == null ? handshakeBytes.size() : codec.bufferedBytes();
  }

  private interface Reading {
    void run() throws DecodeException;
  }

  private void guarded(Reading reading, long now) {
    try {
      reading.run();
    } catch (DecodeException e) {
      String why = String.valueOf(e.getMessage());
      if (e.isForgivable()) {
        disconnect(DisconnectReason.BREACH_OF_PROTOCOL, why, now);
      } else {
        disconnectFor(Offence.MALFORMED_MESSAGE, DisconnectReason.BREACH_OF_PROTOCOL, why, now);
      }
    } catch (RuntimeException defect) {
      disconnect(DisconnectReason.SUBPROTOCOL_ERROR, "a failure of ours", now);
      throw defect;
    }
  }

  private void onHandshakeBytes(Bytes received, long now) throws DecodeException {
    handshakeBytes = Bytes.concatenate(handshakeBytes, received);
    Optional<Handshake.Outcome> outcome = handshake.onBytes(handshakeBytes);
    if (outcome.isEmpty()) {
      return;
    }
    Handshake.Outcome done = outcome.get();
    MessageCodec messages = new MessageCodec(new FrameCodec(done.secrets(), scratch));
    messages.onBytes(handshakeBytes.slice(done.consumed()).toArray());
    handshakeBytes = Bytes.EMPTY;
    codec = messages;
    remoteId = done.remoteId();
    enter(State.HELLO, now);
    if (!done.reply().isEmpty()) {
      output.write(done.reply().toArrayUnsafe(), NOTHING);
    }
    if (isWelcome(host.admit(done.remoteId()), now)) {
      write(BaseCode.HELLO, local.hello().encode(), NOTHING);
    }
  }

  private boolean isWelcome(Optional<DisconnectReason> refusal, long now) {
    refusal.ifPresent(reason -> disconnect(reason, "refused: " + reason, now));
    return refusal.isEmpty();
  }

  private boolean isReading() {
    return state == State.HELLO || state == State.ACTIVE;
  }

  private void readMessages(long now) throws DecodeException {
    try {
      readSomeMessages(now);
    } finally {
      // One of them may end the session, and all of them then.
      List.copyOf(sessions.values()).forEach(SubProtocol.Session::onReadComplete);
    }
  }

  private void readSomeMessages(long now) throws DecodeException {
    int count = 0;
    int bytes = 0;
    while (isReading() && !paused && !behind) {
      if (count == MAX_MESSAGES_AT_ONCE || bytes >= MAX_BYTES_AT_ONCE) {
        behind = true;
        output.proceedLater();
        return;
      }
      Optional<MessageCodec.Message> message = codec().next();
      if (message.isEmpty()) {
        return;
      }
      count++;
      messagesRead++;
      bytes += message.get().body().size();
      if (message.get().code() < BaseCode.COUNT) {
        onBaseMessage(message.get(), now);
      } else {
        onPacket(message.get(), now);
      }
    }
  }

  private void onBaseMessage(MessageCodec.Message message, long now) throws DecodeException {
    if (message.body().size() > BaseCode.MAX_BODY_SIZE) {
      throw new DecodeException("base message of " + message.body().size() + " bytes");
    }
    if (message.code() == BaseCode.DISCONNECT) {
      onDisconnect(message.body());
    } else if (state == State.HELLO) {
      onHello(message, now);
    } else if (message.code() == BaseCode.PING) {
      pong();
    }
  }

  private void onDisconnect(Bytes body) {
    output.close();
    end(By.PEER, DisconnectMessage.decode(body), "peer says " + DisconnectMessage.describe(body));
  }

  /** One pong at a time, so that a peer that pings and does not read cannot fill our memory. */
  private void pong() {
    if (!pongUnderWay) {
      pongUnderWay = true;
      write(BaseCode.PONG, EMPTY_LIST, () -> pongUnderWay = false);
    }
  }

  private void onHello(MessageCodec.Message message, long now) throws DecodeException {
    if (message.code() != BaseCode.HELLO) {
      throw new DecodeException("message " + message.code() + " before hello");
    }
    Hello hello = Hello.decode(message.body());
    PublicKey id = remoteId();
    codec().onHello(hello.allowsCompression());
    if (!hello.id().equals(id.toBytes())) {
      disconnect(DisconnectReason.UNEXPECTED_IDENTITY, "hello with another id", now);
      return;
    }
    SharedCapabilities common = SharedCapabilities.of(local.subProtocols(), hello.capabilities());
    if (common.slots().isEmpty()) {
      disconnect(DisconnectReason.USELESS_PEER, "nothing in common", now);
      return;
    }
    if (isWelcome(host.activate(id, common.protocols()), now)) {
      enter(State.ACTIVE, now);
      openSessions(new Remote(id, hello), common);
    }
  }

  private void openSessions(Remote peer, SharedCapabilities common) {
    remote = peer;
    shared = common;
    for (SharedCapabilities.Slot slot : common.slots()) {
      Sender sender = (code, body, onWritten) -> send(slot, code, body, onWritten);
      sessions.put(slot, host.open(peer, slot.protocol(), sender));
    }
    output.onActive();
  }

  private void onPacket(MessageCodec.Message message, long now) throws DecodeException {
    if (shared == null) {
      throw new DecodeException("message " + message.code() + " before hello");
    }
    SharedCapabilities.Slot slot =
        shared
            .of(message.code())
            .orElseThrow(() -> DecodeException.forgivable("message id out of range"));
    SubProtocol.Session session = sessions.get(slot);
    if (session == null) {
      return;
    }
    try {
      session.onPacket(message.code() - slot.firstCode(), message.body());
    } catch (DecodeException e) {
      String why = slot.protocol().capability() + ": " + e.getMessage();
      if (e.isForgivable()) {
        disconnect(DisconnectReason.SUBPROTOCOL_ERROR, why, now);
      } else {
        disconnectFor(Offence.MALFORMED_PACKET, DisconnectReason.SUBPROTOCOL_ERROR, why, now);
      }
    }
  }

  private void send(SharedCapabilities.Slot slot, int code, Bytes body, Runnable onWritten) {
    if (state == State.ACTIVE) {
      write(slot.firstCode() + code, body, onWritten);
    }
  }

  private void write(int code, Bytes body, Runnable onWritten) {
    output.write(codec().write(code, body), onWritten);
  }

  /**
   * Tells the peer why, and closes the socket a little later so that it can read it; at once if the
   * handshake is not done, as nothing can be sent then.
   */
  public void disconnect(DisconnectReason reason, String why, long now) {
    disconnect(reason, why, Optional.empty(), now);
  }

  /** The same, and holds an offence against the peer if its sub-protocols run. */
  public void disconnectFor(Offence offence, DisconnectReason reason, String why, long now) {
    disconnect(reason, why, Optional.of(offence).filter(of -> isActive()), now);
  }

  private void disconnect(
      DisconnectReason reason, String why, Optional<Offence> offence, long now) {
    if (state == State.FAREWELL || state == State.CLOSED) {
      return;
    }
    boolean canTell = codec != null;
    if (canTell) {
      write(BaseCode.DISCONNECT, DisconnectMessage.encode(reason), NOTHING);
    } else {
      output.close();
    }
    end(new SessionEnd(By.US, Optional.of(reason), why, remote != null, offence));
    if (canTell) {
      enter(State.FAREWELL, now);
    }
  }

  /** Ends without a farewell. */
  public void close(String why) {
    output.close();
    end(By.US, Optional.empty(), why);
  }

  /** The socket is closed, by either end. */
  public void onSocketClosed() {
    end(By.UNKNOWN, Optional.empty(), "socket closed");
  }

  private void end(By by, Optional<DisconnectReason> reason, String why) {
    end(new SessionEnd(by, reason, why, remote != null));
  }

  private void end(SessionEnd how) {
    boolean already = state == State.FAREWELL || state == State.CLOSED;
    state = State.CLOSED;
    if (!already) {
      try {
        sessions.values().forEach(SubProtocol.Session::onClosed);
      } finally {
        sessions.clear();
        if (codec != null) {
          codec.discard();
        }
        output.onEnded(how);
      }
    }
  }

  /**
   * To be called while reading is paused, so that the pause does not count as silence of the peer.
   */
  public void onReadingPaused(long now) {
    lastReceived = now;
  }

  /** Checks the timeouts and sends pings; to be called about twice a second. */
  public void onTime(long now) {
    switch (state) {
      case HANDSHAKE, HELLO -> {
        if (hasPassed(HANDSHAKE_PATIENCE, stateSince, now)) {
          disconnect(DisconnectReason.READ_TIMEOUT, "no " + state + " in time", now);
        }
      }
      case ACTIVE -> {
        if (hasPassed(SILENCE_PATIENCE, lastReceived, now)) {
          disconnect(DisconnectReason.READ_TIMEOUT, "silent", now);
        } else if (hasPassed(PING_INTERVAL, lastPing, now)) {
          lastPing = now;
          write(BaseCode.PING, EMPTY_LIST, NOTHING);
        }
      }
      case FAREWELL -> {
        if (hasPassed(FAREWELL, stateSince, now)) {
          state = State.CLOSED;
          output.close();
        }
      }
      case CLOSED -> {}
    }
  }

  private static boolean hasPassed(Duration duration, long since, long now) {
    return now - since >= duration.toNanos();
  }

  private void enter(State next, long now) {
    state = next;
    stateSince = now;
  }

  private MessageCodec codec() {
    if (codec == null) {
      throw new IllegalStateException("no frames before the handshake");
    }
    return codec;
  }

  private PublicKey remoteId() {
    if (remoteId == null) {
      throw new IllegalStateException("nobody is known before the handshake");
    }
    return remoteId;
  }
}
