// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.classic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.keys.MemoryVault;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.FilterPlaces;
import dev.shhnode.rpc.ParameterReader;
import dev.shhnode.rpc.json.JsonReader;
import dev.shhnode.rpc.methods.TestAdmin;
import dev.shhnode.rpc.methods.TestClient;
import dev.shhnode.rpc.methods.TestNode;
import dev.shhnode.shh.ClassicPost;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whisper 2, beyond what the transcripts show. */
@Timeout(30)
class ClassicMethodsTest {

  private static final String TOPIC = "0x746f70696341";

  private final TestNode node =
      new TestNode(new TestAdmin(KeyPair.generate(new SecureRandom()), List.of()));
  private final TestClient client = new TestClient(node.dispatcher(), Dialect.CLASSIC);

  @AfterEach
  void stop() {
    node.close();
  }

  @ParameterizedTest
  @EnumSource
  void shouldServeADAppOnEveryEndpoint(Dialect endpoint) {
    TestClient anywhere = new TestClient(node.dispatcher(), endpoint);
    String me = anywhere.call("shh_newIdentity", "[]");
    String filter = anywhere.call("shh_newFilter", "[{'topics':['" + TOPIC + "']}]");

    assertThat(anywhere.call("shh_hasIdentity", "['" + me + "']")).isEqualTo("true");
    assertThat(anywhere.call("shh_post", "[" + post("'from':'" + me + "','to':'" + me + "'") + "]"))
        .isEqualTo("true");
    assertThat(firstChanges(anywhere, filter))
        .matches(
            "\\[\\{\"payload\":\"0xdeadbeef\",\"to\":\""
                + me
                + "\",\"from\":\""
                + me
                + "\",\"sent\":\"0x[1-9a-f][0-9a-f]*\",\"ttl\":\"0xa\",\"hash\":\"0x[0-9a-f]{64}\","
                + "\"expiry\":\"0x[1-9a-f][0-9a-f]*\",\"workProved\":\"0x[0-9a-f]+\","
                + "\"topics\":\\[]}]");
    assertThat(anywhere.call("shh_uninstallFilter", "['" + filter + "']")).isEqualTo("true");
  }

  /** What was encrypted is opened by a worker, so it may come a moment after the post. */
  private static String firstChanges(TestClient client, String filter) {
    return first(client, "shh_getFilterChanges", filter);
  }

  private static String first(TestClient client, String method, String filter) {
    String messages;
    do {
      messages = client.call(method, "['" + filter + "']");
    } while (messages.equals("[]"));
    return messages;
  }

  @Test
  void shouldSayItsVersion() {
    assertThat(client.call("shh_version", "[]")).isEqualTo("0x2");
  }

  @Test
  void shouldNotHaveGroups() {
    assertThat(client.call("shh_newGroup", "[]"))
        .isEqualTo("-32601 The method shh_newGroup does not exist/is not available");
    assertThat(client.call("shh_addToGroup", "['0x12']")).startsWith("-32601");
  }

  @Test
  void shouldTakeIdsThatArePadded() {
    client.call("shh_newFilter", "[{}]");
    client.call("shh_post", "[" + post("'from':'0x0'") + "]");

    assertThat(firstChanges(client, "0x00")).contains("0xdeadbeef");
    assertThat(client.call("shh_getMessages", "['0x00']")).contains("0xdeadbeef");
    assertThat(client.call("shh_uninstallFilter", "['0x00']")).isEqualTo("true");
    assertThat(client.call("shh_uninstallFilter", "['0x0']")).isEqualTo("false");
    assertThat(client.call("shh_getMessages", "['0xffffffffffffffffff']"))
        .startsWith("-32602")
        .contains("hex number > 64 bits");
  }

  @Test
  void shouldNotGiveOutAsNewWhatGetMessagesHasGiven() {
    String filter = client.call("shh_newFilter", "[{}]");
    client.call("shh_post", "[" + post("'from':'0x0'") + "]");

    assertThat(first(client, "shh_getMessages", filter)).contains("0xdeadbeef");
    assertThat(client.call("shh_getFilterChanges", "['" + filter + "']")).isEqualTo("[]");
    assertThat(client.call("shh_getMessages", "['" + filter + "']")).contains("0xdeadbeef");
  }

  @Test
  void shouldBoundWhatAFilterAsksFor() {
    assertThat(client.call("shh_newFilter", "[{'topics':[" + many(64) + "]}]")).startsWith("0x");
    assertThat(client.call("shh_newFilter", "[{'topics':[" + many(65) + "]}]"))
        .isEqualTo("-32602 invalid argument 0: too many topics, at most 64");
    assertThat(client.call("shh_newFilter", "[{'topics':[[" + many(256) + "]]}]")).startsWith("0x");
    assertThat(
            client.call("shh_newFilter", "[{'topics':[[" + many(200) + "],[" + many(57) + "]]}]"))
        .isEqualTo("-32602 invalid argument 0: too many alternative topics, at most 256");
    assertThat(client.call("shh_newFilter", "[{'topics':[5]}]"))
        .isEqualTo("-32602 invalid argument 0: topic[0] not a string or array");
    assertThat(client.call("shh_newFilter", "[{'to':'0x12'}]"))
        .isEqualTo("-32602 invalid argument 0: to is not a public key");
  }

  @Test
  void shouldBoundWhatAPostAsksFor() {
    assertThat(client.call("shh_post", "[{'topics':[" + many(65) + "]}]"))
        .isEqualTo("-32000 too many topics, at most 64");
    assertThat(client.call("shh_post", "[{'ttl':'0x100000000'}]"))
        .isEqualTo("-32000 ttl of 4294967296 seconds, at most 4294967295");
    assertThat(client.call("shh_post", "[{'ttl':'0x15181'}]"))
        .isEqualTo("-32000 the TTL is above 86400 seconds, a day");
    assertThat(client.call("shh_post", "[{'ttl':'0x15180'}]")).isEqualTo("true");
  }

  @Test
  void shouldWorkForAMinuteAtMost() throws Exception {
    String asked = "[{\"payload\":\"0x01\",\"priority\":4294967295}]";
    ParameterReader parameters =
        new ParameterReader(JsonReader.parse(asked.getBytes(UTF_8)), Dialect.CLASSIC);

    ClassicPost post =
        new ClassicNewMessage(
                parameters.only(ClassicNewMessage.TYPE), new MemoryVault(new SecureRandom()))
            .toPost();

    assertThat(post.workMillis()).isEqualTo(60_000);
  }

  @Test
  void shouldCountItsFiltersToTheConnection() {
    for (int i = 0; i < FilterPlaces.MAX_FILTERS; i++) {
      client.call("shh_newFilter", "[{}]");
    }

    assertThat(client.call("shh_newFilter", "[{}]"))
        .isEqualTo("-32000 too many filters of this connection, at most 1000");
    // Whoever deletes it: over HTTP that is often another connection.
    TestClient.callOverHttp(node.dispatcher(), "shh_uninstallFilter", "['0x5']");
    TestClient.callOverHttp(node.dispatcher(), "shh_uninstallFilter", "['0x5']");
    assertThat(client.call("shh_newFilter", "[{}]")).isEqualTo("0x3e8");
    assertThat(client.call("shh_newFilter", "[{}]")).startsWith("-32000 too many filters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"shh_getFilterChanges", "shh_getMessages"})
  void shouldKeepWhatWasPolledIfTheAnswerIsLost(String method) {
    String filter = client.call("shh_newFilter", "[{'topics':['" + TOPIC + "']}]");
    assertThat(client.call("shh_post", "[" + post("'priority':'0x1'") + "]")).isEqualTo("true");
    String changes = "[]";
    while (changes.equals("[]")) {
      changes =
          TestClient.callAndLose(node.dispatcher(), Dialect.CLASSIC, method, "['" + filter + "']");
    }

    assertThat(client.call("shh_getFilterChanges", "['" + filter + "']")).isEqualTo(changes);
    assertThat(client.call("shh_getFilterChanges", "['" + filter + "']")).isEqualTo("[]");
  }

  private static String post(String more) {
    return "{'topics':['" + TOPIC + "'],'payload':'0xdeadbeef','ttl':'0xa'," + more + "}";
  }

  private static String many(int topics) {
    return "'0x01',".repeat(topics - 1) + "'0x02'";
  }
}
