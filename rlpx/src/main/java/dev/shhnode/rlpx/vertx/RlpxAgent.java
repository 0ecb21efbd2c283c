// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.Enode;
import dev.shhnode.rlpx.LocalNode;
import dev.shhnode.rlpx.PeerTable;
import dev.shhnode.rlpx.SubProtocol;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's devp2p side: listens, dials static peers, keeps the table of who is connected.
 * Thread-safe.
 */
public final class RlpxAgent {

  private static final Logger LOG = LoggerFactory.getLogger(RlpxAgent.class);

  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
  private static final long TICK_MILLIS = 500;

  /** Ours: sockets that have not shown who they are; more are closed as they come. */
  private static final int MAX_HANDSHAKES = 50;

  /** What the peers get to read that we are leaving. */
  private static final long FAREWELL_MILLIS = 500;

  private final Vertx vertx;
  private final RlpxConfig config;
  private final KeyPair keyPair;
  private final List<SubProtocol> subProtocols;
  private final SecureRandom random;
  private final PeerTable<SocketConnection> table;
  private final Set<SocketConnection> connections = ConcurrentHashMap.newKeySet();
  private final Set<SocketConnection> handshaking = ConcurrentHashMap.newKeySet();
  private final Map<PublicKey, StaticPeer> staticPeers = new ConcurrentHashMap<>();
  private final NetServer server;

  /** Kept here: a client that nobody refers to closes its sockets. */
  private final NetClient client;

  private final Promise<Void> allGone = Promise.promise();

  private volatile @Nullable LocalNode local;
  private volatile boolean stopping;
  private volatile long ticks;

  public RlpxAgent(
      Vertx vertx,
      RlpxConfig config,
      KeyPair keyPair,
      List<SubProtocol> subProtocols,
      SecureRandom random) {
    this.vertx = vertx;
    this.config = config;
    this.keyPair = keyPair;
    this.subProtocols = List.copyOf(subProtocols);
    this.random = random;
    this.table = new PeerTable<>(keyPair.publicKey(), config.maxPeers());
    this.server = vertx.createNetServer(new NetServerOptions().setTcpNoDelay(true));
    this.client =
        vertx.createNetClient(
            new NetClientOptions().setTcpNoDelay(true).setConnectTimeout(CONNECT_TIMEOUT_MILLIS));
  }

  /** Begins to listen. */
  public Future<Void> start() {
    server.connectHandler(this::onAccepted);
    return server
        .listen(config.port(), config.bindHost())
        .map(
            listening -> {
              local =
                  new LocalNode(
                      keyPair, config.clientId(), listening.actualPort(), subProtocols, random);
              ticks =
                  vertx.setPeriodic(
                      TICK_MILLIS, tick -> connections.forEach(SocketConnection::onTime));
              return null;
            });
  }

  /**
   * Takes leave of all peers, for half a second at most, and stops listening. The port is free a
   * moment after the future completes, as Vert.x has it.
   */
  public Future<Void> stop() {
    stopping = true;
    staticPeers.values().forEach(StaticPeer::stop);
    connections.forEach(c -> c.disconnect(DisconnectReason.QUITTING, "we are quitting"));
    completeWhenAllAreGone();
    Future<Void> patience = vertx.timer(FAREWELL_MILLIS, TimeUnit.MILLISECONDS).<Void>mapEmpty();
    return Future.any(allGone.future(), patience)
        .eventually(server::close)
        .eventually(client::close)
        .<Void>mapEmpty()
        .onComplete(stopped -> vertx.cancelTimer(ticks));
  }

  private void completeWhenAllAreGone() {
    if (stopping && connections.isEmpty()) {
      allGone.tryComplete();
    }
  }

  /** Where this node is; after the start. */
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
    StaticPeer present = staticPeers.get(enode.id());
    if (present != null && present.enode().equals(enode)) {
      return false;
    }
    StaticPeer added = new StaticPeer(vertx, this, enode, random);
    StaticPeer replaced = staticPeers.put(enode.id(), added);
    if (replaced != null) {
      replaced.stop();
    }
    added.keepConnected();
    return true;
  }

  /** Dials a node no more, and hangs up. Returns whether it was static or connected. */
  public boolean removePeer(PublicKey id) {
    StaticPeer peer = staticPeers.remove(id);
    if (peer != null) {
      peer.stop();
    }
    List<SocketConnection> present = table.connections(id);
    present.forEach(c -> c.disconnect(DisconnectReason.REQUESTED, "removed"));
    return peer != null || !present.isEmpty();
  }

  /** The peers whose sub-protocols run. */
  public List<PeerInfo> peers() {
    return table.connections().stream()
        .flatMap(connection -> connection.peer().stream())
        .map(
            peer ->
                new PeerInfo(
                    peer.id(),
                    peer.clientId(),
                    peer.capabilities(),
                    peer.localAddress(),
                    peer.remoteAddress(),
                    peer.inbound(),
                    staticPeers.containsKey(peer.id())))
        .toList();
  }

  /** Whether it is of use to dial a node now. */
  boolean wants(Enode enode) {
    return table.hasRoom() && !table.contains(enode.id());
  }

  /** Connects once; completes when there is no connection, or none any more. */
  Future<Void> dial(Enode enode) {
    return client
        .connect(enode.tcpPort(), enode.host())
        .onFailure(e -> LOG.debug("cannot reach {}: {}", enode, e.getMessage()))
        .compose(socket -> take(socket, enode.id()).whenClosed())
        .otherwiseEmpty();
  }

  private void onAccepted(NetSocket socket) {
    if (handshaking.size() >= MAX_HANDSHAKES
        || connections.size() >= config.maxPeers() + MAX_HANDSHAKES) {
      socket.close().onFailure(e -> LOG.debug("closing a surplus socket", e));
      return;
    }
    take(socket, null);
  }

  private SocketConnection take(NetSocket socket, @Nullable PublicKey dialled) {
    Context context = vertx.getOrCreateContext();
    SocketConnection connection = new SocketConnection(this, local(), context, socket, dialled);
    connections.add(connection);
    if (dialled == null) {
      handshaking.add(connection);
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

  Optional<DisconnectReason> admit(PublicKey id, SocketConnection connection) {
    handshaking.remove(connection);
    return table.admit(id, connection, connection.isInbound());
  }

  Optional<DisconnectReason> activate(PublicKey id, SocketConnection connection) {
    return table.activate(id, connection);
  }

  void onEnded(SocketConnection connection) {
    handshaking.remove(connection);
    table.release(connection);
  }
}
