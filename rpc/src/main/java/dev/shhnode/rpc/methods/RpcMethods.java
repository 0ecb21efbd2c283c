// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.methods;

import dev.shhnode.keys.KeyVault;
import dev.shhnode.mix.Mix;
import dev.shhnode.rpc.JsonRpcDispatcher;
import dev.shhnode.rpc.RpcListener;
import dev.shhnode.rpc.RpcModule;
import dev.shhnode.rpc.Worker;
import dev.shhnode.rpc.classic.ClassicMethods;
import dev.shhnode.rpc.mix.MixMethods;
import dev.shhnode.rpc.mix.RoutedPosts;
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
import dev.shhnode.rpc.whisper.FilterLeases;
import dev.shhnode.rpc.whisper.FilterOwners;
import dev.shhnode.rpc.whisper.MessageFilters;
import dev.shhnode.rpc.whisper.MessageSubscriptions;
import dev.shhnode.rpc.whisper.MessageWriter;
import dev.shhnode.shh.Whisper;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Puts the methods of a node together. */
public final class RpcMethods {

  /** The namespaces of all methods, as an operator enables them, in alphabetical order. */
  public static final List<String> NAMESPACES = List.of("admin", "mix", "net", "shh", "web3");

  private RpcMethods() {}

  /**
   * A dispatcher with all methods.
   *
   * @param whisper answers {@code shh_*}
   * @param mix answers {@code mix_*} and carries posts that ask for a route; empty if the node runs
   *     without
   * @param keys those of DApps
   * @param leases of polled filters; who makes them calls {@link FilterLeases#onTime}
   * @param node answers {@code admin_*} and {@code net_*}
   * @param executor derives keys and writes out long answers; bounded, and free to reject work,
   *     which the client is told
   * @param random for the ids of subscriptions
   * @param listener told of every call
   */
  public static JsonRpcDispatcher dispatcher(
      Whisper whisper,
      Optional<Mix> mix,
      KeyVault keys,
      FilterLeases leases,
      NodeAdmin node,
      Executor executor,
      SecureRandom random,
      RpcListener listener) {
    return new JsonRpcDispatcher(
        modules(whisper, mix, keys, leases, node, executor, random), executor, listener);
  }

  static List<RpcModule> modules(
      Whisper whisper,
      Optional<Mix> mix,
      KeyVault keys,
      FilterLeases leases,
      NodeAdmin node,
      Executor executor,
      SecureRandom random) {
    Worker worker = new Worker(executor);
    MessageWriter writer = new MessageWriter(executor);
    FilterOwners owners = new FilterOwners(leases);
    MessageFilters filters = new MessageFilters(whisper, owners);
    MessageSubscriptions subscriptions = new MessageSubscriptions(whisper);
    ShhMessageMethods messages = new ShhMessageMethods(whisper, keys, filters, writer);
    ShhSettingMethods settings = new ShhSettingMethods(whisper);
    return List.of(
        messages,
        new ShhSubscriptionMethods(keys, subscriptions, random),
        new ShhKeyMethods(keys, worker, new Derivations(executor)),
        settings,
        new EarlyV5Methods(messages, settings, keys, filters, writer),
        new StatusMethods(filters, writer),
        new ClassicMethods(whisper, owners, keys, worker, writer),
        new ParityMethods(whisper, keys, filters, subscriptions, writer, random),
        new ParityKeyMethods(keys, worker),
        new RoutedPosts(whisper, mix, keys),
        new MixMethods(mix, random),
        new NetMethods(node),
        new AdminMethods(node, whisper));
  }
}
