// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.runtime.Scratch;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.apache.tuweni.bytes.Bytes;

/** Two sessions joined by a wire in memory, with a clock that tests set. */
final class SessionPair {

  final SecureRandom random = new SecureRandom();
  final End alice;
  final End bob;
  long nanos = 1_000;

  /** How many bytes the wire hands over at a time. */
  int segmentSize = Integer.MAX_VALUE;

  SessionPair(List<? extends SubProtocol> ofAlice, List<? extends SubProtocol> ofBob) {
    alice = new End(ofAlice);
    bob = new End(ofBob);
    alice.session =
        RlpxSession.dialled(alice.local, bob.keys.publicKey(), alice, alice, new Scratch(), nanos);
    bob.session = RlpxSession.accepted(bob.local, bob, bob, new Scratch(), nanos);
  }

  /** Carries bytes to and fro until there are none. */
  void run() {
    while (!alice.wire.isEmpty() || !bob.wire.isEmpty()) {
      carry(alice, bob);
      carry(bob, alice);
    }
  }

  private void carry(End from, End to) {
    byte[] bytes = from.wire.isEmpty() ? new byte[0] : from.wire.remove();
    for (int at = 0; at < bytes.length; ) {
      int size = Math.min(segmentSize, bytes.length - at);
      to.session.onBytes(Bytes.wrap(bytes, at, size).toArray(), nanos);
      while (to.session.isBehind()) {
        to.session.proceed(nanos);
      }
      at += size;
    }
  }

  /** One side, and all that its session wanted done. */
  final class End implements RlpxSession.Output, RlpxSession.Host {
    final KeyPair keys = KeyPair.generate(random);
    final LocalNode local;
    final Queue<byte[]> wire = new ArrayDeque<>();
    final List<String> received = new ArrayList<>();
    final List<RlpxSession.Sender> senders = new ArrayList<>();
    final List<String> opened = new ArrayList<>();
    Optional<DisconnectReason> refusal = Optional.empty();
    RlpxSession session;
    String ended = "";
    SessionEnd ending;
    int endings;
    boolean closed;
    int turnsAsked;
    boolean breakOnPacket;

    /** Whether what breaks on a packet says nothing against the peer. */
    boolean forgives;

    /** Run at every packet. */
    Runnable onPacket = () -> {};

    /** Whether what is written stays in our memory, because the other reads nothing. */
    boolean stuck;

    private final List<Runnable> written = new ArrayList<>();

    End(List<? extends SubProtocol> protocols) {
      local = new LocalNode(keys, "test/v1", 30303, List.copyOf(protocols), random);
    }

    @Override
    public void write(byte[] bytes, Runnable onWritten) {
      wire.add(bytes);
      written.add(onWritten);
      if (!stuck) {
        written.forEach(Runnable::run);
        written.clear();
      }
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public void proceedLater() {
      turnsAsked++;
    }

    @Override
    public Optional<DisconnectReason> admit(PublicKey id) {
      return refusal;
    }

    @Override
    public Optional<DisconnectReason> activate(PublicKey id, List<SubProtocol> shared) {
      return Optional.empty();
    }

    @Override
    public SubProtocol.Session open(
        RlpxSession.Remote remote, SubProtocol protocol, RlpxSession.Sender sender) {
      senders.add(sender);
      opened.add(protocol.capability().toString());
      return new SubProtocol.Session() {
        @Override
        public void onPacket(int code, Bytes body) throws DecodeException {
          if (breakOnPacket) {
            throw forgives ? DecodeException.forgivable("broken") : new DecodeException("broken");
          }
          received.add(protocol.capability() + ":" + code + ":" + body.toHexString());
          onPacket.run();
        }

        @Override
        public void onClosed() {
          received.add(protocol.capability() + " closed");
        }
      };
    }

    @Override
    public void onActive() {}

    @Override
    public void onEnded(SessionEnd end) {
      ending = end;
      ended += end.why();
      endings++;
    }
  }

  /** A sub-protocol that only has a name. */
  record Named(Capability capability, int packetCodes) implements SubProtocol {
    static Named of(String name, int version, int codes) {
      return new Named(new Capability(name, version), codes);
    }

    @Override
    public Session open(PeerConnection connection) {
      throw new UnsupportedOperationException("the test opens sessions itself");
    }
  }
}
