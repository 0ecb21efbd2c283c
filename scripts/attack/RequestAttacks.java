// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.envelope.Envelope;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;

/** Requests of JSON-RPC that cost more than they look. */
final class RequestAttacks {

  private static final int MAX_BODY = 5 << 20;
  private static final int CLIENTS = 50;

  /** What 100 000 keys of each kind take, the most that a node has. */
  private static final int MAX_KEYS_MEBIBYTES = 64;

  private static final String DERIVE = Tcp.call("shh_generateSymKeyFromPassword", "[\"x\"]");

  private RequestAttacks() {}

  static List<Attack> all() {
    return List.of(
        Attack.ours("posts", RequestAttacks::posts).always(),
        Attack.ours("posts-of-clients-that-leave", RequestAttacks::leavingClients),
        Attack.ours("passwords", RequestAttacks::passwords).always(),
        Attack.ours("key-flood", RequestAttacks::keyFlood).keeping(MAX_KEYS_MEBIBYTES),
        Attack.ours("large-bodies", scene -> bodies(scene, new byte[MAX_BODY])).always(),
        Attack.ours("nested-json", scene -> bodies(scene, nestedJson())).always(),
        Attack.ours("deep-json", scene -> bodies(scene, Tcp.utf8("[".repeat(MAX_BODY)))),
        Attack.ours("long-numbers", scene -> bodies(scene, parameter("1".repeat(4 << 20)))),
        Attack.ours("huge-exponents", scene -> bodies(scene, parameter("1e999999999"))),
        Attack.ours("long-ids", scene -> bodies(scene, longId())),
        Attack.ours("huge-batches", scene -> bodies(scene, hugeBatch())),
        Attack.ours("classic-batch", RequestAttacks::classicBatch).always(),
        Attack.ours("batches-of-large-answers", RequestAttacks::batchesOfLargeAnswers).always(),
        Attack.ours("pipelined-requests", RequestAttacks::pipelinedRequests).always(),
        Attack.ours("tiny-messages", RequestAttacks::tinyMessages).always(),
        Attack.ours("unread-answers", RequestAttacks::unreadAnswers).always(),
        Attack.ours("ipc-abuse", RequestAttacks::ipcAbuse));
  }

  static String newKey(Scene scene) throws Exception {
    return Rpc.result(scene.victim.call("shh_newSymKey", "[]"));
  }

  /** A call that takes five minutes. */
  static String hopelessPost(String key) {
    return post(key, "1e60", 300);
  }

  private static String post(String key, String target, long seconds) {
    return Tcp.call(
        "shh_post",
        "[{\"symKeyID\":\"%s\",\"topic\":\"0x01020304\",\"powTarget\":%s,\"powTime\":%d}]"
            .formatted(key, target, seconds));
  }

  /** Targets that nobody reaches, from fifty connections. */
  private static void posts(Scene scene) throws Exception {
    String key = newKey(scene);
    List<SocketChannel> channels = Tcp.open(scene, CLIENTS, Tcp::ipc);
    byte[] many = Tcp.utf8(post(key, "1e60", 0xffff_ffffL).repeat(60));
    for (SocketChannel channel : channels) {
      channel.configureBlocking(false);
      Tcp.write(scene, channel, many);
    }
    requireHonestPost(scene, key, 15);
    scene.rest();
    Tcp.close(channels);
  }

  private static void requireHonestPost(Scene scene, String key, int seconds) throws Exception {
    long begun = System.nanoTime();
    String answer = "nothing";
    try {
      answer =
          scene.victim.call(
              "shh_post",
              "[{\"symKeyID\":\"%s\",\"topic\":\"0x01020304\",\"powTarget\":0.3,\"powTime\":%d}]"
                  .formatted(key, seconds));
    } catch (IOException late) {
      // Told below.
    }
    long millis = (System.nanoTime() - begun) / 1_000_000;
    if (!answer.contains("\"0x") || millis > seconds * 1_000L) {
      throw new Complaint("an honest post is answered " + answer + " after " + millis + " ms");
    }
  }

  /** Clients by the thousand that ask for what nobody can reach, and go. */
  private static void leavingClients(Scene scene) throws Exception {
    byte[] request = Tcp.httpPost(hopelessPost(newKey(scene)));
    scene.together(
        8,
        index -> {
          while (scene.isOn()) {
            try (SocketChannel channel = Tcp.http(scene)) {
              Tcp.write(scene, channel, request);
              Honest.pause(5);
            } catch (IOException refused) {
              Honest.pause(5);
            }
          }
        });
    // Nothing of theirs may go on.
    requireHonestPost(scene, newKey(scene), 5);
  }

  /** Keys of passwords by the thousand, and an honest post. */
  private static void passwords(Scene scene) throws Exception {
    String key = newKey(scene);
    List<SocketChannel> channels = Tcp.open(scene, CLIENTS, Tcp::ipc);
    for (SocketChannel channel : channels) {
      channel.configureBlocking(false);
      Tcp.write(scene, channel, Tcp.utf8(DERIVE.repeat(64)));
    }
    Thread.sleep(500);
    requireHonestPost(scene, key, 5);
    scene.rest();
    Tcp.close(channels);
  }

  /** As many keys as there is time for: a batch of 1 000 each time. */
  private static void keyFlood(Scene scene) throws Exception {
    String calls =
        IntStream.range(0, 1_000)
            .mapToObj(i -> Tcp.call(i % 2 == 0 ? "shh_newSymKey" : "shh_newKeyPair", "[]"))
            .collect(Collectors.joining(","));
    bodies(scene, Tcp.utf8("[" + calls + "]"));
  }

  private static byte[] nestedJson() {
    byte[] body = new byte[MAX_BODY];
    for (int i = 1; i < body.length; i++) {
      body[i] = (byte) (i % 3 == 0 ? ',' : i % 3 == 1 ? '[' : ']');
    }
    body[0] = '[';
    body[body.length - 1] = ']';
    return body;
  }

  private static byte[] parameter(String value) {
    return Tcp.utf8(Tcp.call("shh_setMaxMessageSize", "[" + value + "]"));
  }

  private static byte[] longId() {
    return Tcp.utf8(
        "{\"jsonrpc\":\"2.0\",\"id\":\"" + "i".repeat(4 << 20) + "\",\"method\":\"shh_version\"}");
  }

  private static byte[] hugeBatch() {
    return Tcp.utf8("[" + "{\"id\":1,\"method\":\"shh_version\"},".repeat(100_000) + "1]");
  }

  private static void bodies(Scene scene, byte[] body) throws Exception {
    byte[] head = Tcp.utf8(Tcp.httpHead(body.length));
    scene.together(
        60,
        index -> {
          while (scene.isOn()) {
            try (Socket socket = new Socket("127.0.0.1", scene.victim.httpPort())) {
              socket.setSoTimeout(2_000);
              OutputStream out = socket.getOutputStream();
              out.write(head);
              out.write(body);
              scene.count(head.length + body.length);
              socket.getInputStream().readNBytes(12);
            } catch (IOException refused) {
              Honest.pause(20);
            }
          }
        });
  }

  /** A batch of thousand questions, each of whose answers is all there is of version 2. */
  private static void classicBatch(Scene scene) throws Exception {
    String id = Rpc.result(scene.victim.call("shh_newFilter", "[{}]"));
    String call = Tcp.call("shh_getMessages", "[\"" + id + "\"]");
    sendClassic(scene, 8_000, 500);
    awaitMebibyte(scene, id);
    scene.begin();
    try (SocketChannel channel = Tcp.ipc(scene)) {
      Tcp.write(scene, channel, Tcp.utf8("[" + (call + ",").repeat(999) + call + "]"));
      Tcp.requireAnswers(channel, 1);
    }
  }

  /** What is asked before the envelopes have come is answered in short. */
  private static void awaitMebibyte(Scene scene, String id) throws Exception {
    String parameters = "[\"" + id + "\"]";
    if (!Scene.await(
        10, () -> scene.victim.call("shh_getMessages", parameters).length() >= 1 << 20)) {
      throw new Complaint("the envelopes have not come to the filter");
    }
  }

  private static void sendClassic(Scene scene, int count, int payloadBytes) throws Exception {
    List<Bytes> envelopes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Bytes clear = Bytes.concatenate(Bytes.of(0), Bytes.random(payloadBytes));
      envelopes.add(
          Envelope.ofClassic(Envelopes.now() + 30, 30, List.of(Envelopes.TOPIC), clear, i).rlp());
    }
    Peer peer = scene.peer(2);
    peer.isConnected(5);
    peer.send(Bundles.MESSAGES, Envelopes.list(envelopes));
  }

  /** Batches of which each answer is as long as all that this node has of version 2. */
  private static void batchesOfLargeAnswers(Scene scene) throws Exception {
    String id = Rpc.result(scene.victim.call("shh_newFilter", "[{}]"));
    sendClassic(scene, 50, 100_000);
    awaitMebibyte(scene, id);
    String call = Tcp.call("shh_getMessages", "[\"" + id + "\"]");
    List<SocketChannel> channels = Tcp.open(scene, 150, Tcp::http);
    for (SocketChannel channel : channels) {
      Tcp.write(scene, channel, Tcp.httpPost("[" + call + "," + call + "]"));
    }
    scene.rest();
    Tcp.close(channels);
  }

  /** Many requests behind one that takes its time. */
  private static void pipelinedRequests(Scene scene) throws Exception {
    byte[] slow = Tcp.httpPost(hopelessPost(newKey(scene)));
    List<SocketChannel> channels = Tcp.open(scene, 20, Tcp::http);
    for (SocketChannel channel : channels) {
      Tcp.write(scene, channel, slow);
    }
    Tcp.pump(scene, channels, Tcp.utf8("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(2_000)));
  }

  /** Messages of one byte behind requests that take their time. */
  private static void tinyMessages(Scene scene) throws Exception {
    ByteBuffer frames = ByteBuffer.allocate(1 << 20);
    for (int i = 0; i < 64; i++) {
      frames.put(Tcp.frame(DERIVE));
    }
    while (frames.remaining() > 7) {
      frames.put((byte) 0x81).put((byte) 0x81).putInt(0).put((byte) '1');
    }
    List<SocketChannel> channels = Tcp.open(scene, 200, Tcp::webSocket);
    Tcp.writeOnce(scene, channels, Arrays.copyOf(frames.array(), frames.position()));
  }

  private static void unreadAnswers(Scene scene) throws Exception {
    byte[] calls = Tcp.utf8(Tcp.call("web3_clientVersion", "[]").repeat(500));
    Tcp.pump(scene, Tcp.open(scene, 8, Tcp::ipc), calls);
  }

  /** Over the Unix socket: texts without end, junk, more connections than there are places. */
  private static void ipcAbuse(Scene scene) throws Exception {
    List<SocketChannel> idle = Tcp.open(scene, 200, Tcp::ipc);
    List<SocketChannel> endless = Tcp.open(scene, 40, Tcp::ipc);
    Tcp.writeOnce(scene, endless, Tcp.utf8("{\"method\":\"" + "m".repeat(6 << 20)));
    scene.begin();
    scene.together(
        8,
        index -> {
          while (scene.isOn()) {
            try (SocketChannel channel = Tcp.ipc(scene)) {
              Tcp.write(scene, channel, Bytes.random(10_000).toArrayUnsafe());
            } catch (IOException hungUp) {
              Honest.pause(20);
            }
          }
        });
    Tcp.close(idle);
  }
}
