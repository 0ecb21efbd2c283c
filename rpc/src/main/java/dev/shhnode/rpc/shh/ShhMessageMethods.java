// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.shh;

import static dev.shhnode.rpc.json.JsonValue.member;

import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.MethodTable;
import dev.shhnode.rpc.ParameterReader;
import dev.shhnode.rpc.RpcCall;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.RpcMethod;
import dev.shhnode.rpc.RpcSession;
import dev.shhnode.rpc.classic.ClassicMethods;
import dev.shhnode.rpc.geth.GoStruct;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.rpc.parity.ParityMethods;
import dev.shhnode.rpc.parity.ParityWatch;
import dev.shhnode.rpc.whisper.KeyLookup;
import dev.shhnode.rpc.whisper.MessageFilters;
import dev.shhnode.rpc.whisper.MessageJson;
import dev.shhnode.rpc.whisper.MessageWriter;
import dev.shhnode.shh.PostListener;
import dev.shhnode.shh.PostRequest;
import dev.shhnode.shh.ShhService;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The methods to post messages and to poll for them. Of those that several dialects share, the
 * parameters tell which is meant, or the id, which belongs to the dialect that issued it.
 */
public final class ShhMessageMethods {

  /** geth's {@code ProtocolVersionStr}. */
  public static final String VERSION = "6.0";

  private static final String VERSION_5 = "5.0";

  /** geth 1.4 to 1.6.0; as hexadecimal, since web3.py wants that. */
  private static final String CLASSIC_VERSION = "0x2";

  private final ShhService shh;
  private final KeyLookup keys;
  private final MessageFilters filters;
  private final MessageWriter writer;
  private final ClassicMethods classic;
  private final ParityMethods parity;

  public ShhMessageMethods(
      ShhService shh,
      MessageFilters filters,
      MessageWriter writer,
      ClassicMethods classic,
      ParityMethods parity) {
    this.shh = shh;
    this.keys = new KeyLookup(shh.keys());
    this.filters = filters;
    this.writer = writer;
    this.classic = classic;
    this.parity = parity;
  }

  public void addTo(MethodTable.Builder table) {
    table
        .add("shh_version", version(VERSION))
        .addFor(Dialect.V5, "shh_version", version(VERSION_5))
        .addFor(Dialect.CLASSIC, "shh_version", version(CLASSIC_VERSION))
        .add("shh_post", this::post)
        .add("shh_newMessageFilter", this::newMessageFilter)
        .add("shh_getFilterMessages", this::getFilterMessages)
        .add("shh_deleteMessageFilter", (parameters, call) -> deleteMessageFilter(parameters));
  }

  private static RpcMethod version(String version) {
    return (parameters, call) -> CompletableFuture.completedStage(JsonValue.of(version));
  }

  private CompletionStage<JsonValue> post(ParameterReader parameters, RpcCall call)
      throws RpcException {
    return switch (PostShape.of(parameters.first(), call.dialect())) {
      case CLASSIC -> classic.post(parameters, call.session());
      case PARITY -> parity.post(parameters, call.session(), listener(call.session()));
      case EARLY_V5 ->
          post(parameters.only(NewMessage.EARLY_TYPE), call).thenApply(hash -> JsonValue.NULL);
      case V6 ->
          post(parameters.only(NewMessage.TYPE), call)
              .thenApply(hash -> call.dialect() == Dialect.V5 ? JsonValue.TRUE : hash);
    };
  }

  private CompletionStage<JsonValue> post(GoStruct.Values values, RpcCall call)
      throws RpcException {
    PostRequest request = new NewMessage(values, keys).toRequest();
    RpcSession session = call.session();
    return session
        .whileOpen(shh.post(request, session, listener(session)))
        .thenApply(JsonValue::hex);
  }

  private static PostListener listener(RpcSession session) {
    return (nonces, expected, seconds) -> {
      JsonObject progress = progress(nonces, expected, seconds);
      session.progressChannels().forEach(channel -> channel.push(progress));
    };
  }

  private static JsonObject progress(long nonces, double expected, double seconds) {
    return JsonObject.of(
        member("nonces", JsonValue.of(nonces)),
        // A target can be beyond what a number can say, and will not be reached then.
        member("expected", Double.isFinite(expected) ? JsonValue.of(expected) : JsonValue.NULL),
        member("seconds", JsonValue.of(seconds)));
  }

  private CompletionStage<JsonValue> newMessageFilter(ParameterReader parameters, RpcCall call)
      throws RpcException {
    if (ParityWatch.isMeant(parameters.first(), call.dialect())) {
      return parity.newFilter(parameters, call);
    }
    Criteria criteria = new Criteria(parameters.only(Criteria.TYPE), keys);
    return filters.install(criteria.ofFilter(), call).thenApply(JsonValue::of);
  }

  private CompletionStage<JsonValue> getFilterMessages(ParameterReader parameters, RpcCall call)
      throws RpcException {
    String id = parameters.only(GoType.STRING);
    Optional<CompletionStage<JsonValue>> ofParity = parity.poll(id, call);
    return ofParity.isPresent()
        ? ofParity.get()
        : filters.poll(id, call).thenCompose(messages -> writer.write(messages, MessageJson::of));
  }

  private CompletionStage<JsonValue> deleteMessageFilter(ParameterReader parameters)
      throws RpcException {
    String id = parameters.only(GoType.STRING);
    return parity.delete(id)
        ? CompletableFuture.completedStage(JsonValue.TRUE)
        : filters.remove(id).thenApply(removed -> JsonValue.TRUE);
  }
}
