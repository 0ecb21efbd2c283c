// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.RlpWriter;
import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixNetwork;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.TrafficProfile;
import dev.shhnode.mix.directory.Descriptor;
import dev.shhnode.mix.directory.DescriptorProof;
import dev.shhnode.mix.directory.TestMix;
import dev.shhnode.mix.sphinx.Geometry;
import dev.shhnode.mix.sphinx.MixKeyPair;
import dev.shhnode.mix.wire.LinkCodec;
import dev.shhnode.mix.wire.LinkMessage;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.enr.NodeRecord;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

/**
 * What a mix said of itself by a clock that was ahead must not stay, whether it was started anew
 * since or the clock was set.
 */
class ClockSetBackTest {

  private static final MixNetwork NETWORK =
      new MixNetwork(7, Duration.ofHours(1), 4, 120, Geometry.MIX1);

  private static final MixConfig MIX =
      new MixConfig(NETWORK, EnumSet.allOf(MixRole.class), TrafficProfile.OFF, 3, 2, 0, 0.2);

  private static final Duration AHEAD = Duration.ofMinutes(5);

  private final SecureRandom random = new SecureRandom();
  private final List<NodeRecord> told = new ArrayList<>();

  private final LinkOutput peer =
      new LinkOutput() {
        @Override
        public void send(LinkMessage message) {
          if (message instanceof LinkMessage.Descriptors descriptors) {
            descriptors.records().forEach(record -> told.add(decode(record)));
          }
        }

        @Override
        public void hangUp(DisconnectReason reason, String why) {}
      };

  private static NodeRecord decode(Bytes record) {
    try {
      return NodeRecord.decode(record);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Made by a clock that was ahead, with keys that nobody has any more. */
  private NodeRecord ofAnEarlierRun(SimulatedNetwork.Node mix, long unixSeconds) {
    Descriptor.Content content =
        new Descriptor.Content(
            NETWORK.epochAt(unixSeconds),
            MixKeyPair.generate(random).publicKey(),
            MixKeyPair.generate(random).publicKey(),
            MixRole.toBits(MIX.roles()),
            250,
            0.2,
            NETWORK.id());
    Bytes32 input = content.proofInput(mix.keys.publicKey());
    long proof =
        DescriptorProof.search(input, NETWORK.proofBits(), 0, Integer.MAX_VALUE).orElseThrow();
    Map<String, Bytes> address =
        Map.of("ip", RlpWriter.value(Bytes.of(10, 0, 0, 1)), "tcp", RlpWriter.value(Bytes.of(9)));
    return Descriptor.sign(mix.keys, unixSeconds + AHEAD.toSeconds(), content, proof, address);
  }

  @Test
  void aDescriptorOfTheFutureIsReplacedWhenTheClockIsSet() {
    TestCore mix = new TestCore(TestCore.config(TestMix.ALL_ROLES, TrafficProfile.OFF));
    TestPeer peerOfMix = new TestPeer(1);
    mix.setClock(Duration.ofHours(5));
    mix.connect(peerOfMix);
    mix.run(Duration.ofSeconds(5));
    assertThat(mix.own(peerOfMix).epoch()).isEqualTo(TestMix.EPOCH + 5);

    mix.setClock(Duration.ZERO);
    mix.run(Duration.ofSeconds(5));

    assertThat(mix.own(peerOfMix).epoch()).isEqualTo(TestMix.EPOCH);
  }

  @Test
  void aDescriptorOfAnEarlierRunIsReplacedAtOnceThoughTheClockWasAhead() {
    SimulatedNetwork network = new SimulatedNetwork(1, 0);
    SimulatedNetwork.Node mix = network.add(MIX);
    network.run(Duration.ofSeconds(5));
    MixLink link =
        mix.core.linkOpened(KeyPair.generate(random).publicKey(), peer, network.moment());
    long now = network.moment().unixSeconds();
    NodeRecord old = ofAnEarlierRun(mix, now);
    mix.core.onMessage(
        link,
        new LinkMessage.Status(
            LinkCodec.VERSION,
            NETWORK.id(),
            NETWORK.epochAt(now),
            NETWORK.geometry().hash(),
            Bytes32.ZERO,
            0),
        network.moment());

    mix.core.onMessage(link, new LinkMessage.Descriptors(List.of(old.encode())), network.moment());
    mix.arm();
    network.run(Duration.ofSeconds(2));

    assertThat(told).last().extracting(NodeRecord::seq).isEqualTo(old.seq() + 1);
    assertThat(told).last().extracting(NodeRecord::publicKey).isEqualTo(mix.keys.publicKey());
  }
}
