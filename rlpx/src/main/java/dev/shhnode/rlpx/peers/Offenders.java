// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import dev.shhnode.rlpx.Offence;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Points for offences, and bans of who has too many of them. Points decay by half in {@link
 * #HALF_LIFE}, but not during a ban. A ban ends by itself; who offends again afterwards is banned
 * for twice as long, up to {@link #LONGEST_BAN}. Who has hardly any points left is forgotten, and
 * so are the former bans. Confined to its owner's lock.
 *
 * <p>Times are readings of a monotonic clock in nanoseconds.
 *
 * @param <K> whom it is about
 */
final class Offenders<K> {

  /** Ours: long enough for who redials at once, short enough for a fault that has been mended. */
  static final Duration HALF_LIFE = Duration.ofMinutes(10);

  static final Duration FIRST_BAN = Duration.ofMinutes(1);
  static final Duration LONGEST_BAN = Duration.ofHours(1);

  /** Ours: below this many points who is not banned is forgotten. */
  private static final double NEGLIGIBLE = 0.1;

  /**
   * A ban that is in force.
   *
   * @param who is banned
   * @param offence the latest
   * @param points when it was last added to
   * @param left until it ends
   */
  public record Ban<K>(K who, Offence offence, double points, Duration left) {}

  private static final class Account {
    private Offence latest = Offence.MALFORMED_MESSAGE;
    private double points;
    private int bans;

    /** From when on the points decay: the latest offence, or the end of the ban that it led to. */
    private long decaysFrom;

    private double points(long now) {
      long past = Math.max(0, now - decaysFrom);
      return points * Math.pow(0.5, (double) past / HALF_LIFE.toNanos());
    }

    private boolean isBanned(long now) {
      return now - decaysFrom < 0;
    }

    private boolean isNegligible(long now) {
      return !isBanned(now) && points(now) < NEGLIGIBLE;
    }

    private void ban(long now) {
      Duration length = FIRST_BAN.multipliedBy(1L << Math.min(bans, Integer.SIZE));
      bans++;
      decaysFrom = now + (length.compareTo(LONGEST_BAN) < 0 ? length : LONGEST_BAN).toNanos();
    }
  }

  private final double mostPoints;
  private final int maxRemembered;
  private final Map<K, Account> accounts = new HashMap<>();

  /**
   * @param mostPoints with so many who offends is banned; each offence is one
   * @param maxRemembered of more of them, those with the fewest points are forgotten
   */
  Offenders(double mostPoints, int maxRemembered) {
    this.mostPoints = mostPoints;
    this.maxRemembered = maxRemembered;
  }

  /**
   * Holds an offence against somebody. One that comes during a ban adds to the points only.
   *
   * @return whether a ban begins
   */
  boolean add(K who, Offence offence, long now) {
    Account account = accounts.get(who);
    if (account == null) {
      makeRoom(now);
      account = new Account();
      account.decaysFrom = now;
      accounts.put(who, account);
    }
    boolean banned = account.isBanned(now);
    account.points = account.points(now) + 1;
    account.latest = offence;
    if (banned) {
      return false;
    }
    account.decaysFrom = now;
    if (account.points < mostPoints) {
      return false;
    }
    account.ban(now);
    return true;
  }

  /** The newcomer always finds room: of who offends quickly the points would be lost otherwise. */
  private void makeRoom(long now) {
    if (accounts.size() < maxRemembered) {
      return;
    }
    accounts.values().removeIf(account -> account.isNegligible(now));
    if (accounts.size() >= maxRemembered) {
      accounts.entrySet().stream()
          .min(Comparator.comparingDouble(entry -> entry.getValue().points(now)))
          .map(Map.Entry::getKey)
          .ifPresent(accounts::remove);
    }
  }

  boolean isBanned(K who, long now) {
    Account account = accounts.get(who);
    return account != null && account.isBanned(now);
  }

  /** Forgets all that is held against somebody. Returns whether a ban was in force. */
  boolean forgive(K who, long now) {
    Account account = accounts.remove(who);
    return account != null && account.isBanned(now);
  }

  /** The bans in force, those that last longest first. */
  List<Ban<K>> bans(long now) {
    return accounts.entrySet().stream()
        .filter(entry -> entry.getValue().isBanned(now))
        .map(entry -> ban(entry.getKey(), entry.getValue(), now))
        .sorted(Comparator.comparing((Ban<K> ban) -> ban.left()).reversed())
        .toList();
  }

  private static <K> Ban<K> ban(K who, Account account, long now) {
    Duration left = Duration.ofNanos(account.decaysFrom - now);
    return new Ban<>(who, account.latest, account.points, left);
  }

  /** How many are remembered. */
  int size() {
    return accounts.size();
  }
}
