// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Follows one post on its way through mixes. The node tells of all its posts, and may tell of this
 * one before it answers with the hash. Thread-safe: told by the thread of the connection, asked by
 * the main thread.
 */
final class PostStages {

  private final Consumer<String> printer;
  private final List<JsonNode> beforeHash = new ArrayList<>();
  private final CompletableFuture<Boolean> end = new CompletableFuture<>();
  private String hash = "";

  /**
   * Follows the post whose hash is going to be known.
   *
   * @param printer takes the stages as they are reached
   */
  PostStages(Consumer<String> printer) {
    this.printer = printer;
  }

  /** Takes what the node tells; what is no stage of a post is ignored. */
  synchronized void onNotification(JsonNode result) {
    if (!result.has("stage")) {
      return;
    }
    if (hash.isEmpty()) {
      beforeHash.add(result);
    } else {
      reach(result);
    }
  }

  /** The post's envelope has this hash. */
  synchronized void follow(String envelopeHash) {
    hash = envelopeHash;
    beforeHash.forEach(this::reach);
    beforeHash.clear();
  }

  private void reach(JsonNode event) {
    if (end.isDone() || !event.path("hash").asText().equals(hash)) {
      return;
    }
    String stage = event.path("stage").asText();
    printer.accept(stage + expectation(event));
    switch (stage) {
      case "heard back", "unheard" -> end.complete(true);
      case "given up" -> end.complete(false);
      default -> {
        // On its way.
      }
    }
  }

  private static String expectation(JsonNode event) {
    JsonNode seconds = event.path("floodedInSeconds");
    return seconds.isNumber()
        ? String.format(Locale.ROOT, ", flooded in about %.1f s", seconds.asDouble())
        : "";
  }

  /** Completes once nothing more will be told; false means that the post was given up. */
  CompletableFuture<Boolean> end() {
    return end;
  }
}
