// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.classic;

import static dev.shhnode.rpc.json.JsonValue.member;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.keys.KeyVault;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.MethodTable;
import dev.shhnode.rpc.ParameterReader;
import dev.shhnode.rpc.RpcCall;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.RpcModule;
import dev.shhnode.rpc.RpcSession;
import dev.shhnode.rpc.Worker;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.geth.HexText;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonArray;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.rpc.json.JsonValue.JsonString;
import dev.shhnode.rpc.whisper.FilterOwners;
import dev.shhnode.rpc.whisper.KeyLookup;
import dev.shhnode.rpc.whisper.LeaseParameter;
import dev.shhnode.rpc.whisper.MessageWriter;
import dev.shhnode.shh.ClassicCriteria;
import dev.shhnode.shh.ClassicMessage;
import dev.shhnode.shh.ClassicPost;
import dev.shhnode.shh.ClassicWhisper;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * The methods of Whisper 2, but for {@code shh_newGroup} and {@code shh_addToGroup}, which no geth
 * ever had. Thread-safe.
 */
public final class ClassicMethods implements RpcModule {

  private static final GoType<Long> FILTER_ID = GoType.quantity("hexutil.Uint");

  /** That of geth 1.4 to 1.6.0; in hexadecimal, which web3.py needs. */
  private static final JsonValue VERSION = JsonValue.of("0x2");

  private static final Pattern SHORT_ID = Pattern.compile("0x[0-9a-fA-F]{1,16}");

  private static final JsonValue NOBODY = JsonValue.of("0x0");

  private final ClassicWhisper whisper;
  private final FilterOwners owners;
  private final KeyVault keys;
  private final Worker worker;
  private final MessageWriter writer;

  public ClassicMethods(
      ClassicWhisper whisper,
      FilterOwners owners,
      KeyVault keys,
      Worker worker,
      MessageWriter writer) {
    this.whisper = whisper;
    this.owners = owners;
    this.keys = keys;
    this.worker = worker;
    this.writer = writer;
  }

  @Override
  public void addTo(MethodTable.Builder table) {
    table
        .addFor(Dialect.CLASSIC, "shh_version", (parameters, call) -> done(VERSION))
        .claim("shh_post", ClassicNewMessage::isMeant, this::post)
        .add("shh_newIdentity", (parameters, call) -> newIdentity())
        .add("shh_hasIdentity", (parameters, call) -> hasIdentity(parameters))
        .add("shh_newFilter", this::newFilter)
        .add(
            "shh_getFilterChanges",
            (parameters, call) -> write(newMessages(parameters.only(FILTER_ID), call)))
        .add(
            "shh_getMessages",
            (parameters, call) -> write(allMessages(parameters.only(FILTER_ID), call)))
        .claim("shh_getFilterStatus", ClassicMethods::isFilterId, this::filterStatus)
        .add("shh_uninstallFilter", (parameters, call) -> uninstallFilter(parameters));
  }

  private CompletionStage<JsonValue> newIdentity() {
    return worker.call(() -> JsonValue.hex(keys.newIdentity().toUncompressed()));
  }

  private CompletionStage<JsonValue> hasIdentity(ParameterReader parameters) throws RpcException {
    Optional<PublicKey> key =
        KeyLookup.publicKey(HexText.decodeLeniently(parameters.only(GoType.STRING)));
    return done(JsonValue.of(key.flatMap(keys::identity).isPresent()));
  }

  private CompletionStage<JsonValue> post(ParameterReader parameters, RpcCall call)
      throws RpcException {
    RpcSession session = call.session();
    ClassicPost post =
        new ClassicNewMessage(parameters.only(ClassicNewMessage.TYPE), keys).toPost();
    return session.whileOpen(whisper.postClassic(post, session)).thenApply(hash -> JsonValue.TRUE);
  }

  private CompletionStage<JsonValue> newFilter(ParameterReader parameters, RpcCall call)
      throws RpcException {
    ClassicCriteria criteria = parameters.only(ClassicFilter.TYPE);
    return owners
        .install(
            call.session(),
            LeaseParameter.of(parameters),
            id -> {
              var unused = remove(Long.parseLong(id));
            },
            () -> whisper.addClassicFilter(criteria).thenApply(String::valueOf))
        .thenApply(id -> JsonValue.quantity(Long.parseLong(id)));
  }

  private CompletionStage<List<ClassicMessage>> newMessages(long id, RpcCall call) {
    owners.polled(Long.toString(id));
    return whisper
        .newClassicMessages(id)
        .thenApply(
            messages -> {
              returnIfLost(id, messages, call);
              return messages;
            });
  }

  private CompletionStage<List<ClassicMessage>> allMessages(long id, RpcCall call) {
    owners.polled(Long.toString(id));
    return whisper
        .allClassicMessages(id)
        .thenApply(
            reading -> {
              returnIfLost(id, reading.unread(), call);
              return reading.all();
            });
  }

  private void returnIfLost(long id, List<ClassicMessage> taken, RpcCall call) {
    call.ifLost(
        () -> {
          var unused = whisper.returnClassicMessages(id, taken);
        });
  }

  /** Ids of the other dialects have 64 digits. */
  private static boolean isFilterId(JsonValue first, Dialect endpoint) {
    return first instanceof JsonString id && SHORT_ID.matcher(id.value()).matches();
  }

  private CompletionStage<JsonValue> filterStatus(ParameterReader parameters, RpcCall call)
      throws RpcException {
    long id = parameters.only(FILTER_ID);
    return whisper
        .classicFilterStatus(id)
        .thenApply(status -> owners.status(Long.toString(id), status));
  }

  /** Results in false if there is no filter of the id. */
  private CompletionStage<JsonValue> uninstallFilter(ParameterReader parameters)
      throws RpcException {
    return remove(parameters.only(FILTER_ID)).thenApply(JsonValue::of);
  }

  private CompletionStage<Boolean> remove(long id) {
    return whisper
        .removeClassicFilter(id)
        .thenApply(
            removed -> {
              owners.removed(Long.toString(id));
              return removed;
            });
  }

  private CompletionStage<JsonValue> write(CompletionStage<List<ClassicMessage>> messages) {
    return messages.thenCompose(list -> writer.write(list, ClassicMethods::item));
  }

  /**
   * A message with the members that clients of all generations ask for; numbers are QUANTITIES and
   * topics an empty list, as all of them can read that.
   */
  private static JsonObject item(ClassicMessage message) {
    return JsonObject.of(
        member("payload", JsonValue.hex(message.payload())),
        member("to", key(message.recipient())),
        member("from", key(message.signer())),
        member("sent", JsonValue.quantity(message.sentSeconds())),
        member("ttl", JsonValue.quantity(message.ttlSeconds())),
        member("hash", JsonValue.hex(message.envelopeHash())),
        member("expiry", JsonValue.quantity(message.expirySeconds())),
        member("workProved", JsonValue.quantity(message.work())),
        // web3.js reads topics as texts and crashes on hashes that are not; geth omits them.
        member("topics", new JsonArray(List.of())));
  }

  private static JsonValue key(Optional<PublicKey> key) {
    return key.<JsonValue>map(present -> JsonValue.hex(present.toUncompressed())).orElse(NOBODY);
  }

  private static CompletionStage<JsonValue> done(JsonValue result) {
    return CompletableFuture.completedStage(result);
  }
}
