// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonArray;
import dev.shhnode.rpc.json.JsonValue.JsonBoolean;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.rpc.json.JsonValue.JsonString;
import dev.shhnode.rpc.json.JsonValue.Member;
import java.util.Optional;

/** What one JSON value of a request, or one element of a batch, asks for. */
sealed interface Incoming {

  /**
   * A call that is answered.
   *
   * @param id to be echoed as it was written: a string, a number or null
   * @param parameters as they came, null if absent
   */
  record Call(JsonValue id, String method, JsonValue parameters) implements Incoming {}

  /**
   * A call without id, which is carried out and not answered (JSON-RPC 2.0, section 4.1).
   *
   * @param parameters as they came, null if absent
   */
  record Notification(String method, JsonValue parameters) implements Incoming {}

  /**
   * Anything else.
   *
   * @param id that of the object, null if that cannot be told
   */
  record Invalid(JsonValue id, RpcException error) implements Incoming {}

  /**
   * Reads a request object. As by geth, the {@code jsonrpc} member may be missing, names match
   * without regard to case, and the last of several counts.
   */
  static Incoming of(JsonValue value) {
    if (!(value instanceof JsonObject object)) {
      return invalid(JsonValue.NULL, "invalid request");
    }
    Optional<JsonValue> id = member(object, "id");
    if (id.isPresent() && !isId(id.get())) {
      return invalid(JsonValue.NULL, "invalid request id");
    }
    Optional<JsonValue> method = member(object, "method");
    if (method.isEmpty() || !(method.get() instanceof JsonString name)) {
      return invalid(id.orElse(JsonValue.NULL), "invalid request");
    }
    JsonValue parameters = member(object, "params").orElse(JsonValue.NULL);
    return id.isPresent()
        ? new Call(id.get(), name.value(), parameters)
        : new Notification(name.value(), parameters);
  }

  private static Invalid invalid(JsonValue id, String message) {
    return new Invalid(id, new RpcException(RpcException.INVALID_REQUEST, message));
  }

  private static boolean isId(JsonValue value) {
    return !(value instanceof JsonObject
        || value instanceof JsonArray
        || value instanceof JsonBoolean);
  }

  private static Optional<JsonValue> member(JsonObject object, String name) {
    Optional<JsonValue> last = Optional.empty();
    for (Member member : object.members()) {
      if (member.name().equalsIgnoreCase(name)) {
        last = Optional.of(member.value());
      }
    }
    return last;
  }
}
