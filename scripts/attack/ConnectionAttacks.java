// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;

/** Connections of HTTP and WebSocket that hold on, hurry, or pretend. */
final class ConnectionAttacks {

  private ConnectionAttacks() {}

  static List<Attack> all() {
    return List.of(
        Attack.ours("idle-connections", ConnectionAttacks::idleConnections).always(),
        Attack.ours("kept-connections", ConnectionAttacks::keptConnections).always(),
        Attack.ours("slow-bodies", ConnectionAttacks::slowBodies).always(),
        Attack.ours("large-heads", ConnectionAttacks::largeHeads).always(),
        Attack.ours("bad-requests", ConnectionAttacks::badRequests).always(),
        Attack.ours("unread-pongs", ConnectionAttacks::unreadPongs).always(),
        Attack.ours("dns-rebinding", ConnectionAttacks::dnsRebinding).always(),
        Attack.ours("cross-site-websocket", ConnectionAttacks::crossSiteWebSocket).always());
  }

  /** More connections than there are places, and newcomers who have a question. */
  private static void idleConnections(Scene scene) throws Exception {
    List<SocketChannel> channels = new ArrayList<>();
    byte[] begun = Tcp.utf8("POST / HT");
    for (int i = 0; i < 800; i++) {
      SocketChannel channel = i < 400 ? Tcp.http(scene) : Tcp.plainWebSocket(scene);
      if (i % 2 == 0) {
        Tcp.write(scene, channel, begun);
      }
      channels.add(channel);
    }
    requireService(scene);
    Tcp.close(channels);
  }

  /** Asks over HTTP and makes WebSockets, until the time is up. */
  static void requireService(Scene scene) throws Exception {
    int refused = 0;
    int asked = 0;
    while (scene.isOn()) {
      asked++;
      try {
        scene.victim.call("shh_version", "[]");
      } catch (IOException e) {
        refused++;
      }
      try (SocketChannel channel = Tcp.webSocket(scene)) {
        channel.isConnected();
      } catch (IOException e) {
        refused++;
      }
      Thread.sleep(200);
    }
    if (refused > 0) {
      throw new Complaint(refused + " of " + 2 * asked + " newcomers were not served");
    }
  }

  /**
   * All places are kept by clients that have asked once, and others connect to say nothing, while
   * newcomers take a moment before they ask.
   */
  private static void keptConnections(Scene scene) throws Exception {
    byte[] question = Tcp.utf8("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    List<SocketChannel> kept = Tcp.open(scene, 300, Tcp::http);
    for (SocketChannel channel : kept) {
      Tcp.write(scene, channel, question);
    }
    FutureTask<Void> silent =
        new FutureTask<>(
            () -> {
              while (scene.isOn()) {
                kept.add(Tcp.http(scene));
                Honest.pause(10);
              }
              return null;
            });
    Thread thread = new Thread(silent);
    thread.setDaemon(true);
    thread.start();
    int asked = 0;
    int served = 0;
    while (scene.isOn()) {
      asked++;
      try (SocketChannel newcomer = Tcp.http(scene)) {
        Honest.pause(200);
        served += write(scene, newcomer, question).equals("HTTP/1.1 200") ? 1 : 0;
      } catch (IOException hungUp) {
        Honest.pause(20);
      }
    }
    silent.get();
    Tcp.close(kept);
    if (served < asked) {
      throw new Complaint(asked - served + " of " + asked + " newcomers were not served");
    }
  }

  /** Bodies of which a byte comes now and then, from more clients than there are places. */
  private static void slowBodies(Scene scene) throws Exception {
    byte[] head = Tcp.utf8(Tcp.httpHead(1_000_000));
    Thread slow =
        new Thread(
            () -> {
              try {
                scene.together(300, index -> sendSlowly(scene, head));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    slow.setDaemon(true);
    slow.start();
    requireService(scene);
  }

  private static void sendSlowly(Scene scene, byte[] head) throws Exception {
    // All at once, and the places go round before a newcomer on a busy machine has asked.
    Honest.pause(ThreadLocalRandom.current().nextInt(1_000));
    while (scene.isOn()) {
      try (SocketChannel channel = Tcp.http(scene)) {
        Tcp.write(scene, channel, head);
        while (scene.isOn()) {
          Tcp.write(scene, channel, new byte[] {'['});
          Honest.pause(200);
        }
      } catch (IOException hungUp) {
        // Nor faster than that.
        Honest.pause(1_000);
      }
    }
  }

  /** Heads of requests that hold as many lines as fit and do not end. */
  private static void largeHeads(Scene scene) throws Exception {
    byte[] head = Tcp.utf8("GET / HTTP/1.1\r\n" + "a:\r\n".repeat(15_000));
    List<SocketChannel> channels = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      SocketChannel channel = i % 2 == 0 ? Tcp.http(scene) : Tcp.plainWebSocket(scene);
      Tcp.write(scene, channel, head);
      channels.add(channel);
    }
    scene.rest();
    Tcp.close(channels);
  }

  private static void badRequests(Scene scene) throws Exception {
    long before = scene.victim.logBytes();
    byte[] bad = Tcp.utf8("BAD\r\n\r\n".repeat(1_000));
    byte[] worse =
        Tcp.utf8("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n".repeat(1_000));
    while (scene.isOn()) {
      for (byte[] request : List.of(bad, worse)) {
        for (int port : new int[] {scene.victim.httpPort(), scene.victim.webSocketPort()}) {
          try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(request);
            scene.count(request.length);
          } catch (IOException hungUp) {
            Honest.pause(20);
          }
        }
      }
    }
    long logged = scene.victim.logBytes() - before;
    if (logged > 100_000) {
      throw new Complaint(logged + " bytes were logged");
    }
  }

  private static void unreadPongs(Scene scene) throws Exception {
    byte[] ping = new byte[6 + 125];
    ping[0] = (byte) 0x89;
    ping[1] = (byte) (0x80 | 125);
    ByteBuffer pings = ByteBuffer.allocate(ping.length * 500);
    for (int i = 0; i < 500; i++) {
      pings.put(ping);
    }
    Tcp.pump(scene, Tcp.open(scene, 8, Tcp::webSocket), pings.array());
  }

  /** Web pages whose name leads to this machine: their requests name another host. */
  private static void dnsRebinding(Scene scene) throws Exception {
    byte[] request =
        Tcp.utf8(
            new String(Tcp.httpPost(Tcp.call("shh_newSymKey", "[]")))
                .replace("Host: localhost", "Host: rebound.example:8545"));
    refuse(scene, Tcp::http, channel -> write(scene, channel, request), "403");
  }

  /** Web pages of elsewhere that connect to this machine. */
  private static void crossSiteWebSocket(Scene scene) throws Exception {
    refuse(
        scene,
        Tcp::plainWebSocket,
        channel -> Tcp.shakeHands(scene, channel, "Origin: https://evil.example\r\n"),
        "403");
  }

  /** The start of the answer to a request. */
  interface Question {
    String ask(SocketChannel channel) throws IOException;
  }

  static String write(Scene scene, SocketChannel channel, byte[] request) throws IOException {
    Tcp.write(scene, channel, request);
    return Tcp.status(channel);
  }

  /** Asks from eight threads, each time anew; all have to be refused. */
  static void refuse(Scene scene, Tcp.Opener opener, Question question, String status)
      throws Exception {
    List<String> others = Collections.synchronizedList(new ArrayList<>());
    scene.together(
        8,
        index -> {
          while (scene.isOn()) {
            try (SocketChannel channel = opener.open(scene)) {
              String answer = question.ask(channel);
              if (!answer.equals("HTTP/1.1 " + status)) {
                others.add(answer);
              }
            } catch (IOException hungUp) {
              Honest.pause(20);
            }
          }
        });
    if (!others.isEmpty()) {
      throw new Complaint(others.size() + " answers like '" + others.get(0) + "'");
    }
  }
}
