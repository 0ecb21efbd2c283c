// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The sub-protocols that both sides speak, and where their codes begin: of each name the highest
 * version both have, in alphabetical order of names, one after the other from 0x10 (RLPx
 * specification, "Message ID-based multiplexing"). Immutable.
 */
final class SharedCapabilities {

  private final List<Slot> slots;

  /**
   * @param protocol shared
   * @param firstCode its code 0 on the wire
   */
  record Slot(SubProtocol protocol, int firstCode) {}

  private SharedCapabilities(List<Slot> slots) {
    this.slots = slots;
  }

  static SharedCapabilities of(Collection<? extends SubProtocol> ours, List<Capability> theirs) {
    Map<String, SubProtocol> best = new TreeMap<>();
    ours.stream()
        .filter(protocol -> theirs.contains(protocol.capability()))
        .sorted(Comparator.comparingInt(protocol -> protocol.capability().version()))
        .forEach(protocol -> best.put(protocol.capability().name(), protocol));
    int next = BaseCode.COUNT;
    List<Slot> slots = new ArrayList<>();
    for (SubProtocol protocol : best.values()) {
      slots.add(new Slot(protocol, next));
      next += protocol.packetCodes();
    }
    return new SharedCapabilities(List.copyOf(slots));
  }

  List<SubProtocol> protocols() {
    return slots.stream().map(Slot::protocol).toList();
  }

  List<Slot> slots() {
    return slots;
  }

  /** To which protocol a code on the wire belongs. */
  Optional<Slot> of(int code) {
    for (Slot slot : slots) {
      if (code >= slot.firstCode() && code < slot.firstCode() + slot.protocol().packetCodes()) {
        return Optional.of(slot);
      }
    }
    return Optional.empty();
  }
}
