// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.DropReason;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;

/** Peers that bring, read, lag, rewind, come and leave, in any order and at any time. */
class EnvelopePoolFuzzTest {

  private static final long MAX_BYTES = 40_000;
  private static final int MAX_STEPS = 300;
  private static final int MAX_READERS = 4;
  private static final Topic TOPIC = new Topic(7);

  @FuzzTest
  void shouldKeepItsBooksAndBounds(FuzzedDataProvider data) {
    Story story = new Story(data);
    for (int step = 0; step < MAX_STEPS && data.remainingBytes() > 0; step++) {
      story.step();
      story.check();
    }
    story.end();
  }

  private static final class Story {
    private final FuzzedDataProvider data;
    private final Set<Envelope> here = new LinkedHashSet<>();
    private final List<EnvelopeLog.Cursor> readers = new ArrayList<>();
    private final List<PoolShare> shares = new ArrayList<>();
    private final EnvelopePool pool;
    private Moment now = new Moment(1_700_000_000, 0);
    private int made;
    private int waiting;

    Story(FuzzedDataProvider data) {
      this.data = data;
      pool =
          new EnvelopePool(
              MAX_BYTES,
              new ShhListener() {
                @Override
                public void onPooled(Envelope envelope, Source source) {
                  here.add(envelope);
                }

                @Override
                public void onExpired(Envelope envelope) {
                  assertThat(here.remove(envelope)).isTrue();
                }

                @Override
                public void onEvicted(Envelope envelope, DropReason reason) {
                  assertThat(here.remove(envelope)).isTrue();
                }
              },
              new Random(1));
      for (String origin : List.of("one", "other", "third")) {
        shares.add(pool.joinShare(origin));
      }
      addReader();
    }

    private void addReader() {
      EnvelopeLog.Cursor reader = pool.newCursor();
      reader.start();
      readers.add(reader);
    }

    void step() {
      switch (data.consumeInt(0, 9)) {
        case 0 -> now = now.plus(Duration.ofMillis(data.consumeInt(0, 10_000)));
        case 1 -> pool.expire(now);
        case 2 -> pool.settle(now);
        case 3, 4 -> read(reader(), data.consumeInt(1, 50));
        case 5 -> reader().rewind();
        case 6 -> changeReaders();
        case 7 -> pool.addOwn(List.of(envelope(), envelope()), now);
        case 8 -> {
          waiting++;
          pool.whenRelieved(reader(), () -> waiting--);
        }
        default ->
            pool.add(
                envelope(),
                Source.MIX,
                shares.get(data.consumeInt(0, shares.size() - 1)),
                data.consumeBoolean(),
                data.consumeRegularDouble(0, 1e30),
                data.consumeBoolean(),
                now);
      }
    }

    private EnvelopeLog.Cursor reader() {
      return readers.get(data.consumeInt(0, readers.size() - 1));
    }

    private void changeReaders() {
      if (readers.size() > 1 && data.consumeBoolean()) {
        readers.remove(data.consumeInt(0, readers.size() - 1)).close();
      } else if (readers.size() < MAX_READERS) {
        addReader();
      }
    }

    private Envelope envelope() {
      long ttl = data.consumeInt(1, 1_000_000);
      byte[] bytes = new byte[data.consumeInt(8, 3_000)];
      return Envelope.of(now.unixSeconds() + ttl, ttl, TOPIC, Bytes.wrap(bytes), made++);
    }

    private static void read(EnvelopeLog.Cursor reader, int most) {
      for (int i = 0; i < most && reader.peek() != null; i++) {
        reader.advance();
      }
    }

    void check() {
      assertThat(pool.fill()).isBetween(0.0, 1.0);
      assertThat(pool.size()).isEqualTo(here.size());
      assertThat(pool.bytes()).isEqualTo(here.stream().mapToLong(Envelope::rlpSize).sum());
      long held = pool.bytes() + (long) pool.size() * PooledEnvelope.OBJECT_COST_BYTES;
      // What is of this node has an eighth besides, or is a single one of any size.
      assertThat(held).isLessThanOrEqualTo(MAX_BYTES + MAX_BYTES / 8 + 4_000);
    }

    /** Whoever waits is let go, whoever reads sees all that is there, and nothing is left. */
    void end() {
      for (int i = 0; i < 10; i++) {
        now = now.plus(Duration.ofSeconds(1));
        pool.settle(now);
      }
      assertThat(waiting).isZero();
      EnvelopeLog.Cursor late = pool.newCursor();
      int seen = 0;
      for (; late.peek() != null; late.advance()) {
        seen++;
      }
      assertThat(seen).isEqualTo(here.size());
      assertThat(here).allMatch(envelope -> pool.get(envelope) != null && pool.contains(envelope));
      now = now.plus(Duration.ofSeconds(1_000_001));
      pool.expire(now);
      assertThat(pool.size()).isZero();
      assertThat(pool.fill()).isZero();
      assertThat(shares).allMatch(share -> share.bytes() == 0);
    }
  }
}
