// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.rlpx.Capability;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.Handshakes;
import dev.shhnode.rlpx.PeerConnection;
import dev.shhnode.rlpx.SessionEnd;
import dev.shhnode.rlpx.peers.Admission;
import dev.shhnode.rlpx.peers.Enode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents over real sockets on the loopback interface. */
@Timeout(60)
class RlpxAgentIT {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int ANY_PORT = 0;
  private static final int MAX_PEERS = 10;
  private static final Runnable NOTHING = () -> {};

  private final SecureRandom random = new SecureRandom();
  private final Vertx vertx = Vertx.vertx();
  private final RecordingListener listener = new RecordingListener();
  private final List<RlpxAgent> agents = new ArrayList<>();
  private final KeyPair keyOfAlice = KeyPair.generate(random);
  private final KeyPair keyOfBob = KeyPair.generate(random);
  private final RecordingProtocol ofAlice = RecordingProtocol.shh();
  private final RecordingProtocol ofBob = RecordingProtocol.shh();

  @AfterEach
  void stop() {
    agents.forEach(agent -> await(agent.stop()));
    await(vertx.close());
  }

  private static void await(Future<?> future) {
    future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** A place is given back just after the protocol is told. */
  private static void awaitNoPeers(RlpxAgent agent) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!agent.peers().isEmpty() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(agent.peers()).isEmpty();
  }

  private RlpxAgent agent(KeyPair key, RecordingProtocol protocol, int port, int maxPeers) {
    return agent(key, List.of(protocol), port, maxPeers);
  }

  private RlpxAgent agent(KeyPair key, List<RecordingProtocol> protocols, int port, int maxPeers) {
    RlpxConfig config = new RlpxConfig(LOOPBACK, LOOPBACK, port, maxPeers, "test/v1");
    RlpxAgent agent =
        new RlpxAgent(
            vertx, config, key, List.copyOf(protocols), random, Admission.allOf(), listener);
    await(agent.start());
    agents.add(agent);
    return agent;
  }

  private RlpxAgent alice() {
    return agent(keyOfAlice, ofAlice, ANY_PORT, MAX_PEERS);
  }

  private RlpxAgent bob() {
    return agent(keyOfBob, ofBob, ANY_PORT, MAX_PEERS);
  }

  /** Vert.x gives a port back a moment after it says that it has. */
  private void bobAgainAt(int port) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (true) {
      try {
        agent(keyOfBob, ofBob, port, MAX_PEERS);
        return;
      } catch (CompletionException portInUse) {
        assertThat(System.nanoTime()).isLessThan(deadline);
      }
    }
  }

  /** A connection from Alice to Bob, as Alice sees it. */
  private PeerConnection connection() {
    alice().addStaticPeer(bob().localEnode());
    return ofAlice.nextOpened();
  }

  private RawPeer stranger(RlpxAgent remote) throws IOException {
    return new RawPeer(KeyPair.generate(random), remote.localEnode(), RecordingProtocol.shh());
  }

  @Test
  void shouldTellWhoIsConnected() {
    RlpxAgent alice = alice();
    RlpxAgent bob = bob();
    alice.addStaticPeer(bob.localEnode());
    PeerConnection toBob = ofAlice.nextOpened();
    PeerConnection toAlice = ofBob.nextOpened();

    assertThat(toBob.id()).isEqualTo(keyOfBob.publicKey());
    assertThat(toBob.inbound()).isFalse();
    assertThat(toAlice.inbound()).isTrue();
    assertThat(toAlice.clientId()).isEqualTo("test/v1");
    assertThat(toAlice.capabilities()).containsExactly(new Capability("shh", 6));
    assertThat(toBob.remoteAddress().getPort()).isEqualTo(bob.localEnode().tcpPort());
    assertThat(toAlice.remoteAddress()).isEqualTo(toBob.localAddress());
    assertThat(alice.peers()).hasSize(1).allMatch(PeerInfo::isStatic);
    assertThat(bob.peers()).hasSize(1).noneMatch(PeerInfo::isStatic);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 111, 112, 126, 127})
  void shouldCarryEveryCodeBothWays(int code) {
    PeerConnection toBob = connection();
    PeerConnection toAlice = ofBob.nextOpened();

    toBob.send(code, Bytes.of(0xc1, 1), NOTHING);
    toAlice.send(code, Bytes.of(0xc1, 2), NOTHING);

    assertThat(ofBob.nextPacket()).isEqualTo(new RecordingProtocol.Packet(code, Bytes.of(0xc1, 1)));
    assertThat(ofAlice.nextPacket())
        .isEqualTo(new RecordingProtocol.Packet(code, Bytes.of(0xc1, 2)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1 << 20, 10 << 20, PeerConnection.MAX_BODY_SIZE})
  void shouldCarryLargePackets(int size) {
    Bytes body = Bytes.random(size, random);

    connection().send(1, body, NOTHING);

    assertThat(ofBob.nextPacket().body().equals(body)).isTrue();
  }

  @Test
  void shouldKeepTheOrderOfPacketsSentFromAnyThread() {
    PeerConnection toBob = connection();
    for (int i = 0; i < 1_000; i++) {
      toBob.send(1, Bytes.ofUnsignedInt(i), NOTHING);
    }

    for (int i = 0; i < 1_000; i++) {
      assertThat(ofBob.nextPacket().body().toInt()).isEqualTo(i);
    }
  }

  @Test
  void shouldRefuseToSendWhatThePeerCouldNotTake() {
    PeerConnection toBob = connection();
    Bytes tooLarge = Bytes.wrap(new byte[PeerConnection.MAX_BODY_SIZE + 1]);

    assertThatThrownBy(() -> toBob.send(128, Bytes.EMPTY, NOTHING))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> toBob.send(1, tooLarge, NOTHING))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldGiveNoCreditWhileThePeerDoesNotRead() throws InterruptedException {
    RecordingProtocol notReading = new RecordingProtocol("shh", PeerConnection::pauseReading);
    RecordingProtocol norHere = new RecordingProtocol("two", PeerConnection::pauseReading);
    RlpxAgent bob = agent(keyOfBob, List.of(notReading, norHere), ANY_PORT, MAX_PEERS);
    RecordingProtocol second = new RecordingProtocol("two", connection -> {});
    agent(keyOfAlice, List.of(ofAlice, second), ANY_PORT, MAX_PEERS)
        .addStaticPeer(bob.localEnode());
    PeerConnection toBob = ofAlice.nextOpened();
    PeerConnection toAlice = notReading.nextOpened();
    Bytes body = Bytes.random(1 << 20, random);
    int total = 64;
    int window = 4;
    Semaphore credit = new Semaphore(window);

    norHere.nextOpened().resumeReading();
    int sent = 0;
    while (sent < total && credit.tryAcquire(1, TimeUnit.SECONDS)) {
      toBob.send(1, body, credit::release);
      sent++;
    }
    assertThat(sent).isBetween(window, total - 1);
    toAlice.resumeReading();
    for (; sent < total; sent++) {
      credit.acquire();
      toBob.send(1, body, credit::release);
    }

    for (int i = 0; i < total; i++) {
      assertThat(notReading.nextPacket().body().size()).isEqualTo(body.size());
    }
  }

  @Test
  void shouldTellThePeerThatThereAreTooMany() throws IOException {
    RlpxAgent bob = agent(keyOfBob, ofBob, ANY_PORT, 1);
    try (RawPeer first = stranger(bob).connect();
        RawPeer second = stranger(bob)) {
      assertThat(second.awaitEnd()).isEqualTo("peer says TOO_MANY_PEERS");
      assertThat(bob.peers()).hasSize(1);

      first.disconnect(DisconnectReason.REQUESTED);
      awaitNoPeers(bob);
      stranger(bob).connect().close();
    }
  }

  @Test
  void shouldNotConnectWithItself() throws IOException {
    RlpxAgent bob = bob();
    try (RawPeer impostor = new RawPeer(keyOfBob, bob.localEnode(), RecordingProtocol.shh())) {
      assertThat(impostor.awaitEnd()).isEqualTo("peer says SELF");
    }
    assertThat(bob.addStaticPeer(bob.localEnode())).isFalse();
  }

  @Test
  void shouldKeepTheFirstConnectionOfANode() throws IOException {
    RlpxAgent bob = bob();
    try (RawPeer first = new RawPeer(keyOfAlice, bob.localEnode(), ofAlice).connect();
        RawPeer second = new RawPeer(keyOfAlice, bob.localEnode(), ofAlice)) {
      assertThat(second.awaitEnd()).isEqualTo("peer says ALREADY_CONNECTED");

      first.send(7, Bytes.of(0xc0));
      assertThat(ofBob.nextPacket().code()).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {RecordingProtocol.REFUSED_CODE, RecordingProtocol.DEFECT_CODE})
  void shouldHangUpWhenAProtocolFails(int code) throws IOException {
    RlpxAgent bob = bob();
    try (RawPeer peer = stranger(bob).connect()) {
      peer.send(code, Bytes.of(0xc0));

      assertThat(peer.awaitEnd()).isEqualTo("peer says SUBPROTOCOL_ERROR");
    }
    assertThat(ofBob.nextClosed()).isSameAs(ofBob.nextOpened());
    awaitNoPeers(bob);
  }

  @Test
  void shouldHangUpOnACodeBeyondAllProtocols() throws IOException {
    try (RawPeer peer = stranger(bob()).connect()) {
      peer.send(128, Bytes.of(0xc0));

      assertThat(peer.awaitEnd()).isEqualTo("peer says BREACH_OF_PROTOCOL");
    }
  }

  @Test
  void shouldNoticeThatAPeerHangsUp() throws IOException {
    RlpxAgent bob = bob();
    RawPeer peer = stranger(bob).connect();

    peer.close();

    assertThat(ofBob.nextClosed()).isSameAs(ofBob.nextOpened());
    awaitNoPeers(bob);
  }

  private static void sendSteadily(RawPeer peer, int code, int count) {
    long next = System.nanoTime();
    for (int i = 0; i < count; i++) {
      peer.send(code, Bytes.ofUnsignedInt(i));
      next += TimeUnit.MICROSECONDS.toNanos(250);
      while (System.nanoTime() < next) {
        Thread.onSpinWait();
      }
    }
  }

  /** What comes steadily is kept for a moment, in which its sender may hang up. */
  @Test
  void shouldReadAllThatHasComeBeforeItsSenderHungUp() throws IOException {
    RlpxAgent bob = bob();
    for (int connection = 0; connection < 20; connection++) {
      try (RawPeer peer = stranger(bob).connect()) {
        sendSteadily(peer, 1, 300);
      }
      for (int i = 0; i < 300; i++) {
        assertThat(ofBob.nextPacket().body().toInt()).isEqualTo(i);
      }
    }
  }

  /** The same with a farewell, which is read with answers unwritten when the socket is closed. */
  @Test
  void shouldNotFailOverAFarewellOfAPeerThatIsGone() throws IOException {
    RlpxAgent bob = bob();
    for (int connection = 0; connection < 20; connection++) {
      try (RawPeer peer = stranger(bob).connect()) {
        sendSteadily(peer, RecordingProtocol.ECHO_CODE, 300);
        peer.disconnect(DisconnectReason.REQUESTED);
      }
      // Where an answer is written before the farewell is read, the connection is reset.
      assertThat(listener.nextEnd().by()).isNotEqualTo(SessionEnd.By.US);
    }
  }

  @Test
  void shouldDeliverTheReasonThoughItDoesNotRead() throws IOException {
    RecordingProtocol notReading = new RecordingProtocol("shh", PeerConnection::pauseReading);
    RlpxAgent bob = agent(keyOfBob, notReading, ANY_PORT, MAX_PEERS);
    try (RawPeer peer = stranger(bob).connect()) {
      peer.send(1, Bytes.random(100_000));

      notReading.nextOpened().disconnect(DisconnectReason.SUBPROTOCOL_ERROR, "as the test wants");

      assertThat(peer.awaitEnd()).isEqualTo("peer says SUBPROTOCOL_ERROR");
    }
  }

  @Test
  void shouldTakeLeaveOfAllWithinASecond() throws IOException {
    RlpxAgent bob = bob();
    RlpxAgent carol = agent(KeyPair.generate(random), RecordingProtocol.shh(), ANY_PORT, 10);
    bob.addStaticPeer(carol.localEnode());
    ofBob.nextOpened();
    try (RawPeer peer = stranger(bob).connect()) {
      long begun = System.nanoTime();

      await(bob.stop());

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
      assertThat(peer.awaitEnd()).isEqualTo("peer says QUITTING");
    }
  }

  @Test
  void shouldConnectAgainWhenAStaticPeerIsBack() {
    RlpxAgent bob = bob();
    RlpxAgent alice = alice();
    Enode enode = bob.localEnode();
    alice.addStaticPeer(enode);
    ofAlice.nextOpened();

    await(bob.stop());
    ofAlice.nextClosed();
    bobAgainAt(enode.tcpPort());

    assertThat(ofAlice.nextOpened().id()).isEqualTo(keyOfBob.publicKey());
  }

  @Test
  void shouldKeepDiallingAStaticPeerThatIsNotThereYet() {
    RlpxAgent bob = bob();
    Enode enode = bob.localEnode();
    await(bob.stop());
    alice().addStaticPeer(enode);

    bobAgainAt(enode.tcpPort());

    assertThat(ofAlice.nextOpened().id()).isEqualTo(keyOfBob.publicKey());
  }

  @Test
  void shouldFindAStaticPeerByName() {
    Enode enode = bob().localEnode();
    alice().addStaticPeer(new Enode(enode.id(), "localhost", enode.tcpPort(), 0));

    assertThat(ofAlice.nextOpened().id()).isEqualTo(keyOfBob.publicKey());
  }

  @Test
  void shouldTakeTheNewAddressOfAStaticPeer() {
    RlpxAgent alice = alice();
    Enode enode = bob().localEnode();
    Enode wrong = new Enode(enode.id(), LOOPBACK, 1, 1);

    assertThat(alice.addStaticPeer(wrong)).isTrue();
    assertThat(alice.addStaticPeer(wrong)).isFalse();
    assertThat(alice.addStaticPeer(enode)).isTrue();

    assertThat(ofAlice.nextOpened().id()).isEqualTo(keyOfBob.publicKey());
  }

  @Test
  void shouldLetAPeerGoThatIsRemoved() {
    RlpxAgent bob = bob();
    RlpxAgent alice = alice();
    alice.addStaticPeer(bob.localEnode());
    ofAlice.nextOpened();

    assertThat(alice.removePeer(keyOfBob.publicKey())).isTrue();

    ofBob.nextClosed();
    ofAlice.nextClosed();
    awaitNoPeers(alice);
    assertThat(alice.removePeer(keyOfBob.publicKey())).isFalse();
  }

  @Test
  void shouldNotKeepANodeThatIsRemovedWhileItIsDialled() throws IOException {
    RlpxAgent alice = alice();
    int portOfBob = bob().localEnode().tcpPort();
    try (ServerSocket before = new ServerSocket(ANY_PORT, 1, InetAddress.getLoopbackAddress())) {
      alice.addStaticPeer(new Enode(keyOfBob.publicKey(), LOOPBACK, before.getLocalPort(), 0));
      try (Socket ofAlices = before.accept();
          Socket ofBobs = new Socket(InetAddress.getLoopbackAddress(), portOfBob)) {
        assertThat(alice.removePeer(keyOfBob.publicKey())).isTrue();
        passOn(ofAlices, ofBobs);
        passOn(ofBobs, ofAlices);

        RecordingListener.Refusal refusal = listener.nextRefusal();
        assertThat(refusal.id()).isEqualTo(keyOfBob.publicKey());
        assertThat(refusal.reason()).isEqualTo(DisconnectReason.REQUESTED);
        assertThat(alice.peers()).isEmpty();
      }
    }
  }

  /** Brings all that one end says to the other, until one is closed. */
  private static void passOn(Socket from, Socket to) {
    Thread bearer =
        new Thread(
            () -> {
              try {
                from.getInputStream().transferTo(to.getOutputStream());
              } catch (IOException closed) {
                // As the test is over, or the session.
              }
            });
    bearer.setDaemon(true);
    bearer.start();
  }

  @RepeatedTest(20)
  void shouldConnectOnceWhenBothDial() {
    RlpxAgent alice = alice();
    RlpxAgent bob = bob();
    bob.addStaticPeer(alice.localEnode());
    alice.addStaticPeer(bob.localEnode());

    // What the lesser of the two dialled may come up for a moment.
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!areOneConnection(alice.peers(), bob.peers()) && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(areOneConnection(alice.peers(), bob.peers())).isTrue();
  }

  private static boolean areOneConnection(List<PeerInfo> ofOne, List<PeerInfo> ofOther) {
    return ofOne.size() == 1
        && ofOther.size() == 1
        && ofOne.get(0).localAddress().equals(ofOther.get(0).remoteAddress());
  }

  @Test
  void shouldCloseASocketThatBringsGarbage() throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), bob().localEnode().tcpPort())) {
      socket.getOutputStream().write(Bytes.repeat((byte) 0xff, 400).toArray());

      assertThat(isClosedByPeer(socket)).isTrue();
    }
  }

  @Test
  void shouldMakeRoomForANewcomerByTheSilentOneThatHasWaitedLongest() throws IOException {
    RlpxAgent bob = bob();
    int port = bob.localEnode().tcpPort();
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 2 * RlpxAgent.MAX_PENDING; i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }

      assertThat(isClosedByPeer(silent.get(0))).isTrue();
      stranger(bob).connect().close();
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void shouldKeepThePlaceOfANodeWhoseAuthAnObserverReplays() throws IOException {
    RlpxAgent bob = bob();
    byte[] auth = Handshakes.auth(keyOfAlice, bob.localEnode().id(), random);
    List<Socket> replays = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        Socket replay = new Socket(InetAddress.getLoopbackAddress(), bob.localEnode().tcpPort());
        replays.add(replay);
        replay.getOutputStream().write(auth);
        assertThat(replay.getInputStream().read()).isNotNegative();

        try (RawPeer owner = new RawPeer(keyOfAlice, bob.localEnode(), ofAlice).connect()) {
          ofBob.nextOpened();
          owner.disconnect(DisconnectReason.REQUESTED);
          ofBob.nextClosed();
          awaitNoPeers(bob);
        }
      }
    } finally {
      for (Socket replay : replays) {
        replay.close();
      }
    }
  }

  @Test
  void shouldGiveAPlaceOfACrowdFromOneAddressToANewcomerFromAnother() throws IOException {
    RlpxAgent bob = agent(keyOfBob, ofBob, ANY_PORT, 5);
    List<RawPeer> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        crowd.add(stranger(bob).connect());
      }
      Enode enode = bob.localEnode();
      Socket elsewhere =
          new Socket(LOOPBACK, enode.tcpPort(), InetAddress.getByName("127.0.0.2"), ANY_PORT);
      crowd.add(new RawPeer(keyOfAlice, enode, RecordingProtocol.shh(), elsewhere).connect());

      assertThat(crowd.get(3).awaitEnd()).isEqualTo("peer says TOO_MANY_PEERS");
      assertThat(bob.peers()).extracting(PeerInfo::id).contains(keyOfAlice.publicKey());
    } finally {
      crowd.forEach(RawPeer::close);
    }
  }

  /** Sooner than the handshake's patience of five seconds would. */
  private static boolean isClosedByPeer(Socket socket) throws IOException {
    try {
      socket.setSoTimeout(4_000);
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }
}
