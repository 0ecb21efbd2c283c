// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shhnode.mix.sphinx.Unwrapped.Exit;
import dev.shhnode.mix.sphinx.Unwrapped.Forward;
import dev.shhnode.mix.sphinx.Unwrapped.Refused;
import dev.shhnode.mix.sphinx.Unwrapped.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;

/**
 * Makes the vectors of {@code mix/1} out of fixed seeds: packets of all lengths of paths, replies,
 * and packets to be refused, with what each mix reads of them.
 */
final class OwnVectors {

  private static final Geometry GEOMETRY = Geometry.MIX1;
  private static final List<DelayClass> DELAYS =
      List.of(
          DelayClass.USUAL, DelayClass.SHORT, DelayClass.LONG, DelayClass.NONE, DelayClass.USUAL);
  private static final Bytes CLIENT = text("client of a mix");
  private static final Bytes HANDLE = text("name of the SURB");
  private static final Bytes LOG = text("what only the maker of it reads.");

  private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private final NeitherSecureNorRandom random = NeitherSecureNorRandom.of(2026);
  private final Sphinx sphinx =
      new Sphinx(GEOMETRY, SphinxProfile.MIX1, KeyAgreement.bouncyCastle());
  private final List<byte[]> scalars =
      Stream.generate(this::scalar).limit(GEOMETRY.maxHops()).toList();
  private final List<MixKeyPair> keys = scalars.stream().map(MixKeyPair::of).toList();

  private OwnVectors() {}

  /** Writes the file named by the only argument. */
  public static void main(String[] arguments) throws IOException {
    Files.writeString(Path.of(arguments[0]), make());
  }

  /** The text of the file. */
  static String make() throws JsonProcessingException {
    return new OwnVectors().document();
  }

  private static Bytes text(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String hex(Bytes bytes) {
    return bytes.toUnprefixedHexString();
  }

  private byte[] scalar() {
    byte[] scalar = new byte[Geometry.POINT_SIZE];
    random.nextBytes(scalar);
    Scalars.clamp(scalar);
    return scalar;
  }

  private String document() throws JsonProcessingException {
    ObjectNode root = json.createObjectNode();
    root.put("geometryHash", hex(GEOMETRY.hash()));
    root.put("maxHops", GEOMETRY.maxHops());
    root.put("payloadSize", GEOMETRY.payloadSize());
    root.put("logSize", GEOMETRY.logSize());
    mixes(root.putArray("mixes"));
    forward(root.putArray("forward"));
    replies(root.putArray("replies"));
    refused(root.putArray("refused"));
    return json.writeValueAsString(root) + "\n";
  }

  private void mixes(ArrayNode mixes) {
    for (int hop = 0; hop < keys.size(); hop++) {
      mixes
          .addObject()
          .put("id", hex(TestPath.id(hop).bytes()))
          .put("privateKey", hex(Bytes.wrap(scalars.get(hop))))
          .put("publicKey", hex(keys.get(hop).publicKey()));
    }
  }

  private List<Hop> path(int length) {
    return IntStream.range(0, length)
        .mapToObj(hop -> new Hop(TestPath.id(hop), keys.get(hop).publicKey(), DELAYS.get(hop)))
        .toList();
  }

  private void forward(ArrayNode vectors) {
    int[] sizes = {0, 1, 272, GEOMETRY.maxBodySize() - 1, GEOMETRY.maxBodySize()};
    for (int length = 1; length <= GEOMETRY.maxHops(); length++) {
      Command command = Command.of((byte) (length - 1)).orElseThrow();
      byte[] body = new byte[sizes[length - 1]];
      random.nextBytes(body);
      PreparedHeader header = sphinx.prepare(path(length), random);
      Bytes packet = sphinx.seal(header, command, Bytes.wrap(body));
      ObjectNode vector = vectors.addObject().put("packet", hex(packet));
      vector.put("delayNanos", header.delayNanos());
      Exit exit = (Exit) walk(packet, vector.putArray("hops"));
      vector.put("exitDelayNanos", exit.delayNanos());
      vector.put("command", command.code());
      vector.put("body", hex(exit.body()));
    }
  }

  /** Notes what each mix reads until one has nobody to pass the packet on to. */
  private Unwrapped walk(Bytes first, ArrayNode hops) {
    Bytes packet = first;
    for (MixKeyPair key : keys) {
      Agreed agreed = sphinx.agree(key, packet).orElseThrow();
      ObjectNode hop = hops.addObject().put("replayTag", hex(agreed.replayTag()));
      Unwrapped found = sphinx.open(agreed);
      if (!(found instanceof Forward forward)) {
        return found;
      }
      hop.put("next", hex(forward.next().bytes())).put("delayNanos", forward.delayNanos());
      packet = forward.packet();
    }
    throw new AssertionError("the path does not end");
  }

  private void replies(ArrayNode vectors) {
    for (int length : new int[] {1, 3, GEOMETRY.maxHops()}) {
      MadeSurb made = sphinx.createSurb(path(length), CLIENT, HANDLE, random);
      ObjectNode vector = vectors.addObject().put("surb", hex(made.surb().encode()));
      Bytes body = text("a reply over " + length);
      Bytes packet = sphinx.seal(made.surb(), body, LOG);
      vector.put("packet", hex(packet)).put("delayNanos", made.keys().delayNanos());
      Reply reply = (Reply) walk(packet, vector.putArray("hops"));
      vector.put("client", hex(reply.client())).put("handle", hex(reply.surbHandle()));
      vector.put("payload", hex(reply.payload())).put("receivedLog", hex(reply.log()));
      vector.put("body", hex(body)).put("log", hex(LOG));
    }
  }

  /** Packets for the first mix. Where no reason is given, not even a secret is shared. */
  private void refused(ArrayNode vectors) {
    Bytes good = sphinx.create(path(1), Command.FLOOD, text("good"), random);
    OddSender sender = new OddSender(random);
    Bytes exit = Bytes.wrap(new byte[Sphinx.EXIT_SIZE]);
    Bytes noCommand = Bytes.concatenate(Bytes.wrap(new byte[16]), Bytes.of(1, 0x7f));
    refused(vectors, SphinxTest.flipped(good, 0));
    refused(vectors, SphinxTest.flipped(good, 8 * Geometry.POINT_SIZE - 1));
    refused(vectors, SphinxTest.flipped(good, 8 * GEOMETRY.macOffset() - 1));
    refused(vectors, SphinxTest.flipped(good, 8 * GEOMETRY.headerSize() - 1));
    refused(vectors, SphinxTest.flipped(good, 8 * GEOMETRY.packetSize() - 1));
    refused(vectors, sender.packet(keys.get(0).publicKey(), Bytes.of(0x10), Bytes.EMPTY));
    refused(vectors, sender.packet(keys.get(0).publicKey(), exit, Bytes.EMPTY));
    refused(vectors, sender.packet(keys.get(0).publicKey(), exit, padded(noCommand)));
    refused(vectors, Bytes.wrap(new byte[GEOMETRY.packetSize()]));
    refused(vectors, good.slice(1));
  }

  private static Bytes padded(Bytes content) {
    int padding = GEOMETRY.payloadSize() - content.size();
    return Bytes.concatenate(
        content, Bytes.wrap(new byte[padding - 2]), Bytes.of(padding & 0xff, padding >>> 8));
  }

  private void refused(ArrayNode vectors, Bytes packet) {
    String reason =
        sphinx
            .agree(keys.get(0), packet)
            .map(agreed -> ((Refused) sphinx.open(agreed)).reason().name())
            .orElse("");
    vectors.addObject().put("reason", reason).put("packet", hex(packet));
  }
}
