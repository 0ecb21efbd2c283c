// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.mix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.mix.MixInfo;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.PostStage;
import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.rpc.methods.TestClient;
import dev.shhnode.rpc.methods.TestNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class MixMethodsTest {

  private static final Bytes32 HASH = Bytes32.repeat((byte) 0xcd);
  private static final String NOT_ENABLED =
      "-32000 mix routing is not enabled on this node (--mix-enabled)";

  private final RecordingMix mix = new RecordingMix();
  private final TestNode node = new TestNode(mix);
  private final TestClient client = new TestClient(node.dispatcher(), TestNode.ALL_NAMESPACES);

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void shouldTellTheState() {
    assertThat(client.call("mix_status", "[]"))
        .isEqualTo(
            "{\"enabled\":true,\"network\":1,\"roles\":[\"exit\",\"relay\"],\"profile\":\"std\","
                + "\"hops\":2,\"epoch\":490000,\"known\":12,\"usable\":9,\"layers\":[4,3,2],"
                + "\"links\":7,\"viewDigest\":\"0x"
                + "ab".repeat(32)
                + "\",\"posts\":1,\"poolPackets\":23,\"capacity\":250,"
                + "\"alarms\":[\"loops_lost\",\"views_differ\"],\"maxEnvelopeBytes\":1400}");
  }

  @Test
  void shouldListMixesByTheirEnodes() {
    List<Enode> enodes =
        Stream.of("33", "11")
            .map(MixMethodsTest::enode)
            .sorted(Comparator.comparing(Enode::toString).reversed())
            .toList();
    mix.know(
        new MixInfo(enodes.get(0), 7, Set.of(), 0, 0, 0, false, Optional.empty(), false, true));
    mix.know(
        new MixInfo(
            enodes.get(1),
            8,
            Set.of(MixRole.RELAY, MixRole.EXIT),
            250,
            0.2,
            3,
            true,
            Optional.of(2),
            true,
            false));

    String listed = client.call("mix_directory", "[]");

    assertThat(listed)
        .isEqualTo(
            "[{\"enode\":\""
                + enodes.get(1)
                + "\",\"epoch\":8,\"roles\":[\"exit\",\"relay\"],\"capacity\":250,\"minPow\":0.2,"
                + "\"witnesses\":3,\"usable\":true,\"layer\":2,\"linked\":true,\"down\":false},"
                + "{\"enode\":\""
                + enodes.get(0)
                + "\",\"epoch\":7,\"roles\":[],\"capacity\":0,\"minPow\":0,\"witnesses\":0,"
                + "\"usable\":false,\"layer\":null,\"linked\":false,\"down\":true}]");
  }

  private static Enode enode(String key) {
    KeyPair pair = KeyPair.of(PrivateKey.of(Bytes.fromHexString(key.repeat(32))));
    return new Enode(pair.publicKey(), "127.0.0.1", 30_303, 30_303);
  }

  @ParameterizedTest
  @CsvSource({
    "WRAPPED, '\"wrapped\",\"floodedInSeconds\":2.5'",
    "SENT, '\"sent\"'",
    "HEARD_BACK, '\"heard back\"'",
    "UNHEARD, '\"unheard\"'",
    "GIVEN_UP, '\"given up\"'"
  })
  void shouldTellHowPostsGetOn(PostStage stage, String told) {
    String id = client.call("mix_subscribe", "['posts']");

    mix.tell(HASH, stage);

    JsonNode push = client.next();
    assertThat(push.path("method").asText()).isEqualTo("mix_subscription");
    assertThat(push.at("/params/subscription").asText()).isEqualTo(id);
    assertThat(push.at("/params/result").toString())
        .isEqualTo("{\"hash\":\"" + HASH + "\",\"stage\":" + told + "}");
  }

  @Test
  void shouldEndSubscriptions() {
    String id = client.call("mix_subscribe", "['posts']");
    assertThat(client.call("mix_unsubscribe", "['" + id + "']")).isEqualTo("true");
    assertThat(mix.subscriptions()).isZero();
    assertThat(client.call("mix_unsubscribe", "['" + id + "']"))
        .isEqualTo("-32000 subscription not found");

    client.call("mix_subscribe", "['posts']");
    client.close();

    assertThat(mix.subscriptions()).isZero();
  }

  @Test
  void shouldBoundTheSubscriptionsOfAConnection() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(client.call("mix_subscribe", "['posts']")).startsWith("0x");
    }

    assertThat(client.call("mix_subscribe", "['posts']"))
        .isEqualTo("-32000 too many subscriptions on this connection, at most 1000");
    assertThat(mix.subscriptions()).isEqualTo(1_000);
  }

  @Test
  void shouldRefuseOtherSubscriptions() {
    assertThat(client.call("mix_subscribe", "['messages']"))
        .isEqualTo("-32601 The method mix_messages does not exist/is not available");
    assertThat(client.call("mix_subscribe", "[]"))
        .isEqualTo("-32602 missing value for required argument 0");
    assertThat(client.call("mix_subscribe", "['posts',1]"))
        .isEqualTo("-32602 too many arguments, want at most 1");
    assertThat(TestClient.callOverHttp(node.dispatcher(), "mix_subscribe", "['posts']"))
        .isEqualTo("-32000 notifications not supported");
    assertThat(mix.subscriptions()).isZero();
  }

  @Test
  void shouldSayThatThereIsNoMix() {
    try (TestNode without = new TestNode()) {
      TestClient other = new TestClient(without.dispatcher(), TestNode.ALL_NAMESPACES);

      assertThat(other.call("mix_status", "[]")).isEqualTo("{\"enabled\":false}");
      assertThat(other.call("mix_directory", "[]")).isEqualTo(NOT_ENABLED);
      assertThat(other.call("mix_subscribe", "['posts']")).isEqualTo(NOT_ENABLED);
      assertThat(other.call("mix_unsubscribe", "['0x1']")).isEqualTo(NOT_ENABLED);
    }
  }

  /** They tell what the node posts, which is what mixes are to hide. */
  @Test
  void shouldBeServedOnlyWhereItsNamespaceIs() {
    TestClient elsewhere = new TestClient(node.dispatcher(), Set.of("shh", "net", "web3"));

    assertThat(elsewhere.call("mix_subscribe", "['posts']"))
        .isEqualTo("-32601 The method mix_subscribe does not exist/is not available");
  }
}
