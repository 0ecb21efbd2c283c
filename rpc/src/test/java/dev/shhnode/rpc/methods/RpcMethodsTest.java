// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.methods;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.rpc.node.NodeAdmin;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the transcript does not show. */
@Timeout(30)
class RpcMethodsTest {

  private static final KeyPair NODE_KEY = keyPair("11");
  private static final Enode PEER =
      new Enode(keyPair("22").publicKey(), "127.0.0.1", 30_304, 30_304);

  private final TestAdmin admin =
      new TestAdmin(
          NODE_KEY,
          List.of(
              new NodeAdmin.Peer(
                  PEER,
                  "Geth/v1.8.27",
                  List.of("shh/6"),
                  InetSocketAddress.createUnresolved("127.0.0.1", 1),
                  InetSocketAddress.createUnresolved("::1", 2),
                  true,
                  false,
                  true)));
  private final TestNode node = new TestNode(admin);
  private final TestClient client = new TestClient(node.dispatcher(), TestNode.ALL_NAMESPACES);

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void shouldListTheEnabledNamespaces() {
    TestClient restricted = new TestClient(node.dispatcher(), Set.of("shh", "net", "unknown"));

    assertThat(client.call("rpc_modules", "null"))
        .isEqualTo(
            "{\"admin\":\"1.0\",\"mix\":\"1.0\",\"net\":\"1.0\",\"rpc\":\"1.0\",\"shh\":\"1.0\",\"shhext\":\"1.0\",\"web3\":\"1.0\"}");
    assertThat(restricted.call("rpc_modules", "[]"))
        .isEqualTo("{\"net\":\"1.0\",\"rpc\":\"1.0\",\"shh\":\"1.0\",\"shhext\":\"1.0\"}");
    assertThat(restricted.call("admin_datadir", "[]"))
        .isEqualTo("-32601 The method admin_datadir does not exist/is not available");
  }

  @Test
  void shouldNameEveryNamespaceThatCanBeEnabled() {
    assertThat(node.dispatcher().namespaces()).isEqualTo(RpcMethods.NAMESPACES);
  }

  @Test
  void shouldSayWhatTheNodeIs() {
    assertThat(client.call("net_version", "[]")).isEqualTo("1");
    assertThat(client.call("net_listening", "[]")).isEqualTo("true");
    assertThat(client.call("net_peerCount", "[]")).isEqualTo("0x1");
    assertThat(client.call("web3_clientVersion", "[]")).isEqualTo("shhnode/v0/test");
    assertThat(client.call("admin_datadir", "[]")).isEqualTo("/data");
    assertThat(client.call("admin_nodeInfo", "[]"))
        .startsWith("{\"id\":\"")
        .contains(
            ",\"name\":\"shhnode/v0/test\",\"enode\":\"" + admin.localEnode() + "\"",
            ",\"ip\":\"127.0.0.1\",\"ports\":{\"discovery\":0,\"listener\":30303}",
            ",\"listenAddr\":\"[::]:30303\",\"protocols\":{\"shh\":"
                + "{\"maxMessageSize\":1048576,\"minimumPoW\":0.2,\"version\":\"6.0\"}}}");
  }

  @Test
  void shouldListPeers() {
    assertThat(client.call("admin_counters", "[]"))
        .isEqualTo("{\"bytes.in\":9223372036854775807,\"dropped.nothing\":0}");
    assertThat(client.call("admin_peers", "[]"))
        .startsWith("[{\"enode\":\"" + PEER + "\",\"id\":\"")
        .endsWith(
            ",\"name\":\"Geth/v1.8.27\",\"caps\":[\"shh/6\"],\"network\":{"
                + "\"localAddress\":\"127.0.0.1:1\",\"remoteAddress\":\"[::1]:2\",\"inbound\":true,"
                + "\"trusted\":false,\"static\":true},\"protocols\":{\"shh\":\"unknown\"}}]");
  }

  @Test
  void shouldAddAndRemovePeers() {
    assertThat(client.call("admin_addPeer", "['" + PEER + "']")).isEqualTo("true");
    assertThat(admin.wanted()).containsExactly(PEER);
    assertThat(client.call("admin_removePeer", "['" + PEER + "']")).isEqualTo("true");
    assertThat(admin.wanted()).isEmpty();
    assertThat(client.call("admin_addPeer", "['nonsense']"))
        .isEqualTo("-32000 invalid enode: invalid URL scheme, want \"enode\"");
  }

  @Test
  void shouldListBansAndLiftThem() {
    String id = PEER.id().toString();
    Instant until = Instant.ofEpochSecond(1_600_000_060);
    admin.ban(
        new NodeAdmin.Ban(id, true, "it sent malformed packets", 2.5, until),
        new NodeAdmin.Ban("203.0.113.7", false, "it sent malformed packets", 9.75, until),
        new NodeAdmin.Ban("2001:db8:0:1:0:0:0:0/64", false, "it did", 10, until));

    assertThat(client.call("admin_bans", "[]"))
        .startsWith(
            "[{\"node\":\""
                + id
                + "\",\"why\":\"it sent malformed packets\",\"points\":2.5,\"until\":1600000060},"
                + "{\"address\":\"203.0.113.7\",\"why\":\"it sent malformed packets\",");
    assertThat(client.call("admin_unban", "['203.0.113.8']")).isEqualTo("false");
    assertThat(client.call("admin_unban", "['203.0.113.7']")).isEqualTo("true");
    assertThat(client.call("admin_unban", "['2001:db8:0:1::5']")).isEqualTo("true");
    assertThat(client.call("admin_unban", "['0x" + id + "']")).isEqualTo("true");
    assertThat(client.call("admin_unban", "['" + PEER + "']")).isEqualTo("false");
    assertThat(client.call("admin_bans", "[]")).isEqualTo("[]");
  }

  @Test
  void shouldUnbanWhatIsWrittenAsAnIdOrAnAddressOnly() {
    for (String wrong : List.of("", "localhost", "1.2.3", "00".repeat(64), "ff".repeat(63))) {
      assertThat(client.call("admin_unban", "['" + wrong + "']"))
          .isEqualTo("-32000 neither a node ID nor an IP address");
    }
    assertThat(client.call("admin_unban", "['enode://nobody']"))
        .isEqualTo("-32000 invalid enode: does not contain node ID");
  }

  @Test
  void shouldTrustAndDistrustPeers() {
    assertThat(client.call("admin_addTrustedPeer", "['" + PEER + "']")).isEqualTo("true");
    assertThat(admin.trusted()).containsExactly(PEER);
    assertThat(client.call("admin_removeTrustedPeer", "['" + PEER + "']")).isEqualTo("true");
    assertThat(admin.trusted()).isEmpty();
    assertThat(client.call("admin_addTrustedPeer", "['nonsense']"))
        .isEqualTo("-32000 invalid enode: invalid URL scheme, want \"enode\"");
  }

  @Test
  void shouldDeriveTheKeyOfAPassword() {
    String id = client.call("shh_generateSymKeyFromPassword", "['test']");

    assertThat(client.call("shh_getSymKey", "['" + id + "']"))
        .isEqualTo("0xa82a520aff70f7a989098376e48ec128f25f767085e84d7fb995a9815eebff0a");
  }

  @Test
  void shouldRefuseAPrivateKeyBeyondTheOrderOfTheCurve() {
    assertThat(client.call("shh_addPrivateKey", "['0x" + "ff".repeat(32) + "']"))
        .isEqualTo("-32000 invalid private key, >=N");
  }

  @Test
  void shouldPushMessagesOfAnyOfSeveralTopicsAndOfPrefixes() {
    String key = client.call("shh_addSymKey", "['0x" + "22".repeat(32) + "']");
    String subscription =
        client.call(
            "shh_subscribe",
            "['messages',{'symKeyID':'" + key + "','topics':['0x01020304','0xaabb']}]");
    TestClient poster = new TestClient(node.dispatcher(), Set.of("shh"));

    for (String topic : List.of("0x01020304", "0x01020305", "0xaabbccdd", "0xaacc0000")) {
      assertThat(poster.call("shh_post", "[" + message(key, topic, 0.25) + "]")).startsWith("0x");
    }

    assertThat(subscription).matches("0x[1-9a-f][0-9a-f]*");
    assertThat(
            List.of(
                topicOfPush(client.next(), subscription), topicOfPush(client.next(), subscription)))
        .containsExactlyInAnyOrder("0x01020304", "0xaabbccdd");
  }

  @Test
  void shouldEndSubscriptions() {
    String key = client.call("shh_addSymKey", "['0x" + "22".repeat(32) + "']");
    String criteria = "['messages',{'symKeyID':'" + key + "','topics':['0x01020304']}]";
    String first = client.call("shh_subscribe", criteria);
    String second = client.call("shh_subscribe", criteria);
    TestClient other = new TestClient(node.dispatcher(), Set.of("shh"));

    assertThat(other.call("shh_unsubscribe", "['" + first + "']"))
        .isEqualTo("-32000 subscription not found");
    assertThat(client.call("shh_unsubscribe", "['" + first + "']")).isEqualTo("true");
    assertThat(client.call("shh_unsubscribe", "['" + first + "']"))
        .isEqualTo("-32000 subscription not found");
    assertThat(other.call("shh_post", "[" + message(key, "0x01020304", 0.25) + "]"))
        .startsWith("0x");
    assertThat(topicOfPush(client.next(), second)).isEqualTo("0x01020304");

    client.close();
    assertThat(client.call("shh_unsubscribe", "['" + second + "']"))
        .isEqualTo("-32000 subscription not found");
  }

  @Test
  void shouldTellTheProgressOfPostsOfTheSameConnection() {
    String key = client.call("shh_newSymKey", "[]");
    String subscription = client.call("shh_subscribe", "['postProgress']");
    TestClient other = new TestClient(node.dispatcher(), Set.of("shh"));
    other.call("shh_subscribe", "['postProgress']");

    client.begin("shh_post", "[" + message(key, "0x01020304", 1e300) + "]");
    other.begin("shh_version", "[]");

    JsonNode push = client.next();
    assertThat(push.at("/params/subscription").asText()).isEqualTo(subscription);
    assertThat(push.at("/params/result/nonces").asLong()).isPositive();
    assertThat(push.at("/params/result/seconds").asDouble()).isPositive();
    assertThat(push.at("/params/result/expected").isMissingNode()).isFalse();
    JsonNode last = push;
    while (last.has("method")) {
      last = client.next();
    }
    assertThat(last.at("/error/message").asText()).startsWith("failed to reach the PoW target");
    assertThat(other.next().path("result").asText()).isEqualTo("6.0");
  }

  @Test
  void shouldSubscribeOnlyWhereItCanPush() {
    assertThat(TestClient.callOverHttp(node.dispatcher(), "shh_subscribe", "['postProgress']"))
        .isEqualTo("-32000 notifications not supported");
    assertThat(TestClient.callOverHttp(node.dispatcher(), "shh_unsubscribe", "['0x1']"))
        .isEqualTo("-32000 notifications not supported");
  }

  @Test
  void shouldRefuseMalformedSubscriptions() {
    assertThat(client.call("shh_subscribe", "[]"))
        .isEqualTo("-32602 missing value for required argument 0");
    assertThat(client.call("shh_subscribe", "['messages']"))
        .isEqualTo("-32602 missing value for required argument 1");
    assertThat(client.call("shh_subscribe", "['messages',{},1]"))
        .isEqualTo("-32602 too many arguments, want at most 2");
    assertThat(client.call("shh_subscribe", "['messages',{'minPow':'1'}]"))
        .isEqualTo(
            "-32602 invalid argument 1: json: cannot unmarshal string into Go struct field"
                + " Criteria.minPow of type float64");
    assertThat(client.call("shh_subscribe", "['postProgress',1]"))
        .isEqualTo("-32602 too many arguments, want at most 1");
    String key = client.call("shh_newSymKey", "[]");
    assertThat(client.call("shh_subscribe", "['messages',{'symKeyID':'" + key + "'}]"))
        .isEqualTo("-32000 missing topic(s)");
  }

  @Test
  void shouldTakeWhatGoClientsSendForAbsentMembers() {
    String key = client.call("shh_newSymKey", "[]");

    assertThat(
            client.call(
                "shh_post",
                "[{'symKeyID':'"
                    + key
                    + "','pubKey':'','sig':'','ttl':0,'topic':'0x01020304','payload':'0x',"
                    + "'padding':'0x','powTime':3,'powTarget':0.25,'targetPeer':''}]"))
        .startsWith("0x");
  }

  private static String message(String key, String topic, double powTarget) {
    return "{'symKeyID':'%s','topic':'%s','payload':'0x01','ttl':10,'powTime':1,'powTarget':%s}"
        .formatted(key, topic, powTarget);
  }

  private static String topicOfPush(JsonNode push, String subscription) {
    assertThat(push.path("method").asText()).isEqualTo("shh_subscription");
    assertThat(push.at("/params/subscription").asText()).isEqualTo(subscription);
    return push.at("/params/result/topic").asText();
  }

  private static KeyPair keyPair(String byteOfSecret) {
    return KeyPair.of(PrivateKey.of(Bytes.fromHexString(byteOfSecret.repeat(32))));
  }
}
