// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.rpc.JsonValue.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The methods of a node by their full names, of which a session sees the enabled namespaces. {@code
 * rpc_modules}, which lists those, is always among them. Immutable.
 */
final class MethodTable {

  /** geth answers this namespace on every transport. */
  private static final String ALWAYS_ENABLED = "rpc";

  /** geth's for every namespace, whatever the version of its methods. */
  private static final JsonValue NAMESPACE_VERSION = JsonValue.of("1.0");

  private final Map<String, RpcMethod> methods;

  private MethodTable(Map<String, RpcMethod> methods) {
    this.methods = new HashMap<>(methods);
    this.methods.put(
        "rpc_modules",
        (parameters, call) ->
            CompletableFuture.completedStage(modules(call.session().namespaces())));
  }

  /**
   * Finds a method.
   *
   * @throws RpcException if there is none or its namespace is not enabled, which look alike
   */
  RpcMethod find(String name, Set<String> enabled) throws RpcException {
    RpcMethod method = methods.get(name);
    if (method == null || !isEnabled(namespace(name), enabled)) {
      throw RpcException.methodNotFound(name);
    }
    return method;
  }

  /** The enabled namespaces that have methods, in alphabetical order. */
  private JsonObject modules(Set<String> enabled) {
    return new JsonObject(
        methods.keySet().stream()
            .map(MethodTable::namespace)
            .filter(namespace -> isEnabled(namespace, enabled))
            .distinct()
            .sorted()
            .map(namespace -> JsonValue.member(namespace, NAMESPACE_VERSION))
            .toList());
  }

  private static boolean isEnabled(String namespace, Set<String> enabled) {
    return namespace.equals(ALWAYS_ENABLED) || enabled.contains(namespace);
  }

  private static String namespace(String method) {
    return method.substring(0, method.indexOf('_'));
  }

  /** Collects methods. Not thread-safe. */
  static final class Builder {
    private final Map<String, RpcMethod> methods = new HashMap<>();

    /**
     * Adds a method.
     *
     * @param name namespace, underscore, name, as in {@code shh_post}
     */
    Builder add(String name, RpcMethod method) {
      if (methods.put(name, method) != null) {
        throw new IllegalArgumentException(name + " is there already");
      }
      return this;
    }

    MethodTable build() {
      return new MethodTable(methods);
    }
  }
}
