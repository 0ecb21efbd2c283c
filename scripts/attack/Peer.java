// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.rlpx.Capability;
import dev.shhnode.rlpx.PeerConnection;
import dev.shhnode.rlpx.RlpxListener;
import dev.shhnode.rlpx.SubProtocol;
import dev.shhnode.rlpx.peers.Admission;
import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.rlpx.vertx.RlpxAgent;
import dev.shhnode.rlpx.vertx.RlpxConfig;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.apache.tuweni.bytes.Bytes;

/** A peer of the node that sends what it is told to. */
final class Peer implements SubProtocol, AutoCloseable {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String GETH = "Geth/v1.9.6-stable/linux-amd64/go1.13";
  private static final int MAX_UNWRITTEN_PACKETS = 64;

  private final Capability capability;
  private final int codes;
  private final Bytes status;
  private final BiConsumer<Integer, Bytes> onPacket;
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final KeyPair keys = KeyPair.generate(RANDOM);
  private final RlpxAgent agent;
  private volatile PeerConnection connection;
  private volatile Semaphore unwritten = new Semaphore(MAX_UNWRITTEN_PACKETS);
  private volatile boolean lost;

  /**
   * Connects as a peer of Whisper.
   *
   * @param onPacket gets what comes
   * @param onSent is told how many bytes go out
   */
  Peer(
      Vertx vertx,
      Enode node,
      int version,
      BiConsumer<Integer, Bytes> onPacket,
      LongConsumer onSent)
      throws Exception {
    this(
        vertx,
        node,
        new Capability("shh", version),
        version == 2 ? 2 : 128,
        statusOf(version),
        onPacket,
        onSent);
  }

  /**
   * Connects.
   *
   * @param status sent first; empty for nothing
   * @param onPacket gets what comes
   * @param onSent is told how many bytes go out
   */
  Peer(
      Vertx vertx,
      Enode node,
      Capability capability,
      int codes,
      Bytes status,
      BiConsumer<Integer, Bytes> onPacket,
      LongConsumer onSent)
      throws Exception {
    this.capability = capability;
    this.codes = codes;
    this.status = status;
    this.onPacket = onPacket;
    this.agent =
        new RlpxAgent(
            vertx,
            new RlpxConfig("127.0.0.1", "127.0.0.1", 0, 5, GETH),
            keys,
            List.of(this),
            RANDOM,
            Admission.allOf(),
            new RlpxListener() {
              @Override
              public void onSent(int bytes) {
                onSent.accept(bytes);
              }
            });
    agent.start().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    agent.addStaticPeer(node);
  }

  private static Bytes statusOf(int version) {
    return switch (version) {
      case 2 -> Bytes.fromHexString("0xc102");
      case 5 -> Bytes.of(5);
      default -> Bytes.fromHexString("0xc106");
    };
  }

  /** Its enode URL, at a port on which nobody listens. */
  String url() {
    return "enode://" + keys.publicKey().toBytes().toUnprefixedHexString() + "@127.0.0.1:9";
  }

  /** Waits until it is connected; false if the node does not have it. */
  boolean isConnected(int seconds) {
    try {
      connected.get(seconds, TimeUnit.SECONDS);
      return true;
    } catch (Exception e) {
      return false;
    }
  }

  /** Whether it has been hung up on, even if it has connected again since then. */
  boolean isLost() {
    return lost;
  }

  /**
   * Sends a packet as soon as few enough wait to be written; false if that takes too long or it has
   * been hung up on.
   */
  boolean send(int code, Bytes body) {
    return !lost && sendAgain(code, body);
  }

  /** The same for a peer that goes on when it has connected again. */
  boolean sendAgain(int code, Bytes body) {
    try {
      Semaphore room = unwritten;
      PeerConnection open = connection;
      if (open == null || !room.tryAcquire(2, TimeUnit.SECONDS)) {
        return false;
      }
      open.send(code, body, room::release);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public Capability capability() {
    return capability;
  }

  @Override
  public int packetCodes() {
    return codes;
  }

  @Override
  public Session open(PeerConnection opened) {
    if (!status.isEmpty()) {
      opened.send(0, status, () -> {});
    }
    unwritten = new Semaphore(MAX_UNWRITTEN_PACKETS);
    connection = opened;
    connected.complete(null);
    return new Session() {
      @Override
      public void onPacket(int code, Bytes body) {
        onPacket.accept(code, body);
      }

      @Override
      public void onClosed() {
        lost = true;
      }
    };
  }

  @Override
  public void close() {
    agent.stop();
  }
}
