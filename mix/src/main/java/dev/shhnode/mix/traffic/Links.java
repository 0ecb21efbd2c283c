// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.mix.MixDrop;
import dev.shhnode.mix.MixListener;
import dev.shhnode.mix.MixListener.PacketKind;
import dev.shhnode.mix.directory.Directory;
import dev.shhnode.mix.directory.Reliability;
import dev.shhnode.mix.sphinx.MixId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
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

  private final Directory directory;
  private final Reliability reliability;
  private final MixListener listener;
  private final Runnable onWanted;
  private final Consumer<MixId> onUnknown;
  private final Map<MixId, List<MixLink>> links = new HashMap<>();

  /** Those on which packets wait for a slot. */
  private final Set<MixLink> queued = new LinkedHashSet<>();

  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final Map<MixId, Integer> waitingFor = new HashMap<>();

  private record Waiting(MixId next, Bytes packet, PacketKind kind, long deadline) {}

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

  /** With how many mixes packets can be exchanged. */
  int mixCount() {
    return (int)
        links.values().stream()
            .filter(list -> list.stream().anyMatch(link -> link.isReady() && link.isPromoted()))
            .count();
  }

  /** Sends a packet, or has the mix dialled first. Returns whether it goes on. */
  boolean send(MixId next, Bytes packet, PacketKind kind, long now) {
    Optional<MixLink> link = ready(next);
    if (link.isPresent()) {
      return send(link.get(), packet, kind, now);
    }
    int forThis = waitingFor.getOrDefault(next, 0);
    if (waiting.size() >= MAX_WAITING || forThis >= MAX_WAITING_FOR_ONE) {
      listener.onDropped(MixDrop.LINK_FULL);
      return false;
    }
    waiting.add(new Waiting(next, packet, kind, now + DIAL_PATIENCE.toNanos()));
    waitingFor.merge(next, 1, Integer::sum);
    if (forThis == 0) {
      if (directory.get(next).isEmpty()) {
        onUnknown.accept(next);
      }
      onWanted.run();
    }
    return true;
  }

  private boolean send(MixLink link, Bytes packet, PacketKind kind, long now) {
    boolean sent = link.send(packet, kind, now);
    if (sent) {
      if (link.isQueued()) {
        queued.add(link);
      }
      listener.onSent(kind);
    } else {
      boolean own = kind != PacketKind.FORWARDED;
      listener.onDropped(own ? MixDrop.OWN_GAVE_WAY : MixDrop.LINK_FULL);
    }
    return sent;
  }

  /** A link can be used: what waits for the node goes. */
  void onReady(MixLink link, long now) {
    reliability.up(link.id());
    if (!waitingFor.containsKey(link.id())) {
      return;
    }
    Iterator<Waiting> all = waiting.iterator();
    while (all.hasNext()) {
      Waiting packet = all.next();
      if (packet.next().equals(link.id())) {
        all.remove();
        send(link, packet.packet(), packet.kind(), now);
      }
    }
    waitingFor.remove(link.id());
  }

  /** The nodes for which packets wait, the longest first. */
  Set<MixId> waitedFor() {
    Set<MixId> nodes = new LinkedHashSet<>();
    waiting.forEach(packet -> nodes.add(packet.next()));
    return nodes;
  }

  /** Lets time pass: slots become free, patience ends. */
  void onTime(long now) {
    queued.removeIf(
        link -> {
          link.onTime(now);
          return !link.isQueued();
        });
    while (!waiting.isEmpty() && now - waiting.peek().deadline() >= 0) {
      Waiting late = waiting.remove();
      waitingFor.computeIfPresent(late.next(), (id, count) -> count > 1 ? count - 1 : null);
      boolean known = directory.get(late.next()).isPresent();
      if (known && late.kind() != PacketKind.FORWARDED) {
        // With packets of others, somebody could have this node avoid whatever mixes he likes.
        reliability.down(late.next(), now);
      }
      listener.onDropped(known ? MixDrop.UNREACHABLE : MixDrop.NO_ROUTE);
    }
  }

  /** When {@link #onTime} is due; {@code otherwise} if nothing is. */
  long nextDeadline(long otherwise, long now) {
    long next = waiting.isEmpty() ? otherwise : Math.min(otherwise, waiting.peek().deadline());
    for (MixLink link : queued) {
      next = Math.min(next, link.nextDeadline(next, now));
    }
    return next;
  }
}
