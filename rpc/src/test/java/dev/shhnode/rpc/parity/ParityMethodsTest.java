// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.parity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.keys.MemoryVault;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.json.JsonReader;
import dev.shhnode.rpc.methods.TestAdmin;
import dev.shhnode.rpc.methods.TestClient;
import dev.shhnode.rpc.methods.TestNode;
import dev.shhnode.rpc.whisper.FullTopic;
import dev.shhnode.shh.PostRequest;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ParityMethodsTest {

  private static final String TOPIC = "0x0102030405060708";
  private static final String POST = "'topics':['" + TOPIC + "'],'payload':'0xbeef','ttl':20";

  private final TestNode node =
      new TestNode(new TestAdmin(KeyPair.generate(new SecureRandom()), List.of()));
  private final TestClient client = new TestClient(node.dispatcher(), Dialect.PARITY);
  private final TestClient elsewhere = new TestClient(node.dispatcher(), Dialect.V6);

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void shouldSayWhatTheNodeIs() {
    assertThat(client.call("shh_version", "[]")).startsWith("-32601");
    assertThat(client.call("shh_info", "[]"))
        .isEqualTo("{\"messages\":0,\"memory\":0,\"targetMemory\":58720256}");
  }

  @Test
  void shouldKeepKeys() {
    String pair = client.call("shh_newKeyPair", "[]");
    String shared = client.call("shh_addSymKey", "['0x" + "22".repeat(32) + "']");

    assertThat(pair).matches("0x[0-9a-f]{64}");
    assertThat(client.call("shh_getPublicKey", "['" + pair + "']")).matches("0x[0-9a-f]{128}");
    assertThat(client.call("shh_getPublicKey", "['" + pair.substring(2) + "']"))
        .matches("0x[0-9a-f]{128}");
    assertThat(client.call("shh_getPrivateKey", "['" + pair + "']")).matches("0x[0-9a-f]{64}");
    assertThat(client.call("shh_getSymKey", "['" + shared + "']"))
        .isEqualTo("0x" + "22".repeat(32));
    assertThat(client.call("shh_deleteKey", "['" + shared + "']")).isEqualTo("true");
    assertThat(client.call("shh_deleteKey", "['" + shared + "']")).isEqualTo("false");
    assertThat(elsewhere.call("shh_deleteKey", "['" + pair + "']")).isEqualTo("true");
    assertThat(client.call("shh_getPublicKey", "['" + pair + "']"))
        .isEqualTo("-32085 Unknown identity");
    assertThat(client.call("shh_addPrivateKey", "['0x11']"))
        .isEqualTo("-32085 Invalid private key");
    assertThat(client.call("shh_addSymKey", "['0x11']")).startsWith("-32602 Invalid params: ");
  }

  @Test
  void shouldDeliverBroadcastsToAnyOfSeveralTopics() throws Exception {
    String filter =
        elsewhere.call(
            "shh_newMessageFilter",
            "[{'decryptWith':null,'topics':['0xaa','" + TOPIC + "'],'from':null}]");

    assertThat(filter).matches("0x[0-9a-f]{64}");
    assertThat(elsewhere.call("shh_post", "[{" + POST + ",'priority':500}]")).isEqualTo("true");
    assertThat(poll(filter))
        .matches(
            "\\[\\{\"ttl\":20,\"topics\":\\[\"0x0102030405060708\"],\"timestamp\":[0-9]+,"
                + "\"payload\":\"0xbeef\",\"padding\":\"0x[0-9a-f]+\"}]");
    assertThat(client.call("shh_deleteMessageFilter", "['" + filter + "']")).isEqualTo("true");
    assertThat(client.call("shh_deleteMessageFilter", "['" + filter + "']")).isEqualTo("false");
    assertThat(client.call("shh_getFilterMessages", "['" + filter + "']"))
        .isEqualTo("-32085 no such message filter");
    assertThat(elsewhere.call("shh_getFilterMessages", "['" + filter + "']"))
        .isEqualTo("-32000 filter not found");
  }

  @Test
  void shouldDeliverToAnIdentity() throws Exception {
    String me = client.call("shh_newKeyPair", "[]");
    String key = client.call("shh_getPublicKey", "['" + me + "']");
    String filter =
        client.call(
            "shh_newMessageFilter",
            "[{'decryptWith':'%s','topics':['%s'],'from':'%s'}]".formatted(me, TOPIC, key));

    String to = "'to':{'public':'" + key + "'},'from':'" + me + "'";
    assertThat(client.call("shh_post", "[{" + POST + ",'priority':1," + to + "}]"))
        .isEqualTo("true");
    assertThat(poll(filter))
        .startsWith("[{\"from\":\"" + key + "\",\"recipient\":\"" + me + "\",\"ttl\":20,");
  }

  /** A filter of version 6 does not hash topics, so it names what the post has on the wire. */
  @Test
  void shouldReachFiltersOfVersion6ByTheHashOfTheTopic() throws Exception {
    String me = elsewhere.call("shh_newKeyPair", "[]");
    String key = elsewhere.call("shh_getPublicKey", "['" + me + "']");
    String hash = FullTopic.abridge(Bytes.fromHexString(TOPIC)).toBytes().toHexString();
    String filter =
        elsewhere.call(
            "shh_newMessageFilter", "[{'privateKeyID':'%s','topics':['%s']}]".formatted(me, hash));

    String to = "'to':{'public':'0x" + key.substring(4) + "'}";
    assertThat(elsewhere.call("shh_post", "[{" + POST + ",'priority':1," + to + "}]"))
        .isEqualTo("true");

    assertThat(hash).isEqualTo("0xfec06227");
    assertThat(poll(filter)).contains("\"topic\":\"" + hash + "\"");
  }

  @Test
  void shouldPush() {
    String subscription =
        client.call("shh_subscribe", "{'decryptWith':null,'topics':['" + TOPIC + "']}");
    elsewhere.call("shh_post", "[{" + POST + ",'priority':1}]");

    JsonNode push = client.next();

    assertThat(subscription).matches("[0-9a-f]{64}");
    assertThat(push.at("/params/subscription").asText()).isEqualTo(subscription);
    assertThat(push.at("/params/result/topics/0").asText()).isEqualTo(TOPIC);
    assertThat(client.call("shh_unsubscribe", "['" + subscription + "']")).isEqualTo("true");
    assertThat(client.call("shh_unsubscribe", "['" + subscription + "']"))
        .isEqualTo("-32085 subscription not found");
    assertThat(TestClient.callOverHttp(node.dispatcher(), "shh_subscribe", "[{'topics':['0x1a']}]"))
        .isEqualTo("-32000 notifications not supported");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'topics':[],'payload':'0x','ttl':1,'priority':1}                    | -32085 must supply at least one topic for broadcast message
          {'topics':[],'payload':'0x','ttl':1,'priority':1,'to':{'public':''}} | -32085 Empty topics
          {'topics':['0x'],'payload':'0x','ttl':1,'priority':1,'to':{'identity':'0x12'}} | -32085 no such identity
          {'topics':['0x'],'payload':'0x','ttl':1,'priority':1,'to':{'public':'0x12'}} | -32602 Invalid params: invalid public key.
          {'topics':['0x'],'payload':'0x','ttl':1,'priority':1,'from':'0x12'}  | -32085 Unknown identity `from`
          {'topics':['0x'],'payload':'0x','ttl':1}                             | -32602 Invalid params: missing field `priority`.
          {'topics':['0x'],'payload':'0x','ttl':4294967296,'priority':1}       | -32602 Invalid params: ttl is 4294967296, at most 4294967295.
          {'topics':['zz'],'payload':'0x','ttl':1,'priority':1}                | -32602 Invalid params: invalid hex: hex string without 0x prefix.
          7                                                                    | -32602 Invalid params: invalid type: number, expected an object.
          """)
  void shouldRefusePosts(String parameter, String error) {
    assertThat(client.call("shh_post", "[" + parameter + "]")).isEqualTo(error);
  }

  @Test
  void shouldWorkForAMinuteAtMost() throws Exception {
    String asked = "{\"topics\":[\"0x01\"],\"payload\":\"0x01\",\"ttl\":1,\"priority\":4294967295}";
    ParityObject parameter = new ParityObject(JsonReader.parse(asked.getBytes(UTF_8)));

    PostRequest request =
        new ParityNewMessage(parameter, new ParityKeys(new MemoryVault(new SecureRandom())))
            .toRequest(1);

    assertThat(request.powTimeSeconds()).isEqualTo(60);
  }

  @Test
  void shouldRefuseFilters() {
    assertThat(client.call("shh_newMessageFilter", "[{'topics':[]}]"))
        .isEqualTo("-32085 no topics for filter");
    assertThat(client.call("shh_newMessageFilter", "[{'decryptWith':'12','topics':['0x01']}]"))
        .isEqualTo("-32085 no such identity");
    assertThat(client.call("shh_newMessageFilter", "[{'topics':['0x" + "01".repeat(129) + "']}]"))
        .isEqualTo("-32602 Invalid params: topic of 129 bytes, at most 128.");
    assertThat(
            client.call("shh_newMessageFilter", "[{'topics':[" + "'0x01',".repeat(64) + "'0x']}]"))
        .isEqualTo("-32602 Invalid params: too many topics, at most 64.");
  }

  @Test
  void shouldServeVersion6OnItsEndpointToo() {
    String key = client.call("shh_generateSymKeyFromPassword", "['test']");

    assertThat(client.call("shh_newMessageFilter", "[{'symKeyID':'" + key + "'}]"))
        .matches("[0-9a-f]{64}");
    assertThat(client.call("shh_newMessageFilter", "[{'symKeyID':'12'}]"))
        .isEqualTo("-32085 non-existent key ID");
  }

  private String poll(String filter) throws InterruptedException {
    String messages = "[]";
    while (messages.equals("[]")) {
      TimeUnit.MILLISECONDS.sleep(10);
      messages = client.call("shh_getFilterMessages", "['" + filter + "']");
    }
    return messages;
  }

  @Test
  void shouldForgetAFilterThatIsRemovedByAMethodOfAnotherDialect() {
    String id =
        client.call(
            "shh_newMessageFilter", "[{'topics':['" + TOPIC + "','0x05060708'],'from':null}]");

    elsewhere.call("shh_uninstallFilter", "['" + id.substring(2) + "']");

    assertThat(client.call("shh_getFilterMessages", "['" + id + "']"))
        .isEqualTo("-32085 no such message filter");
    assertThat(client.call("shh_deleteMessageFilter", "['" + id + "']")).isEqualTo("false");
  }
}
