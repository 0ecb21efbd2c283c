// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import dev.shhnode.rlpx.SubProtocol;
import dev.shhnode.shh.PostListener;
import dev.shhnode.shh.PostRequest;
import dev.shhnode.shh.gossip.PeerInbound;
import dev.shhnode.shh.wire.PacketCode;
import dev.shhnode.shh.wire.PacketCodec;
import java.util.Collections;
import java.util.Optional;
import java.util.Queue;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

class ShhServiceTest {

  private static final int UNKNOWN_CODE = 99;

  private final DrivenService driven = new DrivenService();
  private final Queue<Runnable> loop = driven.loop;
  private final Queue<Runnable> eventLoop = driven.eventLoop;
  private final TestConnection peer = driven.peer;

  @Test
  void shouldReadNoMoreOfAPeerWhoseSmallPacketsPileUp() throws DecodeException {
    SubProtocol.Session session = driven.open(6);

    for (int i = 0; i < 20_000; i++) {
      session.onPacket(PacketCode.POW_REQUIREMENT, Bytes.fromHexString("883ff0000000000000"));
    }
    assertThat(peer.isPaused()).isTrue();
    driven.run();

    assertThat(peer.isPaused()).isFalse();
  }

  @Test
  void shouldLetNothingWaitThatNobodyReads() throws DecodeException {
    SubProtocol.Session session = driven.openWithStatus(6);

    for (int i = 0; i < 20_000; i++) {
      session.onPacket(UNKNOWN_CODE, Bytes.EMPTY);
      session.onPacket(PacketCode.BATCH_ACKNOWLEDGED, Bytes.wrap(new byte[64]));
    }

    assertThat(loop).isEmpty();
    assertThat(peer.isPaused()).isFalse();
  }

  @Test
  void shouldDecodeALargeBundleAsTheLoopKeepsUp() throws DecodeException {
    SubProtocol.Session session = driven.openWithStatus(6);
    int count = 60_000;
    Bytes envelope = Envelope.of(9, 9, new Topic(7), Bytes.EMPTY, 1).rlp();
    Bytes body =
        PacketCodec.encodeEnvelopes(
            Collections.nCopies(count, Envelope.of(9, 9, new Topic(7), Bytes.EMPTY, 1)),
            count * envelope.size());

    session.onPacket(PacketCode.MESSAGES, body);
    session.onReadComplete();
    DrivenService.runOf(eventLoop);

    assertThat(peer.isPaused()).isTrue();
    int waiting = loop.size();
    assertThat(waiting * PeerInbound.MAX_PART_ENVELOPES).isBetween(2_000, 8_000);
    assertThatThrownBy(() -> session.onPacket(PacketCode.MESSAGES, body))
        .as("the connection has to be paused")
        .isInstanceOf(IllegalStateException.class);
    int parts = 0;
    while (!loop.isEmpty()) {
      assertThat(loop.size()).isLessThanOrEqualTo(waiting + 1);
      loop.remove().run();
      DrivenService.runOf(eventLoop);
      parts++;
    }
    assertThat(parts).isGreaterThanOrEqualTo(count / PeerInbound.MAX_PART_ENVELOPES);
    assertThat(peer.isPaused()).isFalse();
    assertThat(peer.why()).isEmpty();
  }

  @Test
  void shouldCountEnvelopesAndTheirHashesAgainstThePeer() throws DecodeException {
    SubProtocol.Session session = driven.open(6);
    session.onPacket(PacketCode.STATUS, Bytes.fromHexString("c106"));
    Envelope envelope = Envelope.of(9, 9, new Topic(7), Bytes.wrap(new byte[500]), 1);
    int size = 10 * envelope.rlp().size();

    session.onPacket(
        PacketCode.MESSAGES, PacketCodec.encodeEnvelopes(Collections.nCopies(10, envelope), size));
    session.onReadComplete();

    assertThat(peer.spentEnvelopes()).isEqualTo(10);
    assertThat(peer.spentWork()).isEqualTo(3L * (10 + size / 136));
  }

  @Test
  void shouldNotHoldABundleOfAPeerThatIsGone() throws DecodeException {
    SubProtocol.Session session = driven.open(6);
    int count = 60_000;
    Envelope envelope = Envelope.of(9, 9, new Topic(7), Bytes.EMPTY, 1);
    session.onPacket(
        PacketCode.MESSAGES,
        PacketCodec.encodeEnvelopes(
            Collections.nCopies(count, envelope), count * envelope.rlp().size()));
    session.onReadComplete();

    session.onClosed();
    DrivenService.runOf(eventLoop);

    assertThat(loop).as("what was decoded before").hasSizeBetween(3, 100);
  }

  @Test
  void shouldCountPaddingAmongWhatPostsTake() {
    assertThat(driven.shh.post(paddedBy(40 << 20), this, PostListener.NONE)).isNotDone();

    assertThat(driven.shh.post(paddedBy(40 << 20), this, PostListener.NONE))
        .isCompletedExceptionally();
  }

  private PostRequest paddedBy(int bytes) {
    return new PostRequest(
        new PostRequest.Recipient.Symmetric(SymmetricKey.generate(driven.random)),
        new Topic(7),
        Bytes.EMPTY,
        Optional.of(Bytes.wrap(new byte[bytes])),
        Optional.empty(),
        50,
        1,
        1,
        Optional.empty());
  }
}
