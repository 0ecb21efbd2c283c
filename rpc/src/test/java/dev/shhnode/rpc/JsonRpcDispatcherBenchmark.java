// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.runtime.Tally;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What counting adds to the shortest call there is: nanoseconds of a call with {@link RpcCounters}
 * and without, in turns, so that both meet the same machine.
 */
public final class JsonRpcDispatcherBenchmark {

  private static final int ROUNDS = 15;
  private static final int CALLS = 300_000;

  private static final byte[] REQUEST =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"foo_do\",\"params\":[]}".getBytes(UTF_8);

  private JsonRpcDispatcherBenchmark() {}

  /** Prints the fastest round of each, and their ratio. */
  public static void main(String[] arguments) {
    JsonRpcDispatcher silent = dispatcher(RpcListener.NONE);
    JsonRpcDispatcher counting = dispatcher(new RpcCounters(new Tally()));
    double without = Double.MAX_VALUE;
    double with = Double.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      without = Math.min(without, nanosOfCall(silent));
      with = Math.min(with, nanosOfCall(counting));
    }
    System.out.printf(
        Locale.ROOT,
        "a call: %.0f ns without counters, %.0f ns with them, ratio %.3f%n",
        without,
        with,
        with / without);
  }

  private static JsonRpcDispatcher dispatcher(RpcListener listener) {
    RpcModule module =
        table ->
            table.add(
                "foo_do", (parameters, call) -> CompletableFuture.completedStage(JsonValue.TRUE));
    return new JsonRpcDispatcher(List.of(module), Runnable::run, listener);
  }

  private static double nanosOfCall(JsonRpcDispatcher dispatcher) {
    RpcSession session = RpcSession.answering(Set.of("foo"));
    long bytes = 0;
    long begin = System.nanoTime();
    for (int i = 0; i < CALLS; i++) {
      RpcAnswer answer = dispatcher.call(REQUEST, session, Dialect.V6).toCompletableFuture().join();
      bytes += answer.text().orElseThrow().length;
    }
    double nanos = (double) (System.nanoTime() - begin) / CALLS;
    if (bytes == 0) {
      throw new AssertionError("nothing was answered");
    }
    return nanos;
  }
}
