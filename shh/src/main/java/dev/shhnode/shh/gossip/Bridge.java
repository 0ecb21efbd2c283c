// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.pow.PowRule;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.DropReason;
import dev.shhnode.shh.ShhConfig;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.Verdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes32;

/**
 * Canonical re-sealing: which envelopes of others are to be sealed anew for peers that judge by the
 * other rule of proof of work, and how. Nothing in an envelope authenticates its nonce.
 *
 * <p>The nonce is searched from 0 upward to a number of zero bits that depends on the envelope
 * alone, so all bridges make the same envelope and pools still know it again. Work is bounded; what
 * is too dear, or too much, is left alone. Belongs to the shh loop.
 */
public final class Bridge {

  /**
   * What an envelope lacks by a rule if it has less, and what it is sealed anew for: geth's default
   * requirement.
   */
  private static final double TARGET_POW = ShhConfig.DEFAULT_MIN_POW;

  /** A nonce takes up to so many bytes of RLP, which Parity counts as part of the size. */
  private static final int NONCE_BYTES = 9;

  /** Ours: hashes that may be spent in a second; of a search the expected number is counted. */
  private static final double HASHES_PER_SECOND = 1 << 22;

  /** Ours: what is saved up while there is nothing to do; the dearest envelope may take as much. */
  private static final int SECONDS_SAVED = 8;

  /**
   * Ours: how long an envelope waits before it is sealed anew. Its poster may have sealed it for
   * both rules, and the other envelope may be on its way.
   */
  private static final Duration TIME_FOR_TWINS = Duration.ofSeconds(2);

  /** Ours: envelopes that wait for their turn. */
  private static final int MAX_WAITING = 1_024;

  /** Ours: of how many messages the bridge remembers the rules they have been sealed for. */
  private static final int MAX_REMEMBERED = 16_384;

  /**
   * One search to be done.
   *
   * @param envelope as it came
   * @param rule for which to seal it
   * @param bits zero bits to reach
   * @param offeredAt when the envelope came
   */
  public record Job(Envelope envelope, PowRule rule, int bits, Moment offeredAt) {}

  private final boolean enabled;
  private final ShhListener listener;
  private final Queue<Job> waiting = new ArrayDeque<>();
  private final Map<Bytes32, Set<PowRule>> sealedFor = new LinkedHashMap<>();
  private final double hashesPerSecond;
  private double savedHashes;
  private long lastNanos;
  private boolean started;

  public Bridge(boolean enabled, ShhListener listener) {
    this(enabled, HASHES_PER_SECOND, listener);
  }

  public Bridge(boolean enabled, double hashesPerSecond, ShhListener listener) {
    this.listener = listener;
    this.enabled = enabled;
    this.hashesPerSecond = hashesPerSecond;
    this.savedHashes = maxSavedHashes();
  }

  private double maxSavedHashes() {
    return hashesPerSecond * SECONDS_SAVED;
  }

  /**
   * An envelope has been accepted. One that is good by no rule is not worth our work either.
   *
   * @param peersRules asks for the rules of which connected peers know no other
   */
  public void offer(Envelope envelope, Supplier<Set<PowRule>> peersRules, Moment now) {
    if (!enabled
        || envelope.version() != WhisperVersion.V6
        || EnvelopeRules.pow(envelope, now) < TARGET_POW) {
      return;
    }
    Set<PowRule> wanted = peersRules.get();
    Set<PowRule> good = remembered(envelope);
    for (PowRule rule : wanted) {
      if (EnvelopeRules.pow(envelope, EnumSet.of(rule), now) >= TARGET_POW) {
        good.add(rule);
      }
    }
    for (PowRule rule : wanted) {
      if (!good.contains(rule)) {
        offer(new Job(envelope, rule, bits(envelope), now));
      }
    }
  }

  private void offer(Job job) {
    if (waiting.size() >= MAX_WAITING) {
      listener.onDropped(DropReason.BRIDGE_FULL, 1);
    } else if (cost(job) > maxSavedHashes()) {
      listener.onDropped(DropReason.BRIDGE_TOO_DEAR, 1);
    } else {
      waiting.add(job);
    }
  }

  private Set<PowRule> remembered(Envelope envelope) {
    Set<PowRule> rules =
        sealedFor.computeIfAbsent(withoutNonce(envelope), hash -> EnumSet.noneOf(PowRule.class));
    if (sealedFor.size() > MAX_REMEMBERED) {
      sealedFor.remove(sealedFor.keySet().iterator().next());
    }
    return rules;
  }

  /** Identifies the message, however often it is sealed with other nonces. */
  private static Bytes32 withoutNonce(Envelope envelope) {
    return Keccak256.hash(envelope.rlpWithoutNonce());
  }

  /**
   * Zero bits that are enough however a peer measures the size, and also while the sender's clock
   * is ahead.
   */
  private static int bits(Envelope envelope) {
    int size = envelope.rlpWithoutNonce().size() + NONCE_BYTES;
    return PowRule.targetBits(
        TARGET_POW,
        size - PowRule.ENVELOPE_HEADER_SIZE,
        envelope.ttl() + Verdict.FUTURE_TOLERANCE_SECONDS + 1);
  }

  private static double cost(Job job) {
    return Math.scalb(1.0, job.bits());
  }

  /** The next search, if one may be begun now. */
  public Optional<Job> next(Moment now) {
    save(now);
    dropNeedless(now);
    Job job = waiting.peek();
    if (job == null || !now.isAfter(job.offeredAt(), TIME_FOR_TWINS) || cost(job) > savedHashes) {
      return Optional.empty();
    }
    waiting.remove();
    savedHashes -= cost(job);
    remembered(job.envelope()).add(job.rule());
    return Optional.of(job);
  }

  /** Those of which somebody has sealed the message meanwhile, and those that have expired. */
  private void dropNeedless(Moment now) {
    for (Job job = waiting.peek(); job != null; job = waiting.peek()) {
      if (!isSealed(job)) {
        if (job.envelope().expiry() > now.unixSeconds()) {
          return;
        }
        listener.onDropped(DropReason.BRIDGE_TOO_LATE, 1);
      }
      waiting.remove();
    }
  }

  private boolean isSealed(Job job) {
    return sealedFor.getOrDefault(withoutNonce(job.envelope()), Set.of()).contains(job.rule());
  }

  private void save(Moment now) {
    if (started) {
      double seconds = (now.nanos() - lastNanos) / (double) Duration.ofSeconds(1).toNanos();
      savedHashes = Math.min(maxSavedHashes(), savedHashes + seconds * hashesPerSecond);
    }
    started = true;
    lastNanos = now.nanos();
  }
}
