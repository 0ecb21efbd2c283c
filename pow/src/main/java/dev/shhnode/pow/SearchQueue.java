// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The searches under way, in the order of their next turns: clients take turns, and so do the
 * searches of each client. Thread-safe.
 */
final class SearchQueue {

  private record Client(Object key, Deque<SearchRun> runs) {}

  // Guarded by this.
  private final Map<Object, Client> byKey = new HashMap<>();
  private final Deque<Client> turns = new ArrayDeque<>();
  private int size;

  synchronized void add(Object client, SearchRun run) {
    Client owner = byKey.get(client);
    if (owner == null) {
      owner = new Client(client, new ArrayDeque<>());
      byKey.put(client, owner);
      turns.addLast(owner);
    }
    owner.runs().addLast(run);
    size++;
  }

  /** Takes the search whose turn it is and puts it last; null if there is none. */
  synchronized @Nullable SearchRun next() {
    while (!turns.isEmpty()) {
      Client client = turns.removeFirst();
      SearchRun run = client.runs().removeFirst();
      if (run.isOver()) {
        size--;
      } else {
        client.runs().addLast(run);
      }
      keep(client);
      if (!run.isOver()) {
        return run;
      }
    }
    return null;
  }

  private void keep(Client client) {
    if (client.runs().isEmpty()) {
      byKey.remove(client.key());
    } else {
      turns.addLast(client);
    }
  }

  /** How many there are. */
  synchronized int size() {
    return size;
  }

  /** Ends those that are cancelled or out of time, whoever's turn it is. */
  void removeThoseOver() {
    // Completing a search runs what depends on its future, so it must not be done under the lock.
    all().forEach(SearchRun::endIfOver);
    removeOver();
  }

  private synchronized List<SearchRun> all() {
    List<SearchRun> all = new ArrayList<>(size);
    turns.forEach(client -> all.addAll(client.runs()));
    return all;
  }

  private synchronized void removeOver() {
    List<Client> clients = List.copyOf(turns);
    turns.clear();
    size = 0;
    for (Client client : clients) {
      client.runs().removeIf(SearchRun::isOver);
      size += client.runs().size();
      keep(client);
    }
  }

  /** Fails all searches, as no worker will run again. */
  void failAll(RuntimeException failure) {
    all().forEach(run -> run.fail(failure));
    removeOver();
  }
}
