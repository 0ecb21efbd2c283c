// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import dev.shhnode.rlpx.SubProtocol;
import dev.shhnode.shh.ClockOffset;
import dev.shhnode.shh.PostListener;
import dev.shhnode.shh.PostRequest;
import dev.shhnode.shh.ShhConfig;
import dev.shhnode.shh.ShhException;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.ShhRuntime;
import dev.shhnode.shh.filter.Filter;
import dev.shhnode.shh.gossip.Shh6;
import dev.shhnode.shh.wire.PacketCode;
import dev.shhnode.shh.wire.PacketCodec;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages go both ways though a machine's clock is wrong. */
class WrongClockTest {

  private static final Topic TOPIC = new Topic(7);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int TTL = 50;

  private final Net net = new Net();
  private final Net.Node us = net.node();

  private Net.Node geth() {
    Net.Node geth = net.node();
    geth.strictAboutTime = true;
    return geth;
  }

  private Net.Connection connectToGeth(Net.Node geth) {
    return net.new Connection(us, Net.OURS, geth, Net.GETH_19);
  }

  /** For some seconds all of these post each second, as others do in a network that is in use. */
  private void letPost(int seconds, List<Net.Node> posting, Net.Node... all) throws ShhException {
    for (int i = 0; i < seconds; i++) {
      for (Net.Node node : posting) {
        node.post(TOPIC, TTL, "second " + i);
      }
      net.pass(SECOND, all);
    }
  }

  private void assertMessagesGo(Net.Node from, Net.Node to, Net.Node... all) throws ShhException {
    Filter filter = to.filter(TOPIC);
    from.post(TOPIC, TTL, "to be heard");
    net.run(all);
    assertThat(filter.poll()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {-600, 600, -30, 30})
  void shouldTalkWithGethThough(long wrongBy) throws ShhException {
    us.clockError = wrongBy;
    Net.Node geth = geth();
    Net.Connection connection = connectToGeth(geth);

    letPost(70, List.of(geth), us, geth);

    assertMessagesGo(geth, us, us, geth);
    assertMessagesGo(us, geth, us, geth);
    assertThat(connection.isUp()).isTrue();
    ClockOffset offset = us.core.gossip().info().clockOffset().orElseThrow();
    assertThat(offset.seconds()).isBetween(-wrongBy - 2, -wrongBy + 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {-600, 600})
  void shouldTalkWithGethsAndALiarThough(long wrongBy) throws ShhException {
    us.clockError = wrongBy;
    Net.Node one = geth();
    Net.Node other = geth();
    Net.Node liar = geth();
    liar.clockError = -wrongBy;
    connectToGeth(one);
    connectToGeth(other);
    connectToGeth(liar);

    letPost(70, List.of(one, other, liar), us, one, other, liar);

    assertMessagesGo(one, us, us, one, other, liar);
    assertMessagesGo(us, other, us, one, other, liar);
  }

  @ParameterizedTest
  @ValueSource(longs = {-600, 600})
  void shouldTalkWithANodeOfItsOwnKindThough(long wrongBy) throws ShhException {
    Net.Node other = net.node();
    us.clockError = wrongBy;
    net.connect(us, other);

    letPost(70, List.of(us, other), us, other);

    assertMessagesGo(us, other, us, other);
    assertMessagesGo(other, us, us, other);
    long apart = us.now().unixSeconds() - other.now().unixSeconds();
    assertThat(apart).isBetween(-10L, 10L);
  }

  @Test
  void shouldDrawNobodyAlongWhoHasPeersThatAreRight() throws ShhException {
    us.clockError = 600;
    Net.Node right = net.node();
    Net.Node geth = geth();
    net.connect(us, right);
    net.new Connection(right, Net.OURS, geth, Net.GETH_19);

    letPost(120, List.of(us, right, geth), us, right, geth);

    assertThat(right.core.gossip().clock().correctionSeconds()).isZero();
    assertMessagesGo(us, geth, us, right, geth);
    assertMessagesGo(geth, us, us, right, geth);
  }

  @Test
  void shouldNotSendPostsOfATimeThatHasTurnedOutToBeAhead() throws ShhException {
    us.clockError = 600;
    us.post(TOPIC, TTL, "too early");
    us.clockError = 0;
    Net.Node geth = geth();

    Net.Connection connection = connectToGeth(geth);
    net.run(us, geth);

    assertThat(connection.isUp()).isTrue();
    assertThat(geth.core.gossip().info().messages()).isZero();
  }

  /** What it keeps as its own clock says that it has not expired is old for a geth. */
  @ParameterizedTest
  @ValueSource(longs = {-60, -600})
  void shouldSendAGethThatComesNothingThatHasExpired(long wrongBy) throws ShhException {
    us.clockError = wrongBy;
    Net.Node geth = geth();
    connectToGeth(geth);
    letPost(70, List.of(geth), us, geth);
    assertThat(us.core.gossip().info().messages()).as("more than live").isGreaterThan(TTL + 5);

    Net.Node other = geth();
    Net.Connection connection = connectToGeth(other);
    net.run(us, geth, other);

    assertThat(connection.isUp()).isTrue();
    assertThat(other.core.gossip().info().messages()).isBetween(TTL - 5, TTL + 1);
  }

  @Test
  void shouldSendAPostThatWasAheadWhenItsTimeHasCome() throws ShhException {
    us.clockError = 60;
    us.post(TOPIC, 600, "too early");
    us.clockError = 0;
    Net.Node geth = geth();
    Net.Connection connection = connectToGeth(geth);
    net.run(us, geth);
    assertThat(geth.core.gossip().info().messages()).isZero();

    net.pass(Duration.ofSeconds(45), us, geth);
    net.run(us, geth);
    assertThat(geth.core.gossip().info().messages()).as("still ahead").isZero();
    for (int i = 0; i < 20; i++) {
      net.pass(SECOND, us, geth);
    }

    assertThat(geth.core.gossip().info().messages()).isOne();
    assertThat(connection.isUp()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {-600, 600})
  void shouldPostByTheTimeOfThePeers(long wrongBy) throws DecodeException {
    Service service = new Service(wrongBy);

    for (int i = 0; i < 10; i++) {
      service.hear();
    }
    service.post();

    assertThat(service.peer.sent).hasSize(1);
    assertThat(service.peer.sent.get(0).sent()).isEqualTo(service.time);
    assertThat(service.told).hasSize(1);
    assertThat(service.told.get(0).orElseThrow().inWords()).contains("10 min 0 s");
  }

  /** A service whose clock is wrong, and a peer. */
  private static final class Service {
    private final SecureRandom random = new SecureRandom();
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final List<Optional<ClockOffset>> told = new ArrayList<>();
    private final Recording peer = new Recording(random);
    private final ShhService shh;
    private final SubProtocol.Session session;

    /** The true one. */
    private long time = 1_700_000_000;

    Service(long wrongBy) throws DecodeException {
      ShhRuntime runtime =
          new ShhRuntime(
              loop::add,
              Runnable::run,
              Runnable::run,
              1,
              () -> Instant.ofEpochSecond(time + wrongBy),
              () -> Duration.ofSeconds(time).toNanos(),
              random);
      shh =
          new ShhService(
              ShhConfig.defaults(),
              runtime,
              List::of,
              new ShhListener() {
                @Override
                public void onClockOffset(Optional<ClockOffset> offset) {
                  told.add(offset);
                }
              });
      var unused = shh.setMinPow(0);
      session = shh.subProtocols().get(0).open(peer);
      session.onPacket(PacketCode.STATUS, Bytes.fromHexString("c106"));
      run();
    }

    /** A second, in which the peer brings something new. */
    void hear() throws DecodeException {
      Envelope envelope = Envelope.of(time + TTL, TTL, TOPIC, Bytes.random(9, random), 1);
      session.onPacket(
          PacketCode.MESSAGES,
          PacketCodec.encodeEnvelopes(List.of(envelope), envelope.rlp().size()));
      session.onReadComplete();
      run();
      time++;
      shh.onTime();
      run();
    }

    void post() {
      var posting =
          shh.post(
              new PostRequest(
                  new PostRequest.Recipient.Symmetric(SymmetricKey.generate(random)),
                  TOPIC,
                  Bytes.of(1),
                  Optional.empty(),
                  Optional.empty(),
                  TTL,
                  0,
                  1,
                  Optional.empty()),
              this,
              PostListener.NONE);
      run();
      assertThat(posting).isCompleted();
    }

    private void run() {
      while (!loop.isEmpty()) {
        loop.remove().run();
      }
    }
  }

  /** Keeps the envelopes that it is sent. */
  private static final class Recording extends TestConnection {
    private final List<Envelope> sent = new ArrayList<>();

    Recording(SecureRandom random) {
      super(KeyPair.generate(random).publicKey(), Net.GETH_19, new ArrayDeque<>());
    }

    @Override
    public void send(int code, Bytes body, Runnable onWritten) {
      if (code == PacketCode.MESSAGES) {
        try {
          sent.addAll(
              Shh6.INSTANCE.readBundle(body).orElseThrow().next(9, Integer.MAX_VALUE, () -> {}));
        } catch (DecodeException e) {
          throw new AssertionError(e);
        }
      }
      super.send(code, body, onWritten);
    }
  }
}
