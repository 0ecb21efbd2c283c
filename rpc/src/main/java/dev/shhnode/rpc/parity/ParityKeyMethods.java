// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.parity;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.keys.KeyVault;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.MethodTable;
import dev.shhnode.rpc.ParameterReader;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.RpcModule;
import dev.shhnode.rpc.Worker;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.json.JsonValue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.tuweni.bytes.Bytes;

/**
 * The methods for keys on Parity's endpoint: ids have a prefix, public keys have none. Thread-safe.
 */
public final class ParityKeyMethods implements RpcModule {

  private final KeyVault store;
  private final ParityKeys keys;
  private final Worker worker;

  public ParityKeyMethods(KeyVault store, Worker worker) {
    this.store = store;
    this.keys = new ParityKeys(store);
    this.worker = worker;
  }

  @Override
  public void addTo(MethodTable.Builder table) {
    table
        .addFor(Dialect.PARITY, "shh_newKeyPair", (parameters, call) -> id(store::newKeyPair))
        .addFor(Dialect.PARITY, "shh_newSymKey", (parameters, call) -> id(store::newSymmetricKey))
        .addFor(
            Dialect.PARITY, "shh_addPrivateKey", (parameters, call) -> addPrivateKey(parameters))
        .addFor(Dialect.PARITY, "shh_addSymKey", (parameters, call) -> addSymKey(parameters))
        .addFor(
            Dialect.PARITY,
            "shh_getPublicKey",
            (parameters, call) -> done(JsonValue.hex(pair(parameters).publicKey().toBytes())))
        .addFor(
            Dialect.PARITY,
            "shh_getPrivateKey",
            (parameters, call) ->
                done(JsonValue.hex(pair(parameters).privateKey().toSecretBytes())))
        .addFor(Dialect.PARITY, "shh_getSymKey", (parameters, call) -> getSymKey(parameters))
        .add("shh_deleteKey", (parameters, call) -> deleteKey(parameters));
  }

  private CompletionStage<JsonValue> addPrivateKey(ParameterReader parameters) throws RpcException {
    Bytes bytes = parameters.only(GoType.HEX_BYTES);
    PrivateKey key;
    try {
      key = PrivateKey.of(bytes);
    } catch (IllegalArgumentException outOfRange) {
      throw RpcException.parity("Invalid private key");
    }
    return id(() -> store.addKeyPair(key));
  }

  private CompletionStage<JsonValue> addSymKey(ParameterReader parameters) throws RpcException {
    Bytes bytes = parameters.only(GoType.HEX_BYTES);
    if (bytes.size() != SymmetricKey.SIZE) {
      throw RpcException.invalidParams(
          "Invalid params: invalid length "
              + bytes.size()
              + ", expected "
              + SymmetricKey.SIZE
              + ".");
    }
    return id(() -> store.addSymmetricKey(SymmetricKey.of(bytes)));
  }

  private KeyPair pair(ParameterReader parameters) throws RpcException {
    return keys.keyPair(parameters.only(GoType.STRING)).orElseThrow(ParityKeyMethods::unknown);
  }

  private CompletionStage<JsonValue> getSymKey(ParameterReader parameters) throws RpcException {
    SymmetricKey key =
        store
            .symmetricKey(ParityKeys.withoutPrefix(parameters.only(GoType.STRING)))
            .orElseThrow(ParityKeyMethods::unknown);
    return done(JsonValue.hex(key.toSecretBytes()));
  }

  /** Deletes a key of either kind; results in false if there is none. */
  private CompletionStage<JsonValue> deleteKey(ParameterReader parameters) throws RpcException {
    String id = ParityKeys.withoutPrefix(parameters.only(GoType.STRING));
    return done(JsonValue.of(store.deleteKeyPair(id) || store.deleteSymmetricKey(id)));
  }

  private CompletionStage<JsonValue> id(Callable<String> newId) {
    return worker.call(() -> JsonValue.of(ParityKeys.withPrefix(newId.call())));
  }

  private static RpcException unknown() {
    return RpcException.parity("Unknown identity");
  }

  private static CompletionStage<JsonValue> done(JsonValue result) {
    return CompletableFuture.completedStage(result);
  }
}
