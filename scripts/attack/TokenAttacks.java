// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.rpc.auth.JwtSecret;
import dev.shhnode.rpc.auth.JwtWriter;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Clients without a token that holds, and handshakes of TLS that do not end. */
final class TokenAttacks {

  private TokenAttacks() {}

  static List<Attack> all() {
    return List.of(
        Attack.ours("junk-tokens", scene -> tokens(scene, junk())).with(Secrets.TOKENS).always(),
        Attack.ours("forged-tokens", scene -> tokens(scene, forged())).with(Secrets.TOKENS),
        Attack.ours("no-tokens", TokenAttacks::noTokens).with(Secrets.TOKENS),
        Attack.ours("half-open-tls", TokenAttacks::halfOpenTls).with(Secrets.TLS).always(),
        Attack.ours("junk-tls", TokenAttacks::junkTls).with(Secrets.TLS));
  }

  private static void tokens(Scene scene, List<String> tokens) throws Exception {
    String request = new String(Tcp.httpPost(Tcp.call("shh_newSymKey", "[]")));
    int[] next = new int[1];
    ConnectionAttacks.refuse(
        scene,
        Tcp::http,
        channel -> {
          String token = tokens.get(next[0]++ % tokens.size());
          String shown =
              request.replace("\r\n\r\n", "\r\nAuthorization: Bearer " + token + "\r\n\r\n");
          return ConnectionAttacks.write(scene, channel, Tcp.utf8(shown));
        },
        "401");
  }

  private static List<String> junk() {
    return List.of(
        "x",
        ".",
        "..",
        "a.b.c",
        "=.=.=",
        "A".repeat(4_000),
        "A".repeat(60_000),
        "eyJhbGciOiJIUzI1NiJ9." + base64("[".repeat(2_000)) + ".AAAA",
        base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + "A".repeat(3_000) + ".");
  }

  /** Of another secret, of no algorithm, with another text under a good signature, too old. */
  private static List<String> forged() {
    JwtSecret other = JwtSecret.generate(Envelopes.RANDOM);
    String strange = JwtWriter.write(other, Instant.now(), Optional.empty(), Optional.empty());
    String claims = base64("{\"iat\":" + Envelopes.now() + "}");
    String none = base64("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + claims;
    String[] parts = strange.split("\\.");
    return List.of(
        strange,
        none + ".",
        none + "." + parts[2],
        parts[0] + "." + claims + "." + parts[2],
        base64("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + claims + "." + parts[2],
        JwtWriter.write(
            other, Instant.now().minusSeconds(9_999), Optional.empty(), Optional.empty()));
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Tcp.utf8(text));
  }

  private static void noTokens(Scene scene) throws Exception {
    ConnectionAttacks.refuse(
        scene, Tcp::plainWebSocket, channel -> Tcp.shakeHands(scene, channel, ""), "401");
  }

  /** The start of a client's first message, from more clients than there are places. */
  private static void halfOpenTls(Scene scene) throws Exception {
    byte[] start = {22, 3, 1, 1, 0, 1, 0, 0, (byte) 0xfc, 3, 3};
    scene.together(
        16,
        index -> {
          List<SocketChannel> channels = new ArrayList<>();
          while (scene.isOn()) {
            SocketChannel channel = index % 2 == 0 ? Tcp.http(scene) : Tcp.plainWebSocket(scene);
            Tcp.write(scene, channel, start);
            channels.add(channel);
            if (channels.size() > 40) {
              channels.remove(0).close();
            }
            Honest.pause(10);
          }
          Tcp.close(channels);
        });
  }

  private static void junkTls(Scene scene) throws Exception {
    scene.together(
        16,
        index -> {
          while (scene.isOn()) {
            try (SocketChannel channel = Tcp.http(scene)) {
              byte[] record = new byte[16 << 10];
              Envelopes.RANDOM.nextBytes(record);
              System.arraycopy(new byte[] {22, 3, 3, 63, (byte) 0xfb, 1}, 0, record, 0, 6);
              Tcp.write(scene, channel, record);
            } catch (IOException hungUp) {
              Honest.pause(20);
            }
          }
        });
  }
}
