// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.whisper;

import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonArray;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * Writes out polled messages. They may be many megabytes, so a worker does it and not the shh loop.
 * Thread-safe.
 */
public final class MessageWriter {

  private final Executor worker;

  public MessageWriter(Executor worker) {
    this.worker = worker;
  }

  /**
   * Writes messages, on the calling thread if the worker is too busy: they are gone from their
   * filter and must not be lost.
   *
   * @return fails only with what {@code form} throws
   */
  public <M> CompletionStage<JsonValue> write(
      List<M> messages, Function<M, ? extends JsonValue> form) {
    if (messages.isEmpty()) {
      // Most polls, of DApps that ask every second: not worth waking a worker.
      return CompletableFuture.completedStage(new JsonArray(List.of()));
    }
    try {
      return CompletableFuture.supplyAsync(() -> array(messages, form), worker);
    } catch (RejectedExecutionException busy) {
      return CompletableFuture.completedStage(array(messages, form));
    }
  }

  private static <M> JsonArray array(List<M> messages, Function<M, ? extends JsonValue> form) {
    return new JsonArray(messages.stream().<JsonValue>map(form).toList());
  }
}
