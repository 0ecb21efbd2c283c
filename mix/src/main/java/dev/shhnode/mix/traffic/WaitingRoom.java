// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import dev.shhnode.mix.MixListener.PacketKind;
import dev.shhnode.mix.sphinx.MixId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;

/**
 * Packets that wait for mixes to be dialled. Where it is full, whoever brought most of them gives
 * way to whoever brought fewer. Not thread-safe; belongs to the mix loop.
 */
final class WaitingRoom {

  /**
   * A packet.
   *
   * @param next the mix that it waits for
   * @param from the node that brought it, or this one
   * @param deadline until when it waits
   * @param fate told what becomes of it
   */
  record Waiting(MixId next, Bytes packet, PacketKind kind, MixId from, long deadline, Fate fate) {}

  private final int capacity;

  /** The longest here first. */
  private final Deque<Waiting> packets = new ArrayDeque<>();

  private final Map<MixId, Integer> forMix = new HashMap<>();
  private final Map<MixId, Integer> fromNode = new HashMap<>();

  WaitingRoom(int capacity) {
    this.capacity = capacity;
  }

  boolean isFull() {
    return packets.size() >= capacity;
  }

  /** How many wait for a mix. */
  int countFor(MixId next) {
    return forMix.getOrDefault(next, 0);
  }

  void add(Waiting packet) {
    packets.add(packet);
    forMix.merge(packet.next(), 1, Integer::sum);
    fromNode.merge(packet.from(), 1, Integer::sum);
  }

  /**
   * Takes out the latest packet of the node that brought most.
   *
   * @param newcomer a node that wants the place
   * @return empty if it would then have more than that node
   */
  Optional<Waiting> displaceFor(MixId newcomer) {
    Map.Entry<MixId, Integer> most =
        fromNode.entrySet().stream().max(Map.Entry.comparingByValue()).orElse(null);
    if (most == null || most.getValue() <= fromNode.getOrDefault(newcomer, 0) + 1) {
      return Optional.empty();
    }
    Iterator<Waiting> latest = packets.descendingIterator();
    while (latest.hasNext()) {
      Waiting packet = latest.next();
      if (packet.from().equals(most.getKey())) {
        latest.remove();
        uncount(packet);
        return Optional.of(packet);
      }
    }
    throw new AssertionError("counted and not there");
  }

  private void uncount(Waiting packet) {
    forMix.computeIfPresent(packet.next(), (id, count) -> count > 1 ? count - 1 : null);
    fromNode.computeIfPresent(packet.from(), (id, count) -> count > 1 ? count - 1 : null);
  }

  /** Takes out what waits for a mix. */
  List<Waiting> takeFor(MixId next) {
    List<Waiting> taken = new ArrayList<>();
    if (countFor(next) > 0) {
      packets.removeIf(packet -> packet.next().equals(next) && taken.add(packet));
      taken.forEach(this::uncount);
    }
    return taken;
  }

  /** Takes out a packet that has waited for too long. */
  Optional<Waiting> takeLate(long now) {
    Waiting first = packets.peek();
    if (first == null || now - first.deadline() < 0) {
      return Optional.empty();
    }
    uncount(packets.remove());
    return Optional.of(first);
  }

  /** When {@link #takeLate} is due; {@code otherwise} if that is earlier. */
  long nextDeadline(long otherwise) {
    return packets.isEmpty() ? otherwise : Math.min(otherwise, packets.peek().deadline());
  }

  /** Adds the mixes that are waited for, the longest first. */
  void addMixesTo(Set<MixId> mixes) {
    packets.forEach(packet -> mixes.add(packet.next()));
  }
}
