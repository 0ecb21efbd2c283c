// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.shhnode.rpc.json.JsonValue;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MethodTableTest {

  private static final RpcMethod METHOD =
      (parameters, call) -> CompletableFuture.completedStage(JsonValue.TRUE);

  @Test
  void shouldRefuseWhatWouldNeverBeCalled() {
    assertRefused(
        table ->
            table
                .add("foo_do", METHOD)
                .addAlias("foo_doIt", "foo_do")
                .addAlias("foo_go", "foo_doIt"),
        "foo_go is the alias of an alias, foo_doIt");
    assertRefused(
        table ->
            table
                .add("foo_do", METHOD)
                .addAlias("foo_doIt", "foo_do")
                .claim("foo_doIt", (first, endpoint) -> true, METHOD),
        "foo_doIt is an alias: claim foo_do");
    assertRefused(table -> table.addAlias("foo_doIt", "foo_do"), "foo_do is not there");
  }

  private static void assertRefused(RpcModule module, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MethodTable.of(List.of(module)))
        .withMessage(why);
  }
}
