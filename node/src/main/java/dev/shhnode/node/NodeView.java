// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.node.options.NodeConfig;
import dev.shhnode.rlpx.Capability;
import dev.shhnode.rlpx.peers.Bans;
import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.rlpx.peers.Network;
import dev.shhnode.rlpx.vertx.PeerInfo;
import dev.shhnode.rlpx.vertx.RlpxAgent;
import dev.shhnode.rpc.node.NodeAdmin;
import dev.shhnode.runtime.Tally;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/** The node as {@code admin_*} and {@code net_*} show and change it. Thread-safe. */
final class NodeView implements NodeAdmin {

  /** That of Ethereum's main network, which DApps expect; Whisper has no networks. */
  private static final long NETWORK_ID = 1;

  private final RlpxAgent agent;
  private final NodeConfig config;
  private final Tally tally;

  NodeView(RlpxAgent agent, NodeConfig config, Tally tally) {
    this.agent = agent;
    this.config = config;
    this.tally = tally;
  }

  @Override
  public Enode localEnode() {
    return agent.localEnode();
  }

  @Override
  public InetSocketAddress listenAddress() {
    return InetSocketAddress.createUnresolved(
        config.p2p().bindHost(), agent.localEnode().tcpPort());
  }

  @Override
  public boolean isListening() {
    return true;
  }

  @Override
  public List<Peer> peers() {
    return agent.peers().stream().map(NodeView::peer).toList();
  }

  private static Peer peer(PeerInfo info) {
    InetSocketAddress remote = info.remoteAddress();
    return new Peer(
        new Enode(info.id(), remote.getHostString(), remote.getPort(), remote.getPort()),
        info.clientId(),
        info.capabilities().stream().map(Capability::toString).toList(),
        info.localAddress(),
        remote,
        info.inbound(),
        info.isTrusted(),
        info.isStatic());
  }

  @Override
  public void addPeer(Enode peer) {
    agent.addStaticPeer(peer);
  }

  @Override
  public void removePeer(Enode peer) {
    agent.removePeer(peer.id());
  }

  @Override
  public void addTrustedPeer(Enode peer) {
    agent.addTrustedPeer(peer.id());
  }

  @Override
  public void removeTrustedPeer(Enode peer) {
    agent.removeTrustedPeer(peer.id());
  }

  @Override
  public List<Ban> bans() {
    Instant now = Instant.now();
    return agent.bans().stream().map(ban -> ban(ban, now)).toList();
  }

  private static Ban ban(Bans.Ban ban, Instant now) {
    return new Ban(
        ban.who(), ban.isNode(), ban.offence().inWords(), ban.points(), now.plus(ban.left()));
  }

  @Override
  public boolean liftBan(PublicKey node) {
    return agent.liftBan(node);
  }

  @Override
  public boolean liftBan(Network address) {
    return agent.liftBan(address);
  }

  @Override
  public SortedMap<String, Long> counters() {
    return tally.snapshot();
  }

  @Override
  public Path dataDirectory() {
    return config.dataPath().toAbsolutePath();
  }

  @Override
  public String clientVersion() {
    return Version.clientId();
  }

  @Override
  public long networkId() {
    return NETWORK_ID;
  }
}
