// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import static java.util.Objects.requireNonNull;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.TuweniClasses;
import dev.shhnode.crypto.keccak.KeccakTasks;
import dev.shhnode.crypto.keccak.VectorChoice;
import dev.shhnode.rlpx.ByteBudget;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.FrameTurn;
import dev.shhnode.rlpx.LocalNode;
import dev.shhnode.rlpx.Offence;
import dev.shhnode.rlpx.ReadTurn;
import dev.shhnode.rlpx.RlpxListener;
import dev.shhnode.rlpx.RlpxListener.Bound;
import dev.shhnode.rlpx.RlpxSession;
import dev.shhnode.rlpx.SubProtocol;
import dev.shhnode.rlpx.peers.Admission;
import dev.shhnode.rlpx.peers.Bans;
import dev.shhnode.rlpx.peers.Dialer;
import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.rlpx.peers.Entrance;
import dev.shhnode.rlpx.peers.HandshakeLimits;
import dev.shhnode.rlpx.peers.InboundLimits;
import dev.shhnode.rlpx.peers.Network;
import dev.shhnode.rlpx.peers.PeerTable;
import dev.shhnode.rlpx.peers.PendingConnections;
import dev.shhnode.rlpx.peers.Pool;
import dev.shhnode.rlpx.peers.StaticNodes;
import dev.shhnode.runtime.Scratch;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's devp2p side: listens, dials whom the {@link Dialer} says, keeps the table of who is
 * connected. Thread-safe.
 */
public final class RlpxAgent {

  private static final Logger LOG = LoggerFactory.getLogger(RlpxAgent.class);

  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
  private static final long TICK_MILLIS = 500;

  /** Ours: most sockets that others have dialled and that are not peers. */
  static final int MAX_PENDING = 50;

  /** Ours: eight of the largest bundles, whose MACs are computed abreast. */
  private static final long MAX_TURN_BYTES = 4 << 20;

  /** How long peers have to read that this node stops. */
  private static final long FAREWELL_MILLIS = 500;

  private final Vertx vertx;
  private final RlpxConfig config;
  private final KeyPair keyPair;
  private final SecureRandom random;
  private final ConnectionPools pools;
  private final Set<SocketConnection> connections = ConcurrentHashMap.newKeySet();
  private final PendingConnections<SocketConnection> pending =
      new PendingConnections<>(MAX_PENDING);
  private final ByteBudget<SocketConnection> unread;
  private final ByteBudget<SocketConnection> unwritten;
  private final Duration writePatience;
  private final LogThrottle throttle = new LogThrottle();
  private final RlpxListener listener;
  private final StaticNodes staticNodes = new StaticNodes();
  private final Bans bans = new Bans();
  private final HandshakeLimits handshakes;
  private final InboundLimits inbound;
  private final NetServer server;

  /** Kept in a field because a client that is garbage collected closes its sockets. */
  private final NetClient client;

  private final Promise<Void> allGone = Promise.promise();

  private volatile @Nullable LocalNode local;

  /** All connections belong to its event loop. */
  private volatile @Nullable Context context;

  /** Of that loop. */
  private final Scratch scratch = new Scratch();

  private final FrameTurn frames;
  private final ReadTurn reads = new ReadTurn(this::afterAWhile);

  private volatile boolean stopping;
  private volatile long ticks;

  /**
   * @param subProtocols what the node speaks
   * @param random for keys, nonces and the moments of dials
   * @param admission may refuse nodes, besides the bound on peers
   */
  public RlpxAgent(
      Vertx vertx,
      RlpxConfig config,
      KeyPair keyPair,
      List<SubProtocol> subProtocols,
      SecureRandom random,
      Admission admission,
      RlpxListener listener) {
    this(vertx, config, keyPair, subProtocols, List.of(), random, admission, listener);
  }

  /**
   * With pools of connections besides the peers.
   *
   * @param subProtocols what peers are for. A peer may speak those of the links besides.
   * @param links where a node shares sub-protocols of several with us and none of the peers', it
   *     gets into the first of them
   */
  public RlpxAgent(
      Vertx vertx,
      RlpxConfig config,
      KeyPair keyPair,
      List<SubProtocol> subProtocols,
      List<LinkPool> links,
      SecureRandom random,
      Admission admission,
      RlpxListener listener) {
    this(
        vertx,
        config,
        keyPair,
        subProtocols,
        links,
        random,
        admission,
        listener,
        RlpxLimits.ofHeap(Runtime.getRuntime().maxMemory()));
  }

  /** With limits of its own, for tests. */
  RlpxAgent(
      Vertx vertx,
      RlpxConfig config,
      KeyPair keyPair,
      List<SubProtocol> subProtocols,
      List<LinkPool> links,
      SecureRandom random,
      Admission admission,
      RlpxListener listener,
      RlpxLimits limits) {
    // Here too, as a program may have an agent and no node.
    TuweniClasses.initialize();
    this.unread = new ByteBudget<>(limits.maxUnreadBytes());
    this.unwritten = new ByteBudget<>(limits.maxUnwrittenBytes());
    this.writePatience = limits.writePatience();
    this.handshakes = new HandshakeLimits(limits.exempt());
    this.inbound = new InboundLimits(limits.ofConnection(), limits.exempt());
    this.vertx = vertx;
    this.config = config;
    this.keyPair = keyPair;
    this.random = random;
    this.listener = listener;
    this.pools =
        new ConnectionPools(
            vertx,
            keyPair.publicKey(),
            subProtocols,
            config.maxPeers(),
            staticNodes,
            links,
            Admission.allOf(this::refuseBanned, admission),
            this::isBanned,
            random,
            this::dial);
    this.frames =
        new FrameTurn(
            task -> requireNonNull(context).runOnContext(ignored -> task.run()),
            new KeccakTasks(new VectorChoice(this::executeAside, System::nanoTime)),
            Math.min(MAX_TURN_BYTES, limits.maxUnwrittenBytes() / 4));
    this.server = vertx.createNetServer(new NetServerOptions().setTcpNoDelay(true));
    this.client =
        vertx.createNetClient(
            new NetClientOptions().setTcpNoDelay(true).setConnectTimeout(CONNECT_TIMEOUT_MILLIS));
  }

  private void executeAside(Runnable task) {
    vertx
        .executeBlocking(Executors.callable(task), false)
        .onFailure(e -> LOG.debug("done without: {}", e.toString()));
  }

  /** Shared by its connections; on their loop. */
  Scratch scratch() {
    return scratch;
  }

  /** The loop of its connections wakes by the millisecond, which is longer than the turn asks. */
  private Runnable afterAWhile(Runnable task) {
    ContextInternal loop = (ContextInternal) requireNonNull(context);
    ScheduledFuture<?> alarm =
        loop.nettyEventLoop()
            .schedule(
                () -> loop.runOnContext(due -> task.run()),
                ReadTurn.MAX_DELAY_NANOS,
                TimeUnit.NANOSECONDS);
    return () -> alarm.cancel(false);
  }

  /** What its connections read; on their loop. */
  ReadTurn reads() {
    return reads;
  }

  /** What its connections write; on their loop. */
  FrameTurn frames() {
    return frames;
  }

  /**
   * Begins to listen. If called on an event loop, all connections belong to that one.
   *
   * @return completes when the port is open; fails if it cannot be bound
   */
  public Future<Void> start() {
    context = vertx.getOrCreateContext();
    server.connectHandler(this::onAccepted);
    return server
        .listen(config.port(), config.bindHost())
        .map(
            listening -> {
              local =
                  new LocalNode(
                      keyPair,
                      config.clientId(),
                      listening.actualPort(),
                      pools.allProtocols(),
                      random);
              ticks =
                  vertx.setPeriodic(
                      TICK_MILLIS, tick -> connections.forEach(SocketConnection::onTime));
              candidatesChanged();
              return null;
            });
  }

  /**
   * Disconnects all peers, which have half a second to read why, and stops listening. Vert.x frees
   * the port a moment after the future completes.
   *
   * @return completes when all sockets are closed; never fails
   */
  public Future<Void> stop() {
    stopping = true;
    pools.stopDialling();
    connections.forEach(c -> c.disconnect(DisconnectReason.QUITTING, "we are quitting"));
    completeWhenAllAreGone();
    Future<Void> patience = vertx.timer(FAREWELL_MILLIS, TimeUnit.MILLISECONDS).<Void>mapEmpty();
    return Future.any(allGone.future(), patience)
        .eventually(this::abortAll)
        .eventually(server::close)
        .eventually(client::close)
        .<Void>mapEmpty()
        .onComplete(stopped -> vertx.cancelTimer(ticks));
  }

  /**
   * Closes what is still open: a peer may not read what was written to it, and closing the server
   * would wait for that.
   */
  private Future<Void> abortAll() {
    List<Future<Void>> all = connections.stream().map(SocketConnection::whenClosed).toList();
    connections.forEach(connection -> connection.abort("we are quitting"));
    return Future.join(all).mapEmpty();
  }

  private void completeWhenAllAreGone() {
    if (stopping && connections.isEmpty()) {
      allGone.tryComplete();
    }
  }

  /**
   * The address of this node.
   *
   * @throws IllegalStateException before the start
   */
  public Enode localEnode() {
    int port = local().listenPort();
    return new Enode(keyPair.publicKey(), config.advertisedHost(), port, port);
  }

  private LocalNode local() {
    LocalNode node = local;
    if (node == null) {
      throw new IllegalStateException("not started");
    }
    return node;
  }

  /**
   * Stays connected with a node from now on; a new address takes the place of an old one. Returns
   * whether that changes anything.
   *
   * @throws IllegalStateException before the start
   */
  public boolean addStaticPeer(Enode enode) {
    if (enode.id().equals(localEnode().id())) {
      return false;
    }
    boolean changed = staticNodes.add(enode);
    if (changed) {
      pools.dialPeers();
    }
    return changed;
  }

  /**
   * The candidates of link pools have changed: those that are new among them are dialled soon, if
   * there is room. May be called often, and while holding a lock that the candidates take. Before
   * the start nobody is dialled.
   */
  public void candidatesChanged() {
    if (local != null) {
      pools.dialLinksSoon();
    }
  }

  /**
   * Stops dialling a node as a peer, and disconnects it. Returns whether it was static or
   * connected. A link with it stays.
   */
  public boolean removePeer(PublicKey id) {
    boolean wasStatic = staticNodes.remove(id);
    pools.forgetDialsOfPeer(id);
    Optional<SocketConnection> present = pools.peers().connection(id);
    present.ifPresent(c -> c.disconnect(DisconnectReason.REQUESTED, "removed"));
    return wasStatic || present.isPresent();
  }

  /** Lets a node in as a peer from now on even if all places are taken. */
  public void addTrustedPeer(PublicKey id) {
    pools.peers().trust(id);
  }

  /** Trusts a node no more; if it is connected, it stays. */
  public void removeTrustedPeer(PublicKey id) {
    pools.peers().distrust(id);
  }

  /** The peers whose sub-protocols run, without the links. */
  public List<PeerInfo> peers() {
    PeerTable<SocketConnection> table = pools.peers();
    return shown(
        table.connections(),
        (peer, remote) ->
            info(peer, remote, staticNodes.contains(remote.id()), table.isTrusted(remote.id())));
  }

  /** The links whose sub-protocols run; a node can be a peer besides. */
  public List<PeerInfo> links() {
    return shown(pools.links(), (link, remote) -> info(link, remote, false, false));
  }

  /** The bans in force. */
  public List<Bans.Ban> bans() {
    return bans.list(System.nanoTime());
  }

  /** Lifts the ban of a node. Returns whether it was banned. */
  public boolean liftBan(PublicKey id) {
    return bans.lift(id, System.nanoTime());
  }

  /** Lifts the ban of an address. Returns whether it was banned. */
  public boolean liftBan(Network network) {
    return bans.lift(network, System.nanoTime());
  }

  /** The operator's word counts for more than what a node has done. */
  boolean isExempt(PublicKey id) {
    return staticNodes.contains(id) || pools.peers().isTrusted(id);
  }

  private boolean isBanned(PublicKey id) {
    return bans.isBanned(id, System.nanoTime());
  }

  private Optional<DisconnectReason> refuseBanned(
      PublicKey id, InetSocketAddress address, boolean inbound) {
    return bans.isBanned(id, address, System.nanoTime()) && !isExempt(id)
        ? Optional.of(DisconnectReason.USELESS_PEER)
        : Optional.empty();
  }

  /** Something is held against a peer whose connection has just ended. */
  void onOffence(RlpxSession.Remote peer, InetSocketAddress address, Offence offence) {
    if (isExempt(peer.id())) {
      return;
    }
    Bans.Sentence sentence = bans.add(peer.id(), address, offence, System.nanoTime());
    if (sentence.nodeBanned()) {
      LOG.info("banned the node {}: {}", peer.id(), offence.inWords());
      listener.onBanned(peer.id(), address, false);
    }
    if (sentence.addressBanned()) {
      LOG.info("banned the address {}: {}", Network.of(address), offence.inWords());
      listener.onBanned(peer.id(), address, true);
    }
  }

  private static List<PeerInfo> shown(
      List<SocketConnection> connections,
      BiFunction<SocketConnection, RlpxSession.Remote, PeerInfo> asShown) {
    return connections.stream()
        .flatMap(connection -> connection.remote().map(r -> asShown.apply(connection, r)).stream())
        .toList();
  }

  private static PeerInfo info(
      SocketConnection connection, RlpxSession.Remote remote, boolean isStatic, boolean isTrusted) {
    return new PeerInfo(
        remote.id(),
        remote.hello().clientId(),
        remote.hello().capabilities(),
        connection.localAddress(),
        connection.address(),
        connection.isInbound(),
        isStatic,
        isTrusted);
  }

  /**
   * Dials once; completes when the dial has failed or the connection has ended, and never fails.
   */
  private Future<Void> dial(Enode enode, Pool<SocketConnection> pool, List<SubProtocol> announced) {
    Promise<Void> over = Promise.promise();
    requireNonNull(context)
        .runOnContext(
            ignored ->
                client
                    .connect(enode.tcpPort(), enode.host())
                    .onFailure(failure -> onUnreachable(enode, failure))
                    .compose(
                        socket ->
                            take(socket, local().speaking(announced), pool, enode.id())
                                .whenClosed())
                    .otherwiseEmpty()
                    .onComplete(over));
    return over.future();
  }

  private void onUnreachable(Enode enode, Throwable failure) {
    LOG.debug("cannot reach {}: {}", enode, failure.getMessage());
    listener.onUnreachable(
        enode.id(), InetSocketAddress.createUnresolved(enode.host(), enode.tcpPort()), failure);
  }

  private void onAccepted(NetSocket socket) {
    InetSocketAddress address = SocketConnection.addressOf(socket);
    if (handshakes.allow(address, pending.isCrowded(), System.nanoTime())) {
      take(socket, local(), pools.accepted(), null);
    } else {
      listener.onBound(address, Bound.HANDSHAKES);
      socket.close().onFailure(failure -> LOG.debug("cannot close a socket", failure));
    }
  }

  /** Where a connection's use is counted. */
  InboundLimits.Connection inboundShares(InetSocketAddress address, long now) {
    return inbound.open(address, now);
  }

  private SocketConnection take(
      NetSocket socket,
      LocalNode asSeen,
      Entrance<SocketConnection> entrance,
      @Nullable PublicKey dialled) {
    Context context = vertx.getOrCreateContext();
    SocketConnection connection =
        new SocketConnection(this, asSeen, entrance, context, socket, dialled);
    connections.add(connection);
    if (dialled == null) {
      addPending(connection);
    }
    connection
        .whenClosed()
        .onComplete(
            closed -> {
              connections.remove(connection);
              completeWhenAllAreGone();
            });
    if (stopping) {
      connection.close();
    }
    return connection;
  }

  /** The connection has its place. */
  void onActive(SocketConnection connection) {
    pending.remove(connection);
  }

  /** The session is over; the socket may stay a moment for the farewell. */
  void onEnded(SocketConnection connection) {
    pools.release(connection);
    if (connection.isInbound() && !connection.isClosing()) {
      addPending(connection);
    }
  }

  private void addPending(SocketConnection connection) {
    pending.add(connection).ifPresent(oldest -> oldest.giveUp(Bound.PENDING_CONNECTIONS));
  }

  /** The socket is gone. */
  void forget(SocketConnection connection) {
    pending.remove(connection);
    unread.release(connection);
    unwritten.release(connection);
  }

  /** Counts what has come over a connection and is not read yet. */
  void holdsUnread(SocketConnection connection, long bytes) {
    unread.set(connection, bytes).ifPresent(most -> most.giveUp(Bound.UNREAD_BYTES));
  }

  /** Counts what has been written to a connection and not taken by the peer. */
  void holdsUnwritten(SocketConnection connection, long bytes) {
    unwritten.set(connection, bytes).ifPresent(most -> most.giveUp(Bound.UNWRITTEN_BYTES));
  }

  /** How many sockets are open, of peers or not. */
  int connectionCount() {
    return connections.size();
  }

  RlpxListener listener() {
    return listener;
  }

  long writePatienceNanos() {
    return writePatience.toNanos();
  }

  /** Whether a line is to be logged for users now; not if the same was logged within a minute. */
  boolean logs(String line) {
    return throttle.allows(line, System.nanoTime());
  }
}
