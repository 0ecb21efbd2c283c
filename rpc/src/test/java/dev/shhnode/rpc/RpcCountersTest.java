// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.runtime.Tally;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RpcCountersTest {

  private final Tally tally = new Tally();
  private final JsonRpcDispatcher dispatcher =
      new JsonRpcDispatcher(List.of(RpcCountersTest::addTo), Runnable::run, new RpcCounters(tally));
  private final Map<String, Long> atFirst = tally.snapshot();
  private final RpcSession session = RpcSession.answering(Set.of("foo"));

  private static void addTo(MethodTable.Builder table) {
    RpcMethod method = (parameters, call) -> CompletableFuture.completedStage(JsonValue.TRUE);
    table
        .add("foo_do", method)
        .add("admin_do", method)
        .addAlias("foo_doIt", "foo_do")
        .addFor(Dialect.V5, "foo_ofV5", method)
        .claim("foo_claimed", (first, endpoint) -> endpoint == Dialect.V5, method)
        .add(
            "foo_refuse",
            (parameters, call) -> {
              throw RpcException.failed("no");
            })
        .add(
            "foo_refuseForABound",
            (parameters, call) -> {
              throw RpcException.dropped(RpcDrop.FILTERS_OF_CONNECTION, "too many");
            })
        .add(
            "foo_break",
            (parameters, call) -> CompletableFuture.failedStage(new IllegalStateException()));
  }

  @Test
  void shouldHaveTheCountersOfEveryMethodFromTheStart() {
    for (String method :
        List.of("foo_do", "foo_doIt", "admin_do", "foo_ofV5", "foo_claimed", "rpc_modules")) {
      assertThat(atFirst)
          .containsEntry("rpc.calls." + method + ".ok", 0L)
          .containsEntry("rpc.calls." + method + ".refused", 0L)
          .containsEntry("rpc.calls." + method + ".failed", 0L);
    }
  }

  @Test
  void shouldHaveACounterOfEveryDropFromTheStart() {
    for (RpcDrop drop : RpcDrop.values()) {
      assertThat(atFirst).containsEntry("dropped.rpc." + Tally.lower(drop), 0L);
    }
  }

  @Test
  void shouldCountCallsThatABoundRefusesInBothWays() {
    call("{'id':1,'method':'foo_refuseForABound'}");
    call("{'method':'foo_refuseForABound'}");

    assertThat(counted())
        .isEqualTo(
            Map.of(
                "rpc.calls.foo_refuseForABound.refused", 2L,
                "dropped.rpc.filters_of_connection", 2L));
  }

  @Test
  void shouldCountCallsByMethodAndOutcome() {
    call("{'id':1,'method':'foo_do'}");
    call("{'id':1,'method':'foo_doIt'}");
    call("{'id':1,'method':'foo_refuse'}");
    call("{'id':1,'method':'foo_break'}");
    call("{'id':1,'method':'admin_do'}");

    assertThat(counted())
        .isEqualTo(
            Map.of(
                "rpc.calls.foo_do.ok", 1L,
                "rpc.calls.foo_doIt.ok", 1L,
                "rpc.calls.foo_refuse.refused", 1L,
                "rpc.calls.foo_break.failed", 1L,
                "rpc.calls.admin_do.refused", 1L));
  }

  @Test
  void shouldCountNotificationsAndTheCallsOfBatches() {
    call("{'method':'foo_do'}");
    call("{'method':'foo_break'}");
    call("[{'id':1,'method':'foo_do'},{'method':'foo_refuse'},{'id':2,'method':'foo_refuse'},7]");

    assertThat(counted())
        .isEqualTo(
            Map.of(
                "rpc.calls.foo_do.ok", 2L,
                "rpc.calls.foo_break.failed", 1L,
                "rpc.calls.foo_refuse.refused", 2L,
                "rpc.requests.invalid", 1L));
  }

  @Test
  void shouldKnowOneNameForAllThatDoesNotExist() {
    for (int i = 0; i < 100; i++) {
      call("{'id':1,'method':'foo_" + i + "'}");
      call("{'method':'" + i + "'}");
    }
    call("{'id':1,'method':'foo_ofV5'}");

    assertThat(counted())
        .isEqualTo(Map.of("rpc.calls.unknown", 200L, "rpc.calls.foo_ofV5.refused", 1L));
    assertThat(tally.snapshot()).hasSameSizeAs(atFirst);
  }

  @Test
  void shouldCountRequestsThatAreNone() {
    call("{'id':");
    call("");
    call("7");
    call("[]");
    call("{'id':true,'method':'foo_do'}");

    assertThat(counted())
        .isEqualTo(Map.of("rpc.requests.unparsable", 2L, "rpc.requests.invalid", 3L));
  }

  private void call(String request) {
    assertThat(dispatcher.call(request.replace('\'', '"').getBytes(UTF_8), session, Dialect.V6))
        .isCompleted();
  }

  private Map<String, Long> counted() {
    Map<String, Long> counted = new TreeMap<>(tally.snapshot());
    counted.values().removeIf(count -> count == 0);
    return counted;
  }
}
