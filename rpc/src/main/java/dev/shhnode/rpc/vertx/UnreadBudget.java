// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.rpc.RpcDrop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Memory for what clients have not taken, of all connections together. Who holds most loses its
 * connection when it is used up. Thread-safe.
 */
final class UnreadBudget {

  /** Ours: what Netty and Vert.x keep of a message besides its bytes, rounded up. */
  static final int MESSAGE_OVERHEAD = 512;

  private final long maxBytes;
  private final Set<Account> accounts = new HashSet<>();
  private long total;

  UnreadBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Opens the account of a connection.
   *
   * @param maxBytesOfOne that it may have before it sends another message
   * @param abort closes the connection at once; given which bound is reached
   */
  synchronized Account open(long maxBytesOfOne, Consumer<RpcDrop> abort) {
    Account account = new Account(maxBytesOfOne, abort);
    accounts.add(account);
    return account;
  }

  /** Strikes off who holds most until the rest fits. */
  private List<Account> strikeOff() {
    List<Account> struck = new ArrayList<>();
    while (total > maxBytes) {
      Account greatest =
          accounts.stream()
              .filter(account -> !account.aborted)
              .max(Comparator.comparingLong(account -> account.bytes))
              .orElseThrow(() -> new AssertionError("bytes that nobody holds"));
      greatest.strikeOff();
      struck.add(greatest);
    }
    return struck;
  }

  synchronized long totalBytes() {
    return total;
  }

  /** What one connection holds. */
  final class Account {

    private final long maxBytesOfOne;
    private final Consumer<RpcDrop> abort;
    private long bytes;
    private boolean aborted;

    private Account(long maxBytesOfOne, Consumer<RpcDrop> abort) {
      this.maxBytesOfOne = maxBytesOfOne;
      this.abort = abort;
    }

    /**
     * Books a message to be written.
     *
     * @return false if it is not to be, as the connection is being aborted
     */
    boolean add(int length) {
      List<Account> struck;
      RpcDrop why;
      boolean added;
      synchronized (UnreadBudget.this) {
        if (aborted) {
          return false;
        }
        if (bytes > maxBytesOfOne) {
          strikeOff();
          struck = List.of(this);
          why = RpcDrop.UNREAD_OF_CONNECTION;
        } else {
          change(length + MESSAGE_OVERHEAD);
          struck = UnreadBudget.this.strikeOff();
          why = RpcDrop.UNREAD_OF_ALL;
        }
        added = !aborted;
      }
      // Not under the lock: what is closed tells others, who have locks of their own.
      struck.forEach(account -> account.abort.accept(why));
      return added;
    }

    /**
     * Books a message that may be written later, if that is possible without anybody's harm.
     *
     * @return whether it is booked
     */
    boolean addIfFree(int length) {
      synchronized (UnreadBudget.this) {
        long more = (long) length + MESSAGE_OVERHEAD;
        if (aborted || bytes + more > maxBytesOfOne || total + more > maxBytes) {
          return false;
        }
        change(more);
        return true;
      }
    }

    boolean isAborted() {
      synchronized (UnreadBudget.this) {
        return aborted;
      }
    }

    /** A message that was added has been taken by the system, or lost with the connection. */
    void remove(int length) {
      synchronized (UnreadBudget.this) {
        change(-(length + MESSAGE_OVERHEAD));
      }
    }

    /** The connection is gone. */
    void close() {
      synchronized (UnreadBudget.this) {
        if (!aborted) {
          strikeOff();
        }
        accounts.remove(this);
      }
    }

    private void change(long delta) {
      if (!aborted) {
        bytes += delta;
        total += delta;
      }
    }

    private void strikeOff() {
      aborted = true;
      total -= bytes;
    }
  }
}
