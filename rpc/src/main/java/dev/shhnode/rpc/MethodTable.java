// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The methods of a node by their full names, of which a session sees the enabled namespaces. {@code
 * rpc_modules}, which lists those, is always among them.
 *
 * <p>Dialects may share the name of a method. A call goes to the dialect that claims it by its
 * first parameter; if none does, to what the dialect of the endpoint has in place of the common
 * method; else to the common method. Immutable.
 */
public final class MethodTable {

  /** geth answers this namespace on every transport. */
  private static final String ALWAYS_ENABLED = "rpc";

  /** geth's version of every namespace, whatever that of its methods. */
  private static final JsonValue NAMESPACE_VERSION = JsonValue.of("1.0");

  private record Claimed(Claim claim, RpcMethod method) {}

  private final Map<String, RpcMethod> methods;
  private final Map<String, String> aliases;
  private final Map<String, List<Claimed>> claims;
  private final Map<Dialect, Map<String, RpcMethod>> ofDialects;
  private final Map<String, String> companions;

  private MethodTable(Builder builder) {
    this.methods = new HashMap<>(builder.methods);
    this.aliases = Map.copyOf(builder.aliases);
    this.claims = Map.copyOf(builder.claims);
    this.ofDialects = new EnumMap<>(builder.ofDialects);
    this.companions = Map.copyOf(builder.companions);
    checkAliases();
    aliases.forEach((alias, name) -> methods.put(alias, common(name)));
    methods.put(
        "rpc_modules",
        (parameters, call) ->
            CompletableFuture.completedStage(modules(call.session().namespaces())));
  }

  /** Claims are looked up by the first name, and aliases once. */
  private void checkAliases() {
    aliases.forEach(
        (alias, name) -> {
          if (aliases.containsKey(name)) {
            throw new IllegalArgumentException(alias + " is the alias of an alias, " + name);
          }
          if (claims.containsKey(alias)) {
            throw new IllegalArgumentException(alias + " is an alias: claim " + name);
          }
        });
  }

  private RpcMethod common(String name) {
    return Optional.ofNullable(methods.get(name))
        .orElseThrow(() -> new IllegalArgumentException(name + " is not there"));
  }

  /** The table of the methods of all modules. */
  static MethodTable of(List<RpcModule> modules) {
    Builder table = new Builder();
    modules.forEach(module -> module.addTo(table));
    return new MethodTable(table);
  }

  /**
   * Finds the method that serves a call.
   *
   * @param first the first parameter of the call
   * @throws RpcException if there is none or its namespace is not enabled; the error is the same
   */
  RpcMethod find(String name, JsonValue first, Set<String> enabled, Dialect endpoint)
      throws RpcException {
    if (!name.contains("_") || !isEnabled(namespace(name), enabled)) {
      throw RpcException.methodNotFound(name);
    }
    List<RpcMethod> claimants = claimants(name, first, endpoint);
    RpcMethod method = claimants.isEmpty() ? unclaimed(name, endpoint) : claimants.get(0);
    if (method == null) {
      throw RpcException.methodNotFound(name);
    }
    return method;
  }

  /**
   * Refuses the call of a method that is there and not permitted. What geth always answers needs no
   * permission; a companion of a namespace is permitted with that.
   *
   * @throws RpcException naming the permission that is missing
   */
  void requirePermission(String name, Permissions permissions) throws RpcException {
    String namespace = namespace(name);
    if (!namespace.equals(ALWAYS_ENABLED)) {
      permissions.require(companions.getOrDefault(namespace, namespace), name);
    }
  }

  /** The versions of a method that claim a call, in the order of their modules. */
  List<RpcMethod> claimants(String name, JsonValue first, Dialect endpoint) {
    List<Claimed> all = claims.get(aliases.getOrDefault(name, name));
    if (all == null) {
      return List.of();
    }
    return all.stream()
        .filter(claimed -> claimed.claim().isMeant(first, endpoint))
        .map(Claimed::method)
        .toList();
  }

  private @Nullable RpcMethod unclaimed(String name, Dialect endpoint) {
    return ofDialects.getOrDefault(endpoint, Map.of()).getOrDefault(name, methods.get(name));
  }

  /** The names of the methods that every dialect has. */
  Set<String> names() {
    return Collections.unmodifiableSet(methods.keySet());
  }

  /** The names of all methods, also of those that only one dialect has. */
  Set<String> allNames() {
    Set<String> all = new HashSet<>(methods.keySet());
    ofDialects.values().forEach(ofDialect -> all.addAll(ofDialect.keySet()));
    all.addAll(claims.keySet());
    return all;
  }

  /** The namespaces that can be enabled, in alphabetical order. */
  List<String> namespaces() {
    return allNamespaces()
        .filter(
            namespace -> !namespace.equals(ALWAYS_ENABLED) && !companions.containsKey(namespace))
        .toList();
  }

  /** The enabled namespaces that have methods, in alphabetical order. */
  private JsonObject modules(Set<String> enabled) {
    return new JsonObject(
        allNamespaces()
            .filter(namespace -> isEnabled(namespace, enabled))
            .map(namespace -> JsonValue.member(namespace, NAMESPACE_VERSION))
            .toList());
  }

  private Stream<String> allNamespaces() {
    return names().stream().map(MethodTable::namespace).distinct().sorted();
  }

  private boolean isEnabled(String namespace, Set<String> enabled) {
    return namespace.equals(ALWAYS_ENABLED)
        || enabled.contains(companions.getOrDefault(namespace, namespace));
  }

  private static String namespace(String method) {
    return method.substring(0, method.indexOf('_'));
  }

  /** Collects methods. Not thread-safe. */
  public static final class Builder {

    private final Map<String, RpcMethod> methods = new HashMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final Map<String, List<Claimed>> claims = new HashMap<>();
    private final Map<Dialect, Map<String, RpcMethod>> ofDialects = new EnumMap<>(Dialect.class);
    private final Map<String, String> companions = new HashMap<>();

    private Builder() {}

    /**
     * Adds a method.
     *
     * @param name namespace, underscore, name, as in {@code shh_post}
     * @throws IllegalArgumentException if there is one of this name
     */
    public Builder add(String name, RpcMethod method) {
      requireNew(name);
      methods.put(name, method);
      return this;
    }

    /**
     * Adds a second name of a method, which another module may add later: its calls are claimed
     * under either name. What {@link #addFor} puts in its place on a dialect has only the first
     * name.
     *
     * @throws IllegalArgumentException if there is a method of the name {@code alias}
     */
    public Builder addAlias(String alias, String name) {
      requireNew(alias);
      aliases.put(alias, name);
      return this;
    }

    private void requireNew(String name) {
      if (methods.containsKey(name) || aliases.containsKey(name)) {
        throw new IllegalArgumentException(name + " is there already");
      }
    }

    /**
     * Adds the version of a method that answers on the endpoints of one dialect, if no claim takes
     * the call.
     */
    public Builder addFor(Dialect dialect, String name, RpcMethod method) {
      ofDialects.computeIfAbsent(dialect, d -> new HashMap<>()).put(name, method);
      return this;
    }

    /**
     * Claims the calls of a method that are meant for a dialect's own version of it, on the
     * endpoints of all dialects. Claims on one method must exclude each other, so that the order of
     * modules does not matter; if several say yes, the first one added gets the call.
     *
     * @param name of the method, which may be added by another module
     * @param method the dialect's version
     */
    public Builder claim(String name, Claim claim, RpcMethod method) {
      claims.computeIfAbsent(name, n -> new ArrayList<>()).add(new Claimed(claim, method));
      return this;
    }

    /**
     * Enables a namespace wherever another one is enabled, instead of by itself.
     *
     * @param namespace for example {@code shhext}, whose methods make no sense without {@code shh}
     */
    public Builder enableWith(String namespace, String other) {
      companions.put(namespace, other);
      return this;
    }
  }
}
