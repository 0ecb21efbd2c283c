// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what {@link TagProbe}s take of the heap together. What one has taken comes back when the
 * key that it belongs to is no longer in use. Thread-safe.
 */
final class ProbeMemory {

  private final long most;
  private final AtomicLong taken = new AtomicLong();
  private final ReferenceQueue<Object> unused = new ReferenceQueue<>();

  /** Keeps them until their owners are unused. */
  private final Set<Reference<?>> leases = ConcurrentHashMap.newKeySet();

  /**
   * @param most bytes of all together
   */
  ProbeMemory(long most) {
    this.most = most;
  }

  /**
   * Memory for as long as {@code owner} can be reached.
   *
   * @return empty if there are not so many bytes left
   */
  Optional<Lease> lease(Object owner, long bytes) {
    if (!take(bytes)) {
      return Optional.empty();
    }
    Lease lease = new Lease(owner, bytes);
    leases.add(lease);
    return Optional.of(lease);
  }

  private boolean take(long bytes) {
    takeBack();
    if (taken.addAndGet(bytes) > most) {
      taken.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  private void takeBack() {
    Reference<?> next = unused.poll();
    while (next != null) {
      if (leases.remove(next) && next instanceof Lease lease) {
        taken.addAndGet(-lease.bytes.get());
      }
      next = unused.poll();
    }
  }

  long taken() {
    return taken.get();
  }

  /** What one owner has. */
  final class Lease extends PhantomReference<Object> {

    private final AtomicLong bytes;

    private Lease(Object owner, long bytes) {
      super(owner, unused);
      this.bytes = new AtomicLong(bytes);
    }

    /** Takes more; false if there is not so much. */
    boolean grow(long more) {
      if (!take(more)) {
        return false;
      }
      bytes.addAndGet(more);
      return true;
    }
  }
}
