// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.DropReason;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

class EnvelopePoolTest {

  private static final int COST = 1_000;
  private static final int PLACES = 80;
  private static final int MAX_BYTES = PLACES * COST;

  /** What remains when an eighth is kept free for what peers have not been offered yet. */
  private static final int SETTLED_PLACES = PLACES * 7 / 8;

  private static final Topic TOPIC = Topic.of(Bytes.of(1, 2, 3, 4));

  private final Map<DropReason, Integer> drops = new EnumMap<>(DropReason.class);
  private final ShhListener listener =
      new ShhListener() {
        @Override
        public void onEvicted(Envelope envelope, DropReason reason) {
          drops.merge(reason, 1, Integer::sum);
        }

        @Override
        public void onRefused(Envelope envelope, Source source, DropReason reason) {
          drops.merge(reason, 1, Integer::sum);
        }
      };

  /** What undoes a product with 2^64 divided by the golden ratio, as many tables form it. */
  private static final long UNDONE = 0xf1de_83e1_9937_733dL;

  private final EnvelopePool pool = new EnvelopePool(MAX_BYTES, listener, new Random(1));
  private final EnvelopeLog.Cursor reader = pool.newCursor();
  private final PoolShare one = pool.joinShare("one");
  private final PoolShare other = pool.joinShare("other");
  private Moment now = new Moment(1_700_000_000, 0);
  private int made;

  EnvelopePoolTest() {
    reader.start();
  }

  @Test
  void shouldGoOnOfferingWhatComesWhenFull() {
    int offered = 0;
    for (int i = 0; i < 10 * PLACES; i++) {
      add(one, 1);
      offered += read(reader).size();
      pool.settle(now);
    }

    assertThat(offered).isEqualTo(10 * PLACES);
    assertThat(pool.size()).isEqualTo(SETTLED_PLACES);
    assertThat(drops).containsOnly(Map.entry(DropReason.POOL_EVICTED, 10 * PLACES - pool.size()));
  }

  @Test
  void shouldEvictTheLeastWorkPerByteAndSecondFirst() {
    List<Envelope> good = new ArrayList<>();
    for (int i = 0; i < SETTLED_PLACES; i++) {
      Envelope envelope = add(one, i % 2 == 0 ? 1 : 8);
      if (i % 2 == 1) {
        good.add(envelope);
      }
    }
    settle();

    for (int i = 0; i < SETTLED_PLACES / 2; i++) {
      good.add(add(one, 4));
      settle();
    }

    assertThat(good).allMatch(envelope -> pool.get(envelope) != null).hasSize(pool.size());
  }

  @Test
  void shouldValueWhatExpiresSoon() {
    Envelope brief = add(one, 1, 10);
    Envelope lasting = add(one, 2, 100);
    fill(4, 20);

    assertThat(pool.get(brief)).isNotNull();
    assertThat(pool.get(lasting)).isNull();
  }

  @Test
  void shouldOfferEvenWhatIsWorthLeastAndKeepTheRest() {
    fill(4, 50);

    Envelope poor = add(one, 1);
    List<Envelope> offered = read(reader);
    pool.settle(now);

    assertThat(offered).containsExactly(poor);
    assertThat(pool.get(poor)).isNull();
    assertThat(pool.size()).isEqualTo(SETTLED_PLACES);
  }

  @Test
  void shouldKnowAgainWhatHadToGo() {
    fill(4, 50);
    Envelope poor = add(one, 1);
    settle();

    assertThat(pool.wasHere(poor)).isTrue();
    assertThat(pool.wasHere(envelope(50))).isFalse();
  }

  @Test
  void shouldLetAFlooderFillItsOwnShareAlone() {
    List<Envelope> honest = new ArrayList<>();
    for (int i = 0; i < 10 * PLACES; i++) {
      add(one, 1_000_000);
      if (i % 50 == 0) {
        honest.add(add(other, 1));
      }
      settle();
    }

    assertThat(honest).allMatch(envelope -> pool.get(envelope) != null);
  }

  @Test
  void shouldShareBetweenTwoWhoFlood() {
    for (int i = 0; i < 10 * PLACES; i++) {
      add(one, 1_000_000);
      settle();
    }
    for (int i = 0; i < 10 * PLACES; i++) {
      add(other, 1);
      settle();
    }

    // Three shares: this node has one as well. The rest stays with who has more to offer.
    assertThat(other.bytes()).isBetween(MAX_BYTES / 4L, MAX_BYTES / 3L);
  }

  @Test
  void shouldKeepAPartForBriefEnvelopes() {
    for (int i = 0; i < 10 * PLACES; i++) {
      add(one, 1_000, 10_000, false);
      settle();
    }
    assertThat(pool.size()).as("while nobody else needs it").isEqualTo(SETTLED_PLACES);
    List<Envelope> brief = new ArrayList<>();

    for (int i = 0; i < SETTLED_PLACES * SettledEnvelopes.BRIEF_PERCENT / 100; i++) {
      brief.add(add(one, 1e-3, 50, true));
      settle();
    }

    assertThat(brief).allMatch(envelope -> pool.get(envelope) != null);
    assertThat(pool.size()).isEqualTo(SETTLED_PLACES);
    Envelope oneMore = add(one, 1e-3, 50, true);
    settle();
    assertThat(pool.get(oneMore)).as("above their part they are worth least").isNull();
  }

  @Test
  void shouldStayInItsBoundsThoughNobodyReads() {
    for (int i = 0; i < 10 * PLACES; i++) {
      add(one, 1);
      pool.settle(now);
      assertThat(pool.fill()).isLessThanOrEqualTo(1);
    }

    assertThat(drops.get(DropReason.POOL_EVICTED_EARLY)).isPositive();
    assertThat(read(reader)).hasSize(pool.size());
  }

  @Test
  void shouldHaveBringersWaitUntilReadersHaveRead() {
    List<String> ran = new ArrayList<>();
    EnvelopeLog.Cursor bringer = pool.newCursor();
    bringer.start();
    backUp(bringer);

    pool.whenRelieved(bringer, () -> ran.add("brought"));
    pool.whenRelieved(reader, () -> ran.add("of who is waited for"));
    pool.settle(now);
    assertThat(ran).containsExactly("of who is waited for");

    read(reader);
    pool.settle(now);
    assertThat(ran).endsWith("brought").hasSize(2);
    assertThat(drops).isEmpty();
  }

  @Test
  void shouldLosePatienceWithWhoDoesNotRead() {
    List<String> ran = new ArrayList<>();
    EnvelopeLog.Cursor bringer = pool.newCursor();
    bringer.start();
    backUp(bringer);
    pool.whenRelieved(bringer, () -> ran.add("after patience"));
    pass(Backlog.PATIENCE.minusMillis(1));
    assertThat(ran).isEmpty();
    pass(Duration.ofMillis(1));
    assertThat(ran).hasSize(1);

    backUp(bringer);
    pool.whenRelieved(bringer, () -> ran.add("at once"));
    pool.settle(now);
    assertThat(ran).as("who is far behind is not waited for").hasSize(2);
  }

  @Test
  void shouldBecomePatientAgain() {
    List<String> ran = new ArrayList<>();
    EnvelopeLog.Cursor bringer = pool.newCursor();
    bringer.start();
    backUp(bringer);
    pass(Backlog.PATIENCE);
    read(reader);
    pass(Duration.ofSeconds(1).multipliedBy(Backlog.RECOVERY));

    backUp(bringer);
    pool.whenRelieved(bringer, () -> ran.add("after a second"));
    pool.settle(now);
    assertThat(ran).isEmpty();
    pass(Duration.ofSeconds(1));
    assertThat(ran).hasSize(1);
  }

  @Test
  void shouldNotWaitForWhoStillHasToCatchUp() {
    fill(1, 50);
    EnvelopeLog.Cursor late = pool.newCursor();
    late.start();

    for (int i = 0; i < 10 * PLACES; i++) {
      add(one, 1);
      settle();
    }

    assertThat(read(late)).hasSize(pool.size());
    assertThat(drops.get(DropReason.POOL_EVICTED_EARLY)).isPositive();
  }

  /** Where they have been once costs the others none of their part. */
  @Test
  void shouldLeaveThePartOfThoseThatHaveGoneToTheOthers() {
    for (int i = 0; i < PLACES / 8; i++) {
      PoolShare gone = pool.joinShare("gone " + i);
      add(gone, 1_000, 10_000);
      settle();
      pool.leaveShare(gone);
    }
    List<Envelope> honest = new ArrayList<>();
    for (int i = 0; i < PLACES / 4; i++) {
      honest.add(add(one, 1));
      settle();
    }

    for (int i = 0; i < 10 * PLACES; i++) {
      add(other, 100);
      settle();
    }

    assertThat(honest).allMatch(envelope -> pool.get(envelope) != null);
  }

  /** From ever new ranges comes what is worth much. */
  @Test
  void shouldLetThoseThatHaveGoneMakeRoomForEachOther() {
    PoolShare third = pool.joinShare("third");
    List<Envelope> honest = new ArrayList<>();
    for (int i = 0; i < SETTLED_PLACES / 5; i++) {
      honest.add(add(one, 1));
      settle();
    }

    for (int i = 0; i < 10 * PLACES; i++) {
      PoolShare visitor = pool.joinShare("visitor " + i);
      add(visitor, 1_000);
      settle();
      pool.leaveShare(visitor);
    }

    assertThat(honest).allMatch(envelope -> pool.get(envelope) != null);
    pool.leaveShare(third);
  }

  /** Where more ranges have been than have shares of their own, those to come share one. */
  @Test
  void shouldNotLetThoseThatHaveGoneDriveOutAllWhoComeLater() {
    EnvelopePool large =
        new EnvelopePool(4 * SettledEnvelopes.MAX_SHARES * COST, listener, new Random(1));
    for (int i = 0; i < SettledEnvelopes.MAX_SHARES; i++) {
      PoolShare gone = large.joinShare("gone " + i);
      for (int j = 0; j < 4; j++) {
        large.add(envelope(10_000), Source.MIX, gone, true, 1_000, true, now);
        large.settle(now);
      }
      large.leaveShare(gone);
    }
    PoolShare later = large.joinShare("later");
    List<Envelope> honest = new ArrayList<>();

    for (int i = 0; i < SettledEnvelopes.MAX_SHARES; i++) {
      Envelope envelope = envelope(50);
      honest.add(envelope);
      large.add(envelope, Source.MIX, later, true, 1, true, now);
      large.settle(now);
    }

    assertThat(honest).allMatch(large::contains);
  }

  @Test
  void shouldKnowAgainWhoHasGoneAndWhoseEnvelopesAreStillToBeOffered() {
    PoolShare share = pool.joinShare("comes and goes");
    add(share, 1);

    pool.leaveShare(share);
    for (int i = 0; i < SettledEnvelopes.MAX_SHARES; i++) {
      pool.joinShare(i);
    }
    assertThat(pool.joinShare("comes and goes")).isSameAs(share);

    pool.leaveShare(share);
    settle();
    now = now.plus(Duration.ofSeconds(100));
    pool.expire(now);
    assertThat(pool.joinShare("comes and goes")).as("nothing is left of it").isNotSameAs(share);
  }

  @Test
  void shouldKeepOwnEnvelopesWhateverStrangersSend() {
    Envelope own = envelope(50);
    pool.addOwn(List.of(own), now);
    for (int i = 0; i < 10 * PLACES; i++) {
      add(one, 1_000_000);
      settle();
    }

    assertThat(pool.get(own)).isNotNull();
  }

  @Test
  void shouldBoundOwnEnvelopes() {
    int added = 0;
    while (pool.addOwn(List.of(envelope(50)), now).isPresent()) {
      added++;
    }

    assertThat(added).isEqualTo(PLACES / 8 + PLACES / 4);
    assertThat(drops).containsOnly(Map.entry(DropReason.OWN_POOL_FULL, 1));
    for (int i = 0; i < 10 * PLACES; i++) {
      add(one, 1);
      settle();
    }
    assertThat(pool.size() - added).isEqualTo(PLACES * 3 / 4 * 7 / 8);
  }

  @Test
  void shouldAddOwnEnvelopesTogetherOrNotAtAll() {
    Envelope first = envelope(50);
    pool.addOwn(List.of(first), now);
    List<Envelope> tooMany =
        Stream.generate(() -> envelope(50)).limit(PLACES / 8 + PLACES / 4).toList();

    assertThat(pool.addOwn(tooMany, now)).isEmpty();
    assertThat(pool.size()).isOne();
    assertThat(drops).containsOnly(Map.entry(DropReason.OWN_POOL_FULL, tooMany.size()));

    List<Envelope> asMany = tooMany.subList(1, tooMany.size());
    assertThat(pool.addOwn(asMany, now)).contains(asMany);
    assertThat(pool.addOwn(asMany, now)).as("are here").contains(List.of());
    assertThat(pool.addOwn(List.of(first, first), now)).contains(List.of());
  }

  @Test
  void shouldAddOnceWhatIsTheSame() {
    Envelope own = envelope(50);

    assertThat(pool.addOwn(List.of(own, own), now)).contains(List.of(own));
    assertThat(pool.size()).isOne();
  }

  @Test
  void shouldHaveStrangersGiveWayToOwnEnvelopes() {
    fill(1, 50);
    int before = pool.size();

    for (int i = 0; i < PLACES / 8; i++) {
      pool.addOwn(List.of(envelope(50)), now);
    }
    assertThat(pool.size()).as("the reserve is besides").isEqualTo(before + PLACES / 8);
    while (pool.addOwn(List.of(envelope(50)), now).isPresent()) {
      assertThat(pool.size()).isLessThanOrEqualTo(PLACES + PLACES / 8);
    }
  }

  @Test
  void shouldRefuseWhatIsLargerThanThePool() {
    Envelope large =
        Envelope.of(now.unixSeconds() + 50, 50, TOPIC, Bytes.random(MAX_BYTES, new Random(1)), 0);

    assertThat(pool.add(large, Source.MIX, one, false, 1, true, now)).isEmpty();
    assertThat(pool.wasHere(large)).as("it is not looked at again").isTrue();
    assertThat(drops).containsOnly(Map.entry(DropReason.POOL_FULL, 1));
  }

  @Test
  void shouldMakeRoomForOneThatIsAlmostAsLargeAsThePool() {
    fill(1, 50);
    Envelope large =
        Envelope.of(
            now.unixSeconds() + 50, 50, TOPIC, Bytes.random(MAX_BYTES - COST, new Random(1)), 0);

    assertThat(pool.add(large, Source.MIX, one, false, 1, true, now)).isPresent();
    assertThat(pool.fill()).isLessThanOrEqualTo(1);
    assertThat(read(reader)).containsExactly(large);
  }

  @Test
  void shouldFindTwinsWhenOneOfThemHasGone() {
    Envelope first = envelope(50);
    Envelope second = first.withNonce(1_000_000);
    Envelope third = first.withNonce(2_000_000);
    for (Envelope twin : List.of(first, second)) {
      pool.add(twin, Source.MIX, one, true, twin.equals(first) ? 1 : 9, true, now);
    }
    settle();
    fill(4, 50);
    add(one, 4);
    settle();
    assertThat(pool.get(first)).isNull();

    pool.add(third, Source.MIX, one, true, 9, true, now);

    assertThat(pool.get(third).hasTwin(twin -> twin.envelope().equals(second))).isTrue();
    assertThat(pool.get(third).hasTwin(twin -> twin.envelope().equals(first))).isFalse();
  }

  /** Against plain lists, with readers that lag, rewind, come and go. */
  @Test
  void shouldKeepItsBooksUnderChurn() {
    Random random = new Random(11);
    List<EnvelopeLog.Cursor> readers = new ArrayList<>(List.of(reader));
    List<Envelope> known = new ArrayList<>();
    for (int step = 0; step < 30_000; step++) {
      switch (random.nextInt(12)) {
        case 0 -> now = now.plus(Duration.ofSeconds(random.nextInt(3)));
        case 1 -> pool.expire(now);
        case 2 -> pool.settle(now);
        case 3, 4, 5 -> read(readers.get(random.nextInt(readers.size())));
        case 6 -> readers.get(random.nextInt(readers.size())).rewind();
        case 7 -> {
          EnvelopeLog.Cursor cursor = pool.newCursor();
          cursor.start();
          readers.add(cursor);
          if (readers.size() > 5) {
            readers.remove(random.nextInt(readers.size())).close();
          }
        }
        case 8 -> pool.addOwn(List.of(envelope(1 + random.nextInt(100))), now);
        default ->
            known.add(
                add(
                    random.nextBoolean() ? one : other,
                    1 << random.nextInt(6),
                    1 + random.nextInt(100),
                    random.nextBoolean()));
      }
      assertThat(pool.fill()).isLessThanOrEqualTo(1);
    }
    assertThat(known.stream().filter(pool::contains)).hasSizeGreaterThan(10);

    now = now.plus(Duration.ofSeconds(200));
    pool.expire(now);
    assertThat(pool.size()).isZero();
    assertThat(pool.bytes()).isZero();
    assertThat(pool.fill()).isZero();
    assertThat(one.bytes() + other.bytes()).isZero();
    assertThat(known).noneMatch(pool::contains);
  }

  /** What is charged is what it takes: half as much again at 512 bytes. */
  @Test
  void shouldTakeNoMoreMemoryThanItCharges() {
    int count = 100_000;
    EnvelopePool large = new EnvelopePool(1L << 30, ShhListener.NONE, new Random(1));
    PoolShare share = large.joinShare("one");
    EnvelopeLog.Cursor cursor = large.newCursor();
    cursor.start();
    Random random = new Random(3);
    long before = usedMemory();
    for (int i = 0; i < count; i++) {
      byte[] data = new byte[494];
      random.nextBytes(data);
      Envelope envelope = Envelope.of(now.unixSeconds() + 50, 50, TOPIC, Bytes.wrap(data), 1 << 20);
      large.add(envelope, Source.MIX, share, true, 1, true, now);
    }
    read(cursor);
    large.settle(now);

    double each = (double) (usedMemory() - before) / count;
    int size = (int) (large.bytes() / count);
    assertThat(size).isBetween(505, 520);
    assertThat(each).isBetween((double) size, 1.5 * size);
    assertThat(large.size()).isEqualTo(count);
  }

  /**
   * A stranger chooses the data, and could know how tables are made: the same envelopes, but for
   * eight bytes of each, must not take many times as long. They took 370 times as long.
   */
  @Test
  void shouldNotSlowDownForChosenData() {
    long plain = Long.MAX_VALUE;
    long chosen = Long.MAX_VALUE;
    for (int round = 0; round < 3; round++) {
      plain = Math.min(plain, nanosToPool(i -> new Random(i).nextLong()));
      chosen = Math.min(chosen, nanosToPool(i -> (i << Integer.SIZE | i) * UNDONE));
    }

    assertThat((double) chosen / plain).isLessThan(10);
  }

  private long nanosToPool(LongUnaryOperator beginnings) {
    EnvelopePool large = new EnvelopePool(1L << 30, ShhListener.NONE, new Random(2));
    List<Envelope> envelopes = new ArrayList<>();
    long expiry = now.unixSeconds() + 50;
    for (long i = 0; i < 40_000; i++) {
      long bits = beginnings.applyAsLong(i) ^ expiry << Integer.SIZE ^ 50;
      envelopes.add(Envelope.of(expiry, 50, TOPIC, Bytes.ofUnsignedLong(bits), 1));
    }
    envelopes.forEach(Envelope::identityBits);
    long begin = System.nanoTime();
    for (Envelope envelope : envelopes) {
      large.add(envelope, Source.MIX, large.localShare(), true, 1, true, now);
    }
    return System.nanoTime() - begin;
  }

  private static long usedMemory() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private void backUp(EnvelopeLog.Cursor bringer) {
    for (int i = 0; i <= PLACES / 8; i++) {
      add(one, 1);
      read(bringer);
    }
    pool.settle(now);
  }

  private void pass(Duration duration) {
    now = now.plus(duration);
    pool.settle(now);
  }

  private void fill(double workPerByte, long ttl) {
    while (drops.isEmpty()) {
      add(one, workPerByte, ttl);
      settle();
    }
    drops.clear();
  }

  private void settle() {
    read(reader);
    pool.settle(now);
  }

  private static List<Envelope> read(EnvelopeLog.Cursor cursor) {
    List<Envelope> read = new ArrayList<>();
    for (PooledEnvelope next = cursor.peek(); next != null; next = cursor.peek()) {
      read.add(next.envelope());
      cursor.advance();
    }
    return read;
  }

  private Envelope add(PoolShare share, double workPerByte) {
    return add(share, workPerByte, 50);
  }

  private Envelope add(PoolShare share, double workPerByte, long ttl) {
    return add(share, workPerByte, ttl, true);
  }

  private Envelope add(PoolShare share, double workPerByte, long ttl, boolean brief) {
    Envelope envelope = envelope(ttl);
    pool.add(envelope, Source.MIX, share, brief, workPerByte, true, now);
    return envelope;
  }

  /** One that is charged {@link #COST} bytes. */
  private Envelope envelope(long ttl) {
    int data = COST - PooledEnvelope.OBJECT_COST_BYTES;
    Envelope envelope;
    do {
      envelope =
          Envelope.of(
              now.unixSeconds() + ttl,
              ttl,
              TOPIC,
              Bytes.random(data, new Random(made)),
              1_000 + made);
      data -= envelope.rlpSize() + PooledEnvelope.OBJECT_COST_BYTES - COST;
    } while (envelope.rlpSize() + PooledEnvelope.OBJECT_COST_BYTES != COST);
    made++;
    return envelope;
  }
}
