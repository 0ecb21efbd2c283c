// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.rlpx.RawLink;
import dev.shhnode.rlpx.peers.Enode;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes;
import org.xerial.snappy.Snappy;

/** Sockets, handshakes and frames, below Whisper. */
final class HandshakeAttacks {

  private HandshakeAttacks() {}

  static List<Attack> all() {
    return List.of(
        Attack.peer("half-open-handshakes", HandshakeAttacks::halfOpen).always(),
        Attack.peer("slow-handshakes", HandshakeAttacks::slow),
        Attack.peer("connections", HandshakeAttacks::connections),
        Attack.peer("invalid-curve-points", HandshakeAttacks::invalidCurve).always(),
        Attack.peer("replayed-auth", HandshakeAttacks::replayedAuth),
        Attack.peer("auths", HandshakeAttacks::auths),
        Attack.peer("wrong-mac", HandshakeAttacks::wrongMac).always(),
        Attack.peer("unfinished-frames", HandshakeAttacks::unfinishedFrames),
        Attack.peer("snappy-bomb", HandshakeAttacks::snappyBomb).always(),
        Attack.peer("snappy-lies", HandshakeAttacks::snappyLies),
        Attack.peer("pings", HandshakeAttacks::pings));
  }

  static RawLink link(Scene scene, String address) throws Exception {
    Enode node = scene.victim.enodeFrom(address);
    return new RawLink(node.host(), node.tcpPort(), node.id(), scene::count);
  }

  private static Socket socket(Scene scene, int index, byte[] bytes) throws IOException {
    Enode node = scene.victim.enodeFrom(Addresses.ofRange(index));
    Socket socket = new Socket(node.host(), node.tcpPort());
    socket.getOutputStream().write(bytes);
    scene.count(bytes.length);
    return socket;
  }

  /** Sockets that say nothing, or half of an auth, dialled again as they are closed. */
  private static void halfOpen(Scene scene) throws Exception {
    List<Socket> sockets = new ArrayList<>();
    int refused = 0;
    int tried = 0;
    while (scene.isOn()) {
      for (int i = 0; i < 50; i++) {
        sockets.add(socket(scene, i, new byte[] {1, 50, 4}));
      }
      tried++;
      try (Peer newcomer = scene.newcomer(tried)) {
        if (!newcomer.isConnected(4)) {
          refused++;
        }
      }
      while (sockets.size() > 200) {
        sockets.remove(0).close();
      }
    }
    for (Socket socket : sockets) {
      socket.close();
    }
    if (refused > 0) {
      throw new Complaint(refused + " of " + tried + " newcomers could not connect");
    }
  }

  /** A byte of an auth every now and then. */
  private static void slow(Scene scene) throws Exception {
    byte[] auth = RawLink.auth(scene.victim.enode().id());
    scene.together(
        60,
        index -> {
          while (scene.isOn()) {
            try (Socket socket = socket(scene, index, new byte[0])) {
              for (int i = 0; i < auth.length && scene.isOn(); i++) {
                socket.getOutputStream().write(auth[i]);
                scene.count(1);
                Honest.pause(100);
              }
            } catch (IOException hungUp) {
              Honest.pause(20);
            }
          }
        });
  }

  /** As many connections as can be made, left at once. */
  private static void connections(Scene scene) throws Exception {
    scene.together(
        8,
        index -> {
          for (int i = index; scene.isOn(); i += 8) {
            try (Socket socket = socket(scene, i, new byte[1])) {
              socket.isConnected();
            } catch (IOException refused) {
              Honest.pause(5);
            }
          }
        });
  }

  private static void auths(Scene scene, Supplier<byte[]> auth) throws Exception {
    scene.together(
        8,
        index -> {
          for (int i = index; scene.isOn(); i += 8) {
            try (Socket socket = socket(scene, i, auth.get())) {
              socket.setSoTimeout(500);
              socket.getInputStream().read();
            } catch (IOException refused) {
              Honest.pause(5);
            }
          }
        });
  }

  /** Auths whose ephemeral key is no point of the curve. */
  private static void invalidCurve(Scene scene) throws Exception {
    byte[] good = RawLink.auth(scene.victim.enode().id());
    auths(
        scene,
        () -> {
          byte[] bad = good.clone();
          byte[] point = Bytes.random(64).toArrayUnsafe();
          System.arraycopy(point, 0, bad, 3, point.length);
          return bad;
        });
  }

  private static void replayedAuth(Scene scene) throws Exception {
    byte[] auth = RawLink.auth(scene.victim.enode().id());
    auths(scene, () -> auth);
  }

  /** Whole auths of ever new nodes, none of which goes on. */
  private static void auths(Scene scene) throws Exception {
    List<byte[]> made = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      made.add(RawLink.auth(scene.victim.enode().id()));
    }
    scene.begin();
    AtomicInteger next = new AtomicInteger();
    auths(scene, () -> made.get(next.getAndIncrement() % made.size()));
  }

  /** What one link does before it is hung up on, by ever new nodes. */
  private interface Misdeed {
    void commit(RawLink link, int index) throws Exception;
  }

  private static void links(Scene scene, int count, Misdeed misdeed) throws Exception {
    scene.together(
        count,
        index -> {
          for (int i = index; scene.isOn(); i += count) {
            try (RawLink link = link(scene, Addresses.ofRange(i))) {
              misdeed.commit(link, i);
            } catch (IOException hungUp) {
              Honest.pause(20);
            }
          }
        });
  }

  /** Frames with a bit of the header, the body or a MAC changed. */
  private static void wrongMac(Scene scene) throws Exception {
    int[] places = {0, 20, 40, -1};
    byte[] content = new byte[5_000];
    links(
        scene,
        6,
        (link, i) -> {
          link.status().sendFlipped(content, places[i % places.length]);
          Honest.pause(50);
        });
  }

  /** Almost all of the largest frame, and then nothing. */
  private static void unfinishedFrames(Scene scene) throws Exception {
    byte[] content = new byte[(1 << 24) - 1];
    links(
        scene,
        6,
        (link, i) -> {
          link.status().sendUnfinished(content, 12 << 20);
          scene.rest();
        });
  }

  /** Zeros: 16 MiB of them, sent as some hundred kilobytes. */
  private static void snappyBomb(Scene scene) throws Exception {
    byte[] bomb = Snappy.compress(new byte[16 << 20]);
    links(
        scene,
        6,
        (link, i) -> {
          link.status();
          for (int n = 0; n < 50 && scene.isOn(); n++) {
            link.sendCompressed(Bundles.MESSAGES, bomb);
          }
        });
  }

  /** Messages that say they are far longer than they are, up to four gigabytes. */
  private static void snappyLies(Scene scene) throws Exception {
    byte[][] lies = {
      {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f, 0},
      {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0x7f, 0},
      {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0x07, 0},
      {},
      {0x05, (byte) 0xf0}
    };
    links(
        scene,
        6,
        (link, i) -> {
          link.status().sendCompressed(Bundles.MESSAGES, Arrays.copyOf(lies[i % 5], 20));
          Honest.pause(20);
        });
  }

  /** Pings as fast as they go, whose pongs nobody reads. */
  private static void pings(Scene scene) throws Exception {
    links(
        scene,
        6,
        (link, i) -> {
          link.status();
          while (scene.isOn()) {
            link.ping();
          }
        });
  }
}
