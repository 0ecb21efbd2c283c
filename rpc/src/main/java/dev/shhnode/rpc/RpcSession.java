// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What the node keeps of one connection: which namespaces it may use, its subscriptions, and how
 * many filters it made. Thread-safe. The transport closes it together with the connection.
 */
public final class RpcSession implements AutoCloseable {

  /** Ours: a DApp watches a handful of topics; a gateway for many users opens more connections. */
  static final int MAX_SUBSCRIPTIONS = 1_000;

  private final Set<String> namespaces;
  private final @Nullable Outlet outlet;
  private final FilterPlaces filterPlaces = new FilterPlaces();
  private final Map<String, Runnable> subscriptions = new HashMap<>();
  private final Map<Object, Runnable> cancellations = new HashMap<>();
  private final List<PushChannel> progressChannels = new CopyOnWriteArrayList<>();
  private boolean closed;

  private RpcSession(Set<String> namespaces, @Nullable Outlet outlet) {
    this.namespaces = Set.copyOf(namespaces);
    this.outlet = outlet;
  }

  /**
   * A connection on which the node only answers, as over HTTP.
   *
   * @param namespaces what comes before the underscore of a method's name, for example {@code shh}
   */
  public static RpcSession answering(Set<String> namespaces) {
    return new RpcSession(namespaces, null);
  }

  /** A connection on which the node can push as well, as over WebSocket. */
  public static RpcSession pushing(Set<String> namespaces, Outlet outlet) {
    return new RpcSession(namespaces, outlet);
  }

  Set<String> namespaces() {
    return namespaces;
  }

  /** Whether the node can push; over HTTP it cannot. */
  public boolean canPush() {
    return outlet != null;
  }

  /** The way to push; empty if the node can only answer. */
  Optional<Outlet> outlet() {
    return Optional.ofNullable(outlet);
  }

  /**
   * Reserves a place for a subscription.
   *
   * @throws RpcException if the connection has too many
   */
  synchronized void reserveSubscription(String id) throws RpcException {
    if (subscriptions.size() >= MAX_SUBSCRIPTIONS) {
      throw RpcException.dropped(
          RpcDrop.SUBSCRIPTIONS_OF_CONNECTION,
          "too many subscriptions on this connection, at most " + MAX_SUBSCRIPTIONS);
    }
    subscriptions.put(id, () -> {});
  }

  /** Sets how a reserved subscription ends; ends it at once if it has been ended meanwhile. */
  public void establishSubscription(String id, Runnable end) {
    if (!replaceEnd(id, end)) {
      end.run();
    }
  }

  private synchronized boolean replaceEnd(String id, Runnable end) {
    return !closed && subscriptions.replace(id, end) != null;
  }

  /** Ends a subscription; false if the connection has none with this id. */
  public boolean endSubscription(String id) {
    Runnable end;
    synchronized (this) {
      end = subscriptions.remove(id);
    }
    if (end == null) {
      return false;
    }
    end.run();
    return true;
  }

  /** The places of the filters that the connection makes. */
  public FilterPlaces filterPlaces() {
    return filterPlaces;
  }

  /** Whether the client waits for pushes. */
  public synchronized boolean hasSubscriptions() {
    return !subscriptions.isEmpty();
  }

  /**
   * Cancels a post if the connection ends before it is done: no client waits for it then, and its
   * search would keep the miners from other posts.
   *
   * @return {@code post}, which fails with a {@link java.util.concurrent.CancellationException}
   *     then
   */
  public <T> CompletableFuture<T> whileOpen(CompletableFuture<T> post) {
    Object place = new Object();
    if (!register(place, () -> post.cancel(false))) {
      post.cancel(false);
    }
    var unused = post.whenComplete((result, failure) -> forget(place));
    return post;
  }

  private synchronized boolean register(Object place, Runnable cancellation) {
    if (!closed) {
      cancellations.put(place, cancellation);
    }
    return !closed;
  }

  private synchronized void forget(Object place) {
    cancellations.remove(place);
  }

  /** The subscriptions to the progress of posts on this connection. */
  public List<PushChannel> progressChannels() {
    return progressChannels;
  }

  /** Ends all subscriptions, and the searches of its posts. */
  @Override
  public void close() {
    List<Runnable> ends = new ArrayList<>();
    synchronized (this) {
      closed = true;
      ends.addAll(subscriptions.values());
      subscriptions.clear();
      ends.addAll(cancellations.values());
      cancellations.clear();
    }
    ends.forEach(Runnable::run);
  }
}
