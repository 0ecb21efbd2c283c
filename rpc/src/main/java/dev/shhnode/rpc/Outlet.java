// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

/**
 * Sends messages to the client of a connection at any time, not only as answers.
 *
 * <p>Implementations are thread-safe, keep the order of calls, do not block, and close the
 * connection rather than let a slow reader pile up bytes.
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

  /** Whether messages can still reach the client: not if the connection is being closed. */
  default boolean isOpen() {
    return true;
  }

  /**
   * Counts a message that is to be sent later, if that does not exceed what the client may leave
   * unread.
   *
   * @return whether there is room; then {@link #release} is called once
   */
  default boolean reserve(int bytes) {
    return true;
  }

  /** Takes off what {@link #reserve} has counted. */
  default void release(int bytes) {}
}
