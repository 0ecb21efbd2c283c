// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import static java.util.Objects.requireNonNull;

import dev.shhnode.runtime.Tally;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Counts what an {@link RpcListener} is told: {@code rpc.calls.shh_post.ok}, {@code
 * rpc.calls.unknown}, {@code dropped.rpc.request_too_large} and so on. Every method has its
 * counters before it is called. Thread-safe.
 */
public final class RpcCounters implements RpcListener {

  private final Tally tally;
  private final Tally.Counter unknown;
  private final Tally.Counter unparsable;
  private final Tally.Counter invalid;
  private final Map<RpcDrop, Tally.Counter> drops;

  /** By method; replaced by a new map when there are more methods. */
  private volatile Map<String, Map<Outcome, Tally.Counter>> calls = Map.of();

  /** Begins to count in a tally. */
  public RpcCounters(Tally tally) {
    this.tally = tally;
    this.unknown = tally.counter("rpc.calls.unknown");
    this.unparsable = tally.counter("rpc.requests.unparsable");
    this.invalid = tally.counter("rpc.requests.invalid");
    this.drops = tally.counters(RpcDrop.class, drop -> "dropped.rpc." + Tally.lower(drop));
  }

  @Override
  public synchronized void onMethods(Set<String> names) {
    Map<String, Map<Outcome, Tally.Counter>> all = new HashMap<>(calls);
    for (String name : names) {
      all.put(
          name,
          tally.counters(
              Outcome.class, outcome -> "rpc.calls." + name + "." + Tally.lower(outcome)));
    }
    calls = all;
  }

  @Override
  public void onCall(String method, Outcome outcome) {
    Map<Outcome, Tally.Counter> ofMethod = calls.get(method);
    // Not counted by name: clients could make any number of counters.
    if (ofMethod == null) {
      unknown.add();
    } else {
      requireNonNull(ofMethod.get(outcome)).add();
    }
  }

  @Override
  public void onUnparsable() {
    unparsable.add();
  }

  @Override
  public void onInvalid() {
    invalid.add();
  }

  @Override
  public void onDropped(RpcDrop drop) {
    requireNonNull(drops.get(drop)).add();
  }
}
