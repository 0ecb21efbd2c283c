// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.mix.sphinx.MixId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

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

  /** In a private network all is of its operator; elsewhere private mixes may be a stranger's. */
  private boolean inPublic;

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
   * A link has been made with somebody outside of this node's private network. That is never taken
   * back: who can cut links must not make private mixes more welcome by it.
   */
  public void onLinkedInPublic() {
    inPublic = true;
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
    boolean together = mayBeTogether(fixedPlaces(view, hops));
    Optional<List<Descriptor>> usual = draw(places, together, Set.of(), random, now);
    if (avoid.isEmpty() || usual.isEmpty()) {
      return usual;
    }
    places.set(0, List.of(usual.get().get(0)));
    return draw(places, together, avoid, random, now).or(() -> usual);
  }

  /** Whether there is a path once no mix is down. */
  public boolean hasPath(MixView view, int hops) {
    List<List<Descriptor>> places = fixedPlaces(view, hops);
    return hasPath(places, List.of(), mayBeTogether(places));
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
    List<List<Descriptor>> all = new ArrayList<>();
    List<List<Descriptor>> places = new ArrayList<>();
    for (int hop = 1; hop <= hops; hop++) {
      int further = hop;
      List<Descriptor> mixes =
          layer
              .map(own -> view.layers().get((own + further) % MixView.LAYERS))
              .orElse(view.active())
              .stream()
              .filter(mix -> mix.canBe(false))
              .toList();
      all.add(others(mixes));
      places.add(reliable(mixes, layer.isPresent() ? 1 : hops, now));
    }
    return draw(places, mayBeTogether(all), Set.of(), random, now);
  }

  /**
   * Whether private mixes may share a path. In public only where there would be none otherwise,
   * whoever is down: a few invented public mixes must not stop a private network, nor a stranger's
   * private ones fill a path because others cannot be reached.
   */
  private boolean mayBeTogether(List<List<Descriptor>> places) {
    return !inPublic || !hasPath(places, List.of(), false);
  }

  private static boolean hasPath(
      List<List<Descriptor>> places, List<Descriptor> path, boolean together) {
    return path.size() == places.size()
        || places.get(path.size()).stream()
            .filter(mix -> path.stream().allMatch(before -> differ(before, mix, together)))
            .anyMatch(
                mix ->
                    hasPath(
                        places, Stream.concat(path.stream(), Stream.of(mix)).toList(), together));
  }

  /** For each hop the mixes that it can be if none is down, guards for the first. */
  private List<List<Descriptor>> fixedPlaces(MixView view, int hops) {
    List<List<Descriptor>> places = new ArrayList<>();
    for (List<Descriptor> mixes :
        view.isStratified() ? layers(view, hops) : freePlaces(view, hops)) {
      places.add(others(mixes));
    }
    places.set(0, guards.among(places.get(0)));
    return places;
  }

  /**
   * For each hop the mixes that it can be, guards for the first; none if too many of those are
   * down. If none of a later layer can be reached, paths are free behind the guards: until the next
   * epoch draws other layers nobody could post. The guards stay those of their layer, or whoever
   * cuts connections would lead this node to others.
   */
  private List<List<Descriptor>> places(MixView view, int hops, long now) {
    List<List<Descriptor>> all = layers(view, hops);
    boolean free =
        all.isEmpty() || all.stream().skip(1).anyMatch(mixes -> reliable(mixes, 1, now).isEmpty());
    List<List<Descriptor>> open = free ? freePlaces(view, hops) : all;
    List<List<Descriptor>> places = new ArrayList<>();
    for (List<Descriptor> mixes : open) {
      List<Descriptor> candidates =
          places.isEmpty() ? guards.candidates(others(all.isEmpty() ? mixes : all.get(0))) : mixes;
      places.add(reliable(candidates, free ? hops : 1, now));
    }
    places.set(0, guards.among(places.get(0)));
    return places;
  }

  private static List<List<Descriptor>> layers(MixView view, int hops) {
    return view.isStratified()
        ? view.layers().subList(MixView.LAYERS - hops, MixView.LAYERS)
        : List.of();
  }

  private static List<List<Descriptor>> freePlaces(MixView view, int hops) {
    List<List<Descriptor>> places = new ArrayList<>();
    for (int hop = 0; hop < hops; hop++) {
      boolean last = hop == hops - 1;
      places.add(view.active().stream().filter(mix -> mix.canBe(last)).toList());
    }
    return places;
  }

  private List<Descriptor> reliable(List<Descriptor> mixes, int needed, long now) {
    return reliability.reliable(others(mixes), needed, now);
  }

  private List<Descriptor> others(List<Descriptor> mixes) {
    return mixes.stream().filter(mix -> !mix.node().equals(self)).toList();
  }

  /** The mixes by which a path of so many hops would be entered: worth a link ahead of time. */
  public List<Descriptor> entries(MixView view, int hops, long now) {
    return places(view, hops, now).get(0);
  }

  /** Those of them if no mix is down: only a link with one tells that it is back. */
  public List<Descriptor> guards(MixView view, int hops) {
    return fixedPlaces(view, hops).get(0);
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
      List<List<Descriptor>> places,
      boolean together,
      Set<MixId> avoid,
      RandomGenerator random,
      long now) {
    for (int draw = 0; draw < DRAWS; draw++) {
      List<Descriptor> path = drawOnce(places, together, avoid, random, now);
      if (path.size() == places.size()) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  /** Ends where none is left. */
  private List<Descriptor> drawOnce(
      List<List<Descriptor>> places,
      boolean together,
      Set<MixId> avoid,
      RandomGenerator random,
      long now) {
    List<Descriptor> path = new ArrayList<>();
    for (List<Descriptor> place : places) {
      List<Descriptor> free =
          place.stream()
              .filter(mix -> path.isEmpty() || !avoid.contains(mix.id()))
              .filter(mix -> path.stream().allMatch(before -> differ(before, mix, together)))
              .toList();
      if (free.isEmpty()) {
        break;
      }
      path.add(weighted(free, random, now));
    }
    return path;
  }

  /** Those with private addresses, which have no subnet, count as of one unless they may meet. */
  private static boolean differ(Descriptor one, Descriptor other, boolean together) {
    Optional<Subnet> subnet = Subnet.of(one);
    return !one.id().equals(other.id())
        && ((together && subnet.isEmpty()) || !subnet.equals(Subnet.of(other)));
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
