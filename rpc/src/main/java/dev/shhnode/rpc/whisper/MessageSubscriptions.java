// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.whisper;

import dev.shhnode.rpc.PushChannel;
import dev.shhnode.rpc.RpcCall;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.shh.FilterCriteria;
import dev.shhnode.shh.ReceivedMessage;
import dev.shhnode.shh.Subscription;
import dev.shhnode.shh.Whisper;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Subscriptions to messages, which are pushed when they come. Thread-safe. */
public final class MessageSubscriptions {

  private final Whisper shh;

  public MessageSubscriptions(Whisper shh) {
    this.shh = shh;
  }

  /**
   * Begins to push messages. To the client it is one subscription, here one for each of the
   * criteria.
   *
   * @param channel opened for {@code call}
   * @param criteria of which a message has to match one
   * @param form how a message is written; called on the shh loop
   * @return the subscription's id; fails as {@link Whisper#subscribe} does, and then the place of
   *     the subscription is free again
   */
  public CompletionStage<JsonValue> subscribe(
      PushChannel channel,
      List<FilterCriteria> criteria,
      Function<ReceivedMessage, JsonValue> form,
      RpcCall call) {
    List<Subscription> parts = new CopyOnWriteArrayList<>();
    CompletionStage<Void> done = CompletableFuture.completedStage(null);
    for (FilterCriteria each : criteria) {
      done =
          done.thenCompose(
                  previous ->
                      shh.subscribe(each, message -> channel.push(() -> form.apply(message))))
              .thenAccept(parts::add);
    }
    return done.whenComplete(
            (nothing, failure) -> {
              call.session()
                  .establishSubscription(
                      channel.subscription(), () -> parts.forEach(Subscription::close));
              if (failure != null) {
                call.session().endSubscription(channel.subscription());
              }
            })
        .thenApply(nothing -> JsonValue.of(channel.subscription()));
  }
}
