// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The methods of a node by their full names, of which a session sees the enabled namespaces. {@code
 * rpc_modules}, which lists those, is always among them. A dialect may have a method of its own in
 * place of the common one. Immutable.
 */
public final class MethodTable {

  /** geth answers this namespace on every transport. */
  private static final String ALWAYS_ENABLED = "rpc";

  private static final String WHISPER = "shh";

  /** Status' additions to Whisper, which go with it. */
  private static final String STATUS = "shhext";

  /** geth's for every namespace, whatever the version of its methods. */
  private static final JsonValue NAMESPACE_VERSION = JsonValue.of("1.0");

  private final Map<String, RpcMethod> methods;
  private final Map<Dialect, Map<String, RpcMethod>> ofDialects;

  private MethodTable(
      Map<String, RpcMethod> methods, Map<Dialect, Map<String, RpcMethod>> ofDialects) {
    this.methods = new HashMap<>(methods);
    this.ofDialects = ofDialects;
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
  RpcMethod find(String name, Set<String> enabled, Dialect dialect) throws RpcException {
    RpcMethod common = methods.get(name);
    RpcMethod method = ofDialects.getOrDefault(dialect, Map.of()).getOrDefault(name, common);
    if (method == null || !isEnabled(namespace(name), enabled)) {
      throw RpcException.methodNotFound(name);
    }
    return method;
  }

  /** The names of the methods that every dialect has. */
  public Set<String> names() {
    return methods.keySet();
  }

  /** The enabled namespaces that have methods, in alphabetical order. */
  private JsonObject modules(Set<String> enabled) {
    return new JsonObject(
        names().stream()
            .map(MethodTable::namespace)
            .filter(namespace -> isEnabled(namespace, enabled))
            .distinct()
            .sorted()
            .map(namespace -> JsonValue.member(namespace, NAMESPACE_VERSION))
            .toList());
  }

  private static boolean isEnabled(String namespace, Set<String> enabled) {
    return namespace.equals(ALWAYS_ENABLED)
        || enabled.contains(namespace.equals(STATUS) ? WHISPER : namespace);
  }

  private static String namespace(String method) {
    return method.substring(0, method.indexOf('_'));
  }

  /** Collects methods. Not thread-safe. */
  public static final class Builder {
    private final Map<String, RpcMethod> methods = new HashMap<>();
    private final Map<Dialect, Map<String, RpcMethod>> ofDialects = new EnumMap<>(Dialect.class);

    /**
     * Adds a method.
     *
     * @param name namespace, underscore, name, as in {@code shh_post}
     */
    public Builder add(String name, RpcMethod method) {
      if (methods.put(name, method) != null) {
        throw new IllegalArgumentException(name + " is there already");
      }
      return this;
    }

    /** Adds a second name of a method that is there. */
    public Builder addAlias(String alias, String name) {
      return add(alias, get(name));
    }

    /** A method that is there. */
    public RpcMethod get(String name) {
      return Objects.requireNonNull(methods.get(name), name);
    }

    /** Adds what a method is on the endpoints of one dialect. */
    public Builder addFor(Dialect dialect, String name, RpcMethod method) {
      ofDialects.computeIfAbsent(dialect, d -> new HashMap<>()).put(name, method);
      return this;
    }

    public MethodTable build() {
      return new MethodTable(methods, ofDialects);
    }
  }
}
