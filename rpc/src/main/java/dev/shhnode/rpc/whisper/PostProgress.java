// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.whisper;

import static dev.shhnode.rpc.json.JsonValue.member;

import dev.shhnode.rpc.RpcSession;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.shh.PostListener;

/** Tells a connection's subscriptions to the progress of its posts how a search gets on. */
public final class PostProgress {

  private PostProgress() {}

  /** The listener of a post that a connection makes, of any dialect. */
  public static PostListener listener(RpcSession session) {
    return (nonces, expected, seconds) -> {
      JsonObject progress = progress(nonces, expected, seconds);
      session.progressChannels().forEach(channel -> channel.push(progress));
    };
  }

  private static JsonObject progress(long nonces, double expected, double seconds) {
    return JsonObject.of(
        member("nonces", JsonValue.of(nonces)),
        // Infinity, which JSON cannot express, for a target that will not be reached.
        member("expected", Double.isFinite(expected) ? JsonValue.of(expected) : JsonValue.NULL),
        member("seconds", JsonValue.of(seconds)));
  }
}
