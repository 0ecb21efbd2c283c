// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.foo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.JsonRpcDispatcher;
import dev.shhnode.rpc.RpcListener;
import dev.shhnode.rpc.RpcSession;
import dev.shhnode.runtime.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The example of docs/add-a-method.md, which sees nothing of the dispatcher but what is public. */
class FooMethodsTest {

  private static final String SUBSCRIBE = request("foo_subscribe", "[]");
  private static final String GREET = request("foo_greet", "[\"Alice\"]");

  private final Tally tally = new Tally();
  private final List<String> sent = new ArrayList<>();
  private final JsonRpcDispatcher dispatcher =
      new JsonRpcDispatcher(
          List.of(new FooMethods(new SecureRandom(), tally)), Runnable::run, RpcListener.NONE);
  private final RpcSession session =
      RpcSession.pushing(Set.of("foo"), (message, lost) -> sent.add(new String(message, UTF_8)));

  @Test
  void shouldAnswer() {
    call(GREET);

    assertThat(sent).containsExactly(answer("\"hello, Alice\""));
    assertThat(dispatcher.namespaces()).containsExactly("foo");
    assertThat(tally.snapshot()).containsExactly(Map.entry("foo.greetings", 1L));
  }

  @Test
  void shouldPushUnderItsNamespace() {
    call(SUBSCRIBE);
    String id = sent.get(0).replaceAll(".*\"result\":(\"0x[0-9a-f]+\").*", "$1");

    call(GREET);

    assertThat(sent)
        .containsExactly(
            answer(id),
            "{\"jsonrpc\":\"2.0\",\"method\":\"foo_subscription\",\"params\":{\"subscription\":"
                + id
                + ",\"result\":\"hello, Alice\"}}",
            answer("\"hello, Alice\""));
  }

  @Test
  void shouldEndWhenAskedOrWithTheConnection() {
    call(SUBSCRIBE);
    String id = sent.get(0).replaceAll(".*\"result\":(\"0x[0-9a-f]+\").*", "$1");
    call(request("foo_unsubscribe", "[" + id + "]"));
    call(SUBSCRIBE);
    session.close();
    sent.clear();

    call(GREET);

    assertThat(sent).containsExactly(answer("\"hello, Alice\""));
  }

  /** So that the example is one that compiles and works. */
  @Test
  void shouldBeQuotedAsItIs() throws IOException {
    Path module = Path.of(System.getProperty("basedir", ""));
    String page = Files.readString(module.resolve("../docs/add-a-method.md"));

    assertThat(codeIn(page)).containsExactly(source(module, "FooMethods"));
  }

  private static List<String> codeIn(String page) {
    List<String> blocks = new ArrayList<>();
    String[] parts = page.split("```", -1);
    for (int i = 1; i < parts.length; i += 2) {
      if (parts[i].startsWith("java\n")) {
        blocks.add(parts[i].substring("java\n".length()));
      }
    }
    return blocks;
  }

  private static String source(Path module, String name) throws IOException {
    return Files.readString(module.resolve("src/test/java/dev/shhnode/rpc/foo/" + name + ".java"));
  }

  private void call(String request) {
    dispatcher.receive(request.getBytes(UTF_8), session, Dialect.V6).toCompletableFuture().join();
  }

  private static String request(String method, String parameters) {
    return "{\"id\":1,\"method\":\"" + method + "\",\"params\":" + parameters + "}";
  }

  private static String answer(String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}";
  }
}
