// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.node;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.rpc.MethodTable;
import dev.shhnode.rpc.ParameterReader;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.RpcMethod;
import dev.shhnode.rpc.RpcModule;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.json.JsonValue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * {@code net_*} and {@code web3_*}: what clients ask to learn whether the node is alive and what it
 * is. Thread-safe.
 */
public final class NetMethods implements RpcModule {

  private final NodeAdmin node;

  public NetMethods(NodeAdmin node) {
    this.node = node;
  }

  @Override
  public void addTo(MethodTable.Builder table) {
    table
        .add("net_version", tell(() -> JsonValue.of(Long.toString(node.networkId()))))
        .add("net_listening", tell(() -> JsonValue.of(node.isListening())))
        .add("net_peerCount", tell(() -> JsonValue.of("0x" + Integer.toHexString(peerCount()))))
        .add("web3_clientVersion", tell(() -> JsonValue.of(node.clientVersion())))
        .add("web3_sha3", (parameters, call) -> sha3(parameters));
  }

  private static RpcMethod tell(Supplier<JsonValue> fact) {
    return (parameters, call) -> CompletableFuture.completedStage(fact.get());
  }

  private int peerCount() {
    return node.peers().size();
  }

  private static CompletionStage<JsonValue> sha3(ParameterReader parameters) throws RpcException {
    return CompletableFuture.completedStage(
        JsonValue.hex(Keccak256.hash(parameters.only(GoType.HEX_BYTES))));
  }
}
