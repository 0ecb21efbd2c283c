// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixException;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.MixStatus;
import dev.shhnode.mix.TrafficProfile;
import dev.shhnode.mix.directory.Descriptor;
import dev.shhnode.mix.directory.Directory;
import dev.shhnode.mix.directory.TestMix;
import dev.shhnode.mix.sphinx.Command;
import dev.shhnode.mix.sphinx.Geometry;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.mix.wire.LinkMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/** Some peers, a core and its owner, who do whatever a source of choices says. */
final class FuzzedStory {

  private static final int PEERS = 12;
  private static final int MAX_LINKS = 16;

  /** Now and then a step that leads out of an epoch. */
  private static final Duration[] STEPS = {
    Duration.ZERO,
    Duration.ofMillis(1),
    Duration.ofMillis(300),
    Duration.ofSeconds(3),
    Duration.ofSeconds(40),
    Duration.ofMinutes(11)
  };

  private final IntUnaryOperator choice;
  private final TestCore node;
  private final List<MixLink> links = new ArrayList<>();
  private final List<Bytes> packets = new ArrayList<>();
  private final List<Bytes32> posts = new ArrayList<>();

  /** Always there, so that it has the core's newest descriptor. */
  private final TestPeer first = new TestPeer(0);

  private final MixLink firstLink;

  /**
   * @param choice of a number from 0 to below its argument
   */
  FuzzedStory(IntUnaryOperator choice) {
    this.choice = choice;
    Set<MixRole> roles = MixRole.ofBits(choose(4));
    TrafficProfile profile = one(TrafficProfile.values());
    node = new TestCore(new MixConfig(TestMix.NETWORK, roles, profile, 3, 1, 0, 0.2));
    firstLink = node.connect(first);
    node.run(Duration.ofSeconds(1));
  }

  private int choose(int bound) {
    return choice.applyAsInt(bound);
  }

  private <T> T one(T[] choices) {
    return List.of(choices).get(choose(choices.length));
  }

  void step() {
    switch (choose(9)) {
      case 0 -> node.run(STEPS[choose(4)]);
      case 1 -> node.sleep(STEPS[choose(STEPS.length)]);
      case 2 -> openOrClose();
      case 3 -> post();
      case 4 -> bringPacket(firstLink);
      case 5 -> onLink(this::bringPacket);
      default -> onLink(link -> node.say(link, message()));
    }
  }

  private void onLink(Consumer<MixLink> action) {
    if (!links.isEmpty()) {
      action.accept(links.get(choose(links.size())));
    }
  }

  private void openOrClose() {
    if (links.size() < MAX_LINKS && choose(3) > 0) {
      TestPeer peer = new TestPeer(choose(PEERS));
      links.add(choose(4) > 0 ? node.connect(peer) : node.open(peer));
    } else if (!links.isEmpty()) {
      node.core.linkClosed(links.remove(choose(links.size())), node.now());
    }
  }

  private void post() {
    Bytes envelope = Bytes.wrap(new byte[choose(2_000)]);
    Bytes32 hash = Keccak256.hash(envelope);
    try {
      if (choose(2) == 0 && !posts.isEmpty()) {
        node.core.onFlooded(posts.get(choose(posts.size())), node.now());
      } else {
        Duration ttl = Duration.ofSeconds(choose(100));
        node.core.post(envelope, hash, 1 + choose(3), true, ttl, node.now());
        posts.add(hash);
      }
    } catch (MixException refused) {
      assertThat(refused.failure().describe()).isNotBlank();
    }
  }

  private LinkMessage message() {
    return switch (choose(20)) {
      case 0 -> statusOfAStranger();
      case 1, 2, 3, 4 -> TestPeer.status(TestMix.EPOCH + choose(3) - 1, hash());
      case 5, 6, 7, 8 -> new LinkMessage.Credit(choose(1_000));
      case 9, 10, 11 -> new LinkMessage.GetDescriptors(hash().slice(0, choose(3)), hash());
      case 12, 13 -> new LinkMessage.Descriptors(List.of(hash(), Bytes.EMPTY));
      default -> new LinkMessage.Descriptors(List.of(record(), record()));
    };
  }

  private LinkMessage statusOfAStranger() {
    Bytes32 geometry = choose(2) == 0 ? hash() : Geometry.MIX1.hash();
    return new LinkMessage.Status(choose(2), choose(9), choose(9), geometry, hash(), 0);
  }

  private Bytes32 hash() {
    return Keccak256.hash(Bytes.of(choose(4)));
  }

  private Bytes record() {
    long epoch = TestMix.NETWORK.epochAt(node.now().unixSeconds());
    return TestMix.of(choose(PEERS)).record(epoch + choose(4) - 2, 1 + choose(9));
  }

  private void bringPacket(MixLink link) {
    Bytes packet = packet();
    packets.add(packet);
    for (int times = 1 + choose(3); times > 0; times--) {
      node.say(link, new LinkMessage.Packet(packet));
    }
  }

  private Bytes packet() {
    boolean isMix = first.records().stream().findAny().isPresent();
    if (!packets.isEmpty() && choose(4) == 0) {
      return packets.get(choose(packets.size()));
    }
    if (!isMix || choose(4) == 0) {
      return Bytes.repeat((byte) choose(256), Geometry.MIX1.packetSize());
    }
    return madePacket(node.own(first));
  }

  private Bytes madePacket(Descriptor own) {
    if (choose(2) == 0) {
      Command command = one(Command.values());
      return node.toExit(own, command, Bytes.wrap(new byte[choose(1_000)]));
    }
    MixId stranger = new MixId(Bytes.repeat((byte) choose(3), MixId.SIZE));
    MixId known = TestMix.of(choose(PEERS)).id();
    return node.toRelay(own, choose(3) == 0 ? own.id() : choose(2) == 0 ? known : stranger);
  }

  void assertWithinBounds() {
    MixStatus status = node.core.status(node.now());
    assertThat(status.poolPackets()).isBetween(0, MixingPool.MAX_PACKETS);
    assertThat(status.posts()).isBetween(0, OwnPosts.MAX_POSTS);
    assertThat(status.known()).isBetween(0, Directory.MAX_MIXES);
    assertThat(status.usable()).isBetween(0, status.known());
    assertThat(status.links()).isBetween(1, links.size() + 1);
    assertThat(node.wanted).hasSizeLessThanOrEqualTo(WantedLinks.MAX_LINKS);
    assertThat(links).allMatch(link -> link.queued() <= MixLink.MAX_QUEUE);
    assertThat(node.core.mixes(node.now())).hasSize(status.known());
  }

  /** All links end, and time passes: packets, posts and mixes are gone but for the own one. */
  void end() {
    links.forEach(link -> node.core.linkClosed(link, node.now()));
    links.clear();
    node.sleep(Duration.ofHours(3));
    node.run(Duration.ofSeconds(20));
  }

  void assertNothingIsLeft() {
    MixStatus status = node.core.status(node.now());
    assertThat(status.poolPackets() + status.posts()).isZero();
    assertThat(status.links()).isOne();
    assertThat(status.known()).isLessThanOrEqualTo(1);
  }

  int mixed() {
    return node.listener.mixed;
  }

  int posted() {
    return posts.size();
  }

  int reasons() {
    return node.listener.drops.size();
  }
}
