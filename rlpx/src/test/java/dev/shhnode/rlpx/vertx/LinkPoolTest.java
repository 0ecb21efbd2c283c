// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.rlpx.Capability;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.PeerConnection;
import dev.shhnode.rlpx.SubProtocol;
import dev.shhnode.rlpx.peers.Admission;
import dev.shhnode.rlpx.peers.Enode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that speak shh, links that speak mix, over real sockets. */
@Timeout(60)
class LinkPoolTest {

  private static final String LOOPBACK = "127.0.0.1";
  private static final Capability SHH = RecordingProtocol.shh().capability();
  private static final Capability MIX = RecordingProtocol.mix().capability();

  private final SecureRandom random = new SecureRandom();
  private final Vertx vertx = Vertx.vertx();
  private final List<RawPeer> strangers = new ArrayList<>();

  @AfterEach
  void stop() {
    strangers.forEach(RawPeer::close);
    await(vertx.close());
  }

  private static void await(Future<?> future) {
    future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** For what becomes so just after a protocol is told of it. */
  private static void awaitThat(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  /** A node that speaks both, with so many places for peers and for links. */
  private final class Node {
    private final KeyPair key = KeyPair.generate(random);
    private final RecordingProtocol shh = RecordingProtocol.shh();
    private final RecordingProtocol mix = RecordingProtocol.mix();
    private final RecordingListener listener = new RecordingListener();
    private final List<Enode> wanted = new CopyOnWriteArrayList<>();
    private final RlpxAgent agent;

    Node(int maxPeers, int maxLinks) {
      agent =
          new RlpxAgent(
              vertx,
              new RlpxConfig(LOOPBACK, LOOPBACK, 0, maxPeers, "test/v1"),
              key,
              List.of(shh),
              List.of(new LinkPool(List.of(mix), maxLinks, () -> wanted)),
              random,
              Admission.allOf(),
              listener);
      await(agent.start());
    }

    Enode enode() {
      return agent.localEnode();
    }

    void wants(Node... nodes) {
      wanted.clear();
      for (Node node : nodes) {
        wanted.add(node.enode());
      }
      agent.candidatesChanged();
    }
  }

  private RawPeer stranger(RlpxAgent remote, SubProtocol... protocols) throws IOException {
    return stranger(KeyPair.generate(random), remote, protocols);
  }

  private RawPeer stranger(KeyPair key, RlpxAgent remote, SubProtocol... protocols)
      throws IOException {
    RawPeer stranger = new RawPeer(key, remote.localEnode(), protocols);
    strangers.add(stranger);
    return stranger;
  }

  /** A stranger that has a place among the peers. */
  private RawPeer peerOf(Node node) throws IOException {
    RawPeer peer = stranger(node.agent, RecordingProtocol.shh()).connect();
    node.shh.nextOpened();
    return peer;
  }

  /** A stranger that has a place among the links. */
  private RawPeer linkOf(Node node) throws IOException {
    RawPeer link = stranger(node.agent, RecordingProtocol.mix()).connect();
    assertThat(node.mix.nextOpened().shared()).containsExactly(MIX);
    return link;
  }

  @Test
  void shouldTakeALinkThoughAllPlacesOfPeersAreTaken() throws IOException {
    Node bob = new Node(1, 1);
    RawPeer peer = peerOf(bob);

    linkOf(bob);

    assertThat(bob.agent.peers()).extracting(PeerInfo::capabilities).containsExactly(List.of(SHH));
    assertThat(bob.agent.links()).extracting(PeerInfo::capabilities).containsExactly(List.of(MIX));
    peer.send(7, Bytes.of(0xc0));
    assertThat(bob.shh.nextPacket().code()).isEqualTo(7);
  }

  @Test
  void shouldTakeAPeerThoughAllPlacesOfLinksAreTaken() throws IOException {
    Node bob = new Node(1, 1);
    RawPeer link = linkOf(bob);

    peerOf(bob);

    assertThat(bob.agent.peers()).hasSize(1);
    link.send(7, Bytes.of(0xc0));
    assertThat(bob.mix.nextPacket().code()).isEqualTo(7);
  }

  @Test
  void shouldRefuseALinkTooManyAtNobodysCost() throws IOException {
    Node bob = new Node(5, LinkPool.MAX_LINKS);
    peerOf(bob);
    int inbound = LinkPool.MAX_LINKS - LinkPool.MAX_LINKS / 5;
    for (int i = 0; i < inbound; i++) {
      linkOf(bob);
    }

    assertThat(stranger(bob.agent, RecordingProtocol.mix()).awaitEnd())
        .isEqualTo("peer says TOO_MANY_PEERS");

    assertThat(bob.listener.nextRefusal().reason()).isEqualTo(DisconnectReason.TOO_MANY_PEERS);
    assertThat(bob.agent.links()).hasSize(inbound);
    assertThat(bob.agent.peers()).hasSize(1);
  }

  @Test
  void shouldRefuseAPeerTooManyThoughThereIsRoomForALink() throws IOException {
    Node bob = new Node(1, 1);
    peerOf(bob);

    assertThat(stranger(bob.agent, RecordingProtocol.shh(), RecordingProtocol.mix()).awaitEnd())
        .isEqualTo("peer says TOO_MANY_PEERS");

    assertThat(bob.agent.links()).isEmpty();
  }

  @Test
  void shouldSpeakEverythingWithAPeer() {
    Node alice = new Node(5, 5);
    Node bob = new Node(5, 5);

    alice.agent.addStaticPeer(bob.enode());

    assertThat(bob.shh.nextOpened().shared()).containsExactly(MIX, SHH);
    assertThat(bob.mix.nextOpened().capabilities()).containsExactly(SHH, MIX);
    assertThat(alice.mix.nextOpened().shared()).containsExactly(MIX, SHH);
    assertThat(alice.agent.links()).isEmpty();
    assertThat(bob.agent.links()).isEmpty();
    assertThat(bob.agent.peers()).hasSize(1);
  }

  @Test
  void shouldAnnounceToALinkOnlyWhatItIsFor() {
    Node alice = new Node(5, 5);
    Node bob = new Node(5, 5);

    alice.wants(bob);

    PeerConnection toBob = alice.mix.nextOpened();
    PeerConnection toAlice = bob.mix.nextOpened();
    assertThat(toAlice.capabilities()).containsExactly(MIX);
    assertThat(toBob.capabilities()).containsExactly(SHH, MIX);
    assertThat(toBob.shared()).isEqualTo(toAlice.shared()).containsExactly(MIX);
    toBob.send(15, Bytes.of(1), () -> {});
    assertThat(bob.mix.nextPacket()).isEqualTo(new RecordingProtocol.Packet(15, Bytes.of(1)));
    for (Node node : List.of(alice, bob)) {
      assertThat(node.shh.hasOpened()).isFalse();
      assertThat(node.agent.peers()).isEmpty();
      assertThat(node.agent.links())
          .hasSize(1)
          .noneMatch(link -> link.isStatic() || link.isTrusted());
    }
  }

  @Test
  void shouldBePeerAndLinkOfOneNode() throws IOException {
    Node bob = new Node(5, 5);
    KeyPair key = KeyPair.generate(random);
    stranger(key, bob.agent, RecordingProtocol.shh()).connect();
    bob.shh.nextOpened();
    RawPeer link = stranger(key, bob.agent, RecordingProtocol.mix()).connect();
    bob.mix.nextOpened();

    assertThat(stranger(key, bob.agent, RecordingProtocol.mix()).awaitEnd())
        .isEqualTo("peer says ALREADY_CONNECTED");

    assertThat(bob.agent.peers()).extracting(PeerInfo::id).containsExactly(key.publicKey());
    assertThat(bob.agent.links()).extracting(PeerInfo::id).containsExactly(key.publicKey());
    assertThat(bob.agent.removePeer(key.publicKey())).isTrue();
    bob.shh.nextClosed();
    link.send(7, Bytes.of(0xc0));
    assertThat(bob.mix.nextPacket().code()).isEqualTo(7);
  }

  @RepeatedTest(20)
  void shouldLinkOnceWhenBothDial() {
    Node alice = new Node(5, 5);
    Node bob = new Node(5, 5);

    alice.wants(bob);
    bob.wants(alice);

    awaitThat(() -> areOneConnection(alice.agent.links(), bob.agent.links()));
    assertThat(alice.agent.peers()).isEmpty();
    assertThat(bob.agent.peers()).isEmpty();
  }

  private static boolean areOneConnection(List<PeerInfo> ofOne, List<PeerInfo> ofOther) {
    return ofOne.size() == 1
        && ofOther.size() == 1
        && ofOne.get(0).localAddress().equals(ofOther.get(0).remoteAddress());
  }

  @Test
  void shouldNotDialALinkWithWhomAPeersConnectionServes() {
    Node alice = new Node(5, 5);
    Node bob = new Node(5, 5);
    Node carol = new Node(5, 5);
    alice.agent.addStaticPeer(bob.enode());
    alice.mix.nextOpened();

    alice.wants(bob, alice, carol);

    assertThat(alice.mix.nextOpened().id()).isEqualTo(carol.key.publicKey());
    assertThat(alice.agent.connectionCount()).isEqualTo(2);
    assertThat(alice.agent.links()).hasSize(1);
    alice.agent.removePeer(bob.key.publicKey());
    assertThat(alice.mix.nextOpened().shared()).containsExactly(MIX);
    assertThat(alice.agent.links()).hasSize(2);
  }

  @Test
  void shouldDialTheNextWhoIsWantedWhenALinkIsGivenUp() {
    Node alice = new Node(5, 1);
    Node bob = new Node(5, 5);
    Node carol = new Node(5, 5);
    alice.wants(bob, carol);
    PeerConnection toBob = alice.mix.nextOpened();
    assertThat(toBob.id()).isEqualTo(bob.key.publicKey());

    alice.wants(carol);
    assertThat(carol.agent.connectionCount()).isZero();
    toBob.disconnect(DisconnectReason.REQUESTED, "wanted no more");

    assertThat(alice.mix.nextOpened().id()).isEqualTo(carol.key.publicKey());
    assertThat(alice.agent.links()).hasSize(1);
  }

  @Test
  void shouldDialCandidatesThatItHasAtTheStart() {
    Node bob = new Node(5, 5);
    RecordingProtocol mix = RecordingProtocol.mix();
    RlpxAgent alice =
        new RlpxAgent(
            vertx,
            new RlpxConfig(LOOPBACK, LOOPBACK, 0, 5, "test/v1"),
            KeyPair.generate(random),
            List.of(RecordingProtocol.shh()),
            List.of(new LinkPool(List.of(mix), 5, () -> List.of(bob.enode()))),
            random,
            Admission.allOf(),
            new RecordingListener());
    alice.candidatesChanged();

    await(alice.start());

    assertThat(mix.nextOpened().id()).isEqualTo(bob.key.publicKey());
  }

  @Test
  void shouldHaveNoUseForAPeerThatCanOnlyBeALink() {
    Node alice = new Node(5, 5);
    RlpxAgent mixOnly = withoutLinks(RecordingProtocol.mix());

    alice.agent.addStaticPeer(mixOnly.localEnode());

    assertThat(alice.listener.nextRefusal().reason()).isEqualTo(DisconnectReason.USELESS_PEER);
    assertThat(alice.mix.hasOpened()).isFalse();
    awaitThat(() -> alice.agent.peers().isEmpty());
  }

  private RlpxAgent withoutLinks(RecordingProtocol protocol) {
    RlpxAgent agent =
        new RlpxAgent(
            vertx,
            new RlpxConfig(LOOPBACK, LOOPBACK, 0, 5, "test/v1"),
            KeyPair.generate(random),
            List.of(protocol),
            random,
            Admission.allOf(),
            new RecordingListener());
    await(agent.start());
    return agent;
  }

  @Test
  void shouldShowNothingOfLinksWhereThereAreNone() throws IOException {
    RecordingProtocol shh = RecordingProtocol.shh();
    RlpxAgent bob = withoutLinks(shh);
    Node alice = new Node(5, 5);

    assertThat(stranger(bob, RecordingProtocol.mix()).awaitEnd()).isEqualTo("nothing in common");
    alice.agent.addStaticPeer(bob.localEnode());

    assertThat(alice.shh.nextOpened().capabilities()).containsExactly(SHH);
    assertThat(shh.nextOpened().shared()).containsExactly(SHH);
    bob.candidatesChanged();
    assertThat(bob.links()).isEmpty();
    assertThat(bob.peers()).hasSize(1);
  }

  @Test
  void shouldHave128LinksAtMost() {
    List<SubProtocol> mix = List.of(RecordingProtocol.mix());

    assertThat(new LinkPool(mix, 128, List::of).maxLinks()).isEqualTo(LinkPool.MAX_LINKS);
    assertThatThrownBy(() -> new LinkPool(mix, 129, List::of))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LinkPool(mix, -1, List::of))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
