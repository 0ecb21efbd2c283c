// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.rpc.Outlet;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Writes to a socket from its event loop, and aborts it when the client leaves too much unread.
 * Thread-safe.
 */
final class SocketOutlet implements Outlet {

  private final Context context;
  private final Function<byte[], Future<Void>> socket;
  private final ClientChannel channel;
  private final int maxPendingBytes;
  private final AtomicLong pendingBytes = new AtomicLong();

  /**
   * Wraps a socket.
   *
   * @param socket writes one message, on the event loop; done when the system has taken it
   */
  SocketOutlet(
      Context context,
      Function<byte[], Future<Void>> socket,
      ClientChannel channel,
      int maxPendingBytes) {
    this.context = context;
    this.socket = socket;
    this.channel = channel;
    this.maxPendingBytes = maxPendingBytes;
  }

  @Override
  public void send(byte[] message, Runnable lost) {
    if (pendingBytes.get() > maxPendingBytes) {
      channel.abort();
      lost.run();
      return;
    }
    pendingBytes.addAndGet(message.length);
    context.runOnContext(
        nothing ->
            socket
                .apply(message)
                .onComplete(
                    written -> {
                      pendingBytes.addAndGet(-message.length);
                      if (written.failed()) {
                        lost.run();
                      }
                    }));
  }
}
