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

  /** Whether it is of use to make a message: not if the connection is being closed. */
  default boolean isOpen() {
    return true;
  }

  /**
   * Charges a message that is to be sent later, and is to be given up rather than let the client
   * have too much.
   *
   * @return whether there is room; then {@link #release} is called once
   */
  default boolean reserve(int bytes) {
    return true;
  }

  /** Takes back what {@link #reserve} has charged. */
  default void release(int bytes) {}
}
