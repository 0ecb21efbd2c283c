// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call that is answered with an error object.
 *
 * <p>Without stack trace, because clients decide how many are thrown. The message goes to the
 * client. Immutable.
 */
public final class RpcException extends Exception {

  /** JSON-RPC 2.0, section 5.1. */
  static final int PARSE_ERROR = -32700;

  /** JSON-RPC 2.0, section 5.1. */
  static final int INVALID_REQUEST = -32600;

  /** JSON-RPC 2.0, section 5.1. */
  static final int METHOD_NOT_FOUND = -32601;

  /** JSON-RPC 2.0, section 5.1. */
  public static final int INVALID_PARAMS = -32602;

  /** JSON-RPC 2.0, section 5.1. */
  public static final int INTERNAL_ERROR = -32603;

  /** geth's code for every error that a method returns. */
  static final int SERVER_ERROR = -32000;

  /** Parity's code for every error of its Whisper. */
  static final int PARITY_ERROR = -32085;

  private final int code;
  private final @Nullable RpcDrop drop;

  RpcException(int code, String message) {
    this(code, message, null);
  }

  private RpcException(int code, String message, @Nullable RpcDrop drop) {
    super(message, null, false, false);
    this.code = code;
    this.drop = drop;
  }

  public static RpcException invalidParams(String message) {
    return new RpcException(INVALID_PARAMS, message);
  }

  public static RpcException failed(String message) {
    return new RpcException(SERVER_ERROR, message);
  }

  /** A call that fails because of a bound, which is counted. */
  public static RpcException dropped(RpcDrop bound, String message) {
    return new RpcException(SERVER_ERROR, message, bound);
  }

  /** A call that fails because the node has too much to do, of which {@code bound} says what. */
  public static RpcException busy(RpcDrop bound) {
    return dropped(bound, "node is busy, try again later");
  }

  public static RpcException parity(String message) {
    return new RpcException(PARITY_ERROR, message);
  }

  /** geth 1.8's text; later releases begin it in lower case. */
  public static RpcException methodNotFound(String method) {
    return new RpcException(
        METHOD_NOT_FOUND, "The method " + method + " does not exist/is not available");
  }

  /** The same error with Parity's code. */
  RpcException forParity() {
    return code == SERVER_ERROR ? new RpcException(PARITY_ERROR, text(), drop) : this;
  }

  /** The bound that was reached, if it was one. */
  Optional<RpcDrop> drop() {
    return Optional.ofNullable(drop);
  }

  /** Whether it stands for a fault of this program, of which the client is told no more. */
  boolean isOurFault() {
    return code == INTERNAL_ERROR;
  }

  public int code() {
    return code;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
