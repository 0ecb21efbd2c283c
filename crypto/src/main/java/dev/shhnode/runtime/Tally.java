// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * The counters of a node, by name. A name says what is counted, from the general to the special,
 * with a point between: {@code envelopes.in}. Counters only grow, until the node ends. Thread-safe.
 *
 * <p>Who counts asks for his {@link Counter} once and keeps it: looking a name up takes a hash of
 * it, counting takes some nanoseconds and waits for nobody. Names are made of the program's own
 * words and never of what strangers say, so that their number stays what it is.
 */
public final class Tally {

  private final Map<String, Counter> counters = new ConcurrentHashMap<>();

  /** One number that grows. Thread-safe. */
  public static final class Counter {

    private final LongAdder sum = new LongAdder();

    private Counter() {}

    /** Counts one. */
    public void add() {
      sum.increment();
    }

    /** Counts {@code amount}, which is not negative. */
    public void add(long amount) {
      sum.add(amount);
    }

    /** What has been counted so far. */
    public long sum() {
      return sum.sum();
    }
  }

  /** The counter of a name: the same one whenever it is asked for. */
  public Counter counter(String name) {
    return counters.computeIfAbsent(name, n -> new Counter());
  }

  /**
   * A counter for each constant of an enum, none of them missing.
   *
   * @param name makes the name of a constant's counter
   */
  public <E extends Enum<E>> Map<E, Counter> counters(Class<E> type, Function<E, String> name) {
    Map<E, Counter> counters = new EnumMap<>(type);
    for (E each : type.getEnumConstants()) {
      counters.put(each, counter(name.apply(each)));
    }
    return counters;
  }

  /** A constant as it is called in names: {@code too_many_peers}. */
  public static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** All counters by name, in alphabetical order; each is read by itself. */
  public SortedMap<String, Long> snapshot() {
    SortedMap<String, Long> sums = new TreeMap<>();
    counters.forEach((name, counter) -> sums.put(name, counter.sum()));
    return sums;
  }
}
