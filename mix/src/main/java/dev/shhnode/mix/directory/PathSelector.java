// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.mix.sphinx.MixId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Chooses paths: one mix of each layer, or with few mixes any that differ; entered by a guard, each
 * of another subnet, the reliable ones preferred. Not thread-safe; belongs to the mix loop.
 */
public final class PathSelector {

  /** A draw may end where no mix of another subnet is left; so many draws are made. */
  private static final int DRAWS = 16;

  private final PublicKey self;
  private final Reliability reliability;
  private Guards guards;

  /**
   * @param self never on a path of its own
   */
  public PathSelector(PublicKey self, Guards guards, Reliability reliability) {
    this.self = self;
    this.guards = guards;
    this.reliability = reliability;
  }

  public void setGuards(Guards drawn) {
    guards = drawn;
  }

  /**
   * Chooses a path. By which mix it is entered does not depend on what is avoided, as links can be
   * watched.
   *
   * @param hops 1 to {@link MixView#LAYERS}; a shorter path enters at a later layer
   * @param avoid mixes that are left out behind the entry where others can take their place
   * @param now monotonic, in nanoseconds
   * @return empty if there is none at present
   */
  public Optional<List<Descriptor>> choose(
      MixView view, int hops, Set<MixId> avoid, RandomGenerator random, long now) {
    List<List<Descriptor>> places = places(view, hops, now);
    Optional<List<Descriptor>> usual = draw(places, Set.of(), random, now);
    if (avoid.isEmpty() || usual.isEmpty()) {
      return usual;
    }
    places.set(0, List.of(usual.get().get(0)));
    return draw(places, avoid, random, now).or(() -> usual);
  }

  /**
   * Chooses by which mixes a loop goes that is to look like what this node passes on: from its
   * layer to those that follow, after the last to the first, so that it leaves to where they leave
   * to and comes back from where they come from. Without layers any mix may be the first, as for
   * them.
   *
   * @param hops 1 to {@link MixView#LAYERS} - 1
   * @param now monotonic, in nanoseconds
   * @return empty if there is none at present, or this node is in no layer
   */
  public Optional<List<Descriptor>> chooseRound(
      MixView view, int hops, RandomGenerator random, long now) {
    Optional<Integer> layer = view.layerOf(MixId.of(self));
    if (view.isStratified() && layer.isEmpty()) {
      return Optional.empty();
    }
    List<List<Descriptor>> places = new ArrayList<>();
    for (int hop = 1; hop <= hops; hop++) {
      int further = hop;
      List<Descriptor> mixes =
          layer
              .map(own -> view.layers().get((own + further) % MixView.LAYERS))
              .orElse(view.active());
      places.add(
          reliable(
              mixes.stream().filter(mix -> mix.canBe(false)).toList(),
              layer.isPresent() ? 1 : hops,
              now));
    }
    return draw(places, Set.of(), random, now);
  }

  /**
   * For each hop the mixes that it can be, guards for the first. If none of a layer can be reached,
   * paths are free: until the next epoch draws other layers nobody could post.
   */
  private List<List<Descriptor>> places(MixView view, int hops, long now) {
    List<List<Descriptor>> places = new ArrayList<>();
    for (int hop = 0; hop < hops && view.isStratified(); hop++) {
      places.add(reliable(view.layers().get(MixView.LAYERS - hops + hop), 1, now));
    }
    if (places.isEmpty() || places.stream().anyMatch(List::isEmpty)) {
      places = freePlaces(view, hops, now);
    }
    places.set(0, guards.among(places.get(0)));
    return places;
  }

  private List<List<Descriptor>> freePlaces(MixView view, int hops, long now) {
    List<List<Descriptor>> places = new ArrayList<>();
    for (int hop = 0; hop < hops; hop++) {
      boolean last = hop == hops - 1;
      List<Descriptor> mixes = view.active().stream().filter(mix -> mix.canBe(last)).toList();
      places.add(reliable(mixes, hops, now));
    }
    return places;
  }

  private List<Descriptor> reliable(List<Descriptor> mixes, int needed, long now) {
    return reliability.reliable(
        mixes.stream().filter(mix -> !mix.node().equals(self)).toList(), needed, now);
  }

  /** The mixes by which a path of so many hops would be entered: worth a link ahead of time. */
  public List<Descriptor> entries(MixView view, int hops, long now) {
    return places(view, hops, now).get(0);
  }

  /**
   * The mixes that this node asks for others: those that would be its guards if all that are known
   * could be used, so that no more of them than needed know this node.
   */
  public List<Descriptor> informants(Directory directory) {
    return guards.among(
        directory.entries().stream()
            .map(Directory.Entry::descriptor)
            .filter(mix -> !mix.node().equals(self))
            .toList());
  }

  private Optional<List<Descriptor>> draw(
      List<List<Descriptor>> places, Set<MixId> avoid, RandomGenerator random, long now) {
    for (int draw = 0; draw < DRAWS; draw++) {
      List<Descriptor> path = drawOnce(places, avoid, random, now);
      if (path.size() == places.size()) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  /** Ends where none is left. */
  private List<Descriptor> drawOnce(
      List<List<Descriptor>> places, Set<MixId> avoid, RandomGenerator random, long now) {
    List<Descriptor> path = new ArrayList<>();
    for (List<Descriptor> place : places) {
      List<Descriptor> free =
          place.stream()
              .filter(mix -> path.isEmpty() || !avoid.contains(mix.id()))
              .filter(mix -> path.stream().allMatch(before -> differ(before, mix)))
              .toList();
      if (free.isEmpty()) {
        break;
      }
      path.add(weighted(free, random, now));
    }
    return path;
  }

  private static boolean differ(Descriptor one, Descriptor other) {
    Optional<Subnet> subnet = Subnet.of(one);
    return !one.id().equals(other.id()) && (subnet.isEmpty() || !subnet.equals(Subnet.of(other)));
  }

  private Descriptor weighted(List<Descriptor> mixes, RandomGenerator random, long now) {
    double total = mixes.stream().mapToDouble(mix -> reliability.weight(mix.id(), now)).sum();
    double rest = random.nextDouble() * total;
    for (Descriptor mix : mixes) {
      rest -= reliability.weight(mix.id(), now);
      if (rest < 0) {
        return mix;
      }
    }
    return mixes.get(mixes.size() - 1);
  }
}
