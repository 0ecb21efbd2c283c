// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.clock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The places that peers are connected from, and what they say of the time. Each place has one vote,
 * and the middle one counts, of two the one that asks for less. A vote of three is needed, or of
 * all where fewer are connected: with one peer alone it is its time or silence. But where two
 * places go by this machine's clock, it is right, whatever others say: who lies may be in many
 * places, and a clock that is wrong agrees with nobody.
 *
 * <p>Belongs to the shh loop.
 */
final class ClockWitnesses {

  /** Ours: so that whoever lies has to be in two places. */
  static final int QUORUM = 3;

  /** Ours: so many places that go by the time of this machine say that it is right. */
  static final int CONFIRMATIONS = 2;

  /** Ours: places remembered, some more than can be connected. */
  static final int MAX_PLACES = 256;

  /** Ours: who has just gone still votes, as geth hangs up at the first wrong time it is sent. */
  static final Duration AFTERWARDS = Duration.ofMinutes(1);

  /** Ours: who has brought nothing for so long is not waited for. */
  static final Duration SILENCE = Duration.ofMinutes(5);

  private final Map<Object, Place> places = new HashMap<>();

  /** The time that was given last, by the monotonic clock. */
  private long latest;

  /** Where peers are. */
  private static final class Place {
    final ClockMarks marks = new ClockMarks();
    int connections;
    boolean correctsItself;
    long connectedAt;
    long closedAt;
    long heardAt;

    boolean isHere(long nanos) {
      return connections > 0 || nanos - closedAt <= AFTERWARDS.toNanos();
    }

    boolean isSilent(long nanos) {
      return nanos - connectedAt > SILENCE.toNanos() && nanos - heardAt > SILENCE.toNanos();
    }
  }

  void connected(Object where, boolean correctsItself, long nanos) {
    Place place = places.get(where);
    if (place == null) {
      if (places.size() >= MAX_PLACES) {
        forgetLongestGone();
      }
      place = new Place();
      place.heardAt = nanos;
      places.put(where, place);
    }
    place.connections++;
    latest = nanos;
    place.correctsItself |= correctsItself;
    place.connectedAt = nanos;
  }

  /** Without effect while all are connected: then connections are what bounds them. */
  private void forgetLongestGone() {
    places.entrySet().stream()
        .filter(entry -> entry.getValue().connections == 0)
        .min(Comparator.comparingLong(entry -> entry.getValue().closedAt))
        .map(Map.Entry::getKey)
        .ifPresent(places::remove);
  }

  void closed(Object where) {
    @Nullable Place place = places.get(where);
    if (place != null) {
      place.connections--;
      place.closedAt = latest;
    }
  }

  void onEnvelope(Object where, long ahead, boolean expired, long nanos) {
    @Nullable Place place = places.get(where);
    if (place != null) {
      place.heardAt = nanos;
      place.marks.add(ahead, expired, nanos);
    }
  }

  void forgetMarks() {
    places.values().forEach(place -> place.marks.clear());
  }

  int size() {
    return places.size();
  }

  /** Whether any of those who are here corrects its clock by those of its peers. */
  boolean correctThemselves(long nanos) {
    return places.values().stream().anyMatch(place -> place.isHere(nanos) && place.correctsItself);
  }

  /** By how many seconds the peers' clocks are ahead; empty if too few say the same. */
  OptionalLong agreed(long nanos) {
    latest = nanos;
    List<Long> votes = new ArrayList<>();
    int waitedFor = 0;
    for (Place place : places.values()) {
      if (place.isHere(nanos)) {
        OptionalLong vote = place.marks.estimate(nanos);
        vote.ifPresent(votes::add);
        waitedFor += vote.isPresent() || !place.isSilent(nanos) ? 1 : 0;
      }
    }
    if (votes.isEmpty() || votes.size() < Math.min(QUORUM, waitedFor)) {
      return OptionalLong.empty();
    }
    if (votes.stream().filter(ClockWitnesses::confirms).count() >= CONFIRMATIONS) {
      return OptionalLong.of(0);
    }
    votes.sort(null);
    return OptionalLong.of(middle(votes));
  }

  private static boolean confirms(long vote) {
    return Math.abs(vote) <= ClockEstimate.TOLERANCE_SECONDS;
  }

  private static long middle(List<Long> sorted) {
    long lower = sorted.get((sorted.size() - 1) / 2);
    long upper = sorted.get(sorted.size() / 2);
    if (Long.signum(lower) != Long.signum(upper)) {
      return 0;
    }
    return Math.abs(lower) < Math.abs(upper) ? lower : upper;
  }
}
