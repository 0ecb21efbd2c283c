// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.service;

import static dev.shhnode.mix.service.ServiceFixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.mix.MixDrop;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.TrafficProfile;
import dev.shhnode.mix.directory.Descriptor;
import dev.shhnode.mix.directory.TestMix;
import dev.shhnode.mix.sphinx.Command;
import dev.shhnode.mix.sphinx.DelayClass;
import dev.shhnode.mix.sphinx.Geometry;
import dev.shhnode.mix.sphinx.Hop;
import dev.shhnode.mix.sphinx.KeyAgreement;
import dev.shhnode.mix.sphinx.Sphinx;
import dev.shhnode.mix.sphinx.SphinxProfile;
import dev.shhnode.mix.wire.LinkCodec;
import dev.shhnode.mix.wire.LinkMessage;
import dev.shhnode.rlpx.SubProtocol;
import java.util.EnumSet;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

class MixServiceExitTest {

  private static final Bytes ENVELOPE = Bytes.of(1, 2, 3);

  private final ServiceFixture node =
      new ServiceFixture(EnumSet.allOf(MixRole.class), TrafficProfile.OFF);

  /** Has an envelope come out at the node. */
  private void bring() throws DecodeException {
    node.start();
    Descriptor[] own = new Descriptor[1];
    TestConnection connection =
        new TestConnection(TestMix.of(1).node()) {
          @Override
          public void send(int code, Bytes body, Runnable onWritten) {
            own[0] = code == 2 ? descriptor(body) : own[0];
          }
        };
    SubProtocol.Session session = node.open(connection);
    ServiceFixture.say(session, ServiceFixture.status(TestMix.NETWORK.id()));
    node.loop.run(2 * SECOND);
    Hop hop = new Hop(own[0].id(), own[0].key(), DelayClass.NONE);
    Bytes packet =
        new Sphinx(Geometry.MIX1, SphinxProfile.MIX1, KeyAgreement.fastest())
            .create(List.of(hop), Command.FLOOD, ENVELOPE, node.random);
    ServiceFixture.say(session, new LinkMessage.Packet(packet));
    node.loop.run(SECOND);
  }

  private static Descriptor descriptor(Bytes body) {
    try {
      LinkMessage message = LinkCodec.decode(2, body, Geometry.MIX1);
      Bytes record = ((LinkMessage.Descriptors) message).records().get(0);
      return Descriptor.decode(record, TestMix.NETWORK);
    } catch (DecodeException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldHandOverWhatComesOutOfTheMixes() throws DecodeException {
    bring();

    assertThat(node.flooded).containsExactly(ENVELOPE);
    assertThat(node.dropped(MixDrop.EXIT_REFUSED)).isZero();
  }

  @Test
  void shouldCountWhatIsNotFlooded() throws DecodeException {
    node.floods = false;

    bring();

    assertThat(node.flooded).containsExactly(ENVELOPE);
    assertThat(node.dropped(MixDrop.EXIT_REFUSED)).isOne();
  }
}
