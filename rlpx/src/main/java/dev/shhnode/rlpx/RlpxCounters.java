// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import static java.util.Objects.requireNonNull;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.runtime.Tally;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;

/**
 * Counts what a {@link RlpxListener} is told: {@code bytes.in}, {@code
 * peers.refused.too_many_peers}, {@code peers.ended.us.read_timeout}, {@code
 * dropped.pending_connections} and so on. Every reason and every bound has a counter from the
 * start. Thread-safe.
 */
public final class RlpxCounters implements RlpxListener {

  /** In place of a reason, where a session ends without one. */
  private static final String NO_REASON = "none";

  private final Tally.Counter in;
  private final Tally.Counter out;
  private final Tally.Counter unreachable;
  private final Map<DisconnectReason, Tally.Counter> refused;
  private final Map<SessionEnd.By, Tally.Counter> endedWithoutReason;
  private final Map<SessionEnd.By, Map<DisconnectReason, Tally.Counter>> ended =
      new EnumMap<>(SessionEnd.By.class);
  private final Map<Bound, Tally.Counter> bounds;
  private final Map<Share, Tally.Counter> delays;
  private final Map<Offence, Tally.Counter> offences;
  private final Tally.Counter bannedNodes;
  private final Tally.Counter bannedAddresses;

  /** Begins to count in a tally. */
  public RlpxCounters(Tally tally) {
    this.in = tally.counter("bytes.in");
    this.out = tally.counter("bytes.out");
    this.unreachable = tally.counter("peers.unreachable");
    this.refused =
        tally.counters(DisconnectReason.class, reason -> "peers.refused." + Tally.lower(reason));
    this.endedWithoutReason = tally.counters(SessionEnd.By.class, by -> nameOf(by, NO_REASON));
    for (SessionEnd.By by : SessionEnd.By.values()) {
      ended.put(
          by, tally.counters(DisconnectReason.class, reason -> nameOf(by, Tally.lower(reason))));
    }
    this.delays = tally.counters(Share.class, share -> "peers.delayed." + Tally.lower(share));
    this.offences =
        tally.counters(Offence.class, offence -> "peers.offences." + Tally.lower(offence));
    this.bannedNodes = tally.counter("peers.banned.nodes");
    this.bannedAddresses = tally.counter("peers.banned.addresses");
    this.bounds = tally.counters(Bound.class, bound -> "dropped." + Tally.lower(bound));
  }

  private static String nameOf(SessionEnd.By by, String reason) {
    return "peers.ended." + Tally.lower(by) + "." + reason;
  }

  @Override
  public void onReceived(int bytes) {
    in.add(bytes);
  }

  @Override
  public void onSent(int bytes) {
    out.add(bytes);
  }

  @Override
  public void onRefused(PublicKey id, InetSocketAddress address, DisconnectReason reason) {
    requireNonNull(refused.get(reason)).add();
  }

  @Override
  public void onUnreachable(PublicKey id, InetSocketAddress address, Throwable failure) {
    unreachable.add();
  }

  @Override
  public void onBound(InetSocketAddress address, Bound bound) {
    requireNonNull(bounds.get(bound)).add();
  }

  @Override
  public void onDelayed(InetSocketAddress address, Share share) {
    requireNonNull(delays.get(share)).add();
  }

  @Override
  public void onBanned(PublicKey id, InetSocketAddress address, boolean byAddress) {
    (byAddress ? bannedAddresses : bannedNodes).add();
  }

  @Override
  public void onEnded(InetSocketAddress address, SessionEnd end) {
    end.reason()
        .map(reason -> requireNonNull(ended.get(end.by())).get(reason))
        .orElseGet(() -> requireNonNull(endedWithoutReason.get(end.by())))
        .add();
    end.offence().ifPresent(offence -> requireNonNull(offences.get(offence)).add());
  }
}
