// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.rlpx.Capability;
import dev.shhnode.rlpx.peers.Enode;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.apache.tuweni.bytes.Bytes;

/** What an attack has: the node, a time to end, peers and sockets, and a count of their bytes. */
final class Scene implements AutoCloseable {

  /** With it, or twice as much, all that an attack begins has to end. */
  private static final int GRACE_SECONDS = 5;

  final Victim victim;
  final Envelopes envelopes;
  final Honest honest;

  private final Vertx vertx;
  private final int seconds;
  private final AtomicLong sentBytes = new AtomicLong();
  private final List<Peer> peers = new ArrayList<>();
  private volatile long until;
  private volatile long begun;

  /** What one thread of an attack does. */
  interface Act {
    void run(int index) throws Exception;
  }

  Scene(Vertx vertx, Victim victim, Envelopes envelopes, Honest honest, int seconds) {
    this.vertx = vertx;
    this.victim = victim;
    this.envelopes = envelopes;
    this.honest = honest;
    this.seconds = seconds;
    begin();
  }

  /** The attack begins now: what came before was preparation. */
  void begin() {
    begun = System.nanoTime();
    until = begun + TimeUnit.SECONDS.toNanos(seconds);
  }

  boolean isOn() {
    return System.nanoTime() < until;
  }

  /** Reading of {@link System#nanoTime}. */
  long until() {
    return until;
  }

  int seconds() {
    return seconds;
  }

  /** Waits until the time is up. */
  void rest() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(Math.max(0, until - System.nanoTime()));
  }

  /** A question whose answer may take a call to the node. */
  interface Question {
    boolean isSo() throws Exception;
  }

  /** Waits until something is so, or for as many seconds; whether it is. */
  static boolean await(int seconds, Question question) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!question.isSo()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(20);
    }
    return true;
  }

  void count(long bytes) {
    sentBytes.addAndGet(bytes);
  }

  long sentBytes() {
    return sentBytes.get();
  }

  Vertx vertx() {
    return vertx;
  }

  /** A peer at an address of a range of its own, if there are any. */
  Peer peer(int version) throws Exception {
    return peer(version, peers.size(), (code, body) -> {});
  }

  Peer peer(int version, int index, BiConsumer<Integer, Bytes> onPacket) throws Exception {
    return keep(
        new Peer(
            vertx, victim.enodeFrom(Addresses.ofRange(index)), version, onPacket, this::count));
  }

  /** An honest peer that has not been here before. */
  Peer newcomer(int index) throws Exception {
    Enode node = victim.enodeFrom(Addresses.ofNewcomer(index));
    return keep(new Peer(vertx, node, 6, (code, body) -> {}, bytes -> {}));
  }

  /** One of many peers in one range of addresses. */
  Peer neighbour(int version, int index) throws Exception {
    Enode node = victim.enodeFrom(Addresses.inOneRange(index));
    return keep(new Peer(vertx, node, version, (code, body) -> {}, this::count));
  }

  /** A peer of another protocol, on this machine. */
  Peer peer(Capability capability, int codes, Bytes status) throws Exception {
    return keep(
        new Peer(
            vertx, victim.enode(), capability, codes, status, (code, body) -> {}, this::count));
  }

  private synchronized Peer keep(Peer peer) {
    peers.add(peer);
    return peer;
  }

  /** A packet again and again, as fast as each of some peers can. */
  void flood(int count, int version, int code, Bytes body) throws Exception {
    together(
        count,
        index -> {
          Peer peer = peer(version, index, (c, b) -> {});
          if (peer.isConnected(GRACE_SECONDS)) {
            while (isOn() && peer.send(code, body)) {
              continue;
            }
          }
        });
  }

  /** Each act on a thread of its own, until all have returned or the time is long up. */
  void together(int count, Act act) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int index = i;
      Thread thread = new Thread(() -> perform(act, index));
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      long left = until - System.nanoTime() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
    }
  }

  private static void perform(Act act, int index) {
    try {
      act.run(index);
    } catch (Exception hungUp) {
      // Attackers may be hung up on in any way.
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void close() {
    peers.forEach(Peer::close);
  }
}
