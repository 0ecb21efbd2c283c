// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.mix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.mix.Mix.Route;
import dev.shhnode.mix.MixFailure;
import dev.shhnode.mix.TrafficProfile;
import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.methods.TestClient;
import dev.shhnode.rpc.methods.TestNode;
import java.time.Duration;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class RoutedPostsTest {

  private static final String HASH = "0x[0-9a-f]{64}";
  private static final PublicKey PEER =
      KeyPair.of(PrivateKey.of(Bytes.fromHexString("11".repeat(32)))).publicKey();
  private static final String PAYLOAD = "0x68656c6c6f";

  private final RecordingMix mix = new RecordingMix();
  private final TestNode node = new TestNode(mix);
  private final TestClient client = new TestClient(node.dispatcher(), Dialect.V6);
  private String key = "";
  private String signer = "";

  @BeforeEach
  void makeKeys() {
    key = client.call("shh_newSymKey", "[]");
    signer = client.call("shh_newKeyPair", "[]");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void shouldHandTheEnvelopeToTheMixes() {
    String hash = post("'route':{'hops':3,'profile':'std'}");

    assertThat(mix.carried()).hasSize(1);
    RecordingMix.Carried carried = mix.carried().get(0);
    assertThat(carried.route()).isEqualTo(new Route(3, Optional.of(TrafficProfile.STD)));
    assertThat(mix.checked()).containsExactly(carried.route());
    assertThat(carried.hash()).hasToString(hash).isEqualTo(Keccak256.hash(carried.envelope()));
    assertThat(carried.ttl())
        .as("of the usual one for 50 s, less up to ten by the second of its creation")
        .isBetween(Duration.ofSeconds(45), Duration.ofMinutes(1));
    assertThat(pooled()).as("the envelope comes here only by flooding").isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                            | 2 |
          {'hops':null,'profile':null}  | 2 |
          {'hops':1}                    | 1 |
          {'HOPS':1,'Profile':'eco'}    | 1 | ECO
          {'profile':'Bulk'}            | 2 | BULK
          {'hops':3,'other':4}          | 3 |
          """)
  void shouldReadTheRoute(String route, int hops, TrafficProfile profile) {
    assertThat(post("'route':" + route)).matches(HASH);

    assertThat(mix.carried())
        .extracting(RecordingMix.Carried::route)
        .containsExactly(new Route(hops, Optional.ofNullable(profile)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'hops':4}          | -32000 a route of 4 hops, expected 0 to 3
          {'hops':4294967295} | -32000 a route of 4294967295 hops, expected 0 to 3
          {'hops':-1}         | -32602 invalid argument 0: json: cannot unmarshal number -1 into Go struct field Route.hops of type uint32
          {'hops':'3'}        | -32602 invalid argument 0: json: cannot unmarshal string into Go struct field Route.hops of type uint32
          {'profile':'off'}   | -32000 unknown profile of a route, expected eco, std or bulk
          {'profile':''}      | -32000 unknown profile of a route, expected eco, std or bulk
          {'profile':1}       | -32602 invalid argument 0: json: cannot unmarshal number into Go struct field Route.profile of type string
          3                   | -32602 invalid argument 0: json: cannot unmarshal number into Go struct field NewMessage.route of type mix.Route
          []                  | -32602 invalid argument 0: json: cannot unmarshal array into Go struct field NewMessage.route of type mix.Route
          """)
  void shouldRefuseWhatIsNoRoute(String route, String error) {
    assertThat(post("'route':" + route)).isEqualTo(error);
    assertThat(mix.checked()).isEmpty();
    assertThat(pooled()).isZero();
  }

  @Test
  void shouldFloodFromHereOnlyWhereThatIsAskedFor() {
    assertThat(post("'route':{'hops':0}")).matches(HASH);
    assertThat(post("'route':null")).matches(HASH);
    assertThat(post("'powTime':1")).matches(HASH);

    assertThat(mix.checked()).isEmpty();
    assertThat(mix.carried()).isEmpty();
    assertThat(pooled()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeRoutesOnEveryEndpoint(Dialect endpoint) {
    TestClient anywhere = new TestClient(node.dispatcher(), endpoint);

    String answer = anywhere.call("shh_post", message("'route':{}"));

    assertThat(answer).matches(endpoint == Dialect.V5 ? "true" : HASH);
    assertThat(mix.carried()).hasSize(1);
  }

  @Test
  void shouldSayWhatIsMissing() {
    mix.refuseWhenChecked(new MixFailure.TooFewMixes(4, 2, 3));
    assertThat(post("'route':{'hops':3}"))
        .isEqualTo("-32000 a path of 3 mixes cannot be made: 4 known, 2 usable");
    mix.refuseWhenChecked(new MixFailure.TooFewMixes(0, 0, 3));
    assertThat(post("'route':{'hops':3}")).isEqualTo("-32000 no mixes are known yet");
    mix.refuseWhenChecked(new MixFailure.ProfileOff());
    assertThat(post("'route':{'hops':3}"))
        .isEqualTo(
            "-32000 the mix profile of this node is off, so that a post through mixes could not"
                + " hide");
    mix.refuseWhenChecked(new MixFailure.OtherProfile(TrafficProfile.BULK, TrafficProfile.STD));
    assertThat(post("'route':{'hops':3,'profile':'bulk'}"))
        .startsWith("-32000 the mix profile of this node is STD, not BULK:");
    mix.refuseNothing();
    mix.refuseWhenPosted(new MixFailure.TooManyPosts(64));
    assertThat(post("'route':{'hops':3}"))
        .isEqualTo("-32000 64 posts wait to be sent through mixes already");
    assertThat(mix.carried()).isEmpty();
    assertThat(pooled()).as("never flooded from here").isZero();
  }

  @Test
  void shouldRefuseWhatNoPacketHolds() {
    assertThat(
            client.call(
                "shh_post", message("'route':{}").replace(PAYLOAD, "0x" + "00".repeat(1_500))))
        .matches("-32000 the envelope is \\d+ bytes, above the 1400 that a mix packet holds");
    assertThat(mix.carried()).isEmpty();
    assertThat(pooled()).isZero();
  }

  @Test
  void shouldRefuseRoutesOfDirectMessages() {
    String peer = new Enode(PEER, "127.0.0.1", 30_303, 0).toString();

    assertThat(post("'route':{},'targetPeer':'" + peer + "'"))
        .isEqualTo("-32000 a direct message cannot take a route");
  }

  @Test
  void shouldReportMistakesInThePostAsWithoutRoute() {
    for (String wrong :
        new String[] {
          "'sig':'none'", "'pubKey':'0x01'", "'ttl':'1'", "'targetPeer':'x'", "'topic':'0x01'"
        }) {
      assertThat(post(wrong + ",'route':{}")).isEqualTo(post(wrong)).startsWith("-32");
    }
    assertThat(mix.checked()).isEmpty();
  }

  @Test
  void shouldNotFloodAnIdentityFromHereThatTravels() {
    assertThat(post("'sig':'" + signer + "'")).as("no hops yet").matches(HASH);
    assertThat(pooled()).isOne();
    assertThat(post(signed(2))).matches(HASH);

    assertThat(post("'sig':'" + signer + "'")).matches(HASH);
    assertThat(post("'sig':'" + signer + "','route':null")).matches(HASH);

    assertThat(mix.carried()).extracting(each -> each.route().hops()).containsExactly(2, 2, 2);
    assertThat(pooled()).isOne();
  }

  @Test
  void shouldKeepTheNumberOfHopsOfAnIdentity() {
    mix.refuseWhenChecked(new MixFailure.TooFewMixes(4, 2, 3));
    assertThat(post(signed(3))).startsWith("-32000 a path of 3 mixes");
    mix.refuseNothing();

    assertThat(post(signed(1))).as("nothing has been posted over 3").matches(HASH);
    assertThat(post(signed(3)))
        .isEqualTo(
            "-32000 this identity has posted over 1 hop, and an identity keeps its number of hops:"
                + " fewer would mark its posts");
    assertThat(post(signed(0))).startsWith("-32000 this identity has posted over 1 hop,");
    assertThat(post(signed(1))).matches(HASH);
    assertThat(post("'route':{'hops':3}")).as("of nobody").matches(HASH);
    String other = client.call("shh_newKeyPair", "[]");
    assertThat(post(signed(3).replace(signer, other))).as("of another").matches(HASH);
    assertThat(mix.carried()).hasSize(4);
    assertThat(pooled()).isZero();
  }

  @Test
  void shouldKeepAnIdentityThatFloodsFromHere() {
    assertThat(post(signed(0))).matches(HASH);

    assertThat(post(signed(2))).startsWith("-32000 this identity has posted over 0 hops,");
    assertThat(mix.carried()).isEmpty();
  }

  @Test
  void shouldSayThatThereIsNoMix() {
    try (TestNode without = new TestNode()) {
      TestClient other = new TestClient(without.dispatcher(), Dialect.V6);
      String itsKey = other.call("shh_newSymKey", "[]");

      assertThat(other.call("shh_post", message("'route':{'hops':3}").replace(key, itsKey)))
          .isEqualTo("-32000 mix routing is not enabled on this node (--mix-enabled)");
      assertThat(other.call("shh_info", "[]")).contains("\"messages\":0");
      assertThat(other.call("shh_post", message("'ttl':9").replace(key, itsKey))).matches(HASH);
    }
  }

  private String signed(int hops) {
    return "'sig':'" + signer + "','route':{'hops':" + hops + "}";
  }

  private String post(String more) {
    return client.call("shh_post", message(more));
  }

  private String message(String more) {
    return ("[{'symKeyID':'%s','topic':'0x01020304','payload':'%s','powTarget':0.2,'powTime':5,"
            + "%s}]")
        .formatted(key, PAYLOAD, more);
  }

  /** Envelopes that this node has to flood. */
  private int pooled() {
    String info = client.call("shh_info", "[]");
    return Integer.parseInt(info.replaceAll(".*\"messages\":(\\d+).*", "$1"));
  }
}
