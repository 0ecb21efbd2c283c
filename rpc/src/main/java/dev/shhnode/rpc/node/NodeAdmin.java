// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.node;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.rlpx.peers.Network;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * What {@code admin_*}, {@code net_*} and {@code web3_clientVersion} ask the program for. All
 * methods may be called from any thread and must not block.
 */
public interface NodeAdmin {

  /** This node as others dial it. */
  Enode localEnode();

  /** The address where the node accepts peers. */
  InetSocketAddress listenAddress();

  /** Whether the node accepts peers. */
  boolean isListening();

  /** The connected peers, in no particular order. */
  List<Peer> peers();

  /** Dials a peer and keeps dialling it. */
  void addPeer(Enode peer);

  /** Stops keeping a peer and disconnects from it; a peer that is unknown is no error. */
  void removePeer(Enode peer);

  /** Lets a peer in from now on even if all places are taken. */
  void addTrustedPeer(Enode peer);

  /** Trusts a peer no more; if it is connected, it stays. */
  void removeTrustedPeer(Enode peer);

  /** The bans in force, of nodes and of addresses. */
  List<Ban> bans();

  /** Lifts the ban of a node. Returns whether it was banned. */
  boolean liftBan(PublicKey node);

  /** Lifts the ban of an address. Returns whether it was banned. */
  boolean liftBan(Network address);

  /** What the node has counted since it was started, by names in alphabetical order. */
  SortedMap<String, Long> counters();

  /** Where the node keeps its files. */
  Path dataDirectory();

  /** Program, version, platform and language, separated by slashes: clients take it apart. */
  String clientVersion();

  /** What {@code net_version} says. Whisper has no networks; 1 is what DApps expect. */
  long networkId();

  /**
   * A ban in force.
   *
   * @param who a node's id in hexadecimal, or an IP address, of IPv6 with {@code /64}
   * @param isNode whether it is a node that is banned, and not an address
   * @param why in the program's own words
   * @param points what is held against it
   * @param until when it ends by itself
   */
  record Ban(String who, boolean isNode, String why, double points, Instant until) {}

  /**
   * A connected peer.
   *
   * @param enode identity and address
   * @param name as the peer introduced itself
   * @param capabilities such as {@code shh/6}, those that the peer offered
   * @param localAddress ours of the connection
   * @param remoteAddress the peer's of the connection
   * @param inbound whether the peer dialled
   * @param trusted whether it is let in beyond the limit of connections
   * @param kept whether the node redials it (geth: static)
   */
  record Peer(
      Enode enode,
      String name,
      List<String> capabilities,
      InetSocketAddress localAddress,
      InetSocketAddress remoteAddress,
      boolean inbound,
      boolean trusted,
      boolean kept) {
    public Peer {
      capabilities = List.copyOf(capabilities);
    }
  }
}
