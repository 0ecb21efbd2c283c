// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.crypto.RlpWriter;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.apache.tuweni.bytes.Bytes;

/** Envelopes that bear numbers, and which of them have arrived. Thread-safe. */
final class Numbered {

  private static final int ENVELOPE_BYTES = 558;
  private static final int DATA_BYTES = 537;
  private static final long TTL_SECONDS = 60;

  /** Of RLP: a list header of 3 bytes, expiry 5, TTL 1, topic 5, a header of 3, then the data. */
  private static final int NUMBER_AT = 17;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final BitSet arrived = new BitSet();
  private long lastArrival;

  /** A packet of {@code count} envelopes on {@code topic} with the numbers {@code from} and up. */
  static Bytes packet(Topic topic, int from, int count) {
    long expiry = System.currentTimeMillis() / 1_000 + TTL_SECONDS;
    List<Bytes> envelopes = new ArrayList<>();
    for (int number = from; number < from + count; number++) {
      byte[] data = new byte[DATA_BYTES];
      new Random(number).nextBytes(data);
      ByteBuffer.wrap(data).putInt(number);
      envelopes.add(Envelope.of(expiry, TTL_SECONDS, topic, Bytes.wrap(data), 1 << 20).rlp());
    }
    return RlpWriter.listOf(envelopes, count * ENVELOPE_BYTES);
  }

  synchronized void onPacket(int code, Bytes body) {
    if (code != Bundles.MESSAGES) {
      return;
    }
    lastArrival = System.nanoTime();
    Bundles.forEach(body, envelope -> arrived.set(envelope.getInt(NUMBER_AT)));
    notifyAll();
  }

  /**
   * Waits for the numbers {@code from} to {@code to - 1}.
   *
   * @return when the last packet came, by {@link System#nanoTime}
   * @throws IOException if one is missing after half a minute without any
   */
  synchronized long await(int from, int to) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    while (arrived.nextClearBit(from) < to) {
      long quiet = System.nanoTime() - Math.max(begun, lastArrival);
      if (quiet > PATIENCE.toNanos()) {
        int missing = to - from - arrived.get(from, to).cardinality();
        throw new IOException(missing + " of " + (to - from) + " envelopes were lost");
      }
      wait(1_000);
    }
    return lastArrival;
  }

  synchronized boolean has(int number) {
    return arrived.get(number);
  }
}
