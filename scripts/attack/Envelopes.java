// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageSealer;
import dev.shhnode.envelope.SealedMessage;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.pow.NonceSearch;
import dev.shhnode.pow.PowRule;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.rlp.RLP;

/** Makes envelopes with work by the rule of the node that is attacked. Thread-safe. */
final class Envelopes {

  static final SecureRandom RANDOM = new SecureRandom();

  /** Of the honest envelopes, and of attacks on the filter that waits for them. */
  static final Topic TOPIC = new Topic(0x61747461);

  /** A key that attackers have; that of the honest is another one. */
  static final Bytes32 RAW_KEY = Bytes32.random(RANDOM);

  static final SymmetricKey KEY = SymmetricKey.of(RAW_KEY);

  /** A little above the usual minimum. */
  static final double MINIMUM = 0.21;

  private static final ExecutorService SEARCHERS =
      Executors.newFixedThreadPool(
          2,
          run -> {
            Thread thread = new Thread(run);
            thread.setDaemon(true);
            return thread;
          });
  private static final NonceSearch SEARCH = new NonceSearch(SEARCHERS, 2, System::nanoTime);
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final PowRule rule;

  Envelopes(PowRule rule) {
    this.rule = rule;
  }

  static long now() {
    return System.currentTimeMillis() / 1_000;
  }

  static Bytes list(List<Bytes> items) {
    return RLP.encodeList(writer -> items.forEach(writer::writeRLP));
  }

  static Bytes bundle(List<Envelope> envelopes) {
    return list(envelopes.stream().map(Envelope::rlp).toList());
  }

  static Bytes bundle(Envelope envelope) {
    return list(List.of(envelope.rlp()));
  }

  /** A message for whoever has {@code key}. */
  Envelope message(SymmetricKey key, long ttl, int payloadBytes, double pow) {
    SealedMessage sealed =
        MessageSealer.sealSymmetric(
            WhisperVersion.V6,
            key,
            Bytes.random(payloadBytes),
            Optional.empty(),
            Optional.empty(),
            RANDOM);
    return worked(Envelope.of(WhisperVersion.V6, now() + ttl, ttl, TOPIC, sealed, 0), pow);
  }

  /** A message that attackers can make as well. */
  Envelope message(long ttl, int payloadBytes) {
    return message(KEY, ttl, payloadBytes, MINIMUM);
  }

  /** Of random bytes, with the least work that is accepted. */
  Envelope junk(long ttl, int dataBytes) {
    return junk(TOPIC, ttl, dataBytes);
  }

  Envelope junk(Topic topic, long ttl, int dataBytes) {
    return worked(Envelope.of(now() + ttl, ttl, topic, Bytes.random(dataBytes), 0), MINIMUM);
  }

  /** With data that attackers have thought of. */
  Envelope of(Bytes data, long ttl) {
    return worked(Envelope.of(now() + ttl, ttl, TOPIC, data, 0), MINIMUM);
  }

  static List<Envelope> many(int count, Supplier<Envelope> maker) {
    List<Envelope> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(maker.get());
    }
    return made;
  }

  /** The same with a nonce that is worth {@code pow}. */
  Envelope worked(Envelope envelope, double pow) {
    // The length of the nonce counts for some rules.
    PowRule.Sizes sizes =
        new PowRule.Sizes(
            envelope.rlpSize() + Long.BYTES,
            envelope.rlpWithoutNonce().size(),
            envelope.data().size());
    int bits = 1;
    while (rule.pow(bits, sizes, envelope.ttl()) < pow) {
      bits++;
    }
    NonceSearch.Task task =
        new NonceSearch.Task(
            rule,
            envelope.rlpWithoutNonce(),
            OptionalInt.of(bits),
            System.nanoTime() + PATIENCE_NANOS);
    NonceSearch.Result result =
        SEARCH.search(task, Thread.currentThread(), () -> false, (tried, seconds) -> {}).join();
    if (result instanceof NonceSearch.Result.Found found) {
      return envelope.withNonce(found.nonce());
    }
    throw new IllegalStateException("no nonce of " + bits + " bits");
  }
}
