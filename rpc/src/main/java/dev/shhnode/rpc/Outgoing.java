// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import static dev.shhnode.rpc.json.JsonValue.member;

import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonObject;

/** The objects that go to a client (JSON-RPC 2.0, section 5; geth's subscriptions). */
final class Outgoing {

  private static final JsonValue VERSION = JsonValue.of("2.0");

  private Outgoing() {}

  static JsonObject result(JsonValue id, JsonValue result) {
    return JsonObject.of(member("jsonrpc", VERSION), member("id", id), member("result", result));
  }

  static JsonObject error(JsonValue id, RpcException error) {
    JsonObject object =
        JsonObject.of(
            member("code", JsonValue.of(error.code())),
            member("message", JsonValue.of(error.text())));
    return JsonObject.of(member("jsonrpc", VERSION), member("id", id), member("error", object));
  }

  /** One push of a subscription of a namespace. */
  static JsonObject push(String namespace, String subscription, JsonValue result) {
    return JsonObject.of(
        member("jsonrpc", VERSION),
        member("method", JsonValue.of(namespace + "_subscription")),
        member(
            "params",
            JsonObject.of(
                member("subscription", JsonValue.of(subscription)), member("result", result))));
  }
}
