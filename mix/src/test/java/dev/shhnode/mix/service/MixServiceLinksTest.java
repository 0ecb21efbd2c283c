// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.service;

import static dev.shhnode.mix.service.TestConnection.MIX;
import static dev.shhnode.mix.service.TestConnection.SHH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.mix.MixDrop;
import dev.shhnode.mix.directory.TestMix;
import dev.shhnode.mix.wire.LinkMessage;
import dev.shhnode.rlpx.SubProtocol;
import dev.shhnode.rlpx.peers.Enode;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

class MixServiceLinksTest {

  private static final LinkMessage CREDIT = new LinkMessage.Credit(30);

  private final ServiceFixture node = ServiceFixture.sender();
  private final TestConnection connection = new TestConnection(TestMix.of(1).node(), MIX);

  private int links() {
    return node.ran(node.service.status()).join().links();
  }

  @Test
  void shouldBeASubProtocolOfFiveCodes() {
    assertThat(node.service.subProtocol().capability()).isEqualTo(MIX);
    assertThat(node.service.subProtocol().packetCodes()).isEqualTo(5);
  }

  @Test
  void shouldSayWhatItIsOnAConnection() {
    node.start();

    node.open(connection);
    node.loop.runTasks();

    assertThat(connection.codesSent).containsExactly(0, 4, 3);
  }

  @Test
  void shouldTakeUpConnectionsThatWereThereBeforeIt() throws DecodeException {
    SubProtocol.Session session = node.open(connection);
    ServiceFixture.say(session, ServiceFixture.status(TestMix.NETWORK.id()));
    SubProtocol.Session gone = node.open(new TestConnection(TestMix.of(2).node(), MIX));
    gone.onClosed();
    node.loop.runTasks();
    assertThat(connection.codesSent).isEmpty();

    node.start();

    assertThat(connection.codesSent).containsExactly(0, 4, 3);
    assertThat(links()).isOne();
  }

  @Test
  void shouldEndWhatIsClosed() throws DecodeException {
    node.start();
    SubProtocol.Session session = node.open(connection);
    ServiceFixture.say(session, ServiceFixture.status(TestMix.NETWORK.id()));
    assertThat(links()).isOne();

    session.onClosed();

    assertThat(links()).isZero();
    ServiceFixture.say(session, CREDIT);
    node.loop.runTasks();
    assertThat(node.dropped(MixDrop.NO_STATUS)).isZero();
  }

  @Test
  void shouldRefuseWhatIsNoMessage() {
    node.start();
    SubProtocol.Session session = node.open(connection);

    assertThatThrownBy(() -> session.onPacket(1, Bytes.of(1))).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> session.onPacket(0, Bytes.of(1))).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> session.onPacket(9, Bytes.of(0xc0)))
        .isInstanceOf(DecodeException.class);
    assertThat(node.loop.waiting()).as("besides the opening").isOne();
  }

  @Test
  void shouldNotReadFromAPeerThatIsFasterThanTheLoop() throws DecodeException {
    node.start();
    SubProtocol.Session session = node.open(connection);
    for (int i = 1; i < MixService.MAX_WAITING; i++) {
      ServiceFixture.say(session, CREDIT);
      assertThat(connection.paused).isFalse();
    }
    ServiceFixture.say(session, CREDIT);
    assertThat(connection.paused).isTrue();

    node.loop.runTasks();
    connection.runEventLoop();

    assertThat(connection.paused).isFalse();
    assertThat(node.dropped(MixDrop.NO_STATUS)).isEqualTo(MixService.MAX_WAITING);
  }

  /** The loop may be done with all before the event loop has come to pause. */
  @Test
  void shouldReadOnThoughTheLoopWasFasterThanThePause() throws DecodeException {
    node.start();
    TestConnection slow =
        new TestConnection(TestMix.of(1).node(), MIX) {
          @Override
          public void pauseReading() {
            node.loop.runTasks();
            super.pauseReading();
          }
        };
    SubProtocol.Session session = node.open(slow);
    for (int i = 0; i < MixService.MAX_WAITING; i++) {
      ServiceFixture.say(session, CREDIT);
    }

    slow.runEventLoop();

    assertThat(slow.paused).isFalse();
  }

  @Test
  void shouldPauseBeforeTheStartToo() throws DecodeException {
    SubProtocol.Session session = node.open(connection);
    for (int i = 0; i < MixService.MAX_WAITING; i++) {
      ServiceFixture.say(session, CREDIT);
    }
    node.loop.runTasks();
    assertThat(connection.paused).isTrue();

    node.start();
    connection.runEventLoop();

    assertThat(connection.paused).isFalse();
  }

  @Test
  void shouldHangUpOnAConnectionThatIsForMixesAlone() throws DecodeException {
    node.start();

    ServiceFixture.say(node.open(connection), ServiceFixture.status(99));
    node.loop.runTasks();

    assertThat(connection.why).isEqualTo("mix: another mix network");
  }

  @Test
  void shouldLeaveAConnectionToOthersThatShareIt() throws DecodeException {
    node.start();
    TestConnection shared = new TestConnection(TestMix.of(1).node(), SHH, MIX);

    ServiceFixture.say(node.open(shared), ServiceFixture.status(99));
    node.loop.runTasks();

    assertThat(shared.why).isEmpty();
    assertThat(links()).isZero();
  }

  @Test
  void shouldNameTheMixesToBeDialled() throws DecodeException {
    node.start();
    assertThat(node.service.nodes()).isEmpty();

    node.learnMixes();
    node.loop.run(2 * ServiceFixture.SECOND);

    assertThat(node.service.nodes()).extracting(Enode::id).contains(TestMix.of(2).node());
    assertThat(node.candidatesChanged).isPositive();
  }

  @Test
  void shouldTakeNoHarmFromWhatComesAfterItsEnd() throws DecodeException {
    node.start();
    SubProtocol.Session session = node.open(connection);
    node.loop.runTasks();
    node.loop.shutdownNow();

    ServiceFixture.say(session, CREDIT);
    session.onClosed();
    node.service.onFlooded(Bytes32.ZERO);

    assertThat(node.loop.waiting()).isZero();
  }
}
