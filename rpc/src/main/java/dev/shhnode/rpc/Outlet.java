// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

/**
 * The way out of a connection that can be written to at any time.
 *
 * <p>Implementations keep the order of calls, take them from any thread, do not block, and close
 * the connection rather than let a slow reader pile up bytes.
 */
@FunctionalInterface
public interface Outlet {

  /**
   * Sends one message.
   *
   * @param message a JSON text in UTF-8, not changed afterwards by either side
   * @param lost called at most once, from any thread, if the message cannot be handed to the system
   */
  void send(byte[] message, Runnable lost);

  /** Sends one message that nobody misses if the connection ends. */
  default void send(byte[] message) {
    send(message, () -> {});
  }
}
