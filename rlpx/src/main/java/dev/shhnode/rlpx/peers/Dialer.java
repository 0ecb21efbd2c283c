// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import dev.shhnode.crypto.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Decides whom to dial and when: every candidate until it is connected and again when it is lost,
 * after a {@link Backoff}, one dial of each at a time. A node whose address changes is dialled
 * there at once, while the dial to the old one comes to its end. A node that is connected, or for
 * which no place is free, is looked at again a second later; a trusted node needs no free place.
 * Dials nobody itself.
 *
 * <p>A node that is a candidate no more is remembered until its next dial would have been due, so
 * that it is not dialled more often by coming and going.
 *
 * <p>Times are readings of a monotonic clock in nanoseconds. Thread-safe; asks the candidates and
 * the table under its lock.
 */
public final class Dialer {

  /** How soon to look again at a node that was connected or had no free place. */
  static final Duration CHECK = Duration.ofSeconds(1);

  /**
   * Ours: if a dial and its connection last less than this, as every failing dial does, the next
   * wait is longer.
   */
  static final Duration PROOF = Duration.ofSeconds(30);

  /**
   * A candidate and how its dials go. Guarded by the dialer's lock, apart from the node, which does
   * not change.
   */
  public static final class Dial {
    private final Enode node;
    private final Backoff backoff;
    private boolean underWay;

    /** Whether only a place is missing, so that it is due as soon as one is free. */
    private boolean waitsForRoom;

    /** When the dial under way began, or else when the next one is due. */
    private long time;

    private Dial(Enode node, Backoff backoff, long due) {
      this.node = node;
      this.backoff = backoff;
      this.time = due;
    }

    /** Whom to dial. */
    public Enode node() {
      return node;
    }

    private boolean isDue(long now) {
      return !underWay && (waitsForRoom || now - time >= 0);
    }

    private void begin(long now) {
      underWay = true;
      waitsForRoom = false;
      time = now;
    }

    private void waitUntil(long due) {
      underWay = false;
      waitsForRoom = false;
      time = due;
    }

    /** To be looked at whenever any dial is, and by itself at the time given. */
    private void waitForRoomUntil(long due) {
      waitUntil(due);
      waitsForRoom = true;
    }
  }

  private final List<DialCandidates> sources;
  private final PeerTable<?> table;
  private final RandomGenerator random;
  private final Predicate<PublicKey> reachedOtherwise;
  private final boolean withinRoom;

  /**
   * One for each candidate, and of nodes that are not candidates any more those that are under way
   * or wait for their backoff.
   */
  private final Map<Enode, Dial> dials = new LinkedHashMap<>();

  /**
   * @param sources where several name a node, the address of the first is dialled
   * @param table knows who is connected and for whom there is room
   * @param random for the backoff
   */
  public Dialer(List<DialCandidates> sources, PeerTable<?> table, RandomGenerator random) {
    this(sources, table, random, id -> false, false);
  }

  private Dialer(
      List<DialCandidates> sources,
      PeerTable<?> table,
      RandomGenerator random,
      Predicate<PublicKey> reachedOtherwise,
      boolean withinRoom) {
    this.sources = List.copyOf(sources);
    this.table = table;
    this.random = random;
    this.reachedOtherwise = reachedOtherwise;
    this.withinRoom = withinRoom;
  }

  /**
   * A dialer for more candidates than there are places: at no time are more dials under way than
   * there is room for, and a candidate that found no room is due as soon as there is some.
   *
   * @param reachedOtherwise nodes that need no connection of this table at present; asked under the
   *     dialer's lock
   */
  public static Dialer withinRoom(
      DialCandidates source,
      PeerTable<?> table,
      RandomGenerator random,
      Predicate<PublicKey> reachedOtherwise) {
    return new Dialer(List.of(source), table, random, reachedOtherwise, true);
  }

  /**
   * Whom to dial now. Each of these dials is under way from now on, until {@link #onOver}. To be
   * called when the candidates have changed, after every {@link #onOver}, and at {@link
   * #nextDeadline}.
   */
  public synchronized List<Dial> due(long now) {
    Set<Enode> candidates = candidates();
    dials.values().removeIf(dial -> dial.isDue(now) && !candidates.contains(dial.node));
    int room = withinRoom ? table.room() - dialsWithoutPlace() : Integer.MAX_VALUE;
    List<Dial> due = new ArrayList<>();
    for (Enode node : candidates) {
      Dial dial = dials.computeIfAbsent(node, added -> new Dial(node, new Backoff(random), now));
      if (!dial.isDue(now)) {
        continue;
      }
      if (!isWorthDialling(node.id())) {
        dial.waitUntil(now + CHECK.toNanos());
      } else if (due.size() < room) {
        dial.begin(now);
        due.add(dial);
      } else {
        dial.waitForRoomUntil(now + CHECK.toNanos());
      }
    }
    return due;
  }

  /** Dials under way that have not led to a connection yet; each may take a place. */
  private int dialsWithoutPlace() {
    return (int)
        dials.values().stream()
            .filter(dial -> dial.underWay && !table.contains(dial.node.id()))
            .count();
  }

  /** Each node once. */
  private Set<Enode> candidates() {
    Map<PublicKey, Enode> candidates = new LinkedHashMap<>();
    for (DialCandidates source : sources) {
      source.nodes().forEach(node -> candidates.putIfAbsent(node.id(), node));
    }
    return new LinkedHashSet<>(candidates.values());
  }

  private boolean isWorthDialling(PublicKey id) {
    boolean hasRoom = withinRoom || table.hasRoom() || table.isTrusted(id);
    return hasRoom && !table.contains(id) && !reachedOtherwise.test(id);
  }

  /** A dial that was due has failed, or the connection that it made has ended. */
  public synchronized void onOver(Dial dial, long now) {
    if (dials.get(dial.node) != dial) {
      return;
    }
    if (now - dial.time >= PROOF.toNanos()) {
      dial.backoff.reset();
    }
    dial.waitUntil(now + dial.backoff.next().toNanos());
  }

  /**
   * Forgets the dials of a node: if it is a candidate again, it is dialled at once like a new one.
   */
  public synchronized void forget(PublicKey id) {
    dials.keySet().removeIf(node -> node.id().equals(id));
  }

  /** When to call {@link #due} at the latest; empty if nothing will be due by itself. */
  public synchronized OptionalLong nextDeadline() {
    return dials.values().stream()
        .filter(dial -> !dial.underWay)
        .mapToLong(dial -> dial.time)
        .reduce((a, b) -> a - b < 0 ? a : b);
  }
}
