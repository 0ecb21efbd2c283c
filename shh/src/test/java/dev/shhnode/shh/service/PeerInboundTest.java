// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.RlpWriter;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import dev.shhnode.runtime.BackpressureTotal;
import dev.shhnode.runtime.Tally;
import dev.shhnode.shh.ShhConfig;
import dev.shhnode.shh.ShhCounters;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.ShhRuntime;
import dev.shhnode.shh.gossip.PeerInbound;
import dev.shhnode.shh.gossip.Shh2;
import dev.shhnode.shh.gossip.Shh5;
import dev.shhnode.shh.gossip.Shh6;
import dev.shhnode.shh.gossip.ShhProtocol;
import dev.shhnode.shh.wire.Packet;
import dev.shhnode.shh.wire.PacketCode;
import dev.shhnode.shh.wire.PacketCodec;
import dev.shhnode.shh.wire.PeerDialect;
import dev.shhnode.shh.wire.ShhPacketLimits;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerInboundTest {

  private static final int UNKNOWN_CODE = 99;
  private static final String STATUS_CLIENT = "StatusIM/v0.30/linux/go1.11";

  private final SecureRandom random = new SecureRandom();
  private final Queue<Runnable> eventLoop = new ArrayDeque<>();
  private final TestConnection connection =
      new TestConnection(KeyPair.generate(random).publicKey(), STATUS_CLIENT, eventLoop);
  private final BackpressureTotal total =
      new BackpressureTotal(PeerInbound.MAX_WAITING_BYTES_OF_ALL);
  private final Tally tally = new Tally();
  private final List<Envelope> prepared = new ArrayList<>();
  private final List<Packet.Messages> parts = new ArrayList<>();

  @Test
  void shouldDecodeSoManyEnvelopesAtATimeAndSoManyPartsInOneGo() throws DecodeException {
    PeerInbound inbound = inbound();

    receive(inbound, PacketCode.MESSAGES, bundle(1_000, 0));

    assertThat(sizes()).containsExactly(104, 104, 104, 104);
    assertThat(eventLoop).hasSize(1);
    eventLoop.remove().run();
    assertThat(sizes()).hasSize(8).containsOnly(104);
    while (!eventLoop.isEmpty()) {
      eventLoop.remove().run();
    }
    assertThat(sizes().stream().mapToInt(Integer::intValue).sum()).isEqualTo(1_000);
    assertThat(parts.get(parts.size() - 1).last()).isTrue();
  }

  @Test
  void shouldHashTogetherWhatComesInManyPackets() throws DecodeException {
    PeerInbound inbound = inbound();
    for (int i = 0; i < 110; i++) {
      inbound.onPacket(PacketCode.MESSAGES, bundle(1, 0));
    }
    assertThat(prepared).hasSize(PeerInbound.MAX_PART_ENVELOPES);

    inbound.onReadComplete();

    assertThat(prepared).hasSize(110);
    assertThat(sizes()).hasSize(110).containsOnly(1);
    assertThat(parts).allMatch(Packet.Messages::last);
  }

  @Test
  void shouldKeepTheOrderOfPackets() throws DecodeException {
    PeerInbound inbound = inbound();
    inbound.onPacket(PacketCode.STATUS, Bytes.fromHexString("c106"));
    inbound.onPacket(PacketCode.MESSAGES, bundle(1, 0));
    assertThat(parts).isEmpty();

    inbound.onPacket(PacketCode.POW_REQUIREMENT, Bytes.fromHexString("883ff0000000000000"));

    assertThat(parts).hasSize(1);
  }

  /** Bytes that a few on the wire become, each of which is an item that is no envelope. */
  @Test
  void shouldChargeWhatCannotBeReadAsEnvelopes() throws DecodeException {
    int items = 10_000;
    Bytes body = RlpWriter.listOf(Collections.nCopies(items, Bytes.of(0x80)), items);

    receive(inbound(Shh2.INSTANCE), PacketCode.MESSAGES, body);
    while (!eventLoop.isEmpty()) {
      eventLoop.remove().run();
    }

    assertThat(connection.spentEnvelopes()).isEqualTo(items);
    assertThat(connection.spentWork()).isGreaterThanOrEqualTo(items);
    assertThat(sizes()).as("the end of the bundle").containsExactly(0);
    assertThat(total.waitingBytes())
        .as("until that is dealt with")
        .isEqualTo(ShhPacketLimits.costBytes(0, 0));
  }

  @Test
  void shouldChargeTheHashOfABundleWhateverIsInIt() throws DecodeException {
    Bytes body = Bytes.concatenate(Bytes.of(0xc0), Bytes.wrap(new byte[100_000]));

    receive(inbound(), PacketCode.MESSAGES, body);

    assertThat(connection.spentWork()).isBetween(100_000L / 136, 100_000L / 100);
  }

  @Test
  void shouldHandOverWhatHasBeenReadWhenTheConnectionIsGone() throws DecodeException {
    PeerInbound inbound = inbound();
    inbound.onPacket(PacketCode.MESSAGES, bundle(3, 0));

    inbound.onClosed();

    assertThat(sizes()).containsExactly(3);
  }

  @Test
  void shouldDecodeSoManyBytesAtATime() throws DecodeException {
    receive(inbound(), PacketCode.MESSAGES, bundle(6, PeerInbound.MAX_PART_BYTES / 2));

    assertThat(sizes()).containsExactly(2, 2, 2);
    assertThat(prepared).as("hashed before the shh loop has it").hasSize(6);
  }

  /** An acknowledgement of a larger bundle is asked for by nobody, and dear. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldHashNoBundleThatIsTooLargeToBeConfirmed(int above) throws DecodeException {
    int ofHeaders = bundle(1, 1_000_000).size() - 1_000_000;
    Bytes body = bundle(1, ShhPacketLimits.MAX_CONFIRMED_BYTES - ofHeaders + above);
    assertThat(body.size()).isEqualTo(ShhPacketLimits.MAX_CONFIRMED_BYTES + above);

    receive(inbound(), PacketCode.MESSAGES, body);

    assertThat(parts).hasSize(1);
    assertThat(parts.get(0).batchHash().isPresent()).isEqualTo(above == 0);
  }

  @Test
  void shouldTakeNoLargerPacketsThanAllowed() throws DecodeException {
    int mebibyte = 1 << 20;
    assertThat(Shh6.INSTANCE.allows(PacketCode.MESSAGES, 16 * mebibyte, mebibyte)).isTrue();
    assertThat(Shh6.INSTANCE.allows(PacketCode.MESSAGES, 16 * mebibyte + 1, mebibyte)).isFalse();
    assertThat(Shh6.INSTANCE.allows(PacketCode.P2P_MESSAGE, mebibyte, mebibyte)).isTrue();
    assertThat(Shh6.INSTANCE.allows(PacketCode.P2P_MESSAGE, mebibyte + 1, mebibyte)).isFalse();
    assertThat(Shh5.INSTANCE.allows(PacketCode.MESSAGES, mebibyte, mebibyte)).isTrue();
    assertThat(Shh5.INSTANCE.allows(PacketCode.MESSAGES, mebibyte + 1, mebibyte)).isFalse();
    assertThat(Shh2.INSTANCE.allows(PacketCode.MESSAGES, 16 * mebibyte, mebibyte)).isTrue();
    assertThat(Shh2.INSTANCE.allows(PacketCode.MESSAGES, 16 * mebibyte + 1, mebibyte)).isFalse();
  }

  @Test
  void shouldHangUpOnAPacketThatIsTooLarge() {
    ShhService shh = service(ShhListener.NONE);
    var session = shh.subProtocols().get(0).open(connection(shh));

    assertThatThrownBy(
            () -> session.onPacket(PacketCode.P2P_MESSAGE, Bytes.wrap(new byte[(1 << 20) + 1])))
        .isInstanceOf(DecodeException.class)
        .hasMessage("packet 127 of 1048577 bytes");
  }

  @Test
  void shouldCountPacketsThatSayNothing() throws DecodeException {
    PeerInbound inbound = inbound();
    inbound.onPacket(PacketCode.STATUS, Bytes.fromHexString("c106"));

    inbound.onPacket(UNKNOWN_CODE, Bytes.EMPTY);

    assertThat(tally.snapshot()).containsEntry("dropped.unknown_packet", 1L);
    inbound.onPacket(PacketCode.BATCH_ACKNOWLEDGED, Bytes.wrap(new byte[32]));
    assertThat(tally.snapshot()).containsEntry("dropped.unknown_packet", 1L);
  }

  @Test
  void shouldCountWhatCannotBeReadOfABundleOfWhisper2() throws DecodeException {
    Bytes good = Envelope.ofClassic(9, 9, List.of(), Bytes.of(0, 1), 1).rlp();
    Bytes bad = Bytes.fromHexString("c101");

    receive(
        inbound(Shh2.INSTANCE),
        PacketCode.MESSAGES,
        RlpWriter.listOf(List.of(bad, good), bad.size() + good.size()));
    receive(inbound(Shh2.INSTANCE), PacketCode.MESSAGES, Bytes.of(1));

    assertThat(sizes()).containsExactly(1);
    assertThat(tally.snapshot()).containsEntry("dropped.unreadable_classic", 2L);
  }

  @Test
  void shouldCountWhenReadingPausesForWantOfRoom() throws DecodeException {
    receive(inbound(), PacketCode.MESSAGES, bundle(1_000, 0));
    assertThat(tally.snapshot()).as("several turns").containsEntry("peers.reading_paused", 0L);

    PeerInbound flooded = inbound();
    for (int i = 0; i < 10_000; i++) {
      flooded.onPacket(PacketCode.POW_REQUIREMENT, Bytes.fromHexString("883ff0000000000000"));
    }

    assertThat(tally.snapshot()).containsEntry("peers.reading_paused", 1L);
  }

  @Test
  void shouldTellOfPeersThatAreHungUpOnForWhatCannotBeRead() {
    ShhService shh = service(new ShhCounters(tally));
    var session = shh.subProtocols().get(0).open(connection(shh));

    assertThatThrownBy(() -> session.onPacket(PacketCode.STATUS, Bytes.fromHexString("c105")))
        .isInstanceOf(DecodeException.class);

    assertThat(tally.snapshot()).containsEntry("peers.hung_up", 1L);
  }

  private ShhService service(ShhListener listener) {
    return new ShhService(
        ShhConfig.defaults(),
        new ShhRuntime(
            eventLoop::add,
            eventLoop::add,
            eventLoop::add,
            1,
            InstantSource.system(),
            System::nanoTime,
            random),
        List::of,
        listener);
  }

  private DrivenPeer connection(ShhService shh) {
    return new DrivenPeer(
        shh, Shh6.INSTANCE, KeyPair.generate(random).publicKey(), STATUS_CLIENT, eventLoop);
  }

  private PeerInbound inbound() {
    return inbound(Shh6.INSTANCE);
  }

  private PeerInbound inbound(ShhProtocol protocol) {
    return new PeerInbound(
        protocol,
        PeerDialect.of(STATUS_CLIENT),
        connection,
        total,
        prepared::addAll,
        new ShhCounters(tally),
        packets -> {
          for (PeerInbound.Charged charged : packets) {
            if (charged.packet() instanceof Packet.Messages part) {
              parts.add(part);
            }
          }
        });
  }

  private static void receive(PeerInbound inbound, int code, Bytes body) throws DecodeException {
    inbound.onPacket(code, body);
    inbound.onReadComplete();
  }

  private List<Integer> sizes() {
    return parts.stream().map(part -> part.envelopes().size()).toList();
  }

  private static Bytes bundle(int count, int dataSize) {
    Envelope envelope = Envelope.of(9, 9, new Topic(7), Bytes.wrap(new byte[dataSize]), 1);
    return PacketCodec.encodeEnvelopes(
        Collections.nCopies(count, envelope), count * envelope.rlp().size());
  }
}
