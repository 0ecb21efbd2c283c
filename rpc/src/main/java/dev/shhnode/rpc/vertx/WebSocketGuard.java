// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A handler between the decoder of frames and Vert.x, which answers every ping even if the client
 * does not read, forgets why a frame could not be read, and does not tell how much it holds.
 * Confined to the connection's event loop.
 */
final class WebSocketGuard extends ChannelInboundHandlerAdapter {

  private final Consumer<WebSocketCloseStatus> violated;
  private final Runnable pingDropped;
  private long undecodedBytes;
  private long partialBytes;
  private boolean passed;
  private boolean answering;
  private @Nullable ByteBuf latestPing;

  /**
   * Makes a guard.
   *
   * @param violated told why no further frame can be read (RFC 6455, section 7.4.1)
   * @param pingDropped run when a ping is not answered because another one has come
   */
  WebSocketGuard(Consumer<WebSocketCloseStatus> violated, Runnable pingDropped) {
    this.violated = violated;
    this.pingDropped = pingDropped;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    passed = true;
    if (message instanceof PingWebSocketFrame ping) {
      keep(ping.content());
      answerLatest(context);
    } else {
      if (isData(message)) {
        partialBytes += ((WebSocketFrame) message).content().readableBytes();
      }
      context.fireChannelRead(message);
    }
  }

  private static boolean isData(Object message) {
    return message instanceof TextWebSocketFrame
        || message instanceof BinaryWebSocketFrame
        || message instanceof ContinuationWebSocketFrame;
  }

  /** Counts bytes that have come; the frames that they complete have passed already. */
  void onBytes(int bytes) {
    // Bytes behind the last frame of a read are not counted; they are one read at most.
    undecodedBytes = passed ? 0 : undecodedBytes + bytes;
    passed = false;
  }

  /** A message of so many bytes has been taken. */
  void onMessage(int bytes) {
    partialBytes -= bytes;
  }

  /** Bytes that are held of messages that have not been taken. */
  long heldBytes() {
    return (passed ? 0 : undecodedBytes) + partialBytes;
  }

  /** RFC 6455, section 5.5.3: only the latest of several pings needs an answer. */
  private void keep(ByteBuf ping) {
    if (latestPing != null) {
      ReferenceCountUtil.release(latestPing);
      pingDropped.run();
    }
    latestPing = ping;
  }

  private void answerLatest(ChannelHandlerContext context) {
    ByteBuf ping = latestPing;
    if (answering || ping == null) {
      return;
    }
    latestPing = null;
    answering = true;
    context
        .writeAndFlush(new PongWebSocketFrame(ping))
        .addListener(
            written -> {
              answering = false;
              answerLatest(context);
            });
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ReferenceCountUtil.release(latestPing);
    latestPing = null;
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException corrupt) {
      violated.accept(corrupt.closeStatus());
    } else {
      context.fireExceptionCaught(cause);
    }
  }
}
