// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages together from their frames (RFC 6455, section 5.4). Vert.x, which can do so itself,
 * drops a message whose first frame is empty. The decoder has checked the order of the frames, and
 * that text is UTF-8. Confined to the connection's event loop.
 */
final class WebSocketMessages {

  private final int maxBytes;
  private final Consumer<byte[]> message;
  private final Runnable tooLong;
  private @Nullable Buffer partial;

  /**
   * Starts without a frame.
   *
   * @param maxBytes of a message
   * @param message gets each message, of text or not
   * @param tooLong run when a message has more bytes, the rest of which is ignored
   */
  WebSocketMessages(int maxBytes, Consumer<byte[]> message, Runnable tooLong) {
    this.maxBytes = maxBytes;
    this.message = message;
    this.tooLong = tooLong;
  }

  /** Takes the next frame; those of control are ignored. */
  void take(WebSocketFrame frame) {
    switch (frame.type()) {
      case TEXT, BINARY -> begin(frame);
      case CONTINUATION -> append(frame);
      case CLOSE, PING, PONG -> {}
    }
  }

  private void begin(WebSocketFrame frame) {
    if (frame.isFinal()) {
      message.accept(frame.binaryData().getBytes());
    } else {
      partial = Buffer.buffer();
      append(frame);
    }
  }

  private void append(WebSocketFrame frame) {
    Buffer begun = partial;
    if (begun == null) {
      return;
    }
    Buffer more = frame.binaryData();
    if (begun.length() + more.length() > maxBytes) {
      partial = null;
      tooLong.run();
      return;
    }
    begun.appendBuffer(more);
    if (frame.isFinal()) {
      partial = null;
      message.accept(begun.getBytes());
    }
  }
}
