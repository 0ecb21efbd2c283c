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
 * Memory for what clients have not taken, of all connections together. When it is used up, the
 * connection that holds most of it is closed. Thread-safe.
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

  /**
   * Takes off the accounts that hold most until the rest fits; their connections have to be closed.
   */
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
     * Counts a message to be written.
     *
     * @return false if it must not be written, as the connection is being closed
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
      // Not under the lock, as closing a connection takes locks of other objects.
      struck.forEach(account -> account.abort.accept(why));
      return added;
    }

    /**
     * Counts a message that may be written later, if no connection has to be closed for it.
     *
     * @return whether it is counted
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

    /** The connection is closed. */
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
