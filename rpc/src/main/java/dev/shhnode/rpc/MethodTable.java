// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The methods of a node by their full names, of which a session sees the enabled namespaces. */
final class MethodTable {

  /** geth lists and answers this namespace on every transport. */
  private static final String ALWAYS_ENABLED = "rpc";

  private final Map<String, RpcMethod> methods;

  private MethodTable(Map<String, RpcMethod> methods) {
    this.methods = Map.copyOf(methods);
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

  /** The namespaces that have methods and are enabled, in alphabetical order. */
  Set<String> namespaces(Set<String> enabled) {
    Set<String> namespaces = new TreeSet<>();
    for (String name : methods.keySet()) {
      if (isEnabled(namespace(name), enabled)) {
        namespaces.add(namespace(name));
      }
    }
    return namespaces;
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
