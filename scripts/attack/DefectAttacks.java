// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.crypto.Rlp;
import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.tuweni.bytes.Bytes;

/** The defects of go-ethereum's Whisper, each as an attack that shows whether a node has it. */
final class DefectAttacks {

  private static final int BLOOM = 3;
  private static final int DIRECT = 127;
  private static final int MAX_PACKET = 1 << 20;
  private static final double WORTH = 0.5;

  private DefectAttacks() {}

  static List<Attack> all() {
    return List.of(
        Attack.defect("d1-plaintext-size", DefectAttacks::plaintextSize).always(),
        Attack.peer("d2-known-envelopes", DefectAttacks::knownEnvelopes),
        Attack.peer("d3-ttl-zero", DefectAttacks::ttlZero).always(),
        Attack.defect("d4-bloom-of-a-topic", DefectAttacks::bloomOfTopic),
        Attack.defect("d5-work-of-direct-messages", DefectAttacks::workOfDirectMessages),
        Attack.defect("d6-light-node", Scene::rest).with("--shh-light"),
        Attack.peer("d7-one-packet-for-all", DefectAttacks::onePacket),
        Attack.defect("d8-bloom-that-grows", DefectAttacks::growingBloom),
        Attack.defect("d9-filters-for-ever", DefectAttacks::filtersForEver),
        Attack.defect("d10-peer-list", DefectAttacks::peerList),
        Attack.peer("d11-scans-of-the-pool", DefectAttacks::scans),
        Attack.defect("d12-sealed-again", DefectAttacks::sealedAgain).always());
  }

  /** Sizes of payloads of which there is not so much, to a filter that can open them. */
  private static void plaintextSize(Scene scene) throws Exception {
    scene.victim.call("shh_newMessageFilter", "[" + FilterAttacks.criteria(scene) + "]");
    Peer peer = scene.peer(6);
    peer.isConnected(5);
    for (String plain : List.of("0104616263", "01", "03ffffff", "02ffff00", "04", "00", "07ff")) {
      Bytes nonce = Bytes.random(12);
      Bytes sealed = Envelopes.KEY.seal(nonce, Bytes.fromHexString(plain));
      Envelope envelope = scene.envelopes.of(Bytes.concatenate(sealed, nonce), 10);
      peer.send(Bundles.MESSAGES, Envelopes.bundle(envelope));
    }
    scene.rest();
  }

  /** Envelopes that expire at once: what a node remembers of them for each peer may not stay. */
  private static void knownEnvelopes(Scene scene) throws Exception {
    List<Envelope> envelopes = Envelopes.many(20_000, () -> scene.envelopes.junk(10, 20));
    scene.begin();
    Peer peer = scene.peer(6);
    peer.isConnected(5);
    for (int at = 0; at < envelopes.size() && scene.isOn(); at += 500) {
      peer.send(Bundles.MESSAGES, Envelopes.bundle(envelopes.subList(at, at + 500)));
      Honest.pause(100);
    }
    scene.rest();
  }

  /** Almost a mebibyte each, without any work, for no time. */
  private static void ttlZero(Scene scene) throws Exception {
    List<Envelope> sent = new ArrayList<>();
    for (int i = 0; scene.isOn(); i++) {
      Peer peer = scene.peer(6, i, (code, body) -> {});
      peer.isConnected(5);
      Bytes data = Bytes.random(900_000);
      sent.add(Envelope.of(Envelopes.now() + 5, 0, Envelopes.TOPIC, data, 0));
      peer.send(Bundles.MESSAGES, Envelopes.bundle(sent.get(i)));
      Honest.pause(200);
      peer.close();
    }
    long relayed = sent.stream().filter(scene.honest::hasRelayed).count();
    if (relayed > 0) {
      throw new Complaint(relayed + " of " + sent.size() + " were relayed for nothing");
    }
  }

  /** What a peer is told of a node's bloom filter; full until it is told something. */
  private static AtomicReference<BloomFilter> advertised(Scene scene) throws Exception {
    AtomicReference<BloomFilter> latest = new AtomicReference<>(BloomFilter.FULL);
    Peer peer =
        scene.peer(
            6,
            0,
            (code, body) -> {
              if (code == BLOOM) {
                latest.set(bloom(body));
              }
            });
    peer.isConnected(5);
    Honest.pause(500);
    return latest;
  }

  private static BloomFilter bloom(Bytes body) {
    try {
      return BloomFilter.fromBytes(Rlp.decodeFixedBytes(body, BloomFilter.SIZE));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void narrow(Scene scene) throws Exception {
    Bytes honest = BloomFilter.of(Envelopes.TOPIC).toBytes();
    scene.victim.call("shh_setBloomFilter", "[\"" + honest + "\"]");
  }

  /** A filter on a topic two of whose bits are in one byte: all have to be asked for. */
  private static void bloomOfTopic(Scene scene) throws Exception {
    AtomicReference<BloomFilter> advertised = advertised(scene);
    narrow(scene);
    Topic topic = Envelopes.TOPIC;
    for (int i = 0; BloomFilter.of(topic).equals(BloomFilter.ofTopicAsGeth(topic)); i++) {
      topic = new Topic(i * 0x9e3779b9);
    }
    String key = RequestAttacks.newKey(scene);
    scene.victim.call(
        "shh_newMessageFilter",
        "[{\"symKeyID\":\"%s\",\"topics\":[\"%s\"]}]".formatted(key, topic.toBytes()));
    scene.rest();
    if (!advertised.get().containsAll(BloomFilter.of(topic))) {
      throw new Complaint("the bloom filter does not ask for the topic of a filter");
    }
  }

  /** A direct message with work, to a filter that asks for work. */
  private static void workOfDirectMessages(Scene scene) throws Exception {
    Peer peer = scene.peer(6);
    peer.isConnected(5);
    scene.victim.call("shh_markTrustedPeer", "[\"" + peer.url() + "\"]");
    String criteria =
        FilterAttacks.criteria(scene).replace("}", ",\"allowP2P\":true,\"minPow\":0.2}");
    String filter = Rpc.result(scene.victim.call("shh_newMessageFilter", "[" + criteria + "]"));
    Envelope envelope = scene.envelopes.message(Envelopes.KEY, 10, 64, WORTH);
    peer.send(DIRECT, envelope.rlp());
    scene.rest();
    String answer = scene.victim.call("shh_getFilterMessages", "[\"" + filter + "\"]");
    if (!answer.contains("\"hash\"")) {
      throw new Complaint("a direct message worth " + WORTH + " is not delivered: " + answer);
    }
  }

  /** Four megabytes of envelopes at once: no packet to a peer may be longer than peers allow. */
  private static void onePacket(Scene scene) throws Exception {
    List<Envelope> envelopes = Envelopes.many(1_600, () -> scene.envelopes.junk(10, 2_500));
    scene.begin();
    scene.together(
        4,
        index -> {
          Peer peer = scene.peer(6, index, (c, b) -> {});
          peer.isConnected(5);
          for (int at = 100 * index; at < envelopes.size(); at += 400) {
            peer.send(Bundles.MESSAGES, Envelopes.bundle(envelopes.subList(at, at + 100)));
          }
        });
    Scene.await(5, () -> envelopes.stream().allMatch(scene.honest::hasRelayed));
    if (scene.honest.largestPacket() > MAX_PACKET) {
      throw new Complaint("a packet of " + scene.honest.largestPacket() + " bytes was sent");
    }
  }

  /** Two hundred filters that come and go. */
  private static void growingBloom(Scene scene) throws Exception {
    AtomicReference<BloomFilter> advertised = advertised(scene);
    narrow(scene);
    Scene.await(5, () -> !advertised.get().equals(BloomFilter.FULL));
    BloomFilter before = advertised.get();
    String key = RequestAttacks.newKey(scene);
    List<String> filters = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String topic = Bytes.random(4).toHexString();
      filters.add(
          scene
              .victim
              .rpc()
              .text(
                  "shh_newMessageFilter",
                  "[{\"symKeyID\":\"%s\",\"topics\":[\"%s\"]}]".formatted(key, topic)));
    }
    Scene.await(5, () -> !before.containsAll(advertised.get()));
    for (String filter : filters) {
      scene.victim.rpc().call("shh_deleteMessageFilter", "[\"" + filter + "\"]");
    }
    scene.rest();
    if (!Scene.await(5, () -> before.containsAll(advertised.get()))) {
      throw new Complaint("the bloom filter has grown by filters that are gone");
    }
  }

  /** Messages for filters that nobody polls. */
  private static void filtersForEver(Scene scene) throws Exception {
    String criteria = FilterAttacks.criteria(scene);
    for (int i = 0; i < 200; i++) {
      scene.victim.rpc().call("shh_newMessageFilter", "[" + criteria + "]");
    }
    List<Envelope> envelopes = Envelopes.many(3_000, () -> scene.envelopes.message(10, 500));
    scene.begin();
    Peer peer = scene.peer(6);
    peer.isConnected(5);
    for (int at = 0; at < envelopes.size(); at += 100) {
      peer.send(Bundles.MESSAGES, Envelopes.bundle(envelopes.subList(at, at + 100)));
      Honest.pause(100);
    }
    scene.rest();
  }

  /** Peers that come and go while all are told of new requirements. */
  private static void peerList(Scene scene) throws Exception {
    scene.together(
        9,
        index -> {
          for (int i = index; scene.isOn(); i += 8) {
            if (index == 8) {
              scene.victim.rpc().call("shh_setMinPoW", i % 2 == 0 ? "[0.2]" : "[0.19]");
            } else {
              try (Peer peer = scene.peer(6, i, (c, b) -> {})) {
                peer.isConnected(2);
              }
            }
          }
        });
  }

  /** Twenty peers that are silent, and some thousand envelopes in the pool. */
  private static void scans(Scene scene) throws Exception {
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Peer peer = scene.peer(6);
      peer.isConnected(5);
      peers.add(peer);
    }
    List<Envelope> envelopes = Envelopes.many(10_000, () -> scene.envelopes.junk(20, 20));
    for (int at = 0; at < envelopes.size(); at += 500) {
      peers.get(0).send(Bundles.MESSAGES, Envelopes.bundle(envelopes.subList(at, at + 500)));
    }
    scene.begin();
    scene.rest();
  }

  /** Waits until the filter has given out an envelope that is sent from now on. */
  private static void awaitPoll(Scene scene) throws Exception {
    Envelope before = scene.honest.latest();
    Scene.await(2, () -> scene.honest.latest() != before);
    Envelope next = scene.honest.latest();
    Scene.await(2, () -> scene.honest.hasRead(next));
  }

  /** Messages that the filter has had, under another header. */
  private static void sealedAgain(Scene scene) throws Exception {
    Peer peer = scene.peer(6);
    peer.isConnected(5);
    List<Envelope> again = new ArrayList<>();
    while (scene.isOn()) {
      Envelope old = scene.honest.latest();
      Scene.await(2, () -> scene.honest.hasRead(old));
      Envelope sealed =
          scene.envelopes.worked(
              Envelope.of(Envelopes.now() + 40, 40, old.topic(), old.data(), 0), Envelopes.MINIMUM);
      peer.send(Bundles.MESSAGES, Envelopes.bundle(sealed));
      again.add(sealed);
    }
    Scene.await(2, () -> again.stream().allMatch(scene.honest::hasRelayed));
    awaitPoll(scene);
    long read = again.stream().filter(scene.honest::hasRead).count();
    if (read > 0) {
      throw new Complaint(read + " of " + again.size() + " were delivered a second time");
    }
  }
}
