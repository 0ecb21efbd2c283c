// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.mix;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.keys.KeyVault;
import dev.shhnode.mix.Mix;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.MethodTable;
import dev.shhnode.rpc.ParameterReader;
import dev.shhnode.rpc.RpcCall;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.RpcModule;
import dev.shhnode.rpc.RpcSession;
import dev.shhnode.rpc.geth.GoStruct;
import dev.shhnode.rpc.geth.GoStruct.Field;
import dev.shhnode.rpc.geth.GoStruct.Values;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.Members;
import dev.shhnode.rpc.whisper.EarlyV5Shape;
import dev.shhnode.rpc.whisper.KeyLookup;
import dev.shhnode.rpc.whisper.NewMessage;
import dev.shhnode.rpc.whisper.PostMembers;
import dev.shhnode.rpc.whisper.PostProgress;
import dev.shhnode.shh.PostRequest;
import dev.shhnode.shh.Whisper;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code shh_post} of version 6 with a {@code route}: what geth's takes, and how the envelope is to
 * travel. A post that cannot travel so is refused and never flooded from here. Thread-safe.
 */
public final class RoutedPosts implements RpcModule {

  private static final String ROUTE_NAME = "route";
  private static final Field<Values> ROUTE = new Field<>(ROUTE_NAME, RouteParameter.TYPE);
  private static final GoStruct TYPE = NewMessage.typeWith(ROUTE);

  private final Whisper shh;
  private final Optional<Mix> mix;
  private final KeyVault vault;
  private final KeyLookup keys;
  private final IdentityHops settled = new IdentityHops();

  /**
   * Makes the method.
   *
   * @param mix empty if the node runs without
   */
  public RoutedPosts(Whisper shh, Optional<Mix> mix, KeyVault keys) {
    this.shh = shh;
    this.mix = mix;
    this.vault = keys;
    this.keys = new KeyLookup(keys);
  }

  @Override
  public void addTo(MethodTable.Builder table) {
    table.claim("shh_post", this::isMeant, this::post);
  }

  /**
   * Other dialects have members of this name as little as geth, and ignore it. A post of an
   * identity that has posted through mixes travels so also if it does not say it: flooded from here
   * it would show whose the others are.
   */
  private boolean isMeant(JsonValue first, Dialect endpoint) {
    Members members = new Members(first);
    return (members.get(ROUTE_NAME).isPresent() || settledHops(members.text("sig")).isPresent())
        && new PostMembers(first).areOfVersion5Or6()
        && !EarlyV5Shape.matches(first);
  }

  private Optional<Integer> settledHops(String signerId) {
    return vault
        .keyPair(signerId)
        .flatMap(pair -> settled.of(pair.publicKey()))
        .filter(hops -> hops > 0);
  }

  private CompletionStage<JsonValue> post(ParameterReader parameters, RpcCall call)
      throws RpcException {
    Values values = parameters.only(TYPE);
    Mix enabled = MixMethods.required(mix);
    NewMessage message = new NewMessage(values, keys);
    PostRequest request = message.toRequest();
    Optional<PublicKey> identity = message.identity();
    Optional<Values> said = values.get(ROUTE);
    RouteParameter route =
        said.isPresent()
            ? RouteParameter.of(said.get())
            : new RouteParameter(identity.flatMap(settled::of), Optional.empty());
    return hops(route, enabled)
        .thenCompose(hops -> routed(request, identity, hops, route, enabled))
        .thenCompose(routed -> post(routed, call.session()))
        .thenApply(hash -> call.dialect() == Dialect.V5 ? JsonValue.TRUE : hash);
  }

  private static CompletionStage<Integer> hops(RouteParameter route, Mix mix) {
    return route
        .hops()
        .<CompletionStage<Integer>>map(CompletableFuture::completedStage)
        .orElseGet(() -> mix.status().thenApply(status -> status.config().hops()));
  }

  private CompletionStage<PostRequest> routed(
      PostRequest request,
      Optional<PublicKey> identity,
      int hops,
      RouteParameter route,
      Mix enabled) {
    if (hops == 0) {
      return identity
          .flatMap(key -> settled.settle(key, hops))
          .<CompletionStage<PostRequest>>map(
              why -> CompletableFuture.failedStage(RpcException.failed(why)))
          .orElseGet(() -> CompletableFuture.completedStage(request));
    }
    MixCarrier carrier = new MixCarrier(enabled, new Mix.Route(hops, route.profile()));
    return CompletableFuture.completedStage(
        identity
            .map(key -> request.carriedBy(new IdentityCarrier(carrier, key, hops, settled)))
            .orElseGet(() -> request.carriedBy(carrier)));
  }

  private CompletionStage<JsonValue> post(PostRequest request, RpcSession session) {
    return session
        .whileOpen(shh.post(request, session, PostProgress.listener(session)))
        .thenApply(JsonValue::hex);
  }
}
