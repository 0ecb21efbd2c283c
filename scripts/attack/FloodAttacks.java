// SPDX-License-Identifier: Apache-2.0
import static dev.shhnode.envelope.Topic.ZERO;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.SealedMessage;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.pow.PowRule;
import dev.shhnode.rlpx.RawLink;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;

/** More envelopes than there is room or time for. */
final class FloodAttacks {

  private static final int RATE = 2_000;
  private static final int DATA_BYTES = 100;
  private static final int BRIEF_TTL = 10;
  private static final int PEERS = 20;

  private FloodAttacks() {}

  static List<Attack> all() {
    return List.of(
        Attack.peer("tiny-envelopes", FloodAttacks::tinyEnvelopes).always(),
        Attack.peer("minimum-work-of-one", scene -> minimumWork(scene, 1, false)).always(),
        Attack.peer("minimum-work-of-twenty", scene -> minimumWork(scene, PEERS, false)),
        Attack.peer("minimum-work-of-a-range", scene -> minimumWork(scene, PEERS, true)),
        Attack.peer("duplicates", FloodAttacks::duplicates),
        Attack.peer("replays", FloodAttacks::replays),
        Attack.peer("twins", FloodAttacks::twins),
        Attack.peer("too-little-work", FloodAttacks::tooLittleWork),
        Attack.peer("clocks", FloodAttacks::clocks),
        Attack.peer("huge-ttl-v6", scene -> hugeTtl(scene, 6)),
        Attack.peer("huge-ttl-v5", scene -> hugeTtl(scene, 5)),
        Attack.peer("v5-flood", FloodAttacks::v5Flood),
        Attack.peer("v2-flood", FloodAttacks::v2Flood),
        Attack.peer("v2-topics", FloodAttacks::v2Topics).always(),
        Attack.ours("v2-for-ever", FloodAttacks::v2ForEver).always(),
        Attack.peer("slow-reader-that-sends", FloodAttacks::slowReader));
  }

  /** Packets of 60 000 times the same envelope, 45 kB compressed. */
  private static void tinyEnvelopes(Scene scene) throws Exception {
    Envelope tiny = scene.envelopes.of(Bytes.EMPTY, 30);
    scene.flood(10, 6, Bundles.MESSAGES, Envelopes.list(Collections.nCopies(60_000, tiny.rlp())));
  }

  /** Ten peers, each from elsewhere, say that it is a minute later than it is. */
  private static void clocks(Scene scene) throws Exception {
    scene.together(
        10,
        index -> {
          while (scene.isOn()) {
            try (Peer peer = scene.peer(6, index, (c, b) -> {})) {
              peer.isConnected(5);
              Envelope late =
                  scene.envelopes.worked(
                      Envelope.of(Envelopes.now() + 66, 10, Envelopes.TOPIC, Bytes.random(20), 0),
                      20 * Envelopes.MINIMUM);
              peer.send(Bundles.MESSAGES, Envelopes.bundle(late));
              Honest.pause(1_000);
            }
          }
        });
  }

  /** Two thousand new envelopes a second, of as little work as is accepted. */
  private static void minimumWork(Scene scene, int peers, boolean oneRange) throws Exception {
    int count = RATE * Math.min(scene.seconds(), BRIEF_TTL);
    List<Bytes> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(scene.envelopes.junk(BRIEF_TTL, DATA_BYTES).rlp());
    }
    scene.begin();
    scene.together(
        peers,
        index -> {
          Peer peer = oneRange ? scene.neighbour(6, index) : scene.peer(6, index, (c, b) -> {});
          peer.isConnected(5);
          send(scene, peer, made.subList(count * index / peers, count * (index + 1) / peers));
        });
  }

  /** Evenly until the time is up, twenty times a second. */
  private static void send(Scene scene, Peer peer, List<Bytes> envelopes) {
    int turns = 20 * scene.seconds();
    for (int turn = 0; turn < turns && scene.isOn() && !peer.isLost(); turn++) {
      List<Bytes> some =
          envelopes.subList(envelopes.size() * turn / turns, envelopes.size() * (turn + 1) / turns);
      if (!some.isEmpty()) {
        peer.send(Bundles.MESSAGES, Envelopes.list(some));
      }
      Honest.pause(TimeUnit.SECONDS.toMillis(1) / 20);
    }
  }

  /** The same thousand envelopes from everybody, again and again. */
  private static void duplicates(Scene scene) throws Exception {
    List<Envelope> envelopes =
        Envelopes.many(1_000, () -> scene.envelopes.junk(BRIEF_TTL, DATA_BYTES));
    scene.begin();
    scene.flood(10, 6, Bundles.MESSAGES, Envelopes.bundle(envelopes));
  }

  /** What has expired a moment ago, as if it were new; each packet by a new node. */
  private static void replays(Scene scene) throws Exception {
    List<Envelope> envelopes = Envelopes.many(1_000, () -> scene.envelopes.junk(1, DATA_BYTES));
    Bytes bundle = Envelopes.bundle(envelopes);
    try (Peer first = scene.peer(6)) {
      first.isConnected(5);
      first.send(Bundles.MESSAGES, bundle);
      Honest.pause(4_000);
    }
    scene.begin();
    scene.flood(5, 6, Bundles.MESSAGES, bundle);
  }

  /** One message under thousands of nonces. */
  private static void twins(Scene scene) throws Exception {
    Envelope envelope = scene.envelopes.junk(BRIEF_TTL, DATA_BYTES);
    List<Envelope> twins = new ArrayList<>();
    PowRule rule = scene.victim.rule();
    for (long nonce = 0; twins.size() < 3_000; nonce++) {
      Envelope twin = envelope.withNonce(nonce);
      if (twin.pow(rule, 0) > Envelopes.MINIMUM) {
        twins.add(twin);
      }
    }
    scene.begin();
    scene.flood(2, 6, Bundles.MESSAGES, Envelopes.bundle(twins));
  }

  /** Without work; by ever new nodes, since a node that does so is hung up on. */
  private static void tooLittleWork(Scene scene) throws Exception {
    scene.together(
        4,
        index -> {
          while (scene.isOn()) {
            try (Peer peer = scene.peer(6, index, (c, b) -> {})) {
              peer.isConnected(5);
              List<Envelope> idle =
                  Envelopes.many(
                      1_000,
                      () ->
                          Envelope.of(Envelopes.now() + 60, 60, ZERO, Bytes.random(DATA_BYTES), 0));
              peer.send(Bundles.MESSAGES, Envelopes.bundle(idle));
              Honest.pause(200);
            }
          }
        });
  }

  /** To be kept until the end of time. */
  private static void hugeTtl(Scene scene, int version) throws Exception {
    long ttl = 0xffff_ffffL - Envelopes.now() - 10;
    List<Bytes> envelopes = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Bytes data = Bytes.random(100_000);
      envelopes.add(of(version, 0xffff_fff0L, ttl, data, i).rlp());
    }
    scene.begin();
    scene.together(
        5,
        index -> {
          while (scene.isOn()) {
            try (Peer peer = scene.peer(version, index, (c, b) -> {})) {
              peer.isConnected(5);
              peer.send(Bundles.MESSAGES, Envelopes.list(envelopes.subList(0, 9)));
              Honest.pause(300);
            }
          }
        });
  }

  private static Envelope of(int version, long expiry, long ttl, Bytes data, long nonce) {
    return version == 5
        ? Envelope.of(
            WhisperVersion.V5,
            expiry,
            ttl,
            Envelopes.TOPIC,
            new SealedMessage(data, Bytes.random(12)),
            nonce)
        : Envelope.of(expiry, ttl, Envelopes.TOPIC, data, nonce);
  }

  private static void v5Flood(Scene scene) throws Exception {
    Envelopes ofVersion5 = new Envelopes(PowRule.PRE_1_9);
    List<Envelope> envelopes =
        Envelopes.many(
            4_000,
            () ->
                ofVersion5.worked(
                    of(5, Envelopes.now() + BRIEF_TTL, BRIEF_TTL, Bytes.random(DATA_BYTES), 0),
                    Envelopes.MINIMUM));
    scene.begin();
    scene.flood(3, 5, Bundles.MESSAGES, Envelopes.bundle(envelopes));
  }

  /** As version 2 knows no proof of work, ever new ones. */
  private static void v2Flood(Scene scene) throws Exception {
    scene.together(
        3,
        index -> {
          Peer peer = scene.peer(2, index, (c, b) -> {});
          peer.isConnected(5);
          while (scene.isOn() && !peer.isLost()) {
            peer.send(Bundles.MESSAGES, Envelopes.list(classic(500, 10, 300)));
          }
        });
  }

  private static List<Bytes> classic(int count, long ttl, int dataBytes) {
    List<Bytes> envelopes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      envelopes.add(
          Envelope.ofClassic(
                  ttl == 0xffff_ffffL ? ttl : Envelopes.now() + ttl,
                  Math.min(ttl, 60),
                  List.of(Envelopes.TOPIC),
                  Bytes.random(dataBytes),
                  i)
              .rlp());
    }
    return envelopes;
  }

  /** An envelope of three million topics. */
  private static void v2Topics(Scene scene) throws Exception {
    List<Topic> topics = Collections.nCopies(2_900_000, Envelopes.TOPIC);
    Bytes body =
        Envelopes.list(
            List.of(Envelope.ofClassic(Envelopes.now() + 60, 60, topics, Bytes.of(1), 0).rlp()));
    // What is sent is at most 12 MiB here.
    Bytes cut = body.size() > 12 << 20 ? body.slice(0, 12 << 20).copy() : body;
    scene.flood(2, 2, Bundles.MESSAGES, cut);
  }

  private static void v2ForEver(Scene scene) throws Exception {
    Bytes bundle = Envelopes.list(classic(2_000, 0xffff_ffffL, 900));
    scene.flood(2, 2, Bundles.MESSAGES, bundle);
    String posted = scene.victim.call("shh_post", "[{\"topics\":[\"0x01\"],\"payload\":\"0x01\"}]");
    if (!posted.contains("true")) {
      throw new Complaint("a post of version 2 is answered " + posted);
    }
  }

  /** Peers that send, and take what comes to them a little at a time or not at all. */
  private static void slowReader(Scene scene) throws Exception {
    List<Envelope> envelopes = Envelopes.many(600, () -> scene.envelopes.junk(BRIEF_TTL, 1_000));
    Bytes bundle = Envelopes.bundle(envelopes);
    scene.begin();
    scene.together(
        10,
        index -> {
          String address = Addresses.ofRange(index);
          try (RawLink link = HandshakeAttacks.link(scene, address)) {
            link.status();
            while (scene.isOn()) {
              link.send(Bundles.MESSAGES, bundle.toArrayUnsafe());
              // Nothing is ever read.
              Honest.pause(250);
            }
          }
        });
  }
}
