// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.shh.ShhService;
import java.security.SecureRandom;
import java.util.concurrent.Executor;

/** Puts the methods of a node together. */
public final class RpcMethods {

  private RpcMethods() {}

  /**
   * A dispatcher with all methods.
   *
   * @param shh answers {@code shh_*}
   * @param node answers {@code admin_*} and {@code net_*}
   * @param worker derives keys; bounded, and free to reject work, which the client is told
   * @param random for the ids of subscriptions
   */
  public static JsonRpcDispatcher dispatcher(
      ShhService shh, NodeAdmin node, Executor worker, SecureRandom random) {
    MethodTable.Builder table = new MethodTable.Builder();
    new ShhMessageMethods(shh).addTo(table);
    new ShhSubscriptionMethods(shh, random).addTo(table);
    new ShhKeyMethods(shh.keys(), worker).addTo(table);
    new ShhSettingMethods(shh).addTo(table);
    new NetMethods(node).addTo(table);
    new AdminMethods(node, shh).addTo(table);
    return new JsonRpcDispatcher(table.build());
  }
}
