// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.methods;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.rlpx.peers.Network;
import dev.shhnode.rpc.node.NodeAdmin;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The program around a {@link TestNode}: says what it was made to say, keeps what it is told. */
public final class TestAdmin implements NodeAdmin {

  private final KeyPair keyPair;
  private final List<Peer> peers;
  private final List<Enode> wanted = new ArrayList<>();
  private final List<Enode> trusted = new ArrayList<>();
  private final List<Ban> bans = new ArrayList<>();

  public TestAdmin(KeyPair keyPair, List<Peer> peers) {
    this.keyPair = keyPair;
    this.peers = peers;
  }

  /** The peers added and not removed. */
  List<Enode> wanted() {
    return wanted;
  }

  /** The peers trusted and not distrusted. */
  List<Enode> trusted() {
    return trusted;
  }

  @Override
  public Enode localEnode() {
    return new Enode(keyPair.publicKey(), "127.0.0.1", 30_303, 0);
  }

  @Override
  public InetSocketAddress listenAddress() {
    return InetSocketAddress.createUnresolved("::", 30_303);
  }

  @Override
  public boolean isListening() {
    return true;
  }

  @Override
  public List<Peer> peers() {
    return peers;
  }

  @Override
  public void addPeer(Enode peer) {
    wanted.add(peer);
  }

  @Override
  public void removePeer(Enode peer) {
    wanted.remove(peer);
  }

  @Override
  public void addTrustedPeer(Enode peer) {
    trusted.add(peer);
  }

  @Override
  public void removeTrustedPeer(Enode peer) {
    trusted.remove(peer);
  }

  @Override
  public List<Ban> bans() {
    return bans;
  }

  /** The bans that are shown. */
  void ban(Ban... these) {
    bans.addAll(List.of(these));
  }

  @Override
  public boolean liftBan(PublicKey node) {
    return bans.removeIf(ban -> ban.isNode() && ban.who().equals(node.toString()));
  }

  @Override
  public boolean liftBan(Network address) {
    return bans.removeIf(ban -> !ban.isNode() && ban.who().equals(address.toString()));
  }

  @Override
  public SortedMap<String, Long> counters() {
    return new TreeMap<>(Map.of("dropped.nothing", 0L, "bytes.in", Long.MAX_VALUE));
  }

  @Override
  public Path dataDirectory() {
    return Path.of("/data");
  }

  @Override
  public String clientVersion() {
    return "shhnode/v0/test";
  }

  @Override
  public long networkId() {
    return 1;
  }
}
