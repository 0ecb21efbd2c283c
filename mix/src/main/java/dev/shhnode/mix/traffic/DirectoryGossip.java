// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import dev.shhnode.mix.MixAlarm;
import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixDrop;
import dev.shhnode.mix.MixListener;
import dev.shhnode.mix.MixNetwork;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.directory.Descriptor;
import dev.shhnode.mix.directory.Directory;
import dev.shhnode.mix.directory.Vicinity;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.mix.wire.LinkCodec;
import dev.shhnode.mix.wire.LinkMessage.Credit;
import dev.shhnode.mix.wire.LinkMessage.Descriptors;
import dev.shhnode.mix.wire.LinkMessage.GetDescriptors;
import dev.shhnode.mix.wire.LinkMessage.Status;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.runtime.Moment;
import dev.shhnode.runtime.TokenBucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.tuweni.bytes.Bytes;

/**
 * Tells peers of mixes and hears of them: what is new is pushed to all links, what is missing is
 * asked for by digest, and each epoch's views are compared. Not thread-safe; belongs to the mix
 * loop.
 */
final class DirectoryGossip {

  /** Ours: messages that answer one request; a larger part has to be asked for by prefix. */
  private static final int MAX_ANSWER = 4;

  /** Above that many mixes a directory is asked for in parts. */
  private static final int WHOLE = MAX_ANSWER * LinkCodec.MAX_DESCRIPTORS / 2;

  /**
   * Parts asked for at a time, and where that is done every few seconds; peers answer one a second.
   */
  private static final int PARTS = 12;

  private static final int HUNGRY_PARTS = 2;

  private static final int PREFIXES = 256;

  /** How long between requests while too few peers have told of some mix. */
  private static final Duration HUNGRY = Duration.ofSeconds(3);

  /**
   * Ours: unknown mixes asked for in a second, as any sender can name some; peers asked for one.
   */
  private static final int LOOK_UP_RATE = 2;

  private static final int LOOK_UP_BURST = 20;

  private static final int LOOK_UP_PEERS = 3;

  /**
   * Ours: descriptors of all peers a second, of which each may cost the check of a signature; all
   * that the directory holds at once.
   */
  private static final int DESCRIPTOR_RATE = 128;

  private final MixConfig config;
  private final Directory directory;
  private final Links links;
  private final RandomGenerator random;
  private final MixListener listener;
  private final Duration pullInterval;
  private final TokenBucket lookUps;
  private final TokenBucket ofAllLinks;
  private long nextPull;
  private long digestsDifferSince;
  private boolean alarm;

  DirectoryGossip(
      MixConfig config,
      Directory directory,
      Links links,
      RandomGenerator random,
      MixListener listener,
      Moment now) {
    this.config = config;
    this.directory = directory;
    this.links = links;
    this.random = random;
    this.listener = listener;
    this.ofAllLinks = new TokenBucket(DESCRIPTOR_RATE, Directory.MAX_MIXES, now.nanos());
    this.lookUps = new TokenBucket(LOOK_UP_RATE, LOOK_UP_BURST, now.nanos());
    this.nextPull = now.nanos();
    this.digestsDifferSince = now.nanos();
    this.pullInterval = config.network().epoch().dividedBy(60);
  }

  /** A link is open; the peer has said nothing yet. */
  void onOpen(MixLink link, Moment now) {
    link.output().send(status(now));
    link.output().send(new Credit(MixLink.CLIENT_RATE));
    link.output().send(new GetDescriptors(Bytes.EMPTY, directory.digest(Bytes.EMPTY)));
  }

  private Status status(Moment now) {
    MixNetwork network = config.network();
    long epoch = network.epochAt(now.unixSeconds());
    return new Status(
        LinkCodec.VERSION,
        network.id(),
        epoch,
        network.geometry().hash(),
        directory.view(epoch).digest(),
        MixRole.toBits(config.roles()));
  }

  /**
   * The peer says what it is.
   *
   * @return whether it has become ready by that
   */
  boolean onStatus(MixLink link, Status status) {
    MixNetwork network = config.network();
    if (status.version() != LinkCodec.VERSION
        || status.network() != network.id()
        || !status.geometryHash().equals(network.geometry().hash())) {
      link.setUseless();
      link.output().hangUp(DisconnectReason.USELESS_PEER, "another mix network");
      return false;
    }
    boolean first = link.status().isEmpty();
    link.setStatus(status);
    return first;
  }

  /** The peer tells of mixes. Returns those that are new. */
  List<Descriptor> onDescriptors(MixLink link, Descriptors told, Moment now) {
    List<Descriptor> taken = new ArrayList<>();
    Vicinity vicinity = link.output().vicinity();
    for (Bytes record : told.records()) {
      if (!link.admitsDescriptor(now.nanos())
          || !(directory.isKnown(record)
              || link.isWithinShareOfDescriptors(now.nanos())
              || ofAllLinks.take(now.nanos()))) {
        listener.onDropped(MixDrop.DESCRIPTOR_RATE);
        break;
      }
      Directory.Outcome outcome = directory.offer(record, link.node(), vicinity, now.unixSeconds());
      if (outcome instanceof Directory.Outcome.Taken fresh) {
        listener.onDescriptor();
        taken.add(fresh.descriptor());
      } else if (outcome instanceof Directory.Outcome.Refused refused) {
        listener.onDropped(refused.reason());
      }
    }
    if (!taken.isEmpty()) {
      push(taken, link);
    }
    return taken;
  }

  /** This node has a new descriptor. */
  void onOwn(Bytes record, Moment now) {
    // Never refused: it has just been made, and its own directory keeps a place for it or is full.
    if (directory.offerOwn(record, now.unixSeconds()) instanceof Directory.Outcome.Taken taken) {
      links.allReady().forEach(link -> tell(link, List.of(taken.descriptor())));
    }
  }

  private void push(List<Descriptor> fresh, MixLink from) {
    links.allReady().stream().filter(link -> link != from).forEach(link -> tell(link, fresh));
  }

  private static void tell(MixLink link, List<Descriptor> mixes) {
    for (int i = 0; i < mixes.size(); i += LinkCodec.MAX_DESCRIPTORS) {
      List<Descriptor> part =
          mixes.subList(i, Math.min(mixes.size(), i + LinkCodec.MAX_DESCRIPTORS));
      link.output().send(new Descriptors(part.stream().map(mix -> mix.record().encode()).toList()));
    }
  }

  /** The peer asks for mixes. */
  void onRequest(MixLink link, GetDescriptors request, Moment now) {
    if (!link.admitsRequest(now.nanos())) {
      listener.onDropped(MixDrop.DESCRIPTOR_RATE);
      return;
    }
    if (directory.digest(request.prefix()).equals(request.digest())) {
      // It has told of all of them by that.
      directory.witness(request.prefix(), link.node());
    } else {
      List<Descriptor> asked = directory.withPrefix(request.prefix());
      tell(link, asked.subList(0, Math.min(asked.size(), MAX_ANSWER * LinkCodec.MAX_DESCRIPTORS)));
    }
  }

  /**
   * A packet has to go to a mix that is not known: the sender's view is another one. Some peers are
   * asked, of which one may know it.
   */
  void lookUp(MixId id, long now) {
    if (!lookUps.take(now)) {
      return;
    }
    List<MixLink> asked = new ArrayList<>(links.allReady());
    while (asked.size() > LOOK_UP_PEERS) {
      asked.remove(random.nextInt(asked.size()));
    }
    Bytes prefix = id.bytes().slice(0, LinkCodec.MAX_PREFIX_SIZE);
    asked.forEach(link -> link.output().send(new GetDescriptors(prefix, directory.digest(prefix))));
  }

  /** Lets time pass; to be called about once a second. */
  void onTime(Moment now) {
    if (now.nanos() - nextPull >= 0) {
      boolean hungry = directory.lacksWitnesses();
      boolean soon = hungry && HUNGRY.compareTo(pullInterval) < 0;
      nextPull = now.nanos() + (soon ? HUNGRY : pullInterval).toNanos();
      links.allReady().forEach(link -> pull(link, hungry ? HUNGRY_PARTS : PARTS, now));
    }
    compareViews(now);
  }

  private void pull(MixLink link, int parts, Moment now) {
    link.output().send(status(now));
    if (directory.size() <= WHOLE) {
      link.output().send(new GetDescriptors(Bytes.EMPTY, directory.digest(Bytes.EMPTY)));
      return;
    }
    for (int part = 0; part < parts; part++) {
      Bytes prefix = Bytes.of(random.nextInt(PREFIXES));
      link.output().send(new GetDescriptors(prefix, directory.digest(prefix)));
    }
  }

  /**
   * Most peers that have told their view of this epoch have to have the same as this node. One peer
   * that differs may be the one that is misled.
   */
  private void compareViews(Moment now) {
    long epoch = config.network().epochAt(now.unixSeconds());
    Bytes ours = directory.view(epoch).digest();
    List<Status> told =
        links.allReady().stream()
            .flatMap(link -> link.status().stream())
            .filter(status -> status.epoch() == epoch)
            .toList();
    long different = told.stream().filter(status -> !status.viewDigest().equals(ours)).count();
    if (told.size() < 2 || 2 * different <= told.size()) {
      digestsDifferSince = now.nanos();
      setAlarm(false);
    } else if (now.nanos() - digestsDifferSince
        >= TimeUnit.SECONDS.toNanos(config.network().toleranceSeconds())) {
      setAlarm(true);
    }
  }

  private void setAlarm(boolean active) {
    if (alarm != active) {
      alarm = active;
      listener.onAlarm(MixAlarm.VIEWS_DIFFER, active);
    }
  }

  boolean isAlarming() {
    return alarm;
  }
}
