// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.peers.Admission;
import dev.shhnode.rlpx.peers.Entrance;
import dev.shhnode.rlpx.peers.PeerTable;
import dev.shhnode.rlpx.peers.Pool;
import dev.shhnode.rlpx.peers.Pools;
import dev.shhnode.runtime.Scratch;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two nodes that dial each other at once, as peers or as links, their segments arriving in any
 * order.
 */
class CrossingDialsTest {

  private static final SessionPair.Named SHH = SessionPair.Named.of("shh", 6, 128);
  private static final SessionPair.Named MIX = SessionPair.Named.of("mix", 1, 16);
  private static final long NOW = 0;

  private final SecureRandom keys = new SecureRandom();
  private final List<End> ends = new ArrayList<>();

  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldLeaveExactlyOneConnection(int seed) {
    Node alice = new Node(SHH);
    Node bob = new Node(SHH);
    connect(alice, bob, 0);
    connect(bob, alice, 0);

    deliverInAnyOrder(new Random(seed));

    assertOneConnection(alice.table(0), bob.table(0));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldLeaveExactlyOnePeerWhereThereAreLinksToo(int seed) {
    Node alice = new Node(SHH, MIX);
    Node bob = new Node(SHH, MIX);
    connect(alice, bob, 0);
    connect(bob, alice, 0);

    deliverInAnyOrder(new Random(seed));

    assertOneConnection(alice.table(0), bob.table(0));
    assertThat(alice.table(1).connections()).isEmpty();
    assertThat(bob.table(1).connections()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldLeaveExactlyOneLink(int seed) {
    Node alice = new Node(SHH, MIX);
    Node bob = new Node(SHH, MIX);
    connect(alice, bob, 1);
    connect(bob, alice, 1);

    deliverInAnyOrder(new Random(seed));

    assertOneConnection(alice.table(1), bob.table(1));
    assertThat(alice.table(0).connections()).isEmpty();
    assertThat(bob.table(0).connections()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldLeaveBothWhenOneIsAPeerAndTheOtherALink(int seed) {
    Node alice = new Node(SHH, MIX);
    Node bob = new Node(SHH, MIX);
    connect(alice, bob, 0);
    connect(bob, alice, 1);

    deliverInAnyOrder(new Random(seed));

    assertThat(ends).allMatch(end -> end.session.isActive());
    assertThat(alice.table(0).connections()).containsExactly(ends.get(0));
    assertThat(bob.table(0).connections()).containsExactly(ends.get(1));
    assertThat(bob.table(1).connections()).containsExactly(ends.get(2));
    assertThat(alice.table(1).connections()).containsExactly(ends.get(3));
  }

  private void assertOneConnection(PeerTable<End> ofAlice, PeerTable<End> ofBob) {
    assertThat(ends.stream().filter(end -> end.session.isActive())).hasSize(2);
    assertThat(ends.get(0).session.isActive()).isEqualTo(ends.get(1).session.isActive());
    assertThat(ofAlice.connections()).hasSize(1);
    assertThat(ofBob.connections()).hasSize(1);
  }

  /** As a peer the dialler speaks all that it can, as a link what links are for. */
  private void connect(Node dialler, Node listener, int pool) {
    End dialling = new End(dialler, dialler.pools.pools().get(pool), false);
    End listening = new End(listener, listener.pools, true);
    dialling.other = listening;
    listening.other = dialling;
    LocalNode asSeen =
        pool == 0
            ? dialler.local
            : dialler.local.speaking(dialler.pools.pools().get(pool).subProtocols());
    dialling.session =
        RlpxSession.dialled(
            asSeen, listener.keyPair.publicKey(), dialling, dialling, new Scratch(), NOW);
    listening.session =
        RlpxSession.accepted(listener.local, listening, listening, new Scratch(), NOW);
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
    final LocalNode local;
    final Pools<End> pools;

    /** A node with a pool for each of the protocols. */
    Node(SubProtocol... protocols) {
      local = new LocalNode(keyPair, "test", 0, List.of(protocols), keys);
      pools =
          new Pools<>(Stream.of(protocols).map(own -> new Pool<>(List.of(own), table())).toList());
    }

    private PeerTable<End> table() {
      return new PeerTable<>(keyPair.publicKey(), 10, Admission.allOf());
    }

    PeerTable<End> table(int pool) {
      return pools.pools().get(pool).table();
    }
  }

  private static final class End
      implements RlpxSession.Output, RlpxSession.Host, PeerTable.Connection {
    private final Node node;
    private final Entrance<End> entrance;
    private final boolean inbound;
    private final Queue<byte[]> arriving = new ArrayDeque<>();
    private End other;
    private RlpxSession session;
    private boolean hasToGo;

    End(Node node, Entrance<End> entrance, boolean inbound) {
      this.node = node;
      this.entrance = entrance;
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
      return entrance.admit(id, this);
    }

    @Override
    public Optional<DisconnectReason> activate(PublicKey id, List<SubProtocol> shared) {
      return entrance.activate(id, this, shared);
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
      node.pools.pools().forEach(pool -> pool.table().release(this));
    }
  }
}
