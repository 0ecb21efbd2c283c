// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.LongConsumer;

/** Reads the body of one request up to a bound, checking an announced length before any of it. */
final class BodyReader {

  private final HttpServerRequest request;
  private final int maxBytes;
  private final Buffer body = Buffer.buffer();

  BodyReader(HttpServerRequest request, int maxBytes) {
    this.request = request;
    this.maxBytes = maxBytes;
  }

  /**
   * Calls one of the two, once.
   *
   * @param whole with the complete body
   * @param tooLarge with the size that is known of a body that is too large
   */
  void read(Handler<Buffer> whole, LongConsumer tooLarge) {
    long announced = announcedLength();
    if (announced > maxBytes) {
      tooLarge.accept(announced);
      return;
    }
    request.endHandler(nothing -> whole.handle(body));
    request.handler(
        chunk -> {
          long size = (long) body.length() + chunk.length();
          if (size > maxBytes) {
            request.endHandler(nothing -> {});
            tooLarge.accept(size);
          } else {
            body.appendBuffer(chunk);
          }
        });
  }

  private long announcedLength() {
    String header = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    // Vert.x has refused a length that is not a number before.
    return header == null ? 0 : Long.parseLong(header);
  }
}
