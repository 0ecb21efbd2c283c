// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import static java.util.Objects.requireNonNull;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.runtime.Tally;
import java.util.Map;

/**
 * Counts what a {@link ShhListener} is told: {@code envelopes.in}, {@code
 * envelopes.refused.low_pow}, {@code dropped.pool_full} and so on. Every verdict and every reason
 * has a counter from the start. Thread-safe.
 */
public final class ShhCounters implements ShhListener {

  private final Tally.Counter in;
  private final Tally.Counter out;
  private final Tally.Counter outBytes;
  private final Tally.Counter expired;
  private final Tally.Counter tried;
  private final Tally.Counter matched;
  private final Tally.Counter paused;
  private final Tally.Counter hungUp;
  private final Map<Verdict, Tally.Counter> verdicts;
  private final Map<Source.Kind, Tally.Counter> pooled;
  private final Map<DropReason, Tally.Counter> drops;

  /** Begins to count in a tally. */
  public ShhCounters(Tally tally) {
    this.in = tally.counter("envelopes.in");
    this.out = tally.counter("envelopes.out");
    this.outBytes = tally.counter("envelopes.out.bytes");
    this.expired = tally.counter("envelopes.expired");
    this.tried = tally.counter("openings.tried");
    this.matched = tally.counter("openings.matched");
    this.paused = tally.counter("peers.reading_paused");
    this.hungUp = tally.counter("peers.hung_up");
    this.verdicts = tally.counters(Verdict.class, ShhCounters::nameOf);
    this.pooled =
        tally.counters(Source.Kind.class, kind -> "envelopes.pooled." + Tally.lower(kind));
    this.drops = tally.counters(DropReason.class, reason -> "dropped." + Tally.lower(reason));
  }

  private static String nameOf(Verdict verdict) {
    return switch (verdict) {
      case ACCEPT -> "envelopes.accepted";
      case DUPLICATE -> "envelopes.duplicate";
      default -> "envelopes.refused." + Tally.lower(verdict);
    };
  }

  @Override
  public void onReceived(PublicKey peer, Envelope envelope, Verdict verdict) {
    in.add();
    count(verdicts, verdict, 1);
  }

  @Override
  public void onSent(PublicKey peer, int envelopes, int bytes) {
    out.add(envelopes);
    outBytes.add(bytes);
  }

  @Override
  public void onPooled(Envelope envelope, Source source) {
    count(pooled, source.kind(), 1);
  }

  @Override
  public void onRefused(Envelope envelope, Source source, DropReason reason) {
    count(drops, reason, 1);
  }

  @Override
  public void onExpired(Envelope envelope) {
    expired.add();
  }

  @Override
  public void onEvicted(Envelope envelope, DropReason reason) {
    count(drops, reason, 1);
  }

  @Override
  public void onOpened(Envelope envelope, int triedKeys, int matchedKeys) {
    tried.add(triedKeys);
    matched.add(matchedKeys);
  }

  @Override
  public void onDropped(DropReason reason, long count) {
    count(drops, reason, count);
  }

  @Override
  public void onReadingPaused(PublicKey peer) {
    paused.add();
  }

  @Override
  public void onHungUp(PublicKey peer, String why) {
    hungUp.add();
  }

  private static <E> void count(Map<E, Tally.Counter> counters, E which, long count) {
    requireNonNull(counters.get(which)).add(count);
  }
}
