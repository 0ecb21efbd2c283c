// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.shhnode.rpc.json.JsonValue;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionsTest {

  private final RpcCountersProbe counted = new RpcCountersProbe();
  private final JsonRpcDispatcher dispatcher =
      new JsonRpcDispatcher(List.of(PermissionsTest::addTo), Runnable::run, counted);
  private final RpcSession session = RpcSession.answering(Set.of("shh", "net"));

  /** Counts what is not permitted. */
  private static final class RpcCountersProbe implements RpcListener {
    private int notPermitted;

    @Override
    public void onDropped(RpcDrop drop) {
      if (drop == RpcDrop.NOT_PERMITTED) {
        notPermitted++;
      }
    }
  }

  private static void addTo(MethodTable.Builder table) {
    RpcMethod method = (parameters, call) -> CompletableFuture.completedStage(JsonValue.TRUE);
    table
        .add("shh_post", method)
        .add("shh_info", method)
        .add("shhext_post", method)
        .enableWith("shhext", "shh")
        .add("net_version", method)
        .add("admin_peers", method);
  }

  @ParameterizedTest
  @CsvSource({
    "*:*,       shh_post shh_info shhext_post net_version rpc_modules",
    "shh:*,     shh_post shh_info shhext_post rpc_modules",
    "shh:post,  shh_post rpc_modules",
    "shhext:*,  rpc_modules",
    "shhext:post, shhext_post rpc_modules",
    "'',        rpc_modules"
  })
  void shouldPermitWhatThePatternsSay(String pattern, String permitted) {
    Permissions permissions =
        Permissions.of(pattern.isEmpty() ? List.of() : List.of(pattern.strip()));

    for (String method :
        List.of("shh_post", "shh_info", "shhext_post", "net_version", "rpc_modules")) {
      assertThat(call(method, permissions).contains("\"result\""))
          .as(method)
          .isEqualTo(List.of(permitted.split(" ")).contains(method));
    }
  }

  @Test
  void shouldSayWhatIsMissing() {
    assertThat(call("net_version", Permissions.of(List.of("shh:*"))))
        .isEqualTo(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32000,\"message\":"
                + "\"not permitted: the token's permissions lack net:version (or net:*)\"}}");
    assertThat(counted.notPermitted).isEqualTo(1);
  }

  @Test
  void shouldNotEnableWhatTheServerHasNotEnabled() {
    assertThat(call("admin_peers", Permissions.ALL)).contains("-32601");
    assertThat(call("admin_peers", Permissions.of(List.of("admin:*")))).contains("-32601");
    assertThat(call("admin_peers", Permissions.of(List.of()))).contains("-32601");
  }

  @Test
  void shouldRefuseSingleCallsOfABatch() {
    String batch =
        "[{\"id\":1,\"method\":\"shh_post\"},{\"id\":2,\"method\":\"net_version\"},"
            + "{\"method\":\"net_version\"},{\"id\":3,\"method\":\"shh_info\"}]";

    assertThat(answer(batch, Permissions.of(List.of("shh:*"))))
        .matches(
            "\\[\\{[^{]*\"id\":1,\"result\":true},"
                + "\\{[^{]*\"id\":2,\"error\":\\{[^}]*lack net:version[^}]*}},"
                + "\\{[^{]*\"id\":3,\"result\":true}]");
    assertThat(counted.notPermitted).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "*", "shh", "*:post", "shh:", ":post", "shh:po*", "shh_post", "a:b:c"})
  void shouldRefuseOtherForms(String pattern) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Permissions.of(List.of(pattern)))
        .withMessageContaining("is not like shh:*");
  }

  private String call(String method, Permissions permissions) {
    return answer("{\"id\":1,\"method\":\"" + method + "\"}", permissions);
  }

  private String answer(String request, Permissions permissions) {
    return new String(
        dispatcher
            .call(request.getBytes(UTF_8), session, Dialect.V6, permissions)
            .toCompletableFuture()
            .join()
            .text()
            .orElseThrow(),
        UTF_8);
  }
}
