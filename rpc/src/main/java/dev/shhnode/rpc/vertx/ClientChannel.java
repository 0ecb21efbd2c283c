// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.rlpx.peers.Network;
import dev.shhnode.rpc.RpcListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * The channel under a connection of Vert.x, for what Vert.x cannot do: close it at once although
 * the client has not read everything, and tell the end of input from the end of the connection.
 * Thread-safe.
 */
final class ClientChannel {

  /** The name that Vert.x gives to its own handler, which stays the last. */
  private static final String VERTX_HANDLER = "handler";

  private static final String VERTX_HTTP_DECODER = "httpDecoder";

  private static final String TLS = "tls";

  /** Does nothing but mark where the bytes of a client begin that has no TLS, or are deciphered. */
  private static final String ABOVE_TLS = "aboveTls";

  private final Channel channel;

  private ClientChannel(Channel channel) {
    this.channel = channel;
  }

  static ClientChannel of(NetSocket socket) {
    return new ClientChannel(((NetSocketInternal) socket).channelHandlerContext().channel());
  }

  static ClientChannel of(HttpConnection connection) {
    return new ClientChannel(((ConnectionBase) connection).channel());
  }

  /** Whence the client comes; unknown if it is not by IP, or has closed the connection already. */
  Network network() {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? Network.of(address)
        : Network.UNKNOWN;
  }

  /**
   * Closes the connection at once. Bytes that the client has not taken are lost, where {@code
   * close()} of Vert.x would wait for them, for ever if the client does not read.
   */
  void abort() {
    // Closed from the first handler on, past that of Vert.x, which would write first.
    ChannelHandlerContext first = channel.pipeline().firstContext();
    // Null if the channel has been closed.
    if (first != null) {
      var unused = first.close();
    }
  }

  /** Writes ASCII text past Vert.x, between two messages; a failure closes the connection. */
  void writePastVertx(String text) {
    ChannelHandlerContext secured = channel.pipeline().context(ABOVE_TLS);
    ChannelHandlerContext first = secured == null ? channel.pipeline().firstContext() : secured;
    if (first != null) {
      var unused =
          first
              .writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII))
              .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
  }

  /** Closes the connection at once if it is still open when the time is over. */
  void abortAfter(Duration patience) {
    runAfter(patience, this::abort);
  }

  /** Does {@code action} on the event loop if the connection is still open after some time. */
  void runAfter(Duration patience, Runnable action) {
    ScheduledFuture<?> timer =
        channel.eventLoop().schedule(action, patience.toMillis(), TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(closed -> timer.cancel(false));
  }

  /**
   * Bounds also the number of headers. To be called before anything has been read.
   *
   * @param listener told of requests whose head is above a bound, which Vert.x refuses
   */
  void boundHeaders(RpcListener listener) {
    channel.pipeline().replace(VERTX_HTTP_DECODER, VERTX_HTTP_DECODER, BoundedHeaders.decoder());
    guard(BoundedHeaders.watch(listener));
  }

  /** Puts a handler before that of Vert.x. */
  void guard(ChannelHandler handler) {
    channel.pipeline().addBefore(VERTX_HANDLER, null, handler);
  }

  /** Puts TLS between the socket and everything else; before anything has been read. */
  void secure(ChannelHandler tls) {
    channel.pipeline().addFirst(ABOVE_TLS, new ChannelInboundHandlerAdapter());
    channel.pipeline().addFirst(TLS, tls);
  }

  /**
   * Tells how many bytes have come, deciphered if there is TLS, after everything in them has been
   * handled.
   */
  void onBytes(IntConsumer read) {
    ByteCounter counter = new ByteCounter(read);
    if (channel.pipeline().context(ABOVE_TLS) == null) {
      channel.pipeline().addFirst(counter);
    } else {
      channel.pipeline().addAfter(ABOVE_TLS, null, counter);
    }
  }

  /**
   * Closes the connection when it fails, without handing the failure to Vert.x, which fails itself
   * if requests are pipelined and logs every failure.
   */
  void closeOnFailure() {
    guard(
        new ChannelInboundHandlerAdapter() {
          @Override
          public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            abort();
          }
        });
  }

  private static final class ByteCounter extends ChannelInboundHandlerAdapter {

    private final IntConsumer read;

    ByteCounter(IntConsumer read) {
      this.read = read;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      int bytes = message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
      context.fireChannelRead(message);
      read.accept(bytes);
    }
  }

  /**
   * Keeps the connection open for answers when the client closes its side. To be called before
   * anything has been read; a connection that is reset is closed as before.
   *
   * @param ended called on the event loop when the input has ended; what came before it may still
   *     wait in Vert.x if the connection is paused
   */
  void onEndOfInput(Runnable ended) {
    RecvByteBufAllocator allocator = channel.config().getRecvByteBufAllocator();
    channel
        .config()
        .setRecvByteBufAllocator(() -> new EndOfInput(allocator.newHandle(), channel, ended));
  }

  /** As {@link #onEndOfInput}, told by an empty buffer after everything that came before. */
  void endInputWithAnEmptyBuffer() {
    onEndOfInput(() -> channel.pipeline().fireChannelRead(Unpooled.EMPTY_BUFFER));
  }

  /**
   * Hides the end of input from Netty, which would close the channel. Its own option for this,
   * {@code ALLOW_HALF_CLOSURE}, does nothing for Unix domain sockets.
   */
  @SuppressWarnings("deprecation") // the channel asks for this type; its successor adds to it
  private static final class EndOfInput extends RecvByteBufAllocator.DelegatingHandle {

    private static final int END = -1;

    private final Channel channel;
    private final Runnable ended;

    EndOfInput(RecvByteBufAllocator.Handle delegate, Channel channel, Runnable ended) {
      super(delegate);
      this.channel = channel;
      this.ended = ended;
    }

    @Override
    public void lastBytesRead(int bytes) {
      if (bytes == END) {
        super.lastBytesRead(0);
        channel.config().setAutoRead(false);
        ended.run();
      } else {
        super.lastBytesRead(bytes);
      }
    }
  }
}
