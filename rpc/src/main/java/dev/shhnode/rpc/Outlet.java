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
   */
  void send(byte[] message);
}
