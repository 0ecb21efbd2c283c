// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.FilterPlaces;
import dev.shhnode.rpc.RpcDrop;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both versions 5, and Status. */
@Timeout(60)
class OtherDialectsTest {

  private static final String KEY = "0x" + "22".repeat(32);

  private final TestNode node =
      new TestNode(new TestAdmin(KeyPair.generate(new SecureRandom()), List.of()));
  private final TestClient client = new TestClient(node.dispatcher(), Dialect.V6);
  private final TestClient version5 = new TestClient(node.dispatcher(), Dialect.V5);

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void shouldServeTheNamesOfTheFirstVersion5() {
    String key = client.call("shh_addSymmetricKeyDirect", "['" + KEY + "']");

    assertThat(client.call("shh_generateSymmetricKey", "[]")).matches("[0-9a-f]{64}");
    assertThat(client.call("shh_addSymmetricKeyFromPassword", "['x']")).matches("[0-9a-f]{64}");
    assertThat(client.call("shh_getSymmetricKey", "['" + key + "']")).isEqualTo(KEY);
    assertThat(client.call("shh_deleteSymmetricKey", "['" + key + "']")).isEqualTo("true");
    assertThat(client.call("shh_hasSymmetricKey", "['" + key + "']")).isEqualTo("false");
    assertThat(client.call("shh_setMinimumPoW", "[0.1]")).isEqualTo("null");
    assertThat(client.call("shh_setMaxMessageLength", "[1000]")).isEqualTo("null");
    assertThat(client.call("shh_start", "[]")).isEqualTo("null");
    assertThat(client.call("shh_allowP2PMessagesFromPeer", "['x']")).startsWith("-32000");
  }

  @Test
  void shouldLetTheFirstVersion5Poll() throws Exception {
    String key = client.call("shh_addSymKey", "['" + KEY + "']");
    String subscription =
        client.call(
            "shh_subscribe", "[{'type':'sym','key':'" + key + "','topics':['0x01020304']}]");

    assertThat(
            client.call(
                "shh_post",
                "[{'type':'sym','key':'%s','topic':'0x01020304','powTarget':0.2,'powTime':5}]"
                    .formatted(key)))
        .isEqualTo("null");
    assertThat(poll("shh_getNewSubscriptionMessages", subscription)).contains("0x01020304");
    assertThat(client.call("shh_unsubscribe", "['" + subscription + "']")).isEqualTo("true");
    assertThat(client.call("shh_getNewSubscriptionMessages", "['" + subscription + "']"))
        .isEqualTo("[]");
  }

  /** Each polls by its own words for a message that the node posted to itself. */
  @ParameterizedTest
  @CsvSource({
    "V6, shh_getFilterMessages",
    "V5, shh_getFilterMessages",
    "V5, shh_getNewSubscriptionMessages",
    "PARITY, shh_getFilterMessages",
    "V6, shhext_getNewFilterMessages"
  })
  void shouldKeepWhatWasPolledIfTheAnswerIsLost(Dialect dialect, String method) throws Exception {
    String key = client.call("shh_addSymKey", "['" + KEY + "']");
    String filter = client.call("shh_newMessageFilter", "[{'symKeyID':'" + key + "'}]");
    client.call("shh_post", "[" + post(key) + "]");
    client.call("shh_post", "[" + post(key) + "]");
    String filled = "[]";
    while (filled.equals("[]")) {
      filled = TestClient.callAndLose(node.dispatcher(), dialect, method, "['" + filter + "']");
    }

    TestClient other = new TestClient(node.dispatcher(), dialect);

    assertThat(other.call(method, "['" + filter + "']")).startsWith(filled.replaceAll("]$", ""));
    assertThat(other.call(method, "['" + filter + "']")).isEqualTo("[]");
  }

  @Test
  void shouldGiveThePlaceOfAFilterBackToTheConnectionThatMadeIt() {
    String key = client.call("shh_addSymKey", "['" + KEY + "']");
    String watch = "[{'topics':['0x01020304','0x05060708']}]";
    TestClient parity = new TestClient(node.dispatcher(), Dialect.PARITY);
    // One more than a connection may have, each deleted on another.
    for (int i = 0; i <= FilterPlaces.MAX_FILTERS; i++) {
      String filter = client.call("shh_newMessageFilter", "[{'symKeyID':'" + key + "'}]");
      String ofParity = parity.call("shh_newMessageFilter", watch);
      assertThat(filter).hasSize(64);
      assertThat(ofParity).startsWith("0x");
      assertThat(version5.call("shh_deleteMessageFilter", "['" + filter + "']")).isEqualTo("true");
      assertThat(version5.call("shh_deleteMessageFilter", "['" + ofParity + "']"))
          .isEqualTo("true");
    }
  }

  @Test
  void shouldAnswerPostsAsVersion5() {
    String key = version5.call("shh_addSymKey", "['" + KEY + "']");

    assertThat(version5.call("shh_post", "[" + post(key) + "]")).isEqualTo("true");
    assertThat(version5.call("shh_setMinPoW", "[0]")).isEqualTo("-32000 invalid PoW: 0.000000");
    assertThat(version5.call("shh_setMinPoW", "[-1]")).isEqualTo("-32000 invalid PoW: -1.000000");
  }

  @Test
  void shouldServeStatusWhereverWhisperIs() throws Exception {
    TestClient restricted = new TestClient(node.dispatcher(), Set.of("shh"));
    String key = restricted.call("shh_addSymKey", "['" + KEY + "']");
    String filter = restricted.call("shh_newMessageFilter", "[{'symKeyID':'" + key + "'}]");
    String hash = restricted.call("shhext_post", "[" + post(key) + "]");

    assertThat(poll("shhext_getNewFilterMessages", filter))
        .contains("\"hash\":\"" + hash + "\"")
        .endsWith("\"dedupId\":\"" + hash + "\"}]");
    assertThat(restricted.call("shh_uninstallFilter", "['" + filter + "']")).isEqualTo("null");
    assertThat(restricted.call("shh_getFilterMessages", "['" + filter + "']"))
        .isEqualTo("-32000 filter not found");
    assertThat(new TestClient(node.dispatcher(), Set.of("net")).call("shhext_post", "[]"))
        .startsWith("-32601");
  }

  @Test
  void shouldKeepBackWhatStatusHasConfirmed() throws Exception {
    String key = client.call("shh_addSymKey", "['" + KEY + "']");
    String confirmed = client.call("shh_newMessageFilter", "[{'symKeyID':'" + key + "'}]");
    String plain = client.call("shh_newMessageFilter", "[{'symKeyID':'" + key + "'}]");
    String hash = client.call("shhext_post", "[" + post(key) + "]");

    assertThat(client.call("shhext_confirmMessagesProcessedByID", "[['" + hash + "','x']]"))
        .isEqualTo("null");
    assertThat(client.call("shhext_confirmMessagesProcessed", "[[{'hash':'" + hash + "'},7]]"))
        .isEqualTo("null");
    assertThat(client.call("shhext_confirmMessagesProcessed", "['x']")).startsWith("-32602");
    assertThat(poll("shh_getFilterMessages", plain)).contains(hash);
    assertThat(client.call("shhext_getNewFilterMessages", "['" + confirmed + "']")).isEqualTo("[]");
  }

  @Test
  void shouldCountTheConfirmationsThatItForgets() {
    String ids =
        IntStream.range(0, 10_003)
            .mapToObj("'0x%064x'"::formatted)
            .collect(Collectors.joining(",", "[[", "]]"));

    assertThat(client.call("shhext_confirmMessagesProcessedByID", ids)).isEqualTo("null");

    assertThat(node.dropped(RpcDrop.CONFIRMATION_FORGOTTEN)).isEqualTo(3);
  }

  private String poll(String method, String filter) throws InterruptedException {
    String messages = "[]";
    while (messages.equals("[]")) {
      TimeUnit.MILLISECONDS.sleep(10);
      messages = client.call(method, "['" + filter + "']");
    }
    return messages;
  }

  private static String post(String key) {
    return "{'symKeyID':'%s','topic':'0x01020304','payload':'0x01','powTime':5,'powTarget':0.2}"
        .formatted(key);
  }
}
