// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.mix.MixDrop;
import dev.shhnode.mix.MixListener;
import dev.shhnode.mix.MixListener.PacketKind;
import dev.shhnode.mix.directory.Directory;
import dev.shhnode.mix.directory.MixView;
import dev.shhnode.mix.directory.Reliability;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.mix.traffic.WaitingRoom.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;

/**
 * The links of this node, and packets for mixes with which there is none yet: these wait until the
 * mix has been dialled. Not thread-safe; belongs to the mix loop.
 */
final class Links {

  /** How long a packet waits for a mix to be dialled. */
  static final Duration DIAL_PATIENCE = Duration.ofSeconds(5);

  /** Ours: packets that wait for one mix, and for all. */
  static final int MAX_WAITING_FOR_ONE = 64;

  static final int MAX_WAITING = 2_048;

  /**
   * Ours: those for mixes that are not known, which anybody can invent; more than can be looked up
   * while they wait.
   */
  static final int MAX_WAITING_FOR_UNKNOWN = 128;

  private final Directory directory;
  private final Reliability reliability;
  private final MixListener listener;
  private final Runnable onWanted;
  private final Consumer<MixId> onUnknown;
  private final Map<MixId, List<MixLink>> links = new HashMap<>();

  /** Those on which packets wait for a slot. */
  private final Set<MixLink> queued = new LinkedHashSet<>();

  private final WaitingRoom forKnown = new WaitingRoom(MAX_WAITING);
  private final WaitingRoom forUnknown = new WaitingRoom(MAX_WAITING_FOR_UNKNOWN);

  /**
   * @param onWanted run when a mix without link is needed
   * @param onUnknown told of a mix that is needed and not in the directory
   */
  Links(
      Directory directory,
      Reliability reliability,
      MixListener listener,
      Runnable onWanted,
      Consumer<MixId> onUnknown) {
    this.directory = directory;
    this.reliability = reliability;
    this.listener = listener;
    this.onWanted = onWanted;
    this.onUnknown = onUnknown;
  }

  MixLink open(PublicKey node, LinkOutput output, long now) {
    MixLink link = new MixLink(node, output, now);
    links.computeIfAbsent(link.id(), id -> new ArrayList<>()).add(link);
    return link;
  }

  void close(MixLink link) {
    if (queued.remove(link)) {
      for (int packet = link.queued(); packet > 0; packet--) {
        listener.onDropped(MixDrop.UNREACHABLE);
      }
    }
    List<MixLink> ofNode = links.get(link.id());
    if (ofNode != null && ofNode.remove(link) && ofNode.isEmpty()) {
      links.remove(link.id());
    }
  }

  /** The link over which packets for a node go. */
  Optional<MixLink> ready(MixId id) {
    return links.getOrDefault(id, List.of()).stream().filter(MixLink::isReady).findFirst();
  }

  Collection<MixLink> all() {
    return links.values().stream().flatMap(List::stream).toList();
  }

  List<MixLink> allReady() {
    return all().stream().filter(MixLink::isReady).toList();
  }

  /** With how many nodes packets can be exchanged. */
  int readyCount() {
    return (int)
        links.values().stream().filter(list -> list.stream().anyMatch(MixLink::isReady)).count();
  }

  /** With how many of the mixes that take part packets can be exchanged. */
  int mixCount(MixView view) {
    return (int) view.active().stream().filter(mix -> ready(mix.id()).isPresent()).count();
  }

  /** Sends a packet without being told what becomes of it. */
  boolean send(MixId next, Bytes packet, PacketKind kind, MixId from, long now) {
    return send(next, packet, kind, from, Fate.UNWATCHED, now);
  }

  /**
   * Sends a packet, or has the mix dialled first.
   *
   * @param from the node that brought it, or this one
   * @param fate told of it at once or, where it has to wait, later
   * @return whether it goes on
   */
  boolean send(MixId next, Bytes packet, PacketKind kind, MixId from, Fate fate, long now) {
    Optional<MixLink> link = ready(next);
    if (link.isPresent()) {
      return send(link.get(), packet, kind, fate, now);
    }
    boolean known = directory.get(next).isPresent();
    WaitingRoom room = known ? forKnown : forUnknown;
    boolean first = forKnown.countFor(next) + forUnknown.countFor(next) == 0;
    if (room.countFor(next) >= MAX_WAITING_FOR_ONE || !makeRoom(room, from)) {
      listener.onDropped(MixDrop.LINK_FULL);
      fate.onDropped();
      return false;
    }
    room.add(new Waiting(next, packet, kind, from, now + DIAL_PATIENCE.toNanos(), fate));
    if (first) {
      if (!known) {
        onUnknown.accept(next);
      }
      onWanted.run();
    }
    return true;
  }

  private boolean makeRoom(WaitingRoom room, MixId from) {
    if (!room.isFull()) {
      return true;
    }
    Optional<Waiting> displaced = room.displaceFor(from);
    displaced.ifPresent(
        packet -> {
          listener.onDropped(MixDrop.LINK_FULL);
          packet.fate().onDropped();
        });
    return displaced.isPresent();
  }

  private boolean send(MixLink link, Bytes packet, PacketKind kind, Fate fate, long now) {
    boolean sent = link.send(packet, kind, now);
    if (sent) {
      if (link.isQueued()) {
        queued.add(link);
      }
      listener.onSent(kind);
      fate.onLeft(now);
    } else {
      boolean own = kind != PacketKind.FORWARDED;
      listener.onDropped(own ? MixDrop.OWN_GAVE_WAY : MixDrop.LINK_FULL);
      fate.onDropped();
    }
    return sent;
  }

  /** A link can be used: what waits for the node goes. */
  void onReady(MixLink link, long now) {
    reliability.up(link.id());
    for (WaitingRoom room : List.of(forKnown, forUnknown)) {
      room.takeFor(link.id())
          .forEach(waiting -> send(link, waiting.packet(), waiting.kind(), waiting.fate(), now));
    }
  }

  /** The nodes for which packets wait, the longest first. */
  Set<MixId> waitedFor() {
    Set<MixId> nodes = new LinkedHashSet<>();
    forKnown.addMixesTo(nodes);
    forUnknown.addMixesTo(nodes);
    return nodes;
  }

  /** Lets time pass: slots become free, patience ends. */
  void onTime(long now) {
    queued.removeIf(
        link -> {
          link.onTime(now);
          return !link.isQueued();
        });
    for (WaitingRoom room : List.of(forKnown, forUnknown)) {
      for (Optional<Waiting> late = room.takeLate(now);
          late.isPresent();
          late = room.takeLate(now)) {
        onLate(late.get(), now);
      }
    }
  }

  private void onLate(Waiting late, long now) {
    boolean known = directory.get(late.next()).isPresent();
    if (known && late.kind() != PacketKind.FORWARDED) {
      // With packets of others, somebody could have this node avoid whatever mixes he likes.
      reliability.down(late.next(), now);
    }
    listener.onDropped(known ? MixDrop.UNREACHABLE : MixDrop.NO_ROUTE);
    late.fate().onDropped();
  }

  /** When {@link #onTime} is due; {@code otherwise} if nothing is. */
  long nextDeadline(long otherwise, long now) {
    long next = forUnknown.nextDeadline(forKnown.nextDeadline(otherwise));
    for (MixLink link : queued) {
      next = Math.min(next, link.nextDeadline(next, now));
    }
    return next;
  }
}
