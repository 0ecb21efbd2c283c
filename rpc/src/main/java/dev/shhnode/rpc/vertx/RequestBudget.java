// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Memory for the requests of all connections, from their first byte until they are answered. Each
 * connection has a little memory of its own, so that small requests are served even if others have
 * used up the rest. Thread-safe.
 */
final class RequestBudget {

  /** Ours: a batch of some dozens of ordinary calls; a thousand connections take 16 MiB. */
  static final int FREE_BYTES = 16 * 1024;

  private final long maxBytes;
  private final Set<Runnable> waiting = new LinkedHashSet<>();
  private long charged;
  private int largeUnderWay;

  RequestBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  Account open() {
    return new Account();
  }

  private void wakeUp() {
    List<Runnable> retries;
    synchronized (this) {
      retries = List.copyOf(waiting);
      waiting.clear();
    }
    retries.forEach(Runnable::run);
  }

  synchronized long chargedBytes() {
    return charged;
  }

  /** What one connection holds. */
  final class Account {

    private long receiving;
    private long underWay;

    private Account() {}

    /**
     * Counts what is held of requests that are not being served.
     *
     * @return whether there was room; else nothing has changed
     */
    boolean receiving(long bytes) {
      boolean less;
      synchronized (RequestBudget.this) {
        less = bytes < receiving;
        if (!hasRoom(bytes, underWay)) {
          return false;
        }
        book(bytes, underWay);
      }
      if (less) {
        wakeUp();
      }
      return true;
    }

    /**
     * Counts a request that is to be served now. One large request is always admitted, as else a
     * budget full of waiting requests would never get free.
     *
     * @param bytes that it takes until it is answered
     * @param stillReceiving what is held of other requests then
     * @param retry called once, from any thread, when there may be room, if there was none
     * @return whether there was room; else nothing has changed
     */
    boolean begin(long bytes, long stillReceiving, Runnable retry) {
      synchronized (RequestBudget.this) {
        boolean large = bytes > FREE_BYTES;
        boolean next = large ? largeUnderWay == 0 : underWay == 0;
        if (!next && !hasRoom(stillReceiving, underWay + bytes)) {
          waiting.add(retry);
          return false;
        }
        book(stillReceiving, underWay + bytes);
        largeUnderWay += large ? 1 : 0;
        return true;
      }
    }

    /** The request that took so many bytes is answered. */
    void end(long bytes) {
      synchronized (RequestBudget.this) {
        book(receiving, underWay - bytes);
        largeUnderWay -= bytes > FREE_BYTES ? 1 : 0;
      }
      wakeUp();
    }

    /** The connection is closed; requests under way are counted until they end. */
    void close() {
      receiving(0);
    }

    private boolean hasRoom(long newReceiving, long newUnderWay) {
      long more = charge(newReceiving + newUnderWay) - charge(receiving + underWay);
      return more <= 0 || charged + more <= maxBytes;
    }

    private void book(long newReceiving, long newUnderWay) {
      charged += charge(newReceiving + newUnderWay) - charge(receiving + underWay);
      receiving = newReceiving;
      underWay = newUnderWay;
    }

    private long charge(long held) {
      return Math.max(0, held - FREE_BYTES);
    }
  }
}
