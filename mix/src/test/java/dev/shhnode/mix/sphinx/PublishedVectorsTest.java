// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

/**
 * The packets that sphinxmixcrypto and go-sphinxmixcrypto publish, byte for byte, and the block of
 * go-lioness. Their files are not part of this repository.
 */
class PublishedVectorsTest {

  private static final Path FOLDER = Path.of("..", "..", "shared", "vectors", "mix");
  private static final Geometry GEOMETRY = new Geometry(5, 1_024, 0);

  private final HeaderMaker headers =
      new HeaderMaker(GEOMETRY, SphinxProfile.VECTORS, KeyAgreement.bouncyCastle());
  private final Unwrapper unwrapper =
      new Unwrapper(GEOMETRY, SphinxProfile.VECTORS, KeyAgreement.bouncyCastle());

  @Test
  void shouldEncryptAndDecryptTheBlockOfLioness() {
    for (JsonNode vector : read("lioness_vectors.json").get("vectors")) {
      Lioness lioness = new Lioness(bytes(vector, "key"));
      byte[] block = bytes(vector, "block");

      lioness.encrypt(block, 0, block.length);
      assertThat(block).isEqualTo(bytes(vector, "want"));
      lioness.decrypt(block, 0, block.length);
      assertThat(block).isEqualTo(bytes(vector, "block"));
    }
  }

  @Test
  void shouldMakeThePublishedForwardPacketAndReadItAtEachHop() {
    JsonNode root = read("sphinxmixcrypto_vectors.json");
    JsonNode vector = root.get("forward");
    Bytes dest = Bytes.wrap(bytes(vector, "dest"));
    Bytes content = Bytes.concatenate(Bytes.of(dest.size()), dest, text(vector));
    HeaderMaker.Header header = header(root, new byte[Sphinx.EXIT_SIZE], random(root));

    Bytes packet = new PreparedHeader(GEOMETRY, header, new byte[0], anyHop(), 0).seal(content);

    Agreed last = walk(root, packet, vector);
    byte[] body = unwrapper.body(last);
    assertThat(Payload.isWhole(body)).isTrue();
    assertThat(Payload.content(body)).contains(content);
  }

  @Test
  void shouldMakeThePublishedSurbUseItAndReadTheReply() {
    JsonNode root = read("sphinxmixcrypto_vectors.json");
    JsonNode vector = root.get("surb");
    Bytes client = Bytes.wrap(bytes(vector, "client_id"));
    Bytes handle = Bytes.wrap(bytes(vector, "message_id"));
    byte[] end = Bytes.concatenate(client, handle).toArrayUnsafe();
    NeitherSecureNorRandom random = random(root);
    HeaderMaker.Header header = header(root, end, random);
    byte[] key = new byte[32];
    random.nextBytes(key);
    Lioness payload = Session.bodyCipher(SphinxProfile.VECTORS, key);
    SurbKeys keys = new SurbKeys(GEOMETRY, handle, payload, header.sessions(), 0);
    Sphinx sphinx = new Sphinx(GEOMETRY, SphinxProfile.VECTORS, KeyAgreement.bouncyCastle());

    Bytes packet = sphinx.seal(new Surb(anyHop(), header.bytes(), key), text(vector), Bytes.EMPTY);

    Unwrapped opened = unwrapper.open(walk(root, packet, vector));
    assertThat(opened).isInstanceOf(Unwrapped.Reply.class);
    Unwrapped.Reply reply = (Unwrapped.Reply) opened;
    assertThat(reply.client()).isEqualTo(client.slice(1));
    assertThat(reply.surbHandle()).isEqualTo(handle);
    Optional<Bytes> read = keys.open(reply.payload(), reply.log()).map(SurbKeys.Message::body);
    assertThat(read).contains(text(vector));
  }

  /** Takes the layers off, compares what the file knows, and gives the packet at the last hop. */
  private Agreed walk(JsonNode root, Bytes first, JsonNode vector) {
    List<JsonNode> nodes = nodes(root);
    Bytes packet = first;
    for (int hop = 0; ; hop++) {
      if (hop == vector.get("packet_at_hop_index").asInt()) {
        assertThat(packet).isEqualTo(published(vector));
      }
      MixKeyPair key = MixKeyPair.of(bytes(nodes.get(hop), "private_key"));
      Agreed agreed = unwrapper.agree(key, packet).orElseThrow();
      if (hop == nodes.size() - 1) {
        return agreed;
      }
      byte[] routing = unwrapper.routing(agreed).orElseThrow();
      assertThat(routing).startsWith(bytes(nodes.get(hop + 1), "id"));
      packet = unwrapper.nextPacket(agreed, routing);
    }
  }

  private HeaderMaker.Header header(JsonNode root, byte[] end, NeitherSecureNorRandom random) {
    List<JsonNode> nodes = nodes(root);
    List<byte[]> keys = nodes.stream().map(node -> bytes(node, "public_key")).toList();
    List<byte[]> blocks =
        IntStream.range(1, nodes.size()).mapToObj(hop -> bytes(nodes.get(hop), "id")).toList();
    return headers.make(keys, blocks, end, random);
  }

  private static Bytes published(JsonNode vector) {
    List<Bytes> parts = new ArrayList<>();
    for (String part : List.of("alpha", "beta", "gamma", "delta")) {
      parts.add(Bytes.wrap(bytes(vector, part)));
    }
    return Bytes.concatenate(parts);
  }

  private static MixId anyHop() {
    return new MixId(Bytes.wrap(new byte[MixId.SIZE]));
  }

  private static NeitherSecureNorRandom random(JsonNode root) {
    return new NeitherSecureNorRandom(Bytes.wrap(bytes(root, "chacha20_entropy_seed")));
  }

  private static List<JsonNode> nodes(JsonNode root) {
    return StreamSupport.stream(root.get("nodes").spliterator(), false).toList();
  }

  private static Bytes text(JsonNode vector) {
    return Bytes.wrap(vector.get("message_utf8").asText().getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(JsonNode node, String field) {
    return Bytes.fromHexString(node.get(field).asText()).toArray();
  }

  private static JsonNode read(String file) {
    Path path = FOLDER.resolve(file);
    assumeThat(path).as("the published vectors, %s, are not here", path).exists();
    try {
      return new ObjectMapper().readTree(Files.readString(path));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
