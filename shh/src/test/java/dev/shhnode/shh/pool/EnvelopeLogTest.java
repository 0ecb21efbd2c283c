// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

class EnvelopeLogTest {

  private final EnvelopeLog log = new EnvelopeLog();

  @Test
  void shouldReadInOrderOfArrival() {
    EnvelopeLog.Cursor cursor = log.newCursor();
    List<PooledEnvelope> appended = append(1_000);

    assertThat(readAll(cursor)).isEqualTo(appended);
  }

  @Test
  void shouldReadOnlyWhatCameSince() {
    append(300);
    EnvelopeLog.Cursor cursor = log.newCursor();
    readAll(cursor);

    List<PooledEnvelope> later = append(700);

    assertThat(readAll(cursor)).isEqualTo(later);
  }

  @Test
  void shouldSkipWhatWasRemoved() {
    EnvelopeLog.Cursor cursor = log.newCursor();
    List<PooledEnvelope> appended = append(10);

    log.remove(appended.get(0));
    log.remove(appended.get(5));

    assertThat(readAll(cursor)).hasSize(8).doesNotContain(appended.get(0), appended.get(5));
  }

  @Test
  void shouldReadAllAgainAfterRewinding() {
    List<PooledEnvelope> appended = append(10);
    EnvelopeLog.Cursor cursor = log.newCursor();
    readAll(cursor);

    cursor.rewind();

    assertThat(readAll(cursor)).isEqualTo(appended);
  }

  /** Against a plain list, through many compactions and growths. */
  @Test
  void shouldLoseAndRepeatNothingUnderChurn() {
    Random random = new Random(7);
    List<PooledEnvelope> live = new ArrayList<>();
    List<PooledEnvelope> unread = new ArrayList<>();
    EnvelopeLog.Cursor cursor = log.newCursor();
    for (int step = 0; step < 20_000; step++) {
      int action = random.nextInt(10);
      if (action < 5) {
        List<PooledEnvelope> fresh = append(1);
        live.addAll(fresh);
        unread.addAll(fresh);
      } else if (action < 9 && !live.isEmpty()) {
        PooledEnvelope gone = live.remove(random.nextInt(Math.min(live.size(), 50)));
        unread.remove(gone);
        log.remove(gone);
      } else {
        PooledEnvelope next = cursor.peek();
        assertThat(next).isEqualTo(unread.isEmpty() ? null : unread.remove(0));
        if (next != null) {
          cursor.advance();
        }
      }
    }

    assertThat(readAll(cursor)).isEqualTo(unread);
    assertThat(log.all()).containsExactlyElementsOf(live);
  }

  private List<PooledEnvelope> append(int count) {
    List<PooledEnvelope> appended = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      PooledEnvelope pooled = new PooledEnvelope(envelope(i), true, false, 1, new PoolShare());
      log.append(pooled);
      appended.add(pooled);
    }
    return appended;
  }

  private static Envelope envelope(int nonce) {
    return Envelope.of(1_600_000_000, 50, Topic.of(Bytes.of(1, 2, 3, 4)), Bytes.EMPTY, nonce);
  }

  private static List<PooledEnvelope> readAll(EnvelopeLog.Cursor cursor) {
    List<PooledEnvelope> read = new ArrayList<>();
    for (PooledEnvelope next = cursor.peek(); next != null; next = cursor.peek()) {
      read.add(next);
      cursor.advance();
    }
    return read;
  }
}
