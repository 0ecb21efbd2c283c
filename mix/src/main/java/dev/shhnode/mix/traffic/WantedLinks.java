// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.directory.Descriptor;
import dev.shhnode.mix.directory.Directory;
import dev.shhnode.mix.directory.MixView;
import dev.shhnode.mix.directory.PathSelector;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.rlpx.peers.Enode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * Decides with whom this node wants links: mixes for which packets wait or lately did, its guards,
 * as a mix those that come after it, and until mixes are known the nodes it was told of. Not
 * thread-safe; belongs to the mix loop.
 */
final class WantedLinks {

  /** As many links as a node has at most. */
  static final int MAX_LINKS = 128;

  /** Successors that a mix is linked with ahead of time. */
  private static final int MAX_SUCCESSORS = 64;

  /** How long a link that was needed once is kept. */
  private static final Duration KEPT = Duration.ofMinutes(10);

  private final MixConfig config;
  private final PublicKey self;
  private final MixId selfId;
  private final List<Enode> bootstrap;
  private final Directory directory;
  private final PathSelector selector;
  private final Links links;

  /** When each was needed last, the longest ago first. */
  private final Map<MixId, Long> needed = new LinkedHashMap<>();

  WantedLinks(
      MixConfig config,
      PublicKey self,
      List<Enode> bootstrap,
      Directory directory,
      PathSelector selector,
      Links links) {
    this.config = config;
    this.self = self;
    this.selfId = MixId.of(self);
    this.bootstrap = List.copyOf(bootstrap);
    this.directory = directory;
    this.selector = selector;
    this.links = links;
  }

  /**
   * The nodes to be linked with, the most important first.
   *
   * @param hops lengths of the paths of this node's packets
   */
  List<Enode> wanted(long epoch, Set<Integer> hops, long now) {
    remember(now);
    MixView view = directory.view(epoch);
    Set<Enode> wanted = new LinkedHashSet<>();
    needed.keySet().forEach(id -> directory.get(id).ifPresent(mix -> wanted.add(mix.endpoint())));
    hops.forEach(
        count -> selector.entries(view, count, now).forEach(mix -> wanted.add(mix.endpoint())));
    hops.forEach(count -> selector.guards(view, count).forEach(mix -> wanted.add(mix.endpoint())));
    // They tell of others, and vouch for each other.
    selector.informants(directory).forEach(mix -> wanted.add(mix.endpoint()));
    if (!config.roles().isEmpty()) {
      successors(view).forEach(mix -> wanted.add(mix.endpoint()));
    }
    wanted.addAll(bootstrap);
    return wanted.stream().filter(enode -> !enode.id().equals(self)).limit(MAX_LINKS).toList();
  }

  private void remember(long now) {
    for (MixId id : links.waitedFor()) {
      // Names that somebody made up must not push out mixes.
      if (directory.get(id).isPresent()) {
        needed.remove(id);
        needed.put(id, now);
      }
    }
    needed.values().removeIf(last -> now - last > KEPT.toNanos());
    while (needed.size() > MAX_LINKS / 2) {
      needed.remove(needed.keySet().iterator().next());
    }
  }

  /**
   * The mixes of the next layer, or all where there are no layers; of very many each mix takes
   * others, by the order of a hash that everybody computes alike.
   */
  private List<Descriptor> successors(MixView view) {
    List<Descriptor> next = new ArrayList<>(view.active());
    if (view.isStratified()) {
      next =
          new ArrayList<>(
              view.layerOf(selfId)
                  .map(layer -> view.layers().get((layer + 1) % MixView.LAYERS))
                  .orElse(List.of()));
    }
    next.sort(Comparator.comparing(mix -> rank(mix, view.epoch())));
    return next.subList(0, Math.min(next.size(), MAX_SUCCESSORS));
  }

  private Bytes32 rank(Descriptor mix, long epoch) {
    return Keccak256.hash(self.toBytes(), mix.hash(), Bytes.ofUnsignedLong(epoch));
  }

  /** Whether nothing has gone over a link for as long as one is kept. */
  boolean isIdle(MixLink link, long now) {
    return now - link.lastUsed() > KEPT.toNanos();
  }
}
