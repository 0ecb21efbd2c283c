// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.node;

import static dev.shhnode.rpc.json.JsonValue.member;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.rlpx.peers.Network;
import dev.shhnode.rpc.EnodeText;
import dev.shhnode.rpc.MethodTable;
import dev.shhnode.rpc.ParameterReader;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.RpcModule;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonArray;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.rpc.json.JsonValue.JsonString;
import dev.shhnode.shh.ShhInfo;
import dev.shhnode.shh.Whisper;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.apache.tuweni.bytes.Bytes;

/**
 * {@code admin_*}: the node and its peers, in the shapes of geth 1.8.27, and {@code
 * admin_counters}, {@code admin_bans} and {@code admin_unban}, which are ours. Thread-safe.
 */
public final class AdminMethods implements RpcModule {

  /** geth's {@code ProtocolVersionStr} of its Whisper. */
  private static final String WHISPER_VERSION = "6.0";

  private static final Pattern NODE_ID =
      Pattern.compile("(0x)?[0-9a-fA-F]{" + 2 * PublicKey.SIZE + "}");

  private final NodeAdmin node;
  private final Whisper shh;

  public AdminMethods(NodeAdmin node, Whisper shh) {
    this.node = node;
    this.shh = shh;
  }

  @Override
  public void addTo(MethodTable.Builder table) {
    table
        .add("admin_nodeInfo", (parameters, call) -> shh.info().thenApply(this::nodeInfo))
        .add("admin_counters", (parameters, call) -> done(counters()))
        .add("admin_bans", (parameters, call) -> done(bans()))
        .add("admin_unban", (parameters, call) -> done(JsonValue.of(unban(parameters))))
        .add("admin_peers", (parameters, call) -> done(peers()))
        .add("admin_addPeer", (parameters, call) -> addPeer(parameters))
        .add("admin_removePeer", (parameters, call) -> removePeer(parameters))
        .add("admin_addTrustedPeer", (parameters, call) -> addTrustedPeer(parameters))
        .add("admin_removeTrustedPeer", (parameters, call) -> removeTrustedPeer(parameters))
        .add(
            "admin_datadir",
            (parameters, call) -> done(JsonValue.of(node.dataDirectory().toString())));
  }

  /** Without geth's {@code enr}, as this node takes no part in discovery and has no record. */
  private JsonObject nodeInfo(ShhInfo info) {
    Enode enode = node.localEnode();
    InetSocketAddress listening = node.listenAddress();
    return JsonObject.of(
        member("id", id(enode)),
        member("name", JsonValue.of(node.clientVersion())),
        member("enode", JsonValue.of(enode.toString())),
        member("ip", JsonValue.of(enode.host())),
        member(
            "ports",
            JsonObject.of(
                member("discovery", JsonValue.of(0)),
                member("listener", JsonValue.of(listening.getPort())))),
        member("listenAddr", address(listening)),
        member("protocols", JsonObject.of(member("shh", protocol(info)))));
  }

  private static JsonObject protocol(ShhInfo info) {
    return JsonObject.of(
        member("maxMessageSize", JsonValue.of(info.maxMessageSize())),
        member("minimumPoW", JsonValue.of(info.minPow())),
        member("version", JsonValue.of(WHISPER_VERSION)));
  }

  /** The names in alphabetical order. */
  private JsonObject counters() {
    return new JsonObject(
        node.counters().entrySet().stream()
            .map(counter -> member(counter.getKey(), JsonValue.of(counter.getValue())))
            .toList());
  }

  private JsonArray bans() {
    return new JsonArray(node.bans().stream().<JsonValue>map(AdminMethods::ban).toList());
  }

  private static JsonObject ban(NodeAdmin.Ban ban) {
    return JsonObject.of(
        member(ban.isNode() ? "node" : "address", JsonValue.of(ban.who())),
        member("why", JsonValue.of(ban.why())),
        member("points", JsonValue.of(ban.points())),
        member("until", JsonValue.of(ban.until().getEpochSecond())));
  }

  /** Takes what {@code admin_bans} shows, and enode URLs. */
  private boolean unban(ParameterReader parameters) throws RpcException {
    String who = parameters.only(GoType.STRING);
    Optional<Network> address = Network.parse(who);
    if (address.isPresent()) {
      return node.liftBan(address.get());
    }
    if (who.startsWith("enode:")) {
      return node.liftBan(EnodeText.parse(who, "invalid enode: ").id());
    }
    return node.liftBan(nodeId(who));
  }

  private static PublicKey nodeId(String hex) throws RpcException {
    if (NODE_ID.matcher(hex).matches()) {
      Optional<PublicKey> id = PublicKey.fromBytes(Bytes.fromHexString(hex));
      if (id.isPresent()) {
        return id.get();
      }
    }
    throw RpcException.failed("neither a node ID nor an IP address");
  }

  private JsonArray peers() {
    return new JsonArray(node.peers().stream().<JsonValue>map(AdminMethods::peer).toList());
  }

  private static JsonObject peer(NodeAdmin.Peer peer) {
    List<JsonValue> capabilities =
        peer.capabilities().stream().<JsonValue>map(JsonValue::of).toList();
    return JsonObject.of(
        member("enode", JsonValue.of(peer.enode().toString())),
        member("id", id(peer.enode())),
        member("name", JsonValue.of(peer.name())),
        member("caps", new JsonArray(capabilities)),
        member(
            "network",
            JsonObject.of(
                member("localAddress", address(peer.localAddress())),
                member("remoteAddress", address(peer.remoteAddress())),
                member("inbound", JsonValue.of(peer.inbound())),
                member("trusted", JsonValue.of(peer.trusted())),
                member("static", JsonValue.of(peer.kept())))),
        // geth's Whisper tells nothing of its peers, for which geth writes this text.
        member("protocols", JsonObject.of(member("shh", JsonValue.of("unknown")))));
  }

  /** geth 1.8 names nodes by the Keccak-256 of their public key. */
  private static JsonString id(Enode enode) {
    return JsonValue.of(Keccak256.hash(enode.id().toBytes()).toUnprefixedHexString());
  }

  private static JsonString address(InetSocketAddress address) {
    String host = address.getHostString();
    String written = host.contains(":") ? "[" + host + "]" : host;
    return JsonValue.of(written + ":" + address.getPort());
  }

  private CompletionStage<JsonValue> addPeer(ParameterReader parameters) throws RpcException {
    node.addPeer(enode(parameters));
    return done(JsonValue.TRUE);
  }

  private CompletionStage<JsonValue> removePeer(ParameterReader parameters) throws RpcException {
    node.removePeer(enode(parameters));
    return done(JsonValue.TRUE);
  }

  private CompletionStage<JsonValue> addTrustedPeer(ParameterReader parameters)
      throws RpcException {
    node.addTrustedPeer(enode(parameters));
    return done(JsonValue.TRUE);
  }

  private CompletionStage<JsonValue> removeTrustedPeer(ParameterReader parameters)
      throws RpcException {
    node.removeTrustedPeer(enode(parameters));
    return done(JsonValue.TRUE);
  }

  private static Enode enode(ParameterReader parameters) throws RpcException {
    return EnodeText.parse(parameters.only(GoType.STRING), "invalid enode: ");
  }

  private static CompletionStage<JsonValue> done(JsonValue result) {
    return CompletableFuture.completedStage(result);
  }
}
