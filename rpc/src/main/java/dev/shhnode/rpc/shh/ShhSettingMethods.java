// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.shh;

import static dev.shhnode.rpc.json.JsonValue.member;

import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.EnodeText;
import dev.shhnode.rpc.MethodTable;
import dev.shhnode.rpc.ParameterReader;
import dev.shhnode.rpc.RpcCall;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.RpcModule;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.shh.ShhInfo;
import dev.shhnode.shh.Whisper;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.tuweni.bytes.Bytes;

/** The methods to see and change how the node takes part in the network. Thread-safe. */
public final class ShhSettingMethods implements RpcModule {

  private final Whisper shh;

  public ShhSettingMethods(Whisper shh) {
    this.shh = shh;
  }

  @Override
  public void addTo(MethodTable.Builder table) {
    table
        .add("shh_info", (parameters, call) -> shh.info().thenApply(ShhSettingMethods::info))
        .add("shh_setMaxMessageSize", this::setMaxMessageSize)
        .add("shh_setMinPoW", this::setMinPow)
        .addFor(Dialect.V5, "shh_setMinPoW", (parameters, call) -> setMinPowOfV5(parameters))
        .add("shh_setBloomFilter", (parameters, call) -> setBloomFilter(parameters))
        .add("shh_makeLightClient", (parameters, call) -> done(shh.setLightClient(true)))
        .add("shh_cancelLightClient", (parameters, call) -> done(shh.setLightClient(false)))
        .add("shh_markTrustedPeer", this::markTrustedPeer);
  }

  /** As geth tells it, and what there is to warn about. */
  static JsonObject info(ShhInfo info) {
    List<JsonValue.Member> members = new ArrayList<>();
    members.add(member("memory", JsonValue.of(info.memoryBytes())));
    members.add(member("messages", JsonValue.of(info.messages())));
    members.add(member("minPow", JsonValue.of(info.minPow())));
    members.add(member("maxMessageSize", JsonValue.of(info.maxMessageSize())));
    info.clockOffset()
        .ifPresent(wrong -> members.add(member("warning", JsonValue.of(wrong.inWords()))));
    return new JsonObject(members);
  }

  CompletionStage<JsonValue> setMaxMessageSize(ParameterReader parameters, RpcCall call)
      throws RpcException {
    return done(shh.setMaxMessageSize(parameters.only(GoType.UINT32)));
  }

  CompletionStage<JsonValue> setMinPow(ParameterReader parameters, RpcCall call)
      throws RpcException {
    return done(shh.setMinPow(parameters.only(GoType.FLOAT64)));
  }

  /** In version 5 a requirement of 0 is an error, as in its geth. */
  private CompletionStage<JsonValue> setMinPowOfV5(ParameterReader parameters) throws RpcException {
    double minPow = parameters.only(GoType.FLOAT64);
    if (minPow == 0) {
      throw RpcException.failed("invalid PoW: 0.000000");
    }
    return done(shh.setMinPow(minPow));
  }

  private CompletionStage<JsonValue> setBloomFilter(ParameterReader parameters)
      throws RpcException {
    Bytes bytes = parameters.only(GoType.HEX_BYTES);
    if (bytes.size() != BloomFilter.SIZE) {
      throw RpcException.failed("invalid bloom filter size: " + bytes.size());
    }
    return done(shh.setBloomFilter(BloomFilter.fromBytes(bytes)));
  }

  CompletionStage<JsonValue> markTrustedPeer(ParameterReader parameters, RpcCall call)
      throws RpcException {
    return done(shh.trustPeer(EnodeText.parse(parameters.only(GoType.STRING), "").id()));
  }

  private static CompletionStage<JsonValue> done(CompletionStage<Void> change) {
    return change.thenApply(nothing -> JsonValue.TRUE);
  }
}
