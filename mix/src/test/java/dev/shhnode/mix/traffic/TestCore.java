// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.TestRandom;
import dev.shhnode.mix.TrafficProfile;
import dev.shhnode.mix.directory.Descriptor;
import dev.shhnode.mix.directory.Guards;
import dev.shhnode.mix.directory.TestMix;
import dev.shhnode.mix.sphinx.Command;
import dev.shhnode.mix.sphinx.DelayClass;
import dev.shhnode.mix.sphinx.Geometry;
import dev.shhnode.mix.sphinx.Hop;
import dev.shhnode.mix.sphinx.KeyAgreement;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.mix.sphinx.Sphinx;
import dev.shhnode.mix.sphinx.SphinxProfile;
import dev.shhnode.mix.wire.LinkMessage;
import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.runtime.Moment;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;

/** A core whose clock is the test's and whose links end at {@link TestPeer}s. */
final class TestCore implements MixOutput {

  /** The number of the core's own node. */
  static final int SELF = 100;

  static final Sphinx SPHINX =
      new Sphinx(Geometry.MIX1, SphinxProfile.MIX1, KeyAgreement.fastest());

  private static final long SECOND = 1_000_000_000L;

  final TestMix self = TestMix.of(SELF);
  final TestListener listener = new TestListener();
  final List<Bytes> flooded = new ArrayList<>();
  final List<Guards> guardsDrawn = new ArrayList<>();
  final SecureRandom random = TestRandom.of(1);
  final MixCore core;
  List<Enode> wanted = List.of();
  Map<MixId, Long> known = Map.of();
  boolean refusing;
  private long nanos;
  private long secondsAhead;

  TestCore(MixConfig config) {
    this(config, MixLink.MIX_RATE);
  }

  TestCore(MixConfig config, long capacity) {
    Map<String, Bytes> address = config.roles().isEmpty() ? Map.of() : self.address();
    Guards guards = Guards.draw(random, TestMix.NOW);
    core =
        new MixCore(
            config,
            new MixNode(self.keys(), address, List.of(), guards, capacity),
            SPHINX,
            random,
            this,
            listener,
            now());
  }

  /** A node that uses each mix that one peer has told of. */
  static MixConfig config(Set<MixRole> roles, TrafficProfile profile) {
    return new MixConfig(TestMix.NETWORK, roles, profile, 3, 1, 0, 0.2);
  }

  Moment now() {
    return new Moment(TestMix.NOW + secondsAhead + Math.floorDiv(nanos, SECOND), nanos);
  }

  /** Somebody sets the wall clock, by so much from what it would show. */
  void setClock(Duration ahead) {
    secondsAhead = ahead.toSeconds();
  }

  /** Lets time pass, doing what is due when it is. */
  void run(Duration duration) {
    long end = nanos + duration.toNanos();
    int turns = 0;
    for (long due = core.nextDeadline(now()); due - end <= 0; due = core.nextDeadline(now())) {
      nanos = Math.max(nanos, due);
      core.onTime(now());
      assertThat(turns++).as("turns without end").isLessThan(1_000_000);
    }
    nanos = end;
    core.onTime(now());
  }

  /** The machine sleeps: what was due is done late. */
  void sleep(Duration duration) {
    nanos += duration.toNanos();
    core.onTime(now());
  }

  /** A link with somebody who has said nothing yet. */
  MixLink open(TestPeer peer) {
    return core.linkOpened(peer.mix.node(), peer, now());
  }

  /** A link with somebody of the same network. */
  MixLink connect(TestPeer peer) {
    MixLink link = open(peer);
    say(link, TestPeer.status());
    return link;
  }

  void say(MixLink link, LinkMessage message) {
    core.onMessage(link, message, now());
  }

  void tellOf(MixLink link, TestMix... mixes) {
    for (TestMix mix : mixes) {
      say(link, new LinkMessage.Descriptors(List.of(mix.record())));
    }
  }

  /** The newest descriptor of the core's own that a peer was told. */
  Descriptor own(TestPeer peer) {
    return peer.records().stream()
        .map(TestCore::decode)
        .filter(mix -> mix.node().equals(self.node()))
        .max(Comparator.comparingLong(mix -> mix.record().seq()))
        .orElseThrow();
  }

  private static Descriptor decode(Bytes record) {
    try {
      return Descriptor.decode(record, TestMix.NETWORK);
    } catch (DecodeException e) {
      throw new AssertionError(e);
    }
  }

  /** A packet of which the core is the exit. */
  Bytes toExit(Descriptor own, Command command, Bytes body) {
    return SPHINX.create(List.of(hop(own, DelayClass.USUAL)), command, body, random);
  }

  /** A packet that the core passes on. */
  Bytes toRelay(Descriptor own, MixId next) {
    Hop exit = new Hop(next, hop(own, DelayClass.NONE).publicKey(), DelayClass.NONE);
    return SPHINX.create(
        List.of(hop(own, DelayClass.USUAL), exit), Command.DROP, Bytes.EMPTY, random);
  }

  private Hop hop(Descriptor own, DelayClass delay) {
    long epoch = TestMix.NETWORK.epochAt(now().unixSeconds());
    return new Hop(own.id(), own.keyOf(epoch).orElse(own.key()), delay);
  }

  @Override
  public void flood(Bytes envelope, Runnable onRefused) {
    if (refusing) {
      onRefused.run();
    } else {
      flooded.add(envelope);
    }
  }

  @Override
  public void onLinksWanted(List<Enode> nodes) {
    wanted = nodes;
  }

  @Override
  public void onGuards(Guards guards) {
    guardsDrawn.add(guards);
  }

  @Override
  public void onKnown(Map<MixId, Long> since) {
    known = since;
  }
}
