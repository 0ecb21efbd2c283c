// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pushes of one subscription, held back until the client has been told the subscription's id.
 * Thread-safe; keeps the order of pushes.
 */
final class PushChannel {

  /**
   * Ours: the answer is usually out within microseconds, but a batch can subscribe and then mine
   * for seconds. What arrives beyond this is dropped.
   */
  static final int MAX_HELD_BACK_BYTES = 4 * 1024 * 1024;

  private final String subscription;
  private final Outlet outlet;
  private @Nullable List<byte[]> heldBack = new ArrayList<>();
  private int heldBackBytes;

  PushChannel(String subscription, Outlet outlet) {
    this.subscription = subscription;
    this.outlet = outlet;
  }

  String subscription() {
    return subscription;
  }

  synchronized void push(JsonValue result) {
    byte[] message = JsonWriter.write(Outgoing.push(subscription, result));
    if (heldBack == null) {
      outlet.send(message);
    } else if (heldBackBytes + message.length <= MAX_HELD_BACK_BYTES) {
      heldBack.add(message);
      heldBackBytes += message.length;
    }
  }

  /** Sends what was held back; from now on pushes go straight out. */
  synchronized void open() {
    if (heldBack != null) {
      heldBack.forEach(outlet::send);
      heldBack = null;
    }
  }
}
