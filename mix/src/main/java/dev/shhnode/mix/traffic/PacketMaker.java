// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import dev.shhnode.mix.directory.Descriptor;
import dev.shhnode.mix.directory.MixView;
import dev.shhnode.mix.directory.PathSelector;
import dev.shhnode.mix.sphinx.Command;
import dev.shhnode.mix.sphinx.DelayClass;
import dev.shhnode.mix.sphinx.Hop;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.mix.sphinx.PreparedHeader;
import dev.shhnode.mix.sphinx.Sphinx;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes;

/** Makes the packets of this node. Not thread-safe; belongs to the mix loop. */
final class PacketMaker {

  private final Sphinx sphinx;
  private final PathSelector selector;
  private final SecureRandom random;

  /**
   * A packet that can be sent.
   *
   * @param entry to whom
   * @param packet of the network's size
   * @param path the mixes on its way, without this node itself
   * @param delayNanos how long they keep it, together
   */
  record Made(MixId entry, Bytes packet, List<MixId> path, long delayNanos) {}

  PacketMaker(Sphinx sphinx, PathSelector selector, SecureRandom random) {
    this.sphinx = sphinx;
    this.selector = selector;
    this.random = random;
  }

  /** Most bytes of an envelope. */
  int maxBodySize() {
    return sphinx.geometry().maxBodySize();
  }

  /** Whether there is a path of so many mixes, though perhaps some are down at present. */
  boolean hasPath(MixView view, int hops) {
    return selector.hasPath(view, hops);
  }

  /**
   * A packet over a fresh path.
   *
   * @param avoid mixes to be avoided where that is possible
   * @return empty if there is no path
   */
  Optional<Made> make(
      MixView view, int hops, Command command, Bytes body, Set<MixId> avoid, long now) {
    return selector
        .choose(view, hops, avoid, random, now)
        .map(path -> seal(ids(path), hops(path, view.epoch()), command, body));
  }

  /**
   * A packet that comes back to this node.
   *
   * @param self where it ends
   * @param via a mix that passes it on to this node where the last one of a path, which is given,
   *     could not find it; empty if it can
   * @param id by which it is known again
   */
  Optional<Made> loop(
      MixView view,
      int hops,
      Hop self,
      Function<Descriptor, Optional<Hop>> via,
      Bytes id,
      long now) {
    return selector
        .choose(view, hops, Set.of(), random, now)
        .map(
            path -> {
              List<Hop> loop = new ArrayList<>(hops(path, view.epoch()));
              via.apply(path.get(path.size() - 1)).ifPresent(loop::add);
              loop.add(self);
              return seal(ids(path), loop, Command.DROP, id);
            });
  }

  /**
   * The same of a node that passes packets on for others: among them it looks like one of theirs.
   *
   * @return empty if there is no such path, above all if this node is in no layer
   */
  Optional<Made> round(MixView view, int hops, Hop self, Bytes id, long now) {
    return selector
        .chooseRound(view, hops, random, now)
        .map(
            path -> {
              List<Hop> loop = new ArrayList<>(hops(path, view.epoch()));
              loop.add(self);
              return seal(ids(path), loop, Command.DROP, id);
            });
  }

  private Made seal(List<MixId> path, List<Hop> hops, Command command, Bytes body) {
    PreparedHeader header = sphinx.prepare(hops, random);
    return new Made(
        header.firstHop(), sphinx.seal(header, command, body), path, header.delayNanos());
  }

  private static List<MixId> ids(List<Descriptor> path) {
    return path.stream().map(Descriptor::id).toList();
  }

  private static List<Hop> hops(List<Descriptor> path, long epoch) {
    return path.stream().map(mix -> hop(mix, epoch, DelayClass.USUAL)).toList();
  }

  /** A mix of a view of this epoch, which has a key for it. */
  static Hop hop(Descriptor mix, long epoch, DelayClass delay) {
    return new Hop(mix.id(), mix.keyOf(epoch).orElseThrow(), delay);
  }
}
