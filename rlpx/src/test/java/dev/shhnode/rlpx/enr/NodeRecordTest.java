// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.enr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.Rlp;
import dev.shhnode.crypto.RlpWriter;
import dev.shhnode.crypto.Secp256k1;
import dev.shhnode.rlpx.peers.Enode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeRecordTest {

  /** EIP-778, "Test Vectors". */
  private static final KeyPair EXAMPLE_KEYS =
      KeyPair.of(
          PrivateKey.of(
              Bytes.fromHexString(
                  "0xb71c71a67e1177ad4e901695e1b4b9ee17ae16c6668d313eac2f96dbcda3f291")));

  private static final String EXAMPLE =
      "enr:-IS4QHCYrYZbAKWCBRlAy5zzaDZXJBGkcnh4MHcBFZntXNFrdvJjX04jRzjzCBOonrkTfj499SZuOh8R33Ls8RRc"
          + "y5wBgmlkgnY0gmlwhH8AAAGJc2VjcDI1NmsxoQPKY0yuDUmstAHYpMa2_oxVtw0RW_QAdpzBQA8yWM0xOIN1ZHCC"
          + "dl8";

  private static final KeyPair KEYS = KeyPair.of(PrivateKey.of(Bytes32.leftPad(Bytes.of(9))));
  private static final Bytes KEY = RlpWriter.value(KEYS.publicKey().toCompressed());
  private static final Bytes ONE = Bytes.of(1);

  private static Bytes text(String text) {
    return RlpWriter.value(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Bytes hex(String hex) {
    return Bytes.fromHexString(hex);
  }

  private static Bytes list(List<Bytes> elements) {
    return RlpWriter.listOf(elements, elements.stream().mapToInt(Bytes::size).sum());
  }

  /** A record of these elements, whatever they are, with a signature that is right. */
  private static Bytes signed(Bytes... elements) {
    Bytes32 digest = Keccak256.hash(list(List.of(elements)));
    Bytes signature = Secp256k1.sign(KEYS.privateKey(), digest).toCompactBytes();
    List<Bytes> all = new ArrayList<>(List.of(RlpWriter.value(signature)));
    all.addAll(Arrays.asList(elements));
    return list(all);
  }

  /** A record that would be right, but for a pair behind the necessary ones. */
  private static Bytes withPair(Bytes key, Bytes value) {
    return signed(ONE, text("id"), text("v4"), text("secp256k1"), KEY, key, value);
  }

  @Test
  void shouldReadTheExampleOfTheEip() throws DecodeException {
    NodeRecord node = NodeRecord.parse(EXAMPLE);

    assertThat(node.seq()).isEqualTo(1);
    assertThat(node.publicKey()).isEqualTo(EXAMPLE_KEYS.publicKey());
    assertThat(Keccak256.hash(node.publicKey().toBytes()))
        .isEqualTo(hex("0xa448f24c6d18e575453db13171562b71999873db5b286df957af199ec94617f7"));
    assertThat(node.ip().orElseThrow().getHostAddress()).isEqualTo("127.0.0.1");
    assertThat(node.get("udp")).contains(hex("0x82765f"));
    assertThat(node.get("id")).contains(text("v4"));
    assertThat(node.get("tcp")).isEmpty();
    assertThat(node.tcp()).isEmpty();
    assertThat(node.enode()).isEmpty();
    assertThat(node).hasToString(EXAMPLE).isEqualTo(NodeRecord.decode(node.encode()));
  }

  @Test
  void shouldMakeTheExampleOfTheEip() {
    NodeRecord node =
        NodeRecord.sign(EXAMPLE_KEYS, 1, Map.of("ip", hex("0x847f000001"), "udp", hex("0x82765f")));

    assertThat(node).hasToString(EXAMPLE).hasSameHashCodeAs(NodeRecord.parse(EXAMPLE));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldReadWhatItHasSignedAndNothingWithABitFlipped(long seed) throws DecodeException {
    Random random = new Random(seed);
    Map<String, Bytes> pairs = new HashMap<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      Bytes key = Bytes.random(random.nextInt(4), random);
      pairs.put(
          new String(key.toArrayUnsafe(), StandardCharsets.ISO_8859_1),
          random.nextBoolean()
              ? RlpWriter.value(Bytes.random(random.nextInt(20), random))
              : RlpWriter.list(list -> list.writeList(inner -> inner.writeInteger(seed))));
    }

    NodeRecord node = NodeRecord.sign(KEYS, random.nextLong(), pairs);
    NodeRecord read = NodeRecord.decode(node.encode());

    assertThat(read).isEqualTo(node);
    assertThat(read.seq()).isEqualTo(node.seq());
    assertThat(read.publicKey()).isEqualTo(KEYS.publicKey());
    pairs.forEach((key, value) -> assertThat(read.get(key)).contains(value));
    assertThat(NodeRecord.parse(node.toString())).isEqualTo(node);
    byte[] altered = node.encode().toArray();
    altered[random.nextInt(altered.length)] ^= (byte) (1 << random.nextInt(8));
    assertThatThrownBy(() -> NodeRecord.decode(Bytes.wrap(altered)))
        .isInstanceOf(DecodeException.class);
  }

  static Stream<Long> seeds() {
    return Stream.iterate(1L, seed -> seed + 1).limit(200);
  }

  @Test
  void shouldReadARecordOf300BytesAndNoneOf301() throws DecodeException {
    NodeRecord largest = NodeRecord.sign(KEYS, 1, Map.of("zz", bytesOfRecord(300)));

    assertThat(largest.encode().size()).isEqualTo(NodeRecord.MAX_SIZE);
    assertThat(NodeRecord.decode(largest.encode())).isEqualTo(largest);
    assertThat(NodeRecord.parse(largest.toString())).isEqualTo(largest);
    assertThatThrownBy(() -> NodeRecord.sign(KEYS, 1, Map.of("zz", bytesOfRecord(301))))
        .isInstanceOf(IllegalArgumentException.class);
    assertRefused(withPair(text("zz"), bytesOfRecord(301)), "301 bytes");
  }

  /** A value with which a record that has no other is so large. */
  private static Bytes bytesOfRecord(int size) {
    int withoutValue = withPair(text("zz"), ONE).size() - ONE.size();
    Bytes value = RlpWriter.value(Bytes.wrap(new byte[size - withoutValue - 2 - 1]));
    return value;
  }

  @Test
  void shouldTakeValuesOfAnyCanonicalForm() throws DecodeException {
    Bytes deep = Bytes.EMPTY;
    for (int i = 0; i < 100; i++) {
      deep = list(List.of(deep));
    }

    assertThat(NodeRecord.decode(withPair(text("zz"), deep)).get("zz")).contains(deep);
    assertThat(NodeRecord.decode(withPair(text("zz"), hex("0x8180"))).get("zz"))
        .contains(hex("0x8180"));
    assertThat(
            NodeRecord.decode(
                    signed(
                        hex("0x88ffffffffffffffff"),
                        text("id"),
                        text("v4"),
                        text("secp256k1"),
                        KEY))
                .seq())
        .isEqualTo(-1);
  }

  private static void assertRefused(Bytes rlp, String why) {
    assertThatThrownBy(() -> NodeRecord.decode(rlp))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining(why);
  }

  @Test
  void shouldRefuseWhatIsNoListOfPairs() {
    Bytes good = withPair(text("zz"), ONE);

    assertRefused(Bytes.EMPTY, "empty");
    assertRefused(hex("0xc0"), "without a signature");
    assertRefused(hex("0x80"), "instead of a list");
    assertRefused(signed(), "without seq");
    assertRefused(good.slice(0, good.size() - 1), "ends behind its input");
    assertRefused(Bytes.concatenate(good, ONE), "after the node record");
    assertRefused(
        signed(ONE, text("id"), text("v4"), text("secp256k1"), KEY, text("zz")), "without a value");
  }

  @Test
  void shouldRefuseKeysThatAreNotSortedOrUniqueOrNoByteStrings() {
    String fault = "not in order or not unique";

    assertRefused(withPair(text("id"), text("v4")), fault);
    assertRefused(withPair(text("secp256k1"), KEY), fault);
    assertRefused(withPair(text("secp256k"), ONE), fault);
    assertRefused(withPair(text("aa"), ONE), fault);
    assertRefused(withPair(list(List.of(ONE)), ONE), "RLP");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x8101",
        "0xb80101",
        "0xb801",
        "0xc28101",
        "0xc3b80101",
        "0xf80101",
        "0xf90001",
        "0xc1c1"
      })
  void shouldRefuseValuesThatAreNotCanonicalRlpAtAnyDepth(String value) {
    assertRefused(withPair(text("zz"), hex(value)), "RLP");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x00", "0x820001", "0x89010000000000000000", "0xc0"})
  void shouldRefuseASeqThatIsNoUint64(String seq) {
    assertThatThrownBy(
            () ->
                NodeRecord.decode(signed(hex(seq), text("id"), text("v4"), text("secp256k1"), KEY)))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void shouldRefuseAnotherIdentityScheme() {
    String fault = "another identity scheme";

    assertRefused(signed(ONE, text("secp256k1"), KEY), fault);
    assertRefused(signed(ONE, text("id"), text("v5"), text("secp256k1"), KEY), fault);
    assertRefused(
        signed(ONE, text("id"), list(List.of(text("v4"))), text("secp256k1"), KEY), fault);
  }

  @Test
  void shouldRefuseAPublicKeyThatIsNone() {
    Bytes x = KEYS.publicKey().toCompressed().slice(1);
    for (Bytes key :
        List.of(
            Bytes.EMPTY,
            x,
            Bytes.concatenate(Bytes.of(4), x),
            Bytes.concatenate(Bytes.of(2), Bytes32.leftPad(Bytes.of(5))),
            Bytes.concatenate(Bytes.of(4), KEYS.publicKey().toBytes()))) {
      Bytes value = RlpWriter.value(key);
      assertThatThrownBy(
              () ->
                  NodeRecord.decode(signed(ONE, text("id"), text("v4"), text("secp256k1"), value)))
          .isInstanceOf(DecodeException.class);
    }
    assertRefused(signed(ONE, text("id"), text("v4")), "byte string of 0");
  }

  @Test
  void shouldRefuseSignaturesThatAreNotByTheKeyOrOfAnotherForm() throws DecodeException {
    Bytes good = withPair(text("zz"), ONE);
    List<Bytes> elements = RecordContent.split(Rlp.listContent(good));
    Bytes signature = Rlp.decodeFixedBytes(elements.get(0), 64);
    BigInteger order =
        new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    BigInteger s = signature.slice(32).toUnsignedBigInteger();
    Bytes otherS = Bytes32.leftPad(Bytes.of(order.subtract(s).toByteArray()).trimLeadingZeros());
    KeyPair other = KeyPair.of(PrivateKey.of(Bytes32.leftPad(Bytes.of(8))));
    Bytes otherKey = RlpWriter.value(other.publicKey().toCompressed());

    assertRefused(
        signed(ONE, text("id"), text("v4"), text("secp256k1"), otherKey), "not by its key");
    assertRefused(
        withSignature(elements, Bytes.concatenate(signature.slice(0, 32), otherS)),
        "not by its key");
    assertRefused(withSignature(elements, signature.slice(0, 63)), "63, expected 64");
    assertRefused(withSignature(elements, Bytes.concatenate(signature, ONE)), "65, at most 64");
  }

  private static Bytes withSignature(List<Bytes> elements, Bytes signature) {
    List<Bytes> altered = new ArrayList<>(elements);
    altered.set(0, RlpWriter.value(signature));
    return list(altered);
  }

  @ParameterizedTest
  @CsvSource({
    "0x840a000001, , 0x82765f, , 0x01, 10.0.0.1:30303?discport=1",
    "0x840a000001, 0x9020010db8000000000000000000000001, 0x82765f, 0x02, , 10.0.0.1:30303?discport=0",
    ", 0x9020010db8000000000000000000000001, 0x82765f, 0x02, , [2001:db8:0:0:0:0:0:1]:2?discport=0",
    ", 0x9020010db8000000000000000000000001, 0x82ffff, , 0x82ffff, [2001:db8:0:0:0:0:0:1]:65535",
    // An IPv4 address that is written as IPv6.
    ", 0x9000000000000000000000ffff0a000001, 0x01, , , 10.0.0.1:1?discport=0",
    // One of the two is of another form.
    "0x830a0000, 0x9020010db8000000000000000000000001, 0x01, , , [2001:db8:0:0:0:0:0:1]:1?discport=0",
    "0x840a000001, , 0x01, , 0x83010000, 10.0.0.1:1?discport=0"
  })
  void shouldTellWhereTheNodeIs(
      String ip, String ip6, String tcp, String tcp6, String udp, String address) {
    NodeRecord node = NodeRecord.sign(KEYS, 1, pairs(ip, ip6, tcp, tcp6, udp));

    assertThat(node.enode()).contains(Enode.parse("enode://" + KEYS.publicKey() + "@" + address));
  }

  private static Map<String, Bytes> pairs(
      String ip, String ip6, String tcp, String tcp6, String udp) {
    Map<String, Bytes> pairs = new HashMap<>();
    String[] keys = {"ip", "ip6", "tcp", "tcp6", "udp"};
    String[] values = {ip, ip6, tcp, tcp6, udp};
    for (int i = 0; i < keys.length; i++) {
      if (values[i] != null) {
        pairs.put(keys[i], hex(values[i]));
      }
    }
    return pairs;
  }

  @ParameterizedTest
  @CsvSource({
    ", 0x01", // nowhere
    "0x840a000001, ", // without a port
    "0x840a000001, 0x80", // port 0
    "0x840a000001, 0x820001", // leading zero
    "0x840a000001, 0x83010000", // above 65535
    "0x840a000001, 0xc101", // a list
    "0x830a0000, 0x01", // three bytes
    "0x850a00000101, 0x01", // five bytes
    "0x8400000000, 0x01", // no node's address
    "0x84e0000001, 0x01" // multicast
  })
  void shouldTellOfNoPlaceThatNoNodeCanHave(String ip, String tcp) {
    assertThat(NodeRecord.sign(KEYS, 1, pairs(ip, null, tcp, null, null)).enode()).isEmpty();
  }

  @Test
  void shouldRefuseToSignWhatWouldNotBeReadSo() {
    for (Map<String, Bytes> wrong :
        List.of(
            Map.of("id", text("v4")),
            Map.of("secp256k1", KEY),
            Map.of("zz", Bytes.EMPTY),
            Map.of("zz", hex("0x0101")),
            Map.of("zz", hex("0x8101")),
            Map.of("zz", hex("0x82ff")),
            Map.of("zz", Bytes.wrap(new byte[301])),
            Map.of("\u0100", ONE))) {
      assertThatThrownBy(() -> NodeRecord.sign(KEYS, 1, wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void shouldRefuseTextOfAnotherForm() {
    String zeros = "A".repeat(401);
    for (String wrong :
        List.of(
            "",
            "enr:",
            EXAMPLE.substring(4),
            "ENR:" + EXAMPLE.substring(4),
            EXAMPLE + "=",
            EXAMPLE + "\n",
            EXAMPLE.substring(0, EXAMPLE.length() - 1),
            EXAMPLE.substring(0, EXAMPLE.length() - 1) + "9", // bits behind the last byte
            EXAMPLE.replace('_', '/'),
            "enr:" + zeros)) {
      assertThatThrownBy(() -> NodeRecord.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
