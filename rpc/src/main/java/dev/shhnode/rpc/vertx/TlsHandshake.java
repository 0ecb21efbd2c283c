// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.rpc.RpcDrop;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Vertx;
import java.nio.channels.ClosedChannelException;

/**
 * TLS of one connection, below Vert.x, which would tell of a connection only after its handshake:
 * so those that do not finish it have a place and a time like any other. Confined to the
 * connection's event loop.
 */
final class TlsHandshake {

  private TlsHandshake() {}

  /**
   * Has everything that comes and goes from now on pass through TLS. To be called before anything
   * has been read.
   *
   * @param client for the log
   */
  static void begin(
      ClientChannel channel, SslContext tls, Vertx vertx, String client, RefusalLog refusals) {
    // Signing takes a millisecond or two: not on the loop of all connections.
    SslHandler handler =
        tls.newHandler(
            ByteBufAllocator.DEFAULT,
            task ->
                vertx.executeBlocking(
                    () -> {
                      task.run();
                      return true;
                    },
                    false));
    // The timer of the first request bounds the handshake, too.
    handler.setHandshakeTimeoutMillis(0);
    handler
        .handshakeFuture()
        .addListener(
            done -> {
              Throwable failure = done.cause();
              if (failure != null && !(failure instanceof ClosedChannelException)) {
                refusals.refused(RpcDrop.TLS_HANDSHAKE, words(failure), client);
              }
            });
    channel.secure(handler);
  }

  private static String words(Throwable failure) {
    return failure instanceof NotSslRecordException
        ? "only TLS is served (https, wss), refused"
        : "TLS handshake failed, from";
  }
}
