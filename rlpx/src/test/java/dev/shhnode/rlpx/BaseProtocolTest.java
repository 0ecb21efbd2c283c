// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.DecodeException;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session makes of the messages of the base protocol, proper and improper ones. */
class BaseProtocolTest {

  private static final Capability SHH = new Capability("shh", 6);
  private static final int SHH_CODES = 128;
  private static final Bytes EMPTY_LIST = Bytes.of(0xc0);
  private static final long NOW = 0;

  private final SessionPair.End bob = bob();
  private BareLink link;

  private static SessionPair.End bob() {
    List<SessionPair.Named> protocols =
        List.of(SessionPair.Named.of("shh", 6, SHH_CODES), SessionPair.Named.of("mix", 1, 8));
    return new SessionPair(protocols, protocols).bob;
  }

  @BeforeEach
  void shakeHands() throws DecodeException {
    link = new BareLink(bob, NOW);
  }

  @Test
  void shouldSendHelloAtOnce() throws DecodeException {
    MessageCodec.Message message = link.read().orElseThrow();

    assertThat(message.code()).isEqualTo(BaseCode.HELLO);
    assertThat(Hello.decode(message.body())).isEqualTo(bob.local.hello());
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6, 22, Long.MAX_VALUE})
  void shouldTalkToEveryVersion(long version) throws DecodeException {
    link.exchange(link.hello(version, SHH), NOW);

    link.send(0x10 + 3, Bytes.of(1, 2), NOW);
    bob.senders.get(0).send(127, Bytes.wrap(new byte[500]), () -> {});

    assertThat(bob.received).containsExactly("shh/6:3:0x0102");
    MessageCodec.Message message = link.read().orElseThrow();
    assertThat(message.code()).isEqualTo(0x10 + 127);
    assertThat(message.body().size()).isEqualTo(500);
  }

  @Test
  void shouldSortCapabilitiesThatThePeerDoesNot() throws DecodeException {
    link.exchange(link.hello(5, SHH, new Capability("mix", 1), new Capability("aaa", 9)), NOW);

    link.send(0x10, EMPTY_LIST, NOW);
    link.send(0x10 + 8, EMPTY_LIST, NOW);

    assertThat(bob.received).containsExactly("mix/1:0:0xc0", "shh/6:0:0xc0");
  }

  @Test
  void shouldAnswerAPing() throws DecodeException {
    link.exchange(link.hello(5, SHH), NOW);

    link.send(BaseCode.PING, EMPTY_LIST, NOW);

    assertThat(link.read()).contains(new MessageCodec.Message(BaseCode.PONG, EMPTY_LIST));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x04, 0x07, 0x0f})
  void shouldIgnoreOtherMessagesOfTheBaseProtocol(int code) throws DecodeException {
    link.exchange(link.hello(5, SHH), NOW);

    link.send(code, EMPTY_LIST, NOW);

    assertThat(link.read()).isEmpty();
    assertThat(bob.session.isActive()).isTrue();
  }

  @Test
  void shouldHaveNoUseForAPeerWithoutCommonProtocol() throws DecodeException {
    link.exchange(link.hello(5, new Capability("shh", 5)), NOW);

    assertThat(link.readReason()).isEqualTo("USELESS_PEER");
    assertThat(bob.opened).isEmpty();
  }

  @Test
  void shouldRefuseAHelloWithAnotherId() throws DecodeException {
    Hello other = new Hello(5, "bare", List.of(SHH), 0, bob.local.hello().id());

    link.exchange(other, NOW);

    assertThat(link.readReason()).isEqualTo("UNEXPECTED_IDENTITY");
  }

  @Test
  void shouldTakeAPacketBeforeHelloForABreach() throws DecodeException {
    link.read();

    link.send(0x10, EMPTY_LIST, NOW);

    assertThat(link.readReason()).isEqualTo("BREACH_OF_PROTOCOL");
  }

  @Test
  void shouldTakeAPingBeforeHelloForABreach() throws DecodeException {
    link.read();

    link.send(BaseCode.PING, EMPTY_LIST, NOW);

    assertThat(link.readReason()).isEqualTo("BREACH_OF_PROTOCOL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "c0", "80", "c105", "ff"})
  void shouldTakeAMalformedHelloForABreach(String body) throws DecodeException {
    link.read();

    link.send(BaseCode.HELLO, Bytes.fromHexString(body), NOW);

    assertThat(link.readReason()).isEqualTo("BREACH_OF_PROTOCOL");
  }

  @Test
  void shouldTakeABaseMessageAboveTwoKibibytesForABreach() throws DecodeException {
    link.exchange(link.hello(5, SHH), NOW);

    link.send(BaseCode.PING, Bytes.wrap(new byte[BaseCode.MAX_BODY_SIZE + 1]), NOW);

    assertThat(link.readReason()).isEqualTo("BREACH_OF_PROTOCOL");
  }

  @Test
  void shouldTakeACodeBeyondAllProtocolsForABreach() throws DecodeException {
    link.exchange(link.hello(5, SHH), NOW);

    link.send(0x10 + SHH_CODES, EMPTY_LIST, NOW);

    assertThat(link.readReason()).isEqualTo("BREACH_OF_PROTOCOL");
    assertThat(bob.received).containsExactly("shh/6 closed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"c108", "08", "c111", "", "c0"})
  void shouldEndWhateverReasonThePeerGives(String body) throws DecodeException {
    link.exchange(link.hello(5, SHH), NOW);

    link.send(BaseCode.DISCONNECT, Bytes.fromHexString(body), NOW);

    assertThat(bob.closed).isTrue();
    assertThat(bob.ended).startsWith("peer says");
    assertThat(link.read()).isEmpty();
  }

  @Test
  void shouldTakeADisconnectInsteadOfHello() throws DecodeException {
    link.read();

    link.send(BaseCode.DISCONNECT, Bytes.of(0xc1, 0x04), NOW);

    assertThat(bob.ended).isEqualTo("peer says TOO_MANY_PEERS");
    assertThat(bob.closed).isTrue();
  }

  @Test
  void shouldRefuseInsteadOfSayingHello() throws DecodeException {
    SessionPair.End full = bob();
    full.refusal = Optional.of(DisconnectReason.TOO_MANY_PEERS);

    BareLink refused = new BareLink(full, NOW);

    assertThat(refused.readReason()).isEqualTo("TOO_MANY_PEERS");
    assertThat(refused.read()).isEmpty();
  }

  @Test
  void shouldDropWhoDoesNotSayHello() throws DecodeException {
    link.read();

    bob.session.onTime(RlpxSession.HANDSHAKE_PATIENCE.toNanos());

    assertThat(link.readReason()).isEqualTo("READ_TIMEOUT");
  }

  @Test
  void shouldNotHearWhatComesAfterItsFarewell() throws DecodeException {
    link.exchange(link.hello(5, SHH), NOW);
    bob.session.disconnect(DisconnectReason.REQUESTED, "test", NOW);

    link.send(0x10, EMPTY_LIST, NOW);
    bob.senders.get(0).send(1, EMPTY_LIST, () -> {});

    assertThat(bob.received).containsExactly("shh/6 closed");
    assertThat(link.readReason()).isEqualTo("REQUESTED");
    assertThat(link.read()).isEmpty();
  }
}
