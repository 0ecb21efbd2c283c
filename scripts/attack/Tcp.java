// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Clients of JSON-RPC that keep to no rules: bytes over sockets, counted. */
final class Tcp {

  private static final int HANDSHAKE_MILLIS = 5_000;
  private static final long ANSWER_NANOS = 10_000_000_000L;

  private Tcp() {}

  /** Makes a channel. */
  interface Opener {
    SocketChannel open(Scene scene) throws IOException;
  }

  static SocketChannel http(Scene scene) throws IOException {
    return SocketChannel.open(new InetSocketAddress("127.0.0.1", scene.victim.httpPort()));
  }

  static SocketChannel plainWebSocket(Scene scene) throws IOException {
    return SocketChannel.open(new InetSocketAddress("127.0.0.1", scene.victim.webSocketPort()));
  }

  static SocketChannel ipc(Scene scene) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(scene.victim.ipc()));
    return channel;
  }

  /** A WebSocket whose handshake has been answered. */
  static SocketChannel webSocket(Scene scene) throws IOException {
    SocketChannel channel = plainWebSocket(scene);
    String answer = shakeHands(scene, channel, "");
    if (!answer.equals("HTTP/1.1 101")) {
      throw new IOException("no WebSocket");
    }
    return channel;
  }

  /** The first words of the answer. */
  static String shakeHands(Scene scene, SocketChannel channel, String headers) throws IOException {
    channel.socket().setSoTimeout(HANDSHAKE_MILLIS);
    write(
        scene,
        channel,
        utf8(
            "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + headers
                + "\r\n"));
    return status(channel);
  }

  /** {@code HTTP/1.1} and the status of an answer. */
  static String status(SocketChannel channel) throws IOException {
    channel.socket().setSoTimeout(HANDSHAKE_MILLIS);
    return new String(channel.socket().getInputStream().readNBytes(12), StandardCharsets.UTF_8);
  }

  static List<SocketChannel> open(Scene scene, int count, Opener opener) throws IOException {
    List<SocketChannel> channels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      channels.add(opener.open(scene));
    }
    return channels;
  }

  static void close(List<SocketChannel> channels) throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }

  /** Writes what can be written: all of it on a channel that blocks. */
  static int write(Scene scene, SocketChannel channel, ByteBuffer bytes) throws IOException {
    int written = channel.write(bytes);
    scene.count(written);
    return written;
  }

  static void write(Scene scene, SocketChannel channel, byte[] bytes) throws IOException {
    write(scene, channel, ByteBuffer.wrap(bytes));
  }

  /** Reads answers over the Unix socket, each of which ends with a line feed. */
  static void requireAnswers(SocketChannel channel, int count) throws IOException {
    ByteBuffer some = ByteBuffer.allocate(1 << 20);
    long deadline = System.nanoTime() + ANSWER_NANOS;
    long bytes = 0;
    int answers = 0;
    while (answers < count && System.nanoTime() < deadline && channel.read(some.clear()) >= 0) {
      bytes += some.flip().remaining();
      while (some.hasRemaining()) {
        answers += some.get() == '\n' ? 1 : 0;
      }
    }
    if (answers < count) {
      throw new Complaint(answers + " of " + count + " answers came, in " + bytes + " bytes");
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String call(String method, String parameters) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
        + method
        + "\",\"params\":"
        + parameters
        + "}";
  }

  static byte[] httpPost(String body) {
    return utf8(httpHead(body.length()) + body);
  }

  static String httpHead(int length) {
    return "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Content-Length: "
        + length
        + "\r\n\r\n";
  }

  /** A text frame of a client, masked with zeros; up to 65 535 bytes. */
  static byte[] frame(String text) {
    byte[] content = utf8(text);
    ByteBuffer frame = ByteBuffer.allocate(8 + content.length);
    frame.put((byte) 0x81).put((byte) (0x80 | 126)).putShort((short) content.length).putInt(0);
    return frame.put(content).array();
  }

  /** Writes again and again, without reading, until the time is up. */
  static void pump(Scene scene, List<SocketChannel> channels, byte[] bytes) throws Exception {
    write(scene, channels, bytes, true);
  }

  /** Writes once, as fast as it is taken, and then waits until the time is up. */
  static void writeOnce(Scene scene, List<SocketChannel> channels, byte[] bytes) throws Exception {
    write(scene, channels, bytes, false);
  }

  private static void write(Scene scene, List<SocketChannel> channels, byte[] bytes, boolean again)
      throws Exception {
    Map<SocketChannel, ByteBuffer> rest = new LinkedHashMap<>();
    for (SocketChannel channel : channels) {
      channel.configureBlocking(false);
      rest.put(channel, ByteBuffer.wrap(bytes));
    }
    while (scene.isOn() && !rest.isEmpty()) {
      int written = 0;
      for (SocketChannel channel : List.copyOf(rest.keySet())) {
        try {
          ByteBuffer buffer = rest.get(channel);
          written += write(scene, channel, buffer);
          if (again && !buffer.hasRemaining()) {
            buffer.rewind();
          }
        } catch (IOException hungUp) {
          rest.remove(channel);
        }
      }
      if (written == 0) {
        Thread.sleep(5);
      }
    }
    close(channels);
  }
}
