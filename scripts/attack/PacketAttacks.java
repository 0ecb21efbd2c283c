// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Envelope;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.rlp.RLP;

/** Packets that are malformed, or well formed and not meant so. */
final class PacketAttacks {

  private static final int STATUS = 0;
  private static final int POW_REQUIREMENT = 2;
  private static final int BLOOM = 3;
  private static final int BATCH_ACKNOWLEDGED = 11;
  private static final int MESSAGE_RESPONSE = 12;

  private PacketAttacks() {}

  static List<Attack> all() {
    return List.of(
        Attack.peer("small-packets", PacketAttacks::smallPackets).always(),
        Attack.peer("oversize", PacketAttacks::oversize),
        Attack.peer("truncated", PacketAttacks::truncated).always(),
        Attack.peer("bit-flipped", PacketAttacks::bitFlipped),
        Attack.peer("non-canonical-rlp", PacketAttacks::nonCanonical),
        Attack.peer("nested-rlp", PacketAttacks::nested),
        Attack.peer("status-twice", scene -> again(scene, STATUS, i -> Bytes.of(0xc1, 6))),
        Attack.peer("requirement-flapping", PacketAttacks::requirementFlapping).always(),
        Attack.peer("bloom-flapping", PacketAttacks::bloomFlapping),
        Attack.peer("confirmations", PacketAttacks::confirmations),
        Attack.peer("unknown-codes", PacketAttacks::unknownCodes),
        Attack.peer("node-ids", PacketAttacks::nodeIds),
        Attack.peer("invalid-curve-messages", PacketAttacks::invalidCurveMessages));
  }

  private static void smallPackets(Scene scene) throws Exception {
    Bytes body = Bytes.concatenate(Bytes.of(0xb8, 62), Bytes.random(62));
    scene.flood(4, 6, BATCH_ACKNOWLEDGED, body);
  }

  /** A packet a node, of ever new nodes as most are hung up on for it. */
  private static void again(Scene scene, int code, IntFunction<Bytes> body) throws Exception {
    scene.together(
        4,
        index -> {
          for (int i = index; scene.isOn(); i += 4) {
            try (Peer peer = scene.peer(6, i, (c, b) -> {})) {
              peer.isConnected(2);
              for (int packet = 0; packet < 20 && !peer.isLost(); packet++) {
                peer.send(code, body.apply(i * 20 + packet));
                Honest.pause(5);
              }
            }
          }
        });
  }

  /** An envelope of more than anybody takes, and packets that are longer than packets may be. */
  private static void oversize(Scene scene) throws Exception {
    Bytes data = Bytes.random(3 << 20);
    Envelope large = Envelope.of(Envelopes.now() + 60, 60, Envelopes.TOPIC, data, 0);
    Bytes status = RLP.encodeList(writer -> writer.writeValue(data));
    again(
        scene,
        Bundles.MESSAGES,
        i -> i % 2 == 0 ? Envelopes.bundle(large) : Envelopes.list(List.of(status)));
  }

  private static Bytes bundle(Scene scene) {
    return Envelopes.bundle(Envelopes.many(20, () -> scene.envelopes.junk(10, 100))).copy();
  }

  private static void truncated(Scene scene) throws Exception {
    Bytes whole = bundle(scene);
    scene.begin();
    again(scene, Bundles.MESSAGES, i -> whole.slice(0, i * 37 % whole.size()));
  }

  private static void bitFlipped(Scene scene) throws Exception {
    Bytes whole = bundle(scene);
    scene.begin();
    again(
        scene,
        Bundles.MESSAGES,
        i -> {
          byte[] bytes = whole.toArray();
          Random bits = new Random(i);
          bytes[bits.nextInt(bytes.length)] ^= (byte) (1 << bits.nextInt(8));
          return Bytes.wrap(bytes);
        });
  }

  /** Lengths with zeros in front, single bytes with a header, lists that end after their packet. */
  private static void nonCanonical(Scene scene) throws Exception {
    List<String> forms =
        List.of(
            "f8020101",
            "f900020101",
            "c28101",
            "ff7fffffffffffffff",
            "ffffffffffffffffff",
            "bfffffffffffffffff00",
            "c101c0",
            "c3b90001",
            "fb7fffffff",
            "c9c8b8018101b8018101",
            "c7c6840000000001",
            "");
    again(
        scene,
        Bundles.MESSAGES,
        i -> Bytes.fromHexString(forms.get(Math.floorMod(i / 20 + i, forms.size()))));
  }

  /** Lists within lists, a million deep. */
  private static void nested(Scene scene) throws Exception {
    // Built from the inside: each list holds the one that stands behind its header.
    byte[] all = new byte[900_000];
    int at = all.length;
    int length = 0;
    while (at > 4) {
      int size = length < 56 ? 1 : length < 256 ? 2 : length < 65_536 ? 3 : 4;
      at -= size;
      if (size == 1) {
        all[at] = (byte) (0xc0 + length);
      } else {
        all[at] = (byte) (0xf7 + size - 1);
        for (int i = 1; i < size; i++) {
          all[at + i] = (byte) (length >>> 8 * (size - 1 - i));
        }
      }
      length += size;
    }
    Bytes body = Bytes.wrap(all).slice(at);
    again(scene, Bundles.MESSAGES, i -> body);
  }

  private static void requirementFlapping(Scene scene) throws Exception {
    scene.together(
        4,
        index -> {
          Peer peer = scene.peer(6, index, (c, b) -> {});
          peer.isConnected(5);
          for (int i = 0; scene.isOn() && !peer.isLost(); i++) {
            Bytes pow = Bytes.ofUnsignedLong(Double.doubleToLongBits(i % 2 == 0 ? 0 : 1e9));
            peer.send(POW_REQUIREMENT, RLP.encodeValue(pow));
          }
        });
  }

  private static void bloomFlapping(Scene scene) throws Exception {
    scene.together(
        4,
        index -> {
          Peer peer = scene.peer(6, index, (c, b) -> {});
          peer.isConnected(5);
          for (int i = 0; scene.isOn() && !peer.isLost(); i++) {
            Bytes bloom = i % 2 == 0 ? BloomFilter.FULL.toBytes() : Bytes.random(BloomFilter.SIZE);
            peer.send(BLOOM, RLP.encodeValue(bloom));
          }
        });
  }

  /** Confirmations and errors for what nobody has sent. */
  private static void confirmations(Scene scene) throws Exception {
    scene.together(
        6,
        index -> {
          Peer peer = scene.peer(6, index, (c, b) -> {});
          peer.isConnected(5);
          for (int i = 0; scene.isOn() && !peer.isLost(); i++) {
            if (i % 2 == 0) {
              peer.send(BATCH_ACKNOWLEDGED, RLP.encodeValue(Bytes.random(32)));
            } else {
              peer.send(MESSAGE_RESPONSE, errors(200));
            }
          }
        });
  }

  /** What a Status peer says of the envelopes of a bundle. */
  private static Bytes errors(int count) {
    return RLP.encodeList(
        response -> {
          response.writeInt(1);
          response.writeList(
              versioned -> {
                versioned.writeValue(Bytes.random(32));
                versioned.writeList(
                    all -> {
                      for (int i = 0; i < count; i++) {
                        all.writeList(
                            error -> {
                              error.writeValue(Bytes.random(32));
                              error.writeInt(36);
                              error.writeString("time");
                            });
                      }
                    });
              });
        });
  }

  private static void unknownCodes(Scene scene) throws Exception {
    scene.together(
        4,
        index -> {
          Peer peer = scene.peer(6, index, (c, b) -> {});
          peer.isConnected(5);
          for (int i = 0; scene.isOn() && peer.send(20 + i % 100, Bytes.of(0xc0)); i++) {
            continue;
          }
        });
  }

  /** Nodes that come, say who they are and go, each another one. */
  private static void nodeIds(Scene scene) throws Exception {
    scene.together(
        8,
        index -> {
          for (int i = index; scene.isOn(); i += 8) {
            try (Peer peer = scene.peer(6, i, (c, b) -> {})) {
              peer.isConnected(1);
            }
          }
        });
  }

  /** Messages to a public key whose own key is no point of the curve, with a filter that tries. */
  private static void invalidCurveMessages(Scene scene) throws Exception {
    List<Envelope> envelopes =
        Envelopes.many(
            1_000,
            () -> scene.envelopes.of(Bytes.concatenate(Bytes.of(4), Bytes.random(64 + 150)), 8));
    scene.begin();
    for (int at = 0; at < 20; at++) {
      Peer peer = scene.peer(6);
      peer.isConnected(5);
      peer.send(Bundles.MESSAGES, Envelopes.bundle(envelopes.subList(50 * at, 50 * at + 50)));
    }
    scene.rest();
  }
}
