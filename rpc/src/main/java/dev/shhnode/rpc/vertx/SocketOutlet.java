// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.rpc.Outlet;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * Writes to a socket from its event loop, as long as the client does not leave too much unread.
 * Thread-safe.
 */
final class SocketOutlet implements Outlet {

  private final Context context;
  private final Function<byte[], Future<Void>> socket;
  private final UnreadBudget.Account unread;

  /**
   * Wraps a socket.
   *
   * @param socket writes one message, on the event loop; done when the system has taken it
   */
  SocketOutlet(
      Context context, Function<byte[], Future<Void>> socket, UnreadBudget.Account unread) {
    this.context = context;
    this.socket = socket;
    this.unread = unread;
  }

  @Override
  public void send(byte[] message, Runnable lost) {
    if (!unread.add(message.length)) {
      lost.run();
      return;
    }
    context.runOnContext(
        nothing ->
            socket
                .apply(message)
                .onComplete(
                    written -> {
                      unread.remove(message.length);
                      if (written.failed()) {
                        lost.run();
                      }
                    }));
  }

  @Override
  public boolean isOpen() {
    return !unread.isAborted();
  }

  @Override
  public boolean reserve(int bytes) {
    return unread.addIfFree(bytes);
  }

  @Override
  public void release(int bytes) {
    unread.remove(bytes);
  }
}
