// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pushes of one subscription, held back until the client has been told the subscription's id.
 * Thread-safe; keeps the order of pushes.
 */
public final class PushChannel {

  /**
   * Ours: the answer is usually out within microseconds, but a batch can subscribe and then mine
   * for minutes. What arrives beyond this, or beyond what the client may leave unread on all its
   * channels together, is dropped.
   */
  static final int MAX_HELD_BACK_BYTES = 4 * 1024 * 1024;

  private final String namespace;
  private final String subscription;
  private final Outlet outlet;
  private final RpcListener listener;
  private @Nullable List<byte[]> heldBack = new ArrayList<>();
  private int heldBackBytes;
  private boolean closed;

  /** Made by {@link Subscriptions#open}. */
  PushChannel(String namespace, String subscription, Outlet outlet, RpcListener listener) {
    this.namespace = namespace;
    this.subscription = subscription;
    this.outlet = outlet;
    this.listener = listener;
  }

  /** The id by which the client knows the subscription. */
  public String subscription() {
    return subscription;
  }

  /**
   * Pushes one value as {@link #push(JsonValue)} does, but does not make it if the client is being
   * cut off, as that takes time.
   *
   * @param result makes the {@code result} member of the push; called at once or never
   */
  public void push(Supplier<? extends JsonValue> result) {
    if (outlet.isOpen()) {
      push(result.get());
    } else {
      lost();
    }
  }

  /**
   * Pushes one value, or holds it back until the client has been told the id. Does not block and
   * does not fail: a push for which there is no room is dropped.
   *
   * @param result the {@code result} member of the push
   */
  public synchronized void push(JsonValue result) {
    if (closed) {
      lost();
      return;
    }
    byte[] message = JsonWriter.write(Outgoing.push(namespace, subscription, result));
    if (heldBack == null) {
      outlet.send(message, this::lost);
    } else if (heldBackBytes + message.length <= MAX_HELD_BACK_BYTES
        && outlet.reserve(message.length)) {
      heldBack.add(message);
      heldBackBytes += message.length;
    } else {
      listener.onDropped(RpcDrop.PUSH_HELD_BACK);
    }
  }

  private void lost() {
    listener.onDropped(RpcDrop.PUSH_LOST);
  }

  /** Sends what was held back; from now on pushes go straight out. */
  synchronized void open() {
    for (byte[] message : takeHeldBack()) {
      outlet.send(message, this::lost);
    }
  }

  /** The client is not told of the subscription: nothing is pushed. */
  synchronized void close() {
    closed = true;
    takeHeldBack().forEach(message -> lost());
  }

  private List<byte[]> takeHeldBack() {
    List<byte[]> taken = heldBack == null ? List.of() : heldBack;
    taken.forEach(message -> outlet.release(message.length));
    heldBack = null;
    return taken;
  }
}
