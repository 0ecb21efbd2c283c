// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.rpc.RpcDrop;
import dev.shhnode.rpc.RpcListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.impl.HttpUtils;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.function.BiConsumer;

/**
 * Makes the headers and trailers of requests and bounds their number: four bytes on the wire take a
 * hundred in memory, and a client may take long to send all. Thread-safe.
 */
final class BoundedHeaders implements HttpHeadersFactory {

  /** Ours: browsers send some twenty, proxies add a dozen. */
  static final int MAX_HEADERS = 250;

  private BoundedHeaders() {}

  /** A decoder of requests, with the bounds of the servers. */
  static HttpRequestDecoder decoder() {
    BoundedHeaders factory = new BoundedHeaders();
    return new HttpRequestDecoder(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(RpcHttpServer.MAX_REQUEST_LINE_BYTES)
            .setMaxHeaderSize(RpcHttpServer.MAX_HEADER_BYTES)
            .setHeadersFactory(factory)
            .setTrailersFactory(factory));
  }

  /**
   * A handler behind the decoder that tells the listener which requests are above its bounds or
   * malformed.
   */
  static ChannelHandler watch(RpcListener listener) {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
          listener.onDropped(drop(part.decoderResult().cause()));
        }
        context.fireChannelRead(message);
      }
    };
  }

  private static RpcDrop drop(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return RpcDrop.REQUEST_LINE_TOO_LONG;
    }
    return cause instanceof TooLongHttpHeaderException
        ? RpcDrop.HEADERS_TOO_LARGE
        : RpcDrop.MALFORMED_HTTP;
  }

  @Override
  public HttpHeaders newHeaders() {
    return HeadersMultiMap.httpHeaders(new Counter());
  }

  @Override
  public HttpHeaders newEmptyHeaders() {
    return newHeaders();
  }

  /** Called before each header is added; refuses malformed ones as Vert.x does. */
  private static final class Counter implements BiConsumer<CharSequence, CharSequence> {

    private int count;

    @Override
    public void accept(CharSequence name, CharSequence value) {
      HttpUtils.validateHeader(name, value);
      count++;
      if (count > MAX_HEADERS) {
        // Vert.x answers this exception with 431.
        throw new TooLongHttpHeaderException("more than " + MAX_HEADERS + " headers");
      }
    }
  }
}
