// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.rlpx.SessionEnd.By;
import dev.shhnode.rlpx.SessionPair.Named;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RlpxSessionTest {

  private static final Named SHH = Named.of("shh", 6, 128);

  private final SessionPair pair = new SessionPair(List.of(SHH), List.of(SHH));

  @Test
  void shouldOpenTheSharedProtocolOnBothSides() {
    pair.run();

    assertThat(pair.alice.opened).containsExactly("shh/6");
    assertThat(pair.bob.opened).containsExactly("shh/6");
    assertThat(pair.alice.session.isActive()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 306, 307, 308})
  void shouldNotCareHowTcpCutsTheBytes(int segmentSize) {
    pair.segmentSize = segmentSize;

    pair.run();
    pair.bob.senders.get(0).send(5, Bytes.fromHexString("0xabcd"), () -> {});
    pair.run();

    assertThat(pair.alice.received).containsExactly("shh/6:5:0xabcd");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 111, 112, 126, 127})
  void shouldCarryEveryCodeOfTheProtocol(int code) {
    pair.run();

    pair.alice.senders.get(0).send(code, Bytes.of(0xc0), () -> {});
    pair.bob.senders.get(0).send(code, Bytes.of(0xc1), () -> {});
    pair.run();

    assertThat(pair.bob.received).containsExactly("shh/6:" + code + ":0xc0");
    assertThat(pair.alice.received).containsExactly("shh/6:" + code + ":0xc1");
  }

  @Test
  void shouldCarryTenMegabytes() {
    Bytes large = Bytes.random(10 << 20);
    pair.run();

    pair.alice.senders.get(0).send(1, large, () -> {});
    pair.run();

    assertThat(pair.bob.received).containsExactly("shh/6:1:" + large.toHexString());
  }

  @Test
  void shouldOrderProtocolsByNameAndTakeTheHighestSharedVersion() {
    SessionPair many =
        new SessionPair(
            List.of(SHH, Named.of("shh", 5, 64), Named.of("mix", 1, 5), Named.of("zzz", 1, 1)),
            List.of(Named.of("mix", 1, 5), Named.of("shh", 5, 64), SHH, Named.of("aaa", 1, 9)));
    many.run();

    many.alice.senders.get(1).send(3, Bytes.of(1), () -> {});
    many.run();

    assertThat(many.alice.opened).containsExactly("mix/1", "shh/6");
    assertThat(many.bob.received).containsExactly("shh/6:3:0x01");
  }

  @Test
  void shouldKnowTheOtherEndOnceItsProtocolsAreOpenAndAfterTheEnd() {
    assertThat(pair.bob.session.remote()).isEmpty();
    pair.run();
    pair.bob.session.onSocketClosed();

    RlpxSession.Remote remote = pair.bob.session.remote().orElseThrow();
    assertThat(remote.id()).isEqualTo(pair.alice.keys.publicKey());
    assertThat(remote.hello()).isEqualTo(pair.alice.local.hello());
  }

  @Test
  void shouldSayHowItHasEnded() {
    SessionPair refused = new SessionPair(List.of(SHH), List.of(SHH));
    refused.bob.refusal = Optional.of(DisconnectReason.TOO_MANY_PEERS);
    refused.run();
    pair.run();
    pair.bob.session.onSocketClosed();
    pair.alice.session.close("for want of room");

    Optional<DisconnectReason> tooMany = Optional.of(DisconnectReason.TOO_MANY_PEERS);
    assertThat(refused.bob.ending)
        .isEqualTo(new SessionEnd(By.US, tooMany, "refused: TOO_MANY_PEERS", false));
    assertThat(refused.alice.ending)
        .isEqualTo(new SessionEnd(By.PEER, tooMany, "peer says TOO_MANY_PEERS", false));
    assertThat(pair.bob.ending)
        .isEqualTo(new SessionEnd(By.UNKNOWN, Optional.empty(), "socket closed", true));
    assertThat(pair.alice.ending)
        .isEqualTo(new SessionEnd(By.US, Optional.empty(), "for want of room", true));
  }

  @Test
  void shouldCallAPeerUselessThatSharesNothing() {
    SessionPair strangers = new SessionPair(List.of(SHH), List.of(Named.of("eth", 63, 17)));

    strangers.run();

    assertThat(strangers.alice.ended + strangers.bob.ended)
        .contains("nothing in common")
        .doesNotContain("closed");
    assertThat(strangers.alice.opened).isEmpty();
  }

  @Test
  void shouldTellWhyAPeerIsRefused() {
    pair.bob.refusal = Optional.of(DisconnectReason.TOO_MANY_PEERS);

    pair.run();

    assertThat(pair.alice.ended).isEqualTo("peer says TOO_MANY_PEERS");
    assertThat(pair.alice.closed).isTrue();
  }

  @Test
  void shouldHangUpWithASubprotocolErrorOnAMalformedPacket() {
    pair.run();
    pair.bob.breakOnPacket = true;

    pair.alice.senders.get(0).send(1, Bytes.of(1), () -> {});
    pair.run();

    assertThat(pair.alice.ended).isEqualTo("peer says SUBPROTOCOL_ERROR");
    assertThat(pair.bob.received).containsExactly("shh/6 closed");
  }

  @Test
  void shouldHoldAMalformedPacketAgainstThePeer() {
    pair.run();
    pair.bob.breakOnPacket = true;

    pair.alice.senders.get(0).send(1, Bytes.of(1), () -> {});
    pair.run();

    assertThat(pair.bob.ending.offence()).contains(Offence.MALFORMED_PACKET);
    assertThat(pair.alice.ending.offence()).isEmpty();
  }

  @Test
  void shouldHoldNothingAgainstAPeerThatMayBeHonest() {
    pair.run();
    pair.bob.breakOnPacket = true;
    pair.bob.forgives = true;

    pair.alice.senders.get(0).send(1, Bytes.of(1), () -> {});
    pair.run();

    assertThat(pair.bob.ending.reason()).contains(DisconnectReason.SUBPROTOCOL_ERROR);
    assertThat(pair.bob.ending.offence()).isEmpty();
  }

  @Test
  void shouldHoldAMalformedMessageAgainstThePeer() {
    pair.run();

    Bytes large = Bytes.wrap(new byte[BaseCode.MAX_BODY_SIZE + 1]);
    pair.alice.senders.get(0).send(BaseCode.PING - BaseCode.COUNT, large, () -> {});
    pair.run();

    assertThat(pair.bob.ending.reason()).contains(DisconnectReason.BREACH_OF_PROTOCOL);
    assertThat(pair.bob.ending.offence()).contains(Offence.MALFORMED_MESSAGE);
  }

  @Test
  void shouldHoldNothingAgainstAPeerWhoseCodesAreReckonedOtherwise() {
    pair.run();

    pair.alice.senders.get(0).send(SHH.packetCodes(), Bytes.EMPTY, () -> {});
    pair.run();

    assertThat(pair.bob.ending.why()).isEqualTo("message id out of range");
    assertThat(pair.bob.ending.offence()).isEmpty();
  }

  @Test
  void shouldHoldNothingAgainstAPeerWhoseBytesWereChangedOnTheWay() {
    pair.run();

    pair.bob.session.onBytes(new byte[64], pair.nanos);

    assertThat(pair.bob.ending.why()).isEqualTo("frame with a wrong MAC");
    assertThat(pair.bob.ending.offence()).isEmpty();
  }

  @Test
  void shouldHoldNothingAgainstWhoFailsTheHandshakeOrTheHello() {
    pair.bob.session.onBytes(new byte[600], pair.nanos);
    assertThat(pair.bob.ending.by()).isEqualTo(By.US);
    assertThat(pair.bob.ending.offence()).isEmpty();

    SessionPair early = new SessionPair(List.of(SHH), List.of(SHH));
    early.bob.session.onBytes(early.alice.wire.remove(), early.nanos);
    early.bob.session.disconnectFor(
        Offence.MALFORMED_PACKET, DisconnectReason.SUBPROTOCOL_ERROR, "test", early.nanos);
    assertThat(early.bob.ending.offence()).as("its id is not proved").isEmpty();
  }

  @Test
  void shouldHoldAFaultOfOursAgainstNobody() {
    pair.run();
    pair.bob.onPacket =
        () -> {
          throw new IllegalStateException("a fault of ours");
        };

    pair.alice.senders.get(0).send(1, Bytes.of(1), () -> {});
    assertThatThrownBy(pair::run).isInstanceOf(IllegalStateException.class);

    assertThat(pair.bob.ending.offence()).isEmpty();
  }

  @Test
  void shouldLetThePeerReadTheReasonBeforeTheSocketGoes() {
    pair.run();

    pair.bob.session.disconnect(DisconnectReason.QUITTING, "test", pair.nanos);
    assertThat(pair.bob.closed).isFalse();
    pass(pair.bob, RlpxSession.FAREWELL);

    assertThat(pair.bob.closed).isTrue();
  }

  @Test
  void shouldGiveUpOnASilentHandshake() {
    pass(pair.bob, RlpxSession.HANDSHAKE_PATIENCE);

    assertThat(pair.bob.closed).isTrue();
    assertThat(pair.bob.ended).isNotEmpty();
  }

  @Test
  void shouldPingAndBeAnswered() {
    pair.run();

    pass(pair.alice, RlpxSession.PING_INTERVAL);
    pair.run();
    pass(pair.alice, RlpxSession.PING_INTERVAL.minusSeconds(1));

    assertThat(pair.alice.session.isActive()).isTrue();
    assertThat(pair.bob.session.isActive()).isTrue();
  }

  @Test
  void shouldNotPileUpPongsForAPeerThatReadsNothing() {
    pair.run();
    pair.bob.stuck = true;

    for (int i = 0; i < 1_000; i++) {
      ping();
    }

    assertThat(pair.bob.wire).hasSize(1);
  }

  @Test
  void shouldAnswerEveryPingOfAPeerThatReads() {
    pair.run();

    for (int i = 0; i < 3; i++) {
      ping();
    }

    assertThat(pair.bob.wire).hasSize(3);
  }

  /** Alice's protocol begins at 0x10, and its sender only adds that. */
  private void ping() {
    pair.alice.senders.get(0).send(BaseCode.PING - BaseCode.COUNT, Bytes.of(0xc0), () -> {});
    pair.bob.session.onBytes(pair.alice.wire.remove(), pair.nanos);
  }

  @Test
  void shouldStopAtOnceWhenAPacketPausesReadingAndGoOnInOrder() {
    pair.run();
    byte[] burst = burst(100);
    pair.bob.onPacket = pair.bob.session::pause;

    pair.bob.session.onBytes(burst, pair.nanos);
    assertThat(pair.bob.received).hasSize(1);
    pair.bob.session.resume(pair.nanos);
    assertThat(pair.bob.received).hasSize(2);
    assertThat(pair.bob.session.bufferedBytes()).isPositive();
    pair.bob.onPacket = () -> {};
    pair.bob.session.resume(pair.nanos);
    readTheRest();

    assertThat(pair.bob.received).containsExactlyElementsOf(packets(100));
    assertThat(pair.bob.session.bufferedBytes()).isZero();
  }

  @Test
  void shouldReadOnlySoManyMessagesAtOnce() {
    pair.run();

    pair.bob.session.onBytes(burst(1_000), pair.nanos);
    assertThat(pair.bob.received).hasSize(RlpxSession.MAX_MESSAGES_AT_ONCE);
    assertThat(pair.bob.session.isBehind()).isTrue();
    pair.bob.session.onBytes(new byte[0], pair.nanos);
    assertThat(pair.bob.turnsAsked).isEqualTo(1);
    readTheRest();

    assertThat(pair.bob.received).containsExactlyElementsOf(packets(1_000));
  }

  @Test
  void shouldReadOnlySoManyBytesAtOnceAndOneMessageMore() {
    pair.run();
    for (int i = 0; i < 10; i++) {
      Bytes body = Bytes.wrap(new byte[RlpxSession.MAX_BYTES_AT_ONCE / 2 - 1]);
      pair.alice.senders.get(0).send(1, body, () -> {});
    }

    pair.bob.session.onBytes(takeWritten(), pair.nanos);

    assertThat(pair.bob.received).hasSize(3);
    assertThat(pair.bob.session.isBehind()).isTrue();
    pair.bob.session.proceed(pair.nanos);
    assertThat(pair.bob.received).hasSize(6);
  }

  @Test
  void shouldHangUpThoughReadingIsPausedAndForgetWhatItHasNotRead() {
    pair.run();
    pair.bob.session.pause();
    pair.bob.session.onBytes(burst(100), pair.nanos);

    pair.bob.session.disconnect(DisconnectReason.QUITTING, "test", pair.nanos);
    pair.bob.session.resume(pair.nanos);

    assertThat(pair.bob.received).containsExactly("shh/6 closed");
    assertThat(pair.bob.session.bufferedBytes()).isZero();
  }

  private void readTheRest() {
    while (pair.bob.session.isBehind()) {
      pair.bob.session.proceed(pair.nanos);
    }
  }

  /** Packets that Alice has sent, as one piece. */
  private byte[] burst(int count) {
    for (int i = 0; i < count; i++) {
      pair.alice.senders.get(0).send(1, Bytes.ofUnsignedInt(i), () -> {});
    }
    return takeWritten();
  }

  private byte[] takeWritten() {
    return Bytes.concatenate(pair.alice.wire.stream().map(Bytes::wrap).toArray(Bytes[]::new))
        .toArray();
  }

  private static List<String> packets(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "shh/6:1:" + Bytes.ofUnsignedInt(i).toHexString())
        .toList();
  }

  @Test
  void shouldDropAPeerThatSaysNothingForHalfAMinute() {
    pair.run();

    pass(pair.alice, RlpxSession.SILENCE_PATIENCE);
    pair.run();

    assertThat(pair.bob.ended).isEqualTo("peer says READ_TIMEOUT");
  }

  @Test
  void shouldStayThroughAnIdleHour() {
    pair.run();

    for (int second = 0; second < 3_600; second++) {
      pass(pair.alice, Duration.ofSeconds(1));
      pair.bob.session.onTime(pair.nanos);
      pair.run();
    }

    assertThat(pair.alice.session.isActive()).isTrue();
    assertThat(pair.bob.session.isActive()).isTrue();
  }

  @Test
  void shouldEndOnceWhenTheSocketIsClosed() {
    pair.run();

    pair.alice.session.onSocketClosed();
    pair.alice.session.onSocketClosed();

    assertThat(pair.alice.ended).isEqualTo("socket closed");
    assertThat(pair.alice.received).containsExactly("shh/6 closed");
  }

  @Test
  void shouldDropGarbageInsteadOfAHandshake() {
    pair.bob.session.onBytes(Bytes.random(3_000).toArray(), pair.nanos);

    assertThat(pair.bob.closed).isTrue();
  }

  @Test
  void shouldRefuseAnUnknownCodeBeyondAllProtocols() {
    pair.run();

    pair.alice.senders.get(0).send(200 - 0x10, Bytes.of(0xc0), () -> {});
    pair.run();

    assertThat(pair.bob.session.isActive()).isFalse();
  }

  private void pass(SessionPair.End end, Duration duration) {
    pair.nanos += duration.toNanos();
    end.session.onTime(pair.nanos);
  }
}
