// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.shh;

import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.keys.KeyVault;
import dev.shhnode.rpc.MethodTable;
import dev.shhnode.rpc.ParameterReader;
import dev.shhnode.rpc.RpcCall;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.RpcModule;
import dev.shhnode.rpc.Worker;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.whisper.KeyLookup;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.tuweni.bytes.Bytes;

/**
 * The methods for keys. Key ids are 64 hex digits without prefix; any other text is an unknown id
 * and not an error of form. Deriving a key of a password takes tens of milliseconds and runs on a
 * worker. Thread-safe.
 */
public final class ShhKeyMethods implements RpcModule {

  private final KeyVault keys;
  private final KeyLookup lookup;
  private final Worker worker;
  private final Derivations derivations;

  public ShhKeyMethods(KeyVault keys, Worker worker, Derivations derivations) {
    this.derivations = derivations;
    this.keys = keys;
    this.lookup = new KeyLookup(keys);
    this.worker = worker;
  }

  @Override
  public void addTo(MethodTable.Builder table) {
    table
        .add("shh_newKeyPair", (parameters, call) -> onWorker(keys::newKeyPair))
        .add("shh_addPrivateKey", (parameters, call) -> addPrivateKey(parameters))
        .add("shh_deleteKeyPair", (parameters, call) -> deleteKeyPair(parameters))
        .add("shh_hasKeyPair", (parameters, call) -> hasKeyPair(parameters))
        .add("shh_getPublicKey", (parameters, call) -> getPublicKey(parameters))
        .add("shh_getPrivateKey", (parameters, call) -> getPrivateKey(parameters))
        .add("shh_newSymKey", (parameters, call) -> onWorker(keys::newSymmetricKey))
        .add("shh_addSymKey", (parameters, call) -> addSymKey(parameters))
        .add("shh_generateSymKeyFromPassword", this::fromPassword)
        .add("shh_hasSymKey", (parameters, call) -> hasSymKey(parameters))
        .add("shh_getSymKey", (parameters, call) -> getSymKey(parameters))
        .add("shh_deleteSymKey", (parameters, call) -> deleteSymKey(parameters));
  }

  private CompletionStage<JsonValue> addPrivateKey(ParameterReader parameters) throws RpcException {
    PrivateKey key = privateKey(parameters.only(GoType.HEX_BYTES));
    return onWorker(() -> keys.addKeyPair(key));
  }

  private static PrivateKey privateKey(Bytes bytes) throws RpcException {
    if (bytes.size() != PrivateKey.SIZE) {
      throw RpcException.failed("invalid length, need 256 bits");
    }
    if (bytes.isZero()) {
      throw RpcException.failed("invalid private key, zero or negative");
    }
    try {
      return PrivateKey.of(bytes);
    } catch (IllegalArgumentException outOfRange) {
      throw RpcException.failed("invalid private key, >=N");
    }
  }

  private CompletionStage<JsonValue> deleteKeyPair(ParameterReader parameters) throws RpcException {
    String id = parameters.only(GoType.STRING);
    if (!keys.deleteKeyPair(id)) {
      throw RpcException.failed("key pair " + id + " not found");
    }
    return done(JsonValue.TRUE);
  }

  private CompletionStage<JsonValue> hasKeyPair(ParameterReader parameters) throws RpcException {
    return done(JsonValue.of(keys.keyPair(parameters.only(GoType.STRING)).isPresent()));
  }

  private CompletionStage<JsonValue> getPublicKey(ParameterReader parameters) throws RpcException {
    return done(
        JsonValue.hex(lookup.keyPair(parameters.only(GoType.STRING)).publicKey().toUncompressed()));
  }

  private CompletionStage<JsonValue> getPrivateKey(ParameterReader parameters) throws RpcException {
    return done(
        JsonValue.hex(lookup.keyPair(parameters.only(GoType.STRING)).privateKey().toSecretBytes()));
  }

  private CompletionStage<JsonValue> addSymKey(ParameterReader parameters) throws RpcException {
    Bytes bytes = parameters.only(GoType.HEX_BYTES);
    if (bytes.size() != SymmetricKey.SIZE) {
      throw RpcException.failed("wrong key size: " + bytes.size());
    }
    return onWorker(() -> keys.addSymmetricKey(SymmetricKey.of(bytes)));
  }

  private CompletionStage<JsonValue> fromPassword(ParameterReader parameters, RpcCall call)
      throws RpcException {
    String password = parameters.only(GoType.STRING);
    return derivations
        .call(call.session(), () -> keys.addSymmetricKey(SymmetricKey.fromPassword(password)))
        .thenApply(JsonValue::of);
  }

  private CompletionStage<JsonValue> hasSymKey(ParameterReader parameters) throws RpcException {
    return done(JsonValue.of(keys.symmetricKey(parameters.only(GoType.STRING)).isPresent()));
  }

  private CompletionStage<JsonValue> getSymKey(ParameterReader parameters) throws RpcException {
    return done(JsonValue.hex(lookup.symmetricKey(parameters.only(GoType.STRING)).toSecretBytes()));
  }

  private CompletionStage<JsonValue> deleteSymKey(ParameterReader parameters) throws RpcException {
    return done(JsonValue.of(keys.deleteSymmetricKey(parameters.only(GoType.STRING))));
  }

  private static CompletionStage<JsonValue> done(JsonValue result) {
    return CompletableFuture.completedStage(result);
  }

  private CompletionStage<JsonValue> onWorker(Callable<String> newId) {
    return worker.call(() -> JsonValue.of(newId.call()));
  }
}
