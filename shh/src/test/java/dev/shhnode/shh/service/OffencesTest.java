// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.SealedMessage;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.rlpx.Offence;
import dev.shhnode.rlpx.SubProtocol;
import dev.shhnode.shh.Verdict;
import dev.shhnode.shh.gossip.Interest;
import dev.shhnode.shh.wire.PacketCode;
import dev.shhnode.shh.wire.PacketCodec;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is held against a peer so that it may be banned, and what only ends its connection. */
class OffencesTest {

  private static final long NOW = DrivenService.START;
  private static final Topic TOPIC = new Topic(7);
  private static final Bytes DATA = Bytes.repeat((byte) 1, 64);

  /** A nonce that makes no proof of work to speak of. */
  private static final long NO_NONCE = 1;

  private final DrivenService driven = new DrivenService();
  private final TestConnection peer = driven.peer;

  private void send(Envelope envelope) throws DecodeException {
    SubProtocol.Session session = driven.openWithStatus(6);
    session.onPacket(
        PacketCode.MESSAGES, PacketCodec.encodeEnvelopes(List.of(envelope), envelope.rlp().size()));
    session.onReadComplete();
    driven.run();
  }

  @ParameterizedTest
  @EnumSource(Verdict.class)
  void shouldFindBadFaithInMalformedEnvelopesOnly(Verdict verdict) {
    assertThat(verdict.isInBadFaith()).isEqualTo(verdict == Verdict.MALFORMED);
  }

  @Test
  void shouldNotHangUpOnAPeerForAClockThatIsBehind() throws DecodeException {
    send(Envelope.of(NOW - 1_000, 50, TOPIC, DATA, NO_NONCE));

    assertThat(peer.why()).isEmpty();
    assertThat(peer.offence()).isEmpty();
  }

  @Test
  void shouldNotHangUpOnAPeerForAClockThatIsAhead() throws DecodeException {
    send(Envelope.of(NOW + 1_000, 50, TOPIC, DATA, NO_NONCE));

    assertThat(peer.why()).isEmpty();
    assertThat(peer.offence()).isEmpty();
  }

  @Test
  void shouldHoldNoLowWorkAgainstAPeer() throws DecodeException {
    send(Envelope.of(NOW + 1_000_000, 1_000_000, TOPIC, DATA, NO_NONCE));

    assertThat(peer.why()).isEqualTo(Verdict.LOW_POW.inWords());
    assertThat(peer.offence()).isEmpty();
  }

  @Test
  void shouldHoldNoUnwantedTopicAgainstAPeer() throws DecodeException {
    var unused = driven.shh.setMinPow(0);
    var ignored = driven.shh.setBloomFilter(BloomFilter.EMPTY);
    driven.run();
    driven.letPass(Interest.GRACE.plusSeconds(1));

    send(Envelope.of(NOW + 50, 50, TOPIC, DATA, NO_NONCE));

    assertThat(peer.why()).isEqualTo(Verdict.UNWANTED_TOPIC.inWords());
    assertThat(peer.offence()).isEmpty();
  }

  @Test
  void shouldHoldNoEnvelopeAboveOurMaximumAgainstAPeer() throws DecodeException {
    send(Envelope.of(NOW + 50, 50, TOPIC, Bytes.wrap(new byte[(1 << 20) + 1]), NO_NONCE));

    assertThat(peer.why()).isEqualTo(Verdict.TOO_LARGE.inWords());
    assertThat(peer.offence()).isEmpty();
  }

  @Test
  void shouldHoldNoPacketAboveOurMaximumAgainstAPeer() throws DecodeException {
    SubProtocol.Session session = driven.openWithStatus(6);

    assertThat(refusal(session, PacketCode.P2P_MESSAGE, Bytes.wrap(new byte[2 << 20])))
        .matches(DecodeException::isForgivable);
  }

  private static DecodeException refusal(SubProtocol.Session session, int code, Bytes body) {
    return catchThrowableOfType(DecodeException.class, () -> session.onPacket(code, body));
  }

  @Test
  void shouldHoldNoOtherVersionAgainstAPeer() throws DecodeException {
    SubProtocol.Session session = driven.open(6);

    assertThat(refusal(session, PacketCode.STATUS, Bytes.fromHexString("c107")))
        .matches(DecodeException::isForgivable);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "c2", "8100", "c101"})
  void shouldHoldAMalformedBundleAgainstAPeer(String body) throws DecodeException {
    SubProtocol.Session session = driven.openWithStatus(6);

    assertThat(refusal(session, PacketCode.MESSAGES, Bytes.fromHexString(body)))
        .matches(refused -> !refused.isForgivable());
  }

  @ParameterizedTest
  @ValueSource(strings = {"c0", "88bff0000000000000", "887ff8000000000000"})
  void shouldHoldAMalformedRequirementAgainstAPeer(String body) throws DecodeException {
    SubProtocol.Session session = driven.openWithStatus(6);

    assertThat(refusal(session, PacketCode.POW_REQUIREMENT, Bytes.fromHexString(body)))
        .matches(refused -> !refused.isForgivable());
  }

  @Test
  void shouldHoldAnEnvelopeThatNobodyCanOpenAgainstAPeer() throws DecodeException {
    SubProtocol.Session session = driven.openWithStatus(5);
    SealedMessage withLongNonce = new SealedMessage(DATA, Bytes.repeat((byte) 1, 11));

    session.onPacket(
        PacketCode.MESSAGES,
        Envelope.of(WhisperVersion.V5, NOW + 50, 50, TOPIC, withLongNonce, NO_NONCE).rlp());
    session.onReadComplete();
    driven.run();

    assertThat(peer.why()).isEqualTo(Verdict.MALFORMED.inWords());
    assertThat(peer.offence()).contains(Offence.MALFORMED_CONTENT);
  }
}
