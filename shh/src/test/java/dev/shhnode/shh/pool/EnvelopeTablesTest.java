// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The heaps and the table of the pool beside plain collections, through growth and shrinking. */
class EnvelopeTablesTest {

  private static final int STEPS = 20_000;
  private static final long TTL_SECONDS = 1_000;

  private final Random random = new Random(1);
  private final PoolShare share = new PoolShare();
  private final List<PooledEnvelope> here = new ArrayList<>();
  private int made;

  private PooledEnvelope make() {
    long expiry = 1_700_000_000L + random.nextInt(50);
    Envelope envelope =
        Envelope.of(expiry, TTL_SECONDS, new Topic(made++), Bytes.random(20, random), 0);
    return new PooledEnvelope(envelope, true, false, 1, share);
  }

  private PooledEnvelope takeAny() {
    int place = random.nextInt(here.size());
    PooledEnvelope any = here.get(place);
    here.set(place, here.get(here.size() - 1));
    here.remove(here.size() - 1);
    return any;
  }

  /** Grows in the first half and shrinks in the second. */
  private boolean grows(int step) {
    int chance = step < STEPS / 2 ? 6 : 3;
    return here.isEmpty() || random.nextInt(10) < chance;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldHaveTheFirstAtTheTop(boolean soonest) {
    EnvelopeHeap heap = soonest ? new EnvelopeHeap.SoonestFirst() : new EnvelopeHeap.LatestFirst();
    Comparator<PooledEnvelope> order =
        soonest
            ? Comparator.comparingLong(entry -> entry.expiry)
            : Comparator.<PooledEnvelope>comparingLong(entry -> -entry.expiry)
                .thenComparingInt(entry -> -entry.position);
    for (int step = 0; step < STEPS / 2; step++) {
      if (grows(step)) {
        PooledEnvelope entry = make();
        entry.position = step;
        here.add(entry);
        heap.add(entry);
      } else {
        heap.remove(takeAny());
      }
      if (step % 10 == 0) {
        assertIsFirst(heap, order);
      }
    }

    assertThat(here).as("enough that one out of order shows").hasSizeGreaterThan(1_000);
    while (!here.isEmpty()) {
      assertIsFirst(heap, order);
      PooledEnvelope first = heap.first();
      heap.remove(first);
      here.remove(first);
      assertThat(heap.placeOf(first)).isNegative();
    }
    assertThat(heap.isEmpty()).isTrue();
    assertThat(heap.first()).isNull();
  }

  private void assertIsFirst(EnvelopeHeap heap, Comparator<PooledEnvelope> order) {
    PooledEnvelope first = heap.first();
    assertThat(heap.isEmpty()).isEqualTo(here.isEmpty());
    if (first != null) {
      assertThat(here.stream().allMatch(entry -> order.compare(first, entry) <= 0)).isTrue();
    }
  }

  @Test
  void shouldFindWhatIsThere() {
    EnvelopeSlots slots = new EnvelopeSlots();
    EnvelopeTable table = new EnvelopeTable(slots, random.nextLong());
    Set<PooledEnvelope> gone = new HashSet<>();
    for (int step = 0; step < STEPS; step++) {
      if (grows(step)) {
        PooledEnvelope entry = make();
        here.add(entry);
        slots.add(entry);
        table.add(key(entry), entry);
      } else {
        PooledEnvelope entry = takeAny();
        assertThat(table.remove(key(entry), entry)).isTrue();
        assertThat(table.remove(key(entry), entry)).isFalse();
        slots.remove(entry);
        gone.add(entry);
      }
      if (step % 1_000 == 0) {
        assertFinds(table, gone);
      }
    }

    assertFinds(table, gone);
  }

  private static long key(PooledEnvelope entry) {
    return entry.envelope().identityBits();
  }

  private void assertFinds(EnvelopeTable table, Set<PooledEnvelope> gone) {
    assertThat(table.size()).isEqualTo(here.size());
    for (PooledEnvelope entry : here) {
      assertThat(table.find(key(entry), other -> other == entry)).isSameAs(entry);
      assertThat(table.findRacing(key(entry), other -> other == entry)).isSameAs(entry);
    }
    for (PooledEnvelope entry : gone) {
      assertThat(table.find(key(entry), other -> other == entry)).isNull();
      assertThat(table.findRacing(key(entry), other -> other == entry)).isNull();
    }
  }

  @Test
  void shouldTellEntriesOfOneKeyApart() {
    EnvelopeSlots slots = new EnvelopeSlots();
    EnvelopeTable table = new EnvelopeTable(slots, random.nextLong());
    for (int i = 0; i < 40; i++) {
      PooledEnvelope entry = make();
      here.add(entry);
      slots.add(entry);
      table.add(7, entry);
    }
    for (int i = 0; i < 20; i++) {
      assertThat(table.remove(7, here.get(2 * i))).isTrue();
    }

    for (int i = 0; i < 40; i++) {
      PooledEnvelope entry = here.get(i);
      assertThat(table.find(7, other -> other == entry)).isSameAs(i % 2 == 0 ? null : entry);
    }
    assertThat(table.find(8, other -> true)).isNull();
  }

  @Test
  void shouldUseSlotsAgain() {
    EnvelopeSlots slots = new EnvelopeSlots();
    for (int i = 0; i < 1_000; i++) {
      PooledEnvelope entry = make();
      here.add(entry);
      slots.add(entry);
    }
    for (int i = 0; i < 100_000; i++) {
      PooledEnvelope old = takeAny();
      int slot = old.slot;
      slots.remove(old);
      assertThat(slots.get(slot)).isNull();
      PooledEnvelope entry = make();
      here.add(entry);
      slots.add(entry);
    }

    assertThat(here).allMatch(entry -> entry.slot < 1_000 && slots.get(entry.slot) == entry);
    assertThat(slots.get(1 << 20)).as("as a reader on another thread may ask").isNull();
  }
}
