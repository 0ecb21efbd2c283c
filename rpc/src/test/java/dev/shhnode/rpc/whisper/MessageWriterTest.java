// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.whisper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonArray;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class MessageWriterTest {

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final MessageWriter writer = new MessageWriter(tasks::add);

  private static CompletableFuture<JsonValue> write(MessageWriter writer, List<String> messages) {
    return writer.write(messages, JsonValue::of).toCompletableFuture();
  }

  @Test
  void shouldWriteOnTheWorker() {
    CompletableFuture<JsonValue> written = write(writer, List.of("one"));
    assertThat(written).isNotDone();

    tasks.remove().run();

    assertThat(written).isCompletedWithValue(new JsonArray(List.of(JsonValue.of("one"))));
  }

  @Test
  void shouldNotWakeTheWorkerForNothing() {
    assertThat(write(writer, List.of())).isCompletedWithValue(new JsonArray(List.of()));
    assertThat(tasks).isEmpty();
  }

  @Test
  void shouldWriteHereWhatABusyWorkerRefuses() {
    MessageWriter busy =
        new MessageWriter(
            task -> {
              throw new RejectedExecutionException("busy");
            });

    assertThat(write(busy, List.of("one")))
        .isCompletedWithValue(new JsonArray(List.of(JsonValue.of("one"))));
  }
}
