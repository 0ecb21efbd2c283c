// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.SubProtocol;
import dev.shhnode.rlpx.peers.Admission;
import dev.shhnode.rlpx.peers.DialCandidates;
import dev.shhnode.rlpx.peers.Dialer;
import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.rlpx.peers.Entrance;
import dev.shhnode.rlpx.peers.PeerTable;
import dev.shhnode.rlpx.peers.Pool;
import dev.shhnode.rlpx.peers.Pools;
import dev.shhnode.rlpx.peers.StaticNodes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The pools of an agent, each with who dials for it: the peers, and the links. Thread-safe. */
final class ConnectionPools {

  /** Dials a node once. */
  @FunctionalInterface
  interface Connector {

    /**
     * Dials.
     *
     * @param pool what the connection is for
     * @param announced what the hello says that we speak
     * @return completes or fails when the dial has failed or the connection has ended
     */
    Future<Void> dial(Enode node, Pool<SocketConnection> pool, List<SubProtocol> announced);
  }

  /** What makes up a pool. */
  record DialledPool(Pool<SocketConnection> pool, Dialer dialer, DialLoop dials) {}

  private final Vertx vertx;
  private final PublicKey self;
  private final Predicate<PublicKey> banned;
  private final RandomGenerator random;
  private final Connector connector;
  private final List<SubProtocol> allProtocols;
  private final DialledPool peers;
  private final List<DialledPool> links;
  private final Pools<SocketConnection> accepted;

  /**
   * @param subProtocols what peers are for
   * @param nodes of whom it is the operator's word that they are peers
   * @param admission asked by all pools
   * @param banned who is not dialled for a link; peers are dialled at the operator's word
   * @param random for the moments of dials
   */
  ConnectionPools(
      Vertx vertx,
      PublicKey self,
      List<SubProtocol> subProtocols,
      int maxPeers,
      StaticNodes nodes,
      List<LinkPool> linkPools,
      Admission admission,
      Predicate<PublicKey> banned,
      RandomGenerator random,
      Connector connector) {
    this.vertx = vertx;
    this.self = self;
    this.banned = banned;
    this.random = random;
    this.connector = connector;
    this.allProtocols =
        Stream.concat(
                subProtocols.stream(),
                linkPools.stream().flatMap(pool -> pool.subProtocols().stream()))
            .toList();
    Admission ofPeers = Admission.allOf(admission, stillWanted(nodes));
    this.peers = peerPool(new Pool<>(subProtocols, table(maxPeers, ofPeers)), nodes);
    this.links =
        linkPools.stream()
            .map(of -> linkPool(new Pool<>(of.subProtocols(), table(of.maxLinks(), admission)), of))
            .toList();
    this.accepted =
        new Pools<>(
            Stream.concat(Stream.of(peers), links.stream()).map(DialledPool::pool).toList());
  }

  private PeerTable<SocketConnection> table(int places, Admission admission) {
    return new PeerTable<>(self, places, admission);
  }

  /** A node that was removed while it was dialled is not let in, unless it dials by itself. */
  private static Admission stillWanted(StaticNodes nodes) {
    return (id, address, inbound) ->
        inbound || nodes.contains(id) ? Optional.empty() : Optional.of(DisconnectReason.REQUESTED);
  }

  /** Peers are told all that the node speaks. */
  private DialledPool peerPool(Pool<SocketConnection> pool, StaticNodes nodes) {
    return dialled(pool, allProtocols, new Dialer(List.of(nodes), pool.table(), random));
  }

  private DialledPool linkPool(Pool<SocketConnection> pool, LinkPool of) {
    DialCandidates candidates = of.candidates();
    Dialer dialer =
        Dialer.withinRoom(candidates, pool.table(), random, id -> needsNoLink(pool, id));
    return dialled(pool, pool.subProtocols(), dialer);
  }

  /**
   * Whether what a pool is for runs over a peer's connection, or the node is this one or banned.
   */
  private boolean needsNoLink(Pool<SocketConnection> pool, PublicKey id) {
    Optional<SocketConnection> peer = peers.pool().table().connection(id);
    return id.equals(self)
        || banned.test(id)
        || peer.filter(connection -> pool.isFor(connection.shared())).isPresent();
  }

  private DialledPool dialled(
      Pool<SocketConnection> pool, List<SubProtocol> announced, Dialer dialer) {
    DialLoop dials = new DialLoop(vertx, dialer, node -> connector.dial(node, pool, announced));
    return new DialledPool(pool, dialer, dials);
  }

  /** What the node speaks in all pools together. */
  List<SubProtocol> allProtocols() {
    return allProtocols;
  }

  /** Where connections that others have dialled get their place. */
  Entrance<SocketConnection> accepted() {
    return accepted;
  }

  PeerTable<SocketConnection> peers() {
    return peers.pool().table();
  }

  /** The links of all pools. */
  List<SocketConnection> links() {
    return links.stream().flatMap(links -> links.pool().table().connections().stream()).toList();
  }

  /** Dials the peers that are due. */
  void dialPeers() {
    peers.dials().run();
  }

  /** Has links dialled soon that are due. */
  void dialLinksSoon() {
    links.forEach(pool -> pool.dials().runSoon());
  }

  /** Forgets the dials of a peer. */
  void forgetDialsOfPeer(PublicKey id) {
    peers.dialer().forget(id);
  }

  void stopDialling() {
    peers.dials().stop();
    links.forEach(pool -> pool.dials().stop());
  }

  /** A connection has ended. Who waits for the place of a link is dialled soon. */
  void release(SocketConnection connection) {
    peers.pool().table().release(connection);
    links.stream()
        .filter(pool -> pool.pool().table().release(connection))
        .forEach(pool -> pool.dials().runSoon());
  }
}
