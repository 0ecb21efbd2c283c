// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

/**
 * A call that is answered with an error object.
 *
 * <p>Without stack trace, because it is a client's mistake and a client decides how many are
 * thrown. The message goes to the client.
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

  RpcException(int code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  public static RpcException invalidParams(String message) {
    return new RpcException(INVALID_PARAMS, message);
  }

  public static RpcException failed(String message) {
    return new RpcException(SERVER_ERROR, message);
  }

  public static RpcException parity(String message) {
    return new RpcException(PARITY_ERROR, message);
  }

  /** geth 1.8's text; later releases begin it in lower case. */
  public static RpcException methodNotFound(String method) {
    return new RpcException(
        METHOD_NOT_FOUND, "The method " + method + " does not exist/is not available");
  }

  /** Whether it hides a fault of this program, of which a client learns no more. */
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
