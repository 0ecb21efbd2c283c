// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.mix;

import static dev.shhnode.rpc.json.JsonValue.member;

import dev.shhnode.mix.Mix;
import dev.shhnode.mix.MixInfo;
import dev.shhnode.rpc.MethodTable;
import dev.shhnode.rpc.ParameterReader;
import dev.shhnode.rpc.PushChannel;
import dev.shhnode.rpc.RpcCall;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.RpcModule;
import dev.shhnode.rpc.Subscriptions;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonArray;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code mix_*}: the node in its mix network, the mixes that it knows, and how its posts get on.
 * They change nothing, but they tell what this node posts, and so are for its operator.
 * Thread-safe.
 */
public final class MixMethods implements RpcModule {

  private static final String NAMESPACE = "mix";
  private static final JsonObject NOT_ENABLED = JsonObject.of(member("enabled", JsonValue.FALSE));

  private final Optional<Mix> mix;
  private final SecureRandom random;

  /**
   * Makes the methods.
   *
   * @param mix empty if the node runs without
   * @param random for the ids of subscriptions
   */
  public MixMethods(Optional<Mix> mix, SecureRandom random) {
    this.mix = mix;
    this.random = random;
  }

  /**
   * The mix of a node that runs one.
   *
   * @throws RpcException telling how to run one
   */
  static Mix required(Optional<Mix> mix) throws RpcException {
    return mix.orElseThrow(
        () -> RpcException.failed("mix routing is not enabled on this node (--mix-enabled)"));
  }

  @Override
  public void addTo(MethodTable.Builder table) {
    table
        .add("mix_status", (parameters, call) -> status())
        .add("mix_directory", (parameters, call) -> directory())
        .add("mix_subscribe", this::subscribe)
        .add("mix_unsubscribe", this::unsubscribe);
  }

  private CompletionStage<JsonValue> status() {
    return mix.<CompletionStage<JsonValue>>map(
            enabled ->
                enabled
                    .status()
                    .thenApply(status -> MixJson.of(status, enabled.maxEnvelopeBytes())))
        .orElseGet(() -> CompletableFuture.completedStage(NOT_ENABLED));
  }

  private CompletionStage<JsonValue> directory() throws RpcException {
    return required(mix).mixes().thenApply(MixMethods::sorted);
  }

  private static JsonArray sorted(List<MixInfo> mixes) {
    return new JsonArray(
        mixes.stream()
            .sorted(Comparator.comparing(info -> info.enode().toString()))
            .<JsonValue>map(MixJson::of)
            .toList());
  }

  private CompletionStage<JsonValue> subscribe(ParameterReader parameters, RpcCall call)
      throws RpcException {
    Mix enabled = required(mix);
    String name = parameters.next(GoType.STRING);
    if (!name.equals("posts")) {
      throw RpcException.methodNotFound("mix_" + name);
    }
    parameters.end();
    PushChannel channel = Subscriptions.open(NAMESPACE, Subscriptions.newId(random), call);
    Mix.Registration registration =
        enabled.subscribe(event -> channel.push(() -> MixJson.of(event)));
    call.session().establishSubscription(channel.subscription(), registration::close);
    return CompletableFuture.completedStage(JsonValue.of(channel.subscription()));
  }

  private CompletionStage<JsonValue> unsubscribe(ParameterReader parameters, RpcCall call)
      throws RpcException {
    required(mix);
    return Subscriptions.unsubscribe(parameters, call);
  }
}
