// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.peers.Admission;
import dev.shhnode.rlpx.peers.PeerTable;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two nodes that dial each other at once, their segments arriving in any order. */
class CrossingDialsTest {

  private static final SessionPair.Named SHH = SessionPair.Named.of("shh", 6, 128);
  private static final long NOW = 0;

  private final SecureRandom keys = new SecureRandom();
  private final List<End> ends = new ArrayList<>();

  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldLeaveExactlyOneConnection(int seed) {
    Node alice = new Node();
    Node bob = new Node();
    connect(alice, bob);
    connect(bob, alice);

    deliverInAnyOrder(new Random(seed));

    assertThat(ends.stream().filter(end -> end.session.isActive())).hasSize(2);
    assertThat(ends.get(0).session.isActive()).isEqualTo(ends.get(1).session.isActive());
    assertThat(alice.table.connections()).hasSize(1);
    assertThat(bob.table.connections()).hasSize(1);
  }

  private void connect(Node dialler, Node listener) {
    End dialling = new End(dialler, false);
    End listening = new End(listener, true);
    dialling.other = listening;
    listening.other = dialling;
    dialling.session =
        RlpxSession.dialled(dialler.local, listener.keyPair.publicKey(), dialling, dialling, NOW);
    listening.session = RlpxSession.accepted(listener.local, listening, listening, NOW);
    ends.add(dialling);
    ends.add(listening);
  }

  private void deliverInAnyOrder(Random random) {
    while (true) {
      List<End> busy = ends.stream().filter(end -> !end.arriving.isEmpty() || end.hasToGo).toList();
      if (busy.isEmpty()) {
        return;
      }
      End next = busy.get(random.nextInt(busy.size()));
      if (next.hasToGo && (next.arriving.isEmpty() || random.nextBoolean())) {
        next.hasToGo = false;
        next.session.disconnect(DisconnectReason.ALREADY_CONNECTED, "gives way", NOW);
      } else {
        next.session.onBytes(next.arriving.remove(), NOW);
      }
    }
  }

  private final class Node {
    final KeyPair keyPair = KeyPair.generate(keys);
    final LocalNode local = new LocalNode(keyPair, "test", 0, List.of(SHH), keys);
    final PeerTable<End> table = new PeerTable<>(keyPair.publicKey(), 10, Admission.allOf());
  }

  private static final class End
      implements RlpxSession.Output, RlpxSession.Host, PeerTable.Connection {
    private final Node node;
    private final boolean inbound;
    private final Queue<byte[]> arriving = new ArrayDeque<>();
    private End other;
    private RlpxSession session;
    private boolean hasToGo;

    End(Node node, boolean inbound) {
      this.node = node;
      this.inbound = inbound;
    }

    @Override
    public void write(byte[] bytes, Runnable onWritten) {
      other.arriving.add(bytes);
    }

    @Override
    public void close() {
      arriving.clear();
    }

    @Override
    public void proceedLater() {
      throw new AssertionError("so few messages need no second turn");
    }

    @Override
    public boolean isInbound() {
      return inbound;
    }

    @Override
    public InetSocketAddress address() {
      return InetSocketAddress.createUnresolved("localhost", 30303);
    }

    @Override
    public void giveWay(DisconnectReason reason) {
      hasToGo = true;
    }

    @Override
    public Optional<DisconnectReason> admit(PublicKey id) {
      return node.table.admit(id, this);
    }

    @Override
    public Optional<DisconnectReason> activate(PublicKey id) {
      return node.table.activate(id, this);
    }

    @Override
    public SubProtocol.Session open(
        RlpxSession.Remote remote, SubProtocol protocol, RlpxSession.Sender sender) {
      return new SubProtocol.Session() {
        @Override
        public void onPacket(int code, Bytes body) {}

        @Override
        public void onClosed() {}
      };
    }

    @Override
    public void onActive() {}

    @Override
    public void onEnded(SessionEnd end) {
      node.table.release(this);
    }
  }
}
