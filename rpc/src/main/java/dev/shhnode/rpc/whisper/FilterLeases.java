// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.whisper;

import static java.util.Objects.requireNonNull;

import dev.shhnode.rpc.RpcDrop;
import dev.shhnode.rpc.RpcListener;
import dev.shhnode.rpc.RpcSession;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long polled filters stay without being polled: nobody tells the node that a client of HTTP is
 * gone. A poll costs the logarithm of their number; a second that passes, the leases that end in
 * it. Thread-safe.
 */
public final class FilterLeases {

  /** Ours, as geth's for the filters of its other APIs: five minutes. */
  public static final Duration DEFAULT = Duration.ofMinutes(5);

  private static final class Lease {
    private final String id;
    private final long serial;
    private final long nanos;
    private final Runnable end;
    private long deadline;

    Lease(String id, long serial, Duration duration, Runnable end) {
      this.id = id;
      this.serial = serial;
      this.nanos = duration.toNanos();
      this.end = end;
    }
  }

  private final Duration ofHttp;
  private final LongSupplier clock;
  private final RpcListener listener;
  private final Map<String, Lease> byId = new HashMap<>();
  private final TreeSet<Lease> byDeadline =
      new TreeSet<>(
          Comparator.<Lease>comparingLong(lease -> lease.deadline)
              .thenComparingLong(lease -> lease.serial));
  private long nextSerial;
  private final long start;

  /**
   * Makes leases.
   *
   * @param ofHttp of filters made on a connection that is not pushed to, unless they ask for
   *     another; zero for no end
   * @param clock a monotonic one, in nanoseconds
   * @param listener told of each filter whose lease ends
   */
  public FilterLeases(Duration ofHttp, LongSupplier clock, RpcListener listener) {
    this.ofHttp = ofHttp;
    this.clock = clock;
    this.listener = listener;
    this.start = clock.getAsLong();
  }

  /**
   * Begins the lease of a filter that has been installed.
   *
   * @param asked what its client asked for; zero for no end
   * @param end removes the filter; called by {@link #onTime}
   */
  void begin(String id, RpcSession session, Optional<Duration> asked, Runnable end) {
    Duration duration = asked.orElse(session.canPush() ? Duration.ZERO : ofHttp);
    if (!duration.isZero()) {
      add(id, duration, end);
    }
  }

  private synchronized void add(String id, Duration duration, Runnable end) {
    Lease lease = new Lease(id, nextSerial++, duration, end);
    lease.deadline = now() + lease.nanos;
    byId.put(id, lease);
    byDeadline.add(lease);
  }

  /** The filter is polled: its lease begins anew. */
  synchronized void renew(String id) {
    Lease lease = byId.get(id);
    if (lease != null) {
      byDeadline.remove(lease);
      lease.deadline = now() + lease.nanos;
      byDeadline.add(lease);
    }
  }

  /** How long the filter stays without being polled; zero for no end. */
  synchronized Duration of(String id) {
    Lease lease = byId.get(id);
    return lease == null ? Duration.ZERO : Duration.ofNanos(lease.nanos);
  }

  /** The filter is removed. */
  synchronized void forget(String id) {
    Lease lease = byId.remove(id);
    if (lease != null) {
      byDeadline.remove(lease);
    }
  }

  /** Since the start, so that times can be compared as numbers. */
  private long now() {
    return clock.getAsLong() - start;
  }

  /** To be called once a second: removes the filters whose leases have ended. */
  public void onTime() {
    for (Lease ended = takeEnded(); ended != null; ended = takeEnded()) {
      try {
        ended.end.run();
        listener.onDropped(RpcDrop.FILTER_LEASE_ENDED);
      } catch (RejectedExecutionException busy) {
        putBack(ended);
        return;
      }
    }
  }

  private synchronized @Nullable Lease takeEnded() {
    if (byDeadline.isEmpty() || byDeadline.first().deadline > now()) {
      return null;
    }
    Lease ended = requireNonNull(byDeadline.pollFirst());
    byId.remove(ended.id);
    return ended;
  }

  /** Its filter is there still: it is removed a second later. */
  private synchronized void putBack(Lease ended) {
    byId.put(ended.id, ended);
    byDeadline.add(ended);
  }
}
