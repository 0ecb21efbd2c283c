// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.methods;

import dev.shhnode.rpc.JsonRpcDispatcher;
import dev.shhnode.rpc.MethodTable;
import dev.shhnode.rpc.Worker;
import dev.shhnode.rpc.classic.ClassicMethods;
import dev.shhnode.rpc.node.AdminMethods;
import dev.shhnode.rpc.node.NetMethods;
import dev.shhnode.rpc.node.NodeAdmin;
import dev.shhnode.rpc.parity.ParityKeyMethods;
import dev.shhnode.rpc.parity.ParityMethods;
import dev.shhnode.rpc.shh.Derivations;
import dev.shhnode.rpc.shh.EarlyV5Methods;
import dev.shhnode.rpc.shh.ShhKeyMethods;
import dev.shhnode.rpc.shh.ShhMessageMethods;
import dev.shhnode.rpc.shh.ShhSettingMethods;
import dev.shhnode.rpc.shh.ShhSubscriptionMethods;
import dev.shhnode.rpc.status.StatusMethods;
import dev.shhnode.rpc.whisper.FilterOwners;
import dev.shhnode.rpc.whisper.MessageFilters;
import dev.shhnode.rpc.whisper.MessageWriter;
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
   * @param executor derives keys and writes out long answers; bounded, and free to reject work,
   *     which the client is told
   * @param random for the ids of subscriptions
   */
  public static JsonRpcDispatcher dispatcher(
      ShhService shh, NodeAdmin node, Executor executor, SecureRandom random) {
    return new JsonRpcDispatcher(table(shh, node, executor, random), executor);
  }

  static MethodTable table(ShhService shh, NodeAdmin node, Executor executor, SecureRandom random) {
    Worker worker = new Worker(executor);
    MessageWriter writer = new MessageWriter(executor);
    FilterOwners owners = new FilterOwners();
    MessageFilters filters = new MessageFilters(shh, owners);
    ClassicMethods classic = new ClassicMethods(shh, owners, shh.keys(), worker, writer);
    ParityMethods parity = new ParityMethods(shh, filters, writer);
    MethodTable.Builder table = new MethodTable.Builder();
    new ShhMessageMethods(shh, filters, writer, classic, parity).addTo(table);
    new ShhSubscriptionMethods(shh, filters, random).addTo(table);
    new ShhKeyMethods(shh.keys(), worker, new Derivations(executor)).addTo(table);
    new ShhSettingMethods(shh).addTo(table);
    classic.addTo(table);
    parity.addTo(table);
    new ParityKeyMethods(shh.keys(), worker).addTo(table);
    new EarlyV5Methods(filters, writer).addTo(table);
    new StatusMethods(filters, writer, classic).addTo(table);
    new NetMethods(node).addTo(table);
    new AdminMethods(node, shh).addTo(table);
    return table.build();
  }
}
