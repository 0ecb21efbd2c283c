// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

/**
 * A group of methods, for example those of one namespace. The dispatcher is made of a list of
 * modules and asks each of them once, while it is made.
 */
@FunctionalInterface
public interface RpcModule {

  /**
   * Adds the methods, and claims the calls of methods of others that are meant for this module.
   *
   * @throws IllegalArgumentException if another module has a method of the same name
   */
  void addTo(MethodTable.Builder table);
}
