// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.rpc.methods.TestClient;
import dev.shhnode.rpc.methods.TestNode;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RpcSessionTest {

  private final RpcSession session = RpcSession.pushing(Set.of("shh"), (message, lost) -> {});
  private final AtomicInteger ended = new AtomicInteger();

  @Test
  void shouldEndSubscriptionsWithTheConnection() throws Exception {
    session.reserveSubscription("0x1");
    session.establishSubscription("0x1", ended::incrementAndGet);

    session.close();

    assertThat(ended).hasValue(1);
    assertThat(session.endSubscription("0x1")).isFalse();
  }

  @Test
  void shouldEndASubscriptionAtOnceThatIsEstablishedAfterTheConnectionClosed() throws Exception {
    session.reserveSubscription("0x1");
    session.close();

    session.establishSubscription("0x1", ended::incrementAndGet);

    assertThat(ended).hasValue(1);
  }

  @Test
  void shouldEndASubscriptionOnce() throws Exception {
    session.reserveSubscription("0x1");
    session.establishSubscription("0x1", ended::incrementAndGet);

    assertThat(session.endSubscription("0x1")).isTrue();
    assertThat(session.endSubscription("0x1")).isFalse();
    session.close();

    assertThat(ended).hasValue(1);
  }

  @Test
  void shouldBoundSubscriptions() throws Exception {
    for (int i = 0; i < RpcSession.MAX_SUBSCRIPTIONS; i++) {
      session.reserveSubscription("0x" + i);
    }

    assertThatThrownBy(() -> session.reserveSubscription("0xffff"))
        .hasMessage("too many subscriptions on this connection, at most 1000")
        .extracting(error -> ((RpcException) error).drop().orElseThrow())
        .isEqualTo(RpcDrop.SUBSCRIPTIONS_OF_CONNECTION);
    assertThat(session.endSubscription("0x5")).isTrue();
    session.reserveSubscription("0xffff");
  }

  @Test
  void shouldBoundFilters() throws Exception {
    for (int i = 0; i < FilterPlaces.MAX_FILTERS; i++) {
      session.filterPlaces().reserve();
    }

    assertThatThrownBy(session.filterPlaces()::reserve)
        .hasMessage("too many filters of this connection, at most 1000")
        .extracting(error -> ((RpcException) error).drop().orElseThrow())
        .isEqualTo(RpcDrop.FILTERS_OF_CONNECTION);
    session.filterPlaces().release();
    session.filterPlaces().reserve();
  }

  @Test
  void shouldCancelThePostsThatAreNotDoneWithTheConnection() {
    CompletableFuture<String> unfinished = session.whileOpen(new CompletableFuture<>());
    CompletableFuture<String> done = session.whileOpen(new CompletableFuture<>());
    done.complete("hash");

    session.close();

    assertThat(unfinished).isCancelled();
    assertThat(done).isCompletedWithValue("hash");
    assertThat(session.whileOpen(new CompletableFuture<>())).as("too late").isCancelled();
  }

  /** A client of each way of posting asks for what nobody can reach, and leaves. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'symKeyID':'KEY','topic':'0x01020304','powTarget':1e60,'powTime':4294967295}",
        "{'type':'sym','key':'KEY','topic':'0x01020304','powTarget':1e60,'powTime':4294967295}",
        "{'topics':['0x01'],'payload':'0x01','priority':'0xea60','ttl':'0x32'}",
        "{'topics':['0x01'],'payload':'0x01','priority':60000,'ttl':50}"
      })
  void shouldEndSearchesWithTheirClient(String post) {
    try (TestNode node = new TestNode()) {
      TestClient client = new TestClient(node.dispatcher(), TestNode.ALL_NAMESPACES);
      String key = client.call("shh_newSymKey", "[]");
      // A post of the last way asks for what the node requires.
      assertThat(client.call("shh_setMinPoW", "[1e59]")).isEqualTo("true");
      client.begin("shh_post", "[" + post.replace("KEY", key) + "]");

      client.close();

      assertThat(client.next().at("/error/message").asText()).startsWith("cancelled");
    }
  }
}
