// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.json;

import dev.shhnode.crypto.DecodeException;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/**
 * Cuts a stream of bytes into JSON values, whether or not anything stands between them.
 *
 * <p>Only looks at brackets, quotes and white space: a value that comes out need not be valid JSON,
 * but every valid one comes out whole. A stray closing bracket is a value of its own, so that after
 * a malformed one the next is found again. Not thread-safe.
 */
public final class JsonStreamSplitter {

  private final int maxSize;
  private final ByteArrayOutputStream current = new ByteArrayOutputStream();
  private State state = State.BETWEEN;
  private int depth;

  private enum State {
    BETWEEN,
    /** A number or literal outside brackets; ends where something else begins. */
    WORD,
    /** Within brackets, outside strings. */
    BRACKETS,
    STRING,
    ESCAPE
  }

  /**
   * Makes a splitter.
   *
   * @param maxSize bytes of the longest value that is accepted
   */
  public JsonStreamSplitter(int maxSize) {
    this.maxSize = maxSize;
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @param values takes the values that they complete, in order
   * @throws DecodeException if a value is longer than allowed; the stream cannot be used further
   */
  public void accept(byte[] bytes, Consumer<byte[]> values) throws DecodeException {
    for (byte each : bytes) {
      accept(each, values);
    }
  }

  /** Bytes that are kept of a value that is not complete. */
  public int heldBytes() {
    return current.size();
  }

  private void accept(byte each, Consumer<byte[]> values) throws DecodeException {
    switch (state) {
      case BETWEEN -> begin(each, values);
      case WORD -> {
        if (endsWord(each)) {
          complete(values);
          begin(each, values);
        } else {
          append(each);
        }
      }
      case BRACKETS -> {
        append(each);
        inBrackets(each, values);
      }
      case STRING -> {
        append(each);
        inString(each, values);
      }
      case ESCAPE -> {
        append(each);
        state = State.STRING;
      }
    }
  }

  private void begin(byte each, Consumer<byte[]> values) throws DecodeException {
    if (isWhiteSpace(each)) {
      return;
    }
    append(each);
    switch (each) {
      case '{', '[' -> {
        depth = 1;
        state = State.BRACKETS;
      }
      case '"' -> state = State.STRING;
      case '}', ']' -> complete(values);
      default -> state = State.WORD;
    }
  }

  private void inBrackets(byte each, Consumer<byte[]> values) {
    switch (each) {
      case '{', '[' -> depth++;
      case '}', ']' -> {
        depth--;
        if (depth == 0) {
          complete(values);
        }
      }
      case '"' -> state = State.STRING;
      default -> {}
    }
  }

  private void inString(byte each, Consumer<byte[]> values) {
    if (each == '\\') {
      state = State.ESCAPE;
    } else if (each == '"') {
      if (depth == 0) {
        complete(values);
      } else {
        state = State.BRACKETS;
      }
    }
  }

  private void append(byte each) throws DecodeException {
    if (current.size() >= maxSize) {
      throw new DecodeException("JSON value longer than " + maxSize + " bytes");
    }
    current.write(each);
  }

  private void complete(Consumer<byte[]> values) {
    values.accept(current.toByteArray());
    current.reset();
    depth = 0;
    state = State.BETWEEN;
  }

  private static boolean endsWord(byte each) {
    return isWhiteSpace(each)
        || each == '{'
        || each == '['
        || each == '}'
        || each == ']'
        || each == '"';
  }

  private static boolean isWhiteSpace(byte each) {
    return each == ' ' || each == '\n' || each == '\r' || each == '\t';
  }
}
