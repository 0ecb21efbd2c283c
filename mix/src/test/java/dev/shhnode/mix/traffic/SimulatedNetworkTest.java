// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixDrop;
import dev.shhnode.mix.MixException;
import dev.shhnode.mix.MixNetwork;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.PostStage;
import dev.shhnode.mix.TrafficProfile;
import dev.shhnode.mix.sphinx.Geometry;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The simulations run side by side, the longest first: one after the other they are a fifth of all
 * tests.
 */
@Tag("long")
@Execution(ExecutionMode.CONCURRENT)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SimulatedNetworkTest {

  private static final MixNetwork NETWORK =
      new MixNetwork(7, Duration.ofHours(1), 4, 120, Geometry.MIX1);

  private static final MixConfig MIX =
      new MixConfig(NETWORK, EnumSet.allOf(MixRole.class), TrafficProfile.STD, 3, 2, 0, 0.2);

  private static final MixConfig SENDER =
      new MixConfig(NETWORK, Set.of(), TrafficProfile.STD, 3, 2, 0, 0.2);

  /** In which all have heard of all. */
  private static final Duration WARMING_UP = Duration.ofSeconds(15);

  private static SimulatedNetwork network(long seed, double loss, int size) {
    SimulatedNetwork network = new SimulatedNetwork(seed, loss);
    for (int i = 0; i < size; i++) {
      SimulatedNetwork.Node[] bootstrap =
          network.nodes().subList(0, Math.min(3, i)).toArray(new SimulatedNetwork.Node[0]);
      network.add(MIX, bootstrap);
    }
    return network;
  }

  /** Makes posts at nodes drawn at random. Returns when each is made, filled while time passes. */
  private static Map<Bytes32, Long> post(SimulatedNetwork network, int posts, Duration interval) {
    Map<Bytes32, Long> posted = new HashMap<>();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < posts; i++) {
      SimulatedNetwork.Node node = network.nodes().get(random.nextInt(network.nodes().size()));
      network.after(
          interval.multipliedBy(i),
          () -> {
            try {
              if (!node.dead) {
                posted.put(node.post(3), network.elapsed().toNanos());
              }
            } catch (MixException e) {
              throw new AssertionError(e);
            }
          });
    }
    return posted;
  }

  /** Of the posts made since a moment, how many were flooded within a time after they were made. */
  private static long floodedWithin(
      SimulatedNetwork network, Map<Bytes32, Long> posted, Duration patience) {
    return posted.entrySet().stream()
        .filter(
            post -> {
              Long flooded = network.flooded.get(post.getKey());
              return flooded != null && flooded - post.getValue() <= patience.toNanos();
            })
        .count();
  }

  @Test
  @Order(1)
  void shouldFloodEveryPostExactlyOnce() {
    SimulatedNetwork network = network(1, 0, 60);
    network.run(WARMING_UP);

    Map<Bytes32, Long> posted = post(network, 10_000, Duration.ofMillis(10));
    network.run(Duration.ofSeconds(100 + 30));

    assertThat(posted).hasSize(10_000);
    assertThat(network.floods.keySet()).isEqualTo(posted.keySet());
    assertThat(network.floods.values()).containsOnly(1);
    assertThat(network.loopsLost).isZero();
    assertThat(network.drops.keySet()).isSubsetOf(MixDrop.OWN_GAVE_WAY);
  }

  @Test
  void shouldSendAgainWhatIsLost() {
    SimulatedNetwork network = network(2, 0.05, 24);
    network.run(WARMING_UP);

    Map<Bytes32, Long> posted = post(network, 1_000, Duration.ofMillis(40));
    network.run(Duration.ofSeconds(40 + 30));

    assertThat(network.stages.get(PostStage.SENT)).isGreaterThan(1_100);
    assertThat(floodedWithin(network, posted, Duration.ofSeconds(30))).isGreaterThanOrEqualTo(999);
  }

  @Test
  void shouldFindAWayRoundMixesThatAreGone() {
    SimulatedNetwork network = network(3, 0, 60);
    network.run(WARMING_UP);
    Map<Bytes32, Long> posted = post(network, 900, Duration.ofMillis(20));
    network.run(Duration.ofSeconds(6));

    for (int i = 0; i < 60; i += 3) {
      network.nodes().get(i).kill();
    }
    posted.keySet().removeIf(hash -> network.postedBy.get(hash).dead);
    network.run(Duration.ofSeconds(12 + 15));

    assertThat(posted).hasSizeGreaterThan(500);
    assertThat(floodedWithin(network, posted, Duration.ofSeconds(10)))
        .isGreaterThanOrEqualTo(posted.size() * 99L / 100);
  }

  /** What a mix is told by one peer alone, it does not use; but what others use, it passes on. */
  @Test
  void shouldDeliverThoughViewsDiffer() {
    SimulatedNetwork network = network(4, 0, 30);
    network.hideFromEach(0.05);
    network.run(WARMING_UP);
    assertThat(
            network.nodes().stream()
                .map(node -> node.core.view(network.moment()).digest())
                .distinct())
        .as("views")
        .hasSizeGreaterThan(15);

    Map<Bytes32, Long> posted = post(network, 500, Duration.ofMillis(20));
    network.run(Duration.ofSeconds(10 + 15));

    assertThat(floodedWithin(network, posted, Duration.ofSeconds(15))).isEqualTo(500);
    assertThat(network.floods.values()).containsOnly(1);
  }

  @Test
  void shouldRunTheSameWayForTheSameSeed() {
    assertThat(floodedBy(5)).isEqualTo(floodedBy(5)).isNotEqualTo(floodedBy(6));
  }

  private static Map<Bytes32, Long> floodedBy(long seed) {
    SimulatedNetwork network = network(seed, 0.02, 12);
    network.run(WARMING_UP);
    post(network, 50, Duration.ofMillis(100));
    network.run(Duration.ofSeconds(5 + 15));
    return network.flooded;
  }

  @Test
  void shouldServeSendersThatNobodyCanDial() throws MixException {
    SimulatedNetwork network = network(7, 0, 12);
    SimulatedNetwork.Node sender = network.add(SENDER, network.nodes().get(0));
    network.add(SENDER, network.nodes().get(1));
    network.run(WARMING_UP);

    Bytes32 hash = sender.post(3);
    network.run(Duration.ofSeconds(15));

    assertThat(network.floods).containsEntry(hash, 1);
    assertThat(network.loopsReturned).isGreaterThan(100);
    assertThat(network.loopsLost).isZero();
    assertThat(network.drops.keySet()).isSubsetOf(MixDrop.OWN_GAVE_WAY);
  }

  @Test
  void shouldServeAFewMixes() throws MixException {
    SimulatedNetwork network = network(8, 0, 3);
    SimulatedNetwork.Node sender = network.add(SENDER, network.nodes().get(0));
    network.run(WARMING_UP);

    Bytes32 hash = sender.post(3);
    network.run(Duration.ofSeconds(15));

    assertThat(network.floods).containsEntry(hash, 1);
    assertThat(network.loopsLost).isZero();
  }

  /** Whose epoch is a minute. */
  private static SimulatedNetwork hasty(MixConfig config) {
    SimulatedNetwork network = new SimulatedNetwork(9, 0);
    for (int i = 0; i < 6; i++) {
      network.add(config, network.nodes().stream().limit(1).toArray(SimulatedNetwork.Node[]::new));
    }
    return network;
  }

  private static MixConfig hastyConfig(Set<MixRole> roles, int minAge) {
    MixNetwork network = new MixNetwork(8, Duration.ofMinutes(1), 4, 120, Geometry.MIX1);
    return new MixConfig(network, roles, TrafficProfile.STD, 3, 2, minAge, 0.2);
  }

  /** An epoch has to pass first, or to have passed before a restart. */
  @Test
  void shouldWaitUntilMixesHaveBeenKnownForAnEpoch() {
    SimulatedNetwork network = hasty(hastyConfig(EnumSet.allOf(MixRole.class), 0));
    SimulatedNetwork.Node sender = network.add(hastyConfig(Set.of(), 1), network.nodes().get(0));
    network.run(WARMING_UP);
    assertThat(sender.core.status(network.moment()).usable()).isZero();

    network.run(Duration.ofMinutes(1));

    assertThat(sender.core.status(network.moment()).usable()).isEqualTo(6);
    assertThat(sender.known).hasSize(6);
    SimulatedNetwork.Node restarted =
        network.restarted(hastyConfig(Set.of(), 1), sender.known, network.nodes().get(0));
    network.run(WARMING_UP);
    assertThat(restarted.core.status(network.moment()).usable()).isEqualTo(6);
  }

  @Test
  void shouldDeliverOverTheChangeOfEpochs() {
    SimulatedNetwork network = hasty(hastyConfig(EnumSet.allOf(MixRole.class), 0));
    network.run(WARMING_UP);

    Map<Bytes32, Long> posted = post(network, 150, Duration.ofSeconds(1));
    network.run(Duration.ofMinutes(3));

    assertThat(floodedWithin(network, posted, Duration.ofSeconds(20))).isEqualTo(150);
    assertThat(network.floods.values()).containsOnly(1);
    assertThat(network.loopsLost).isZero();
  }
}
