// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixListener.PacketKind;
import dev.shhnode.mix.MixNetwork;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.TrafficProfile;
import dev.shhnode.mix.directory.Descriptor;
import dev.shhnode.mix.directory.Guards;
import dev.shhnode.mix.directory.MixView;
import dev.shhnode.mix.directory.PathSelector;
import dev.shhnode.mix.directory.Reliability;
import dev.shhnode.mix.sphinx.Geometry;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.mix.wire.LinkMessage;
import dev.shhnode.rlpx.DisconnectReason;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who watches links, or makes them narrow, must not see which packets are posts. */
class OwnPacketsAlikeTest {

  private static final MixNetwork NETWORK =
      new MixNetwork(7, Duration.ofHours(1), 4, 120, Geometry.MIX1);

  private static final MixConfig MIX =
      new MixConfig(NETWORK, EnumSet.allOf(MixRole.class), TrafficProfile.OFF, 3, 2, 0, 0.2);

  private static final MixConfig SENDER =
      new MixConfig(NETWORK, Set.of(), TrafficProfile.STD, 3, 2, 0, 0.2);

  private static final int MIXES = 12;
  private static final int SECONDS = 100;

  private static SimulatedNetwork network() {
    SimulatedNetwork network = new SimulatedNetwork(1, 0);
    for (int i = 0; i < MIXES; i++) {
      network.add(
          MIX, network.nodes().subList(0, Math.min(3, i)).toArray(SimulatedNetwork.Node[]::new));
    }
    network.run(Duration.ofSeconds(15));
    return network;
  }

  @Test
  void postsOverAnotherNumberOfHopsAreAsManyPacketsToEachMixAsCover() throws Exception {
    SimulatedNetwork network = network();
    SimulatedNetwork.Node sender =
        network.add(SENDER, network.nodes().get(0), network.nodes().get(1));
    network.run(Duration.ofSeconds(15));
    assertThat(sender.core.view(network.moment()).isStratified()).isTrue();
    sender.core.check(1, network.moment());

    Map<Integer, Integer> quiet = packetsByLayer(network, sender);
    for (int i = 0; i < SECONDS; i++) {
      network.after(Duration.ofSeconds(i), () -> post(sender));
    }
    Map<Integer, Integer> posting = packetsByLayer(network, sender);

    assertThat(quiet.keySet()).containsExactlyInAnyOrder(0, 2);
    assertThat(posting.keySet()).isEqualTo(quiet.keySet());
    // One a second, within nearly three standard deviations.
    quiet.forEach(
        (layer, count) ->
            assertThat(posting.get(layer)).isCloseTo(count, within(SECONDS * 4 / 10)));
  }

  private static void post(SimulatedNetwork.Node sender) {
    try {
      sender.post(1);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Map<Integer, Integer> packetsByLayer(
      SimulatedNetwork network, SimulatedNetwork.Node sender) {
    sender.packetsTo.clear();
    network.run(Duration.ofSeconds(SECONDS));
    MixView view = sender.core.view(network.moment());
    Map<Integer, Integer> byLayer = new HashMap<>();
    for (Map.Entry<PublicKey, Integer> each : sender.packetsTo.entrySet()) {
      int layer = view.layerOf(MixId.of(each.getKey())).orElseThrow();
      byLayer.merge(layer, each.getValue(), Integer::sum);
    }
    return byLayer;
  }

  @Test
  void anotherPathIsEnteredByTheMixThatAnyPacketWouldHaveTaken() {
    SimulatedNetwork network = network();
    MixView view = network.nodes().get(0).core.view(network.moment());
    SecureRandom secure = new SecureRandom();
    PathSelector selector =
        new PathSelector(
            KeyPair.generate(secure).publicKey(), Guards.draw(secure, 0), new Reliability());
    for (int seed = 0; seed < 100; seed++) {
      List<Descriptor> usual = choose(selector, view, Set.of(), seed);
      Set<MixId> tried = usual.stream().map(Descriptor::id).collect(Collectors.toSet());

      List<Descriptor> other = choose(selector, view, tried, seed);

      assertThat(other.get(0)).isEqualTo(usual.get(0));
      assertThat(other.subList(1, 3)).doesNotContainAnyElementsOf(usual);
    }
  }

  private static List<Descriptor> choose(
      PathSelector selector, MixView view, Set<MixId> avoid, int seed) {
    return selector.choose(view, 3, avoid, new SplittableRandom(seed), 0).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(names = "FORWARDED", mode = EnumSource.Mode.EXCLUDE)
  void allPacketsOfThisNodeGiveWayWhereALinkIsFull(PacketKind own) {
    LinkOutput nowhere =
        new LinkOutput() {
          @Override
          public void send(LinkMessage message) {}

          @Override
          public void hangUp(DisconnectReason reason, String why) {}
        };
    MixLink link = new MixLink(KeyPair.generate(new SecureRandom()).publicKey(), nowhere, 0);
    Bytes packet = Bytes.EMPTY;
    assertThat(link.send(packet, own, 0)).isTrue();

    for (int i = 0; i < MixLink.CLIENT_RATE; i++) {
      assertThat(link.send(packet, PacketKind.FORWARDED, 0)).isTrue();
    }

    assertThat(link.send(packet, own, 0)).isFalse();
    assertThat(link.send(packet, PacketKind.FORWARDED, 0)).isTrue();
  }

  /** What a mix of a layer passes on goes to the next one, and so must its loops and decoys. */
  @Test
  void loopsOfMixesGoFromLayerToLayerAsWhatTheyPassOnDoes() {
    SimulatedNetwork network = network();
    MixView view = network.nodes().get(0).core.view(network.moment());
    assertThat(view.isStratified()).isTrue();
    network.nodes().forEach(node -> node.packetsTo.clear());
    int returned = network.loopsReturned;
    int lost = network.loopsLost;

    network.run(Duration.ofSeconds(SECONDS));

    for (SimulatedNetwork.Node node : network.nodes()) {
      int layer = view.layerOf(MixId.of(node.enode.id())).orElseThrow();
      assertThat(node.packetsTo.keySet())
          .allMatch(to -> view.layerOf(MixId.of(to)).orElseThrow() == (layer + 1) % MixView.LAYERS);
    }
    assertThat(network.loopsReturned - returned).isGreaterThan(MIXES * SECONDS / 3);
    assertThat(network.loopsLost - lost).isZero();
  }
}
