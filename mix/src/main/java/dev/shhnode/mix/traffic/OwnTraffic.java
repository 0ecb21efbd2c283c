// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixFailure;
import dev.shhnode.mix.MixListener;
import dev.shhnode.mix.MixListener.PacketKind;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.TrafficProfile;
import dev.shhnode.mix.directory.Descriptor;
import dev.shhnode.mix.directory.Directory;
import dev.shhnode.mix.directory.EpochKeys;
import dev.shhnode.mix.directory.MixView;
import dev.shhnode.mix.directory.Reliability;
import dev.shhnode.mix.sphinx.Command;
import dev.shhnode.mix.sphinx.DelayClass;
import dev.shhnode.mix.sphinx.Hop;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.mix.traffic.PacketMaker.Made;
import dev.shhnode.runtime.Moment;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * All packets that this node sends by itself: at each moment of a Poisson process a post if one
 * waits and else cover, and at those of another a loop. An observer cannot tell which is which. A
 * mix sends further loops, and decoys, that look like the packets that it passes on. Not
 * thread-safe; belongs to the mix loop.
 */
final class OwnTraffic {

  /** Loops a second of a node that mixes for others, besides those of its profile. */
  static final double MIX_LOOP_RATE = 0.5;

  /** How long an envelope takes from the exit to most nodes. */
  private static final Duration FLOODING = Duration.ofMillis(500);

  private final MixConfig config;
  private final MixId self;
  private final PacketMaker maker;
  private final EpochKeys keys;
  private final Directory directory;
  private final Links links;
  private final SecureRandom random;
  private final OwnPosts posts;
  private final Loops loops;
  private final PoissonClock slots;
  private final PoissonClock loopClock;
  private final PoissonClock mixLoopClock;

  /** Lengths of paths of posts, and so of cover. */
  private final Set<Integer> hopsInUse = new TreeSet<>();

  OwnTraffic(
      MixConfig config,
      MixId self,
      PacketMaker maker,
      EpochKeys keys,
      Directory directory,
      Reliability reliability,
      Links links,
      SecureRandom random,
      MixListener listener,
      long now) {
    this.config = config;
    this.self = self;
    this.maker = maker;
    this.keys = keys;
    this.directory = directory;
    this.links = links;
    this.random = random;
    this.posts = new OwnPosts(reliability, listener);
    this.loops = new Loops(reliability, listener);
    TrafficProfile profile = config.profile();
    if (profile != TrafficProfile.OFF) {
      hopsInUse.add(config.hops());
    }
    this.slots = new PoissonClock(profile.payloadRate(), random, now);
    this.loopClock = new PoissonClock(profile.loopRate(), random, now);
    this.mixLoopClock = new PoissonClock(config.roles().isEmpty() ? 0 : MIX_LOOP_RATE, random, now);
  }

  /** Sends what is due. */
  void onTime(MixView view, Moment now) {
    while (slots.tick(now.nanos())) {
      fillSlot(view, now.nanos());
    }
    while (loopClock.tick(now.nanos())) {
      sendLoop(PacketKind.LOOP, loop(view, now), Fate.UNWATCHED, now);
    }
    while (mixLoopClock.tick(now.nanos())) {
      sendLoop(PacketKind.LOOP, mixLoop(view, now), Fate.UNWATCHED, now);
    }
  }

  /**
   * Over how many hops the packet goes, by which mix it enters and whether its link has room does
   * not depend on whether a post waits: otherwise links would show what it is.
   */
  private void fillSlot(MixView view, long now) {
    List<Integer> choice = List.copyOf(hopsInUse);
    int hops = choice.get(random.nextInt(choice.size()));
    Optional<OwnPosts.Post> post = posts.next(hops);
    if (post.isPresent()) {
      send(post.get(), view, now);
    } else {
      maker
          .make(view, hops, Command.DROP, Bytes.EMPTY, Set.of(), now)
          .ifPresent(
              cover -> links.send(cover.entry(), cover.packet(), PacketKind.COVER, self, now));
    }
  }

  private void send(OwnPosts.Post post, MixView view, long now) {
    Optional<Made> made =
        maker.make(view, post.hops(), Command.FLOOD, post.envelope(), post.tried(), now);
    posts.take(post);
    if (made.isPresent()) {
      Made packet = made.get();
      links.send(packet.entry(), packet.packet(), PacketKind.POST, self, fateOf(post, packet), now);
    } else {
      posts.putBack(post);
    }
  }

  private Fate fateOf(OwnPosts.Post post, Made packet) {
    return new Fate() {
      @Override
      public void onLeft(long now) {
        posts.onSent(post, packet.path(), packet.delayNanos(), now);
      }

      @Override
      public void onDropped() {
        posts.putBack(post);
      }
    };
  }

  /** A packet that comes back to this node, with the number by which it is known again. */
  private record Loop(Bytes id, Made made) {}

  /**
   * Sends a packet that looks like one of those that this node passes on.
   *
   * @param fate told when it leaves, if it does
   */
  void sendDecoy(Fate fate, Moment now) {
    MixView view = directory.view(config.network().epochAt(now.unixSeconds()));
    sendLoop(PacketKind.DECOY, mixLoop(view, now), fate, now);
  }

  private void sendLoop(PacketKind kind, Optional<Loop> loop, Fate fate, Moment now) {
    loop.ifPresent(
        sent -> {
          Made made = sent.made();
          if (links.send(made.entry(), made.packet(), kind, self, fate, now.nanos())) {
            loops.add(sent.id(), made.path(), made.delayNanos(), now.nanos());
          }
        });
  }

  private Hop here(MixView view) {
    return new Hop(self, keys.publicKey(view.epoch()), DelayClass.NONE);
  }

  /** One over a path like those of posts, through a guard. */
  private Optional<Loop> loop(MixView view, Moment now) {
    Bytes id = Bytes.random(Loops.ID_SIZE, random);
    Optional<Made> made = Optional.empty();
    for (int hops = MixView.LAYERS; hops > 0 && made.isEmpty(); hops--) {
      made = maker.loop(view, hops, here(view), last -> via(view, last), id, now.nanos());
    }
    return made.map(packet -> new Loop(id, packet));
  }

  /** One over a path like those of packets of others that leave this node, if any do. */
  private Optional<Loop> mixLoop(MixView view, Moment now) {
    if (!passesOn(view)) {
      return loop(view, now);
    }
    Bytes id = Bytes.random(Loops.ID_SIZE, random);
    Optional<Made> made = Optional.empty();
    for (int hops = MixView.LAYERS - 1; hops > 0 && made.isEmpty(); hops--) {
      made = maker.round(view, hops, here(view), id, now.nanos());
    }
    return made.map(packet -> new Loop(id, packet));
  }

  /**
   * Whether packets of others leave this node: what is to hide them must go where they go. Through
   * its guards it would be told from them by the first layer.
   */
  private boolean passesOn(MixView view) {
    return config.roles().contains(MixRole.RELAY)
        && (!view.isStratified() || view.layerOf(self).isPresent());
  }

  /**
   * Nobody can dial a node that is no mix, so its loops come back over a link that it has made:
   * from the last mix of the path itself, or from one of this epoch by which that sends it.
   */
  private Optional<Hop> via(MixView view, Descriptor last) {
    if (!config.roles().isEmpty() || links.ready(last.id()).isPresent()) {
      return Optional.empty();
    }
    List<Descriptor> linked =
        view.active().stream()
            .filter(mix -> mix.canBe(false) && links.ready(mix.id()).isPresent())
            .toList();
    return linked.isEmpty()
        ? Optional.empty()
        : Optional.of(
            PacketMaker.hop(
                linked.get(random.nextInt(linked.size())), view.epoch(), DelayClass.NONE));
  }

  /** A packet without content has come: a loop of this node, or cover of another. */
  void onDrop(Bytes body, long now) {
    loops.onReturned(body, now);
  }

  // Posts

  /** Some post is to travel over so many hops; from now on cover does too. */
  void use(int hops) {
    hopsInUse.add(hops);
  }

  /** Lengths of the paths of this node's packets; a view. */
  Set<Integer> hopsInUse() {
    return Collections.unmodifiableSet(hopsInUse);
  }

  /** Why an envelope cannot be posted through mixes. Where mixes are only down, posts wait. */
  Optional<MixFailure> refusal(Bytes envelope, MixView view, int hops) {
    if (config.profile() == TrafficProfile.OFF) {
      return Optional.of(new MixFailure.ProfileOff());
    }
    if (envelope.size() > maker.maxBodySize()) {
      return Optional.of(new MixFailure.EnvelopeTooLarge(envelope.size(), maker.maxBodySize()));
    }
    if (!maker.hasPath(view, hops)) {
      return Optional.of(new MixFailure.TooFewMixes(directory.size(), view.active().size(), hops));
    }
    return posts.isFull()
        ? Optional.of(new MixFailure.TooManyPosts(posts.size()))
        : Optional.empty();
  }

  /** Takes a post. Returns how long it will take until it is flooded, on average. */
  Duration post(Bytes envelope, Bytes32 hash, int hops, boolean comesBack, Duration ttl, long now) {
    double slotsToWait = (posts.queued() + 1.0) * Math.max(1, hopsInUse.size());
    posts.add(envelope, hash, hops, comesBack, ttl, now);
    double seconds = slotsToWait / config.profile().payloadRate();
    return Duration.ofMillis((long) (seconds * 1_000))
        .plus(DelayClass.USUAL.mean().multipliedBy(hops))
        .plus(FLOODING);
  }

  void onFlooded(Bytes32 hash, long now) {
    posts.onFlooded(hash, now);
  }

  /** Posts that have not been heard back. */
  int posts() {
    return posts.size();
  }

  /** Looks which posts have to be sent again; to be called several times a second. */
  void lookAfterPosts(long now) {
    posts.onTime(now);
  }

  /** Looks which loops are lost; to be called about once a second. */
  void lookAfterLoops(long now) {
    loops.onTime(now);
  }

  boolean isAlarming() {
    return loops.isAlarming();
  }

  /** When {@link #onTime} is due; {@code otherwise} if that is earlier. */
  long nextDeadline(long otherwise) {
    long next = otherwise;
    for (PoissonClock clock : List.of(slots, loopClock, mixLoopClock)) {
      long due = clock.next(next);
      next = due - next < 0 ? due : next;
    }
    return next;
  }
}
