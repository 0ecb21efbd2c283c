// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageSealer;
import dev.shhnode.envelope.WhisperVersion;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/** Envelopes that have to be opened, filters and subscriptions by the thousand. */
final class FilterAttacks {

  private FilterAttacks() {}

  static List<Attack> all() {
    return List.of(
        Attack.defect("filters", scene -> filters(scene, 250)).always(),
        Attack.defect("filters-by-the-thousand", scene -> filters(scene, 1_000)),
        Attack.defect("topic-flood-symmetric", FilterAttacks::symmetric).always(),
        Attack.defect("topic-flood-asymmetric", FilterAttacks::asymmetric).always(),
        Attack.defect("many-keys", FilterAttacks::manyKeys),
        Attack.ours("filter-flood", FilterAttacks::filterFlood),
        Attack.ours("topics-of-filters", FilterAttacks::topicsOfFilters).always(),
        Attack.ours("subscription-flood", FilterAttacks::subscriptionFlood),
        Attack.ours("held-back-pushes", FilterAttacks::heldBackPushes).always(),
        Attack.ours("large-pushes", FilterAttacks::largePushes).always());
  }

  /** A filter of the node for messages of the attackers' key. */
  static String criteria(Scene scene) throws Exception {
    String key = Rpc.result(scene.victim.call("shh_addSymKey", "[\"" + Envelopes.RAW_KEY + "\"]"));
    return "{\"symKeyID\":\"" + key + "\",\"topics\":[\"" + Envelopes.TOPIC.toBytes() + "\"]}";
  }

  private static String subscribe(Scene scene) throws Exception {
    return Tcp.call("shh_subscribe", "[\"messages\"," + criteria(scene) + "]");
  }

  /** Many filters on the topic of envelopes that come by the thousand, and nobody polls them. */
  private static void filters(Scene scene, int count) throws Exception {
    String criteria = criteria(scene);
    for (int i = 0; i < count; i++) {
      scene.victim.rpc().call("shh_newMessageFilter", "[" + criteria + "]");
    }
    scene.begin();
    Peer peer = scene.peer(6);
    peer.isConnected(5);
    for (int i = 0; i < 6_000 && scene.isOn(); i++) {
      peer.send(Bundles.MESSAGES, Envelopes.bundle(scene.envelopes.message(20, 64)));
    }
  }

  /** The honest filter's topic, without its key: large ones that have to be tried. */
  private static void symmetric(Scene scene) throws Exception {
    List<Envelope> envelopes = Envelopes.many(2_000, () -> scene.envelopes.junk(8, 2_000));
    flood(scene, envelopes);
  }

  private static void asymmetric(Scene scene) throws Exception {
    for (int i = 0; i < 20; i++) {
      String key = Rpc.result(scene.victim.call("shh_newKeyPair", "[]"));
      scene.victim.call(
          "shh_newMessageFilter",
          "[{\"privateKeyID\":\"%s\",\"topics\":[\"%s\"]}]"
              .formatted(key, Envelopes.TOPIC.toBytes()));
    }
    KeyPair nobody = KeyPair.generate(Envelopes.RANDOM);
    List<Envelope> envelopes =
        Envelopes.many(
            4_000,
            () ->
                scene.envelopes.of(
                    MessageSealer.sealAsymmetric(
                            WhisperVersion.V6,
                            nobody.publicKey(),
                            Bytes.random(10),
                            Optional.empty(),
                            Optional.empty(),
                            Envelopes.RANDOM)
                        .data(),
                    10));
    flood(scene, envelopes);
  }

  private static void flood(Scene scene, List<Envelope> envelopes) throws Exception {
    scene.begin();
    scene.together(
        4,
        index -> {
          Peer peer = scene.peer(6, index, (c, b) -> {});
          peer.isConnected(5);
          for (int at = 100 * index; at + 100 <= envelopes.size(); at += 400) {
            peer.send(Bundles.MESSAGES, Envelopes.bundle(envelopes.subList(at, at + 100)));
          }
          scene.rest();
        });
  }

  /** Filters on every topic, each with a key of its own, and envelopes as fast as they go. */
  private static void manyKeys(Scene scene) throws Exception {
    for (int i = 0; i < 1_000; i++) {
      String key = scene.victim.rpc().text("shh_newKeyPair", "[]");
      scene.victim.rpc().call("shh_newMessageFilter", "[{\"privateKeyID\":\"" + key + "\"}]");
    }
    List<Envelope> envelopes = Envelopes.many(10_000, () -> scene.envelopes.junk(10, 120));
    scene.begin();
    Peer peer = scene.peer(6);
    peer.isConnected(5);
    for (int at = 0; at < envelopes.size(); at += 1_000) {
      peer.send(Bundles.MESSAGES, Envelopes.bundle(envelopes.subList(at, at + 1_000)));
    }
    scene.rest();
  }

  /** As many filters as there is time for, by batches of 1 000. */
  private static void filterFlood(Scene scene) throws Exception {
    String call = Tcp.call("shh_newMessageFilter", "[" + criteria(scene) + "]");
    String batch = "[" + (call + ",").repeat(999) + call + "]";
    byte[] request = Tcp.httpPost(batch);
    scene.together(
        8,
        index -> {
          while (scene.isOn()) {
            try (SocketChannel channel = Tcp.http(scene)) {
              ConnectionAttacks.write(scene, channel, request);
            }
          }
        });
  }

  private static void topicsOfFilters(Scene scene) throws Exception {
    String key = RequestAttacks.newKey(scene);
    for (int filter = 0; filter < 12 && scene.isOn(); filter++) {
      StringBuilder topics = new StringBuilder();
      for (int i = 0; i < 25_000; i++) {
        topics.append(i == 0 ? "" : ",").append("\"0x%08x\"".formatted(filter * 25_000 + i));
      }
      scene.count(topics.length());
      scene.victim.call(
          "shh_newMessageFilter", "[{\"symKeyID\":\"" + key + "\",\"topics\":[" + topics + "]}]");
    }
  }

  /** Subscriptions without end, by clients that read nothing. */
  private static void subscriptionFlood(Scene scene) throws Exception {
    byte[] frame = Tcp.frame(subscribe(scene));
    byte[] many = new byte[frame.length * 100];
    for (int i = 0; i < 100; i++) {
      System.arraycopy(frame, 0, many, i * frame.length, frame.length);
    }
    Thread messages =
        new Thread(
            () -> {
              try (Peer peer = scene.peer(6)) {
                peer.isConnected(5);
                while (scene.isOn()) {
                  peer.send(Bundles.MESSAGES, Envelopes.bundle(scene.envelopes.message(10, 500)));
                  Honest.pause(50);
                }
              } catch (Exception hungUp) {
                Thread.currentThread().interrupt();
              }
            });
    messages.setDaemon(true);
    messages.start();
    Tcp.pump(scene, Tcp.open(scene, 40, Tcp::webSocket), many);
  }

  /** Subscriptions in a batch that ends with a post that takes its time. */
  private static void heldBackPushes(Scene scene) throws Exception {
    String subscribe = subscribe(scene);
    String post = RequestAttacks.hopelessPost(RequestAttacks.newKey(scene));
    try (SocketChannel channel = Tcp.ipc(scene)) {
      Tcp.write(scene, channel, Tcp.utf8("[" + (subscribe + ",").repeat(900) + post + "]"));
      Peer peer = scene.peer(6);
      peer.isConnected(5);
      while (scene.isOn()) {
        peer.send(Bundles.MESSAGES, Envelopes.bundle(scene.envelopes.message(20, 64)));
      }
    }
  }

  /** A thousand subscriptions of one client that each get every message of a mebibyte. */
  private static void largePushes(Scene scene) throws Exception {
    Envelope large = scene.envelopes.message(1, 900_000);
    try (SocketChannel channel = Tcp.ipc(scene)) {
      Tcp.write(scene, channel, Tcp.utf8(subscribe(scene).repeat(1_000)));
      Tcp.requireAnswers(channel, 1_000);
      Peer peer = scene.peer(6);
      peer.isConnected(5);
      Envelope fresh =
          scene.envelopes.worked(large.withExpiry(Envelopes.now() + 2), Envelopes.MINIMUM * 2);
      scene.begin();
      peer.send(Bundles.MESSAGES, Envelopes.bundle(fresh));
      scene.rest();
    }
  }
}
