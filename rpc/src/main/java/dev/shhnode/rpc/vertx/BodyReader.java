// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.LongConsumer;

/**
 * Reads the body of one request up to a bound, checking an announced length first, and as far as
 * the node has memory for it. Confined to the connection's event loop.
 */
final class BodyReader {

  /** Memory for a byte of the body: the buffer doubles when it is full. */
  private static final long BUFFER_FACTOR = 2;

  private final HttpServerRequest request;
  private final int maxBytes;
  private final RequestBudget.Account budget;
  private Buffer body = Buffer.buffer();

  BodyReader(HttpServerRequest request, int maxBytes, RequestBudget.Account budget) {
    this.request = request;
    this.maxBytes = maxBytes;
    this.budget = budget;
  }

  /**
   * Calls one of the three, once.
   *
   * @param whole with the complete body
   * @param tooLarge with the size that is known of a body that is too large
   * @param noRoom if the node has no memory for it
   */
  void read(Handler<Buffer> whole, LongConsumer tooLarge, Runnable noRoom) {
    long announced = announcedLength();
    if (announced > maxBytes) {
      tooLarge.accept(announced);
      return;
    }
    request.endHandler(
        nothing -> {
          Buffer complete = body;
          body = Buffer.buffer();
          whole.handle(complete);
        });
    request.handler(
        chunk -> {
          long size = (long) body.length() + chunk.length();
          if (size > maxBytes) {
            giveUp();
            tooLarge.accept(size);
          } else if (!budget.receiving(BUFFER_FACTOR * size)) {
            giveUp();
            noRoom.run();
          } else {
            body.appendBuffer(chunk);
          }
        });
  }

  private void giveUp() {
    body = Buffer.buffer();
    budget.receiving(0);
    request.handler(chunk -> {});
    request.endHandler(nothing -> {});
  }

  private long announcedLength() {
    String header = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    // Vert.x has already refused a length that is not a number.
    return header == null ? 0 : Long.parseLong(header);
  }
}
