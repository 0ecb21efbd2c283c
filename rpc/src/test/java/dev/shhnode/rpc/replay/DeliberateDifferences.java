// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.replay;

import java.util.Map;

/** Where our answers differ from the recorded ones on purpose: {@code docs/rpc-differences.md}. */
final class DeliberateDifferences {

  private static final String BATCH_ANSWER =
      "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"6.0\"},{\"jsonrpc\":\"2.0\",\"id\":2,"
          + "\"error\":{\"code\":-32601,\"message\":"
          + "\"The method shh_foo does not exist/is not available\"}}]";

  /** By line of the transcript. */
  static final Map<Integer, Difference> BY_LINE =
      Map.ofEntries(
          Map.entry(
              2, new Difference(Difference.ANY, "no ENR, since there is no discovery; own name")),
          Map.entry(4, new Difference("", "JSON-RPC 2.0: a notification is not answered")),
          Map.entry(
              9, new Difference(BATCH_ANSWER, "JSON-RPC 2.0: nor is one that is part of a batch")),
          Map.entry(
              14,
              new Difference(
                  "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":\"1\"}",
                  "the recorded node did not serve net_*")),
          Map.entry(91, new Difference(Difference.ANY, "filters take topics of 1 to 4 bytes")),
          Map.entry(
              219,
              new Difference(
                  "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,"
                      + "\"message\":\"parse error: not a JSON text\"}}",
                  "JSON-RPC 2.0: the code of parse errors, with an id; the connection stays")));

  private DeliberateDifferences() {}
}
