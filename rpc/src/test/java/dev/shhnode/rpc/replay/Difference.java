// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.replay;

/**
 * A deliberate difference from the recorded node. See {@code docs/rpc-differences.md}.
 *
 * @param ours a text that our answer must be, spaces aside, or {@code *} for any that differs
 * @param messages how many messages our answer has, or -1 if that does not matter
 * @param reason why
 */
record Difference(String ours, int messages, String reason) {

  static final String ANY = "*";

  Difference(String ours, String reason) {
    this(ours, -1, reason);
  }

  /** Any answer but the recorded one. */
  static Difference any(String reason) {
    return new Difference(ANY, reason);
  }

  /** An answer with another number of messages. */
  static Difference ofMessages(int messages, String reason) {
    return new Difference(ANY, messages, reason);
  }

  /** The answer to a request that fails. */
  static Difference error(int id, int code, String message, String reason) {
    return new Difference(
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"error\":{\"code\":%d,\"message\":\"%s\"}}"
            .formatted(id, code, message.replace("\\", "\\\\").replace("\"", "\\\"")),
        reason);
  }

  /** The answer to a request with a result. */
  static Difference result(int id, String result, String reason) {
    return new Difference(
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":%s}".formatted(id, result), reason);
  }
}
