// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.methods;

import dev.shhnode.rpc.JsonRpcDispatcher;
import dev.shhnode.rpc.RpcModule;
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
import dev.shhnode.rpc.whisper.MessageSubscriptions;
import dev.shhnode.rpc.whisper.MessageWriter;
import dev.shhnode.shh.KeyStore;
import dev.shhnode.shh.ShhService;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Executor;

/** Puts the methods of a node together. */
public final class RpcMethods {

  /** The namespaces of all methods, as an operator enables them, in alphabetical order. */
  public static final List<String> NAMESPACES = List.of("admin", "net", "shh", "web3");

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
    return new JsonRpcDispatcher(modules(shh, node, executor, random), executor);
  }

  static List<RpcModule> modules(
      ShhService shh, NodeAdmin node, Executor executor, SecureRandom random) {
    KeyStore keys = shh.keys();
    Worker worker = new Worker(executor);
    MessageWriter writer = new MessageWriter(executor);
    FilterOwners owners = new FilterOwners();
    MessageFilters filters = new MessageFilters(shh, owners);
    MessageSubscriptions subscriptions = new MessageSubscriptions(shh);
    ShhMessageMethods messages = new ShhMessageMethods(shh, filters, writer);
    ShhSettingMethods settings = new ShhSettingMethods(shh);
    return List.of(
        messages,
        new ShhSubscriptionMethods(keys, subscriptions, random),
        new ShhKeyMethods(keys, worker, new Derivations(executor)),
        settings,
        new EarlyV5Methods(messages, settings, keys, filters, writer),
        new StatusMethods(filters, writer),
        new ClassicMethods(shh, owners, keys, worker, writer),
        new ParityMethods(shh, filters, subscriptions, writer, random),
        new ParityKeyMethods(keys, worker),
        new NetMethods(node),
        new AdminMethods(node, shh));
  }
}
