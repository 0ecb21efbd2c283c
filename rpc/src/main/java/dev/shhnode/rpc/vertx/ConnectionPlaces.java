// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.rpc.RpcDrop;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The places for connections of one server. When all are taken a newcomer gets that of a connection
 * which needs it least. Confined to the server's event loop.
 */
final class ConnectionPlaces {

  /** How much a connection needs its place, the least first. */
  enum Need {
    /** Has not finished a handshake or its first request. */
    UNPROVEN,
    /** Waits for the next request. */
    IDLE,
    /** Something is under way or subscribed to. */
    BUSY
  }

  private final int max;
  private final String transport;
  private final RefusalLog refusals;
  private final Map<Need, Set<Place>> places = new EnumMap<>(Need.class);

  /**
   * Makes places that are all free.
   *
   * @param transport for the log, such as HTTP
   */
  ConnectionPlaces(int max, String transport, RefusalLog refusals) {
    this.max = max;
    this.transport = transport;
    this.refusals = refusals;
    for (Need need : Need.values()) {
      places.put(need, new LinkedHashSet<>());
    }
  }

  /**
   * Takes a place for a connection that is unproven so far.
   *
   * @param client for the log
   * @param close closes the connection at once; called if there is no place for it, or it has to
   *     give way
   * @return empty if all places are taken by busy connections
   */
  Optional<Place> enter(String client, Runnable close) {
    if (size() >= max && !makeRoom()) {
      refusals.refused(
          RpcDrop.CONNECTION_REFUSED,
          "all " + transport + " connections are busy, refused",
          client);
      close.run();
      return Optional.empty();
    }
    Place place = new Place(close);
    with(Need.UNPROVEN).add(place);
    return Optional.of(place);
  }

  private int size() {
    return places.values().stream().mapToInt(Set::size).sum();
  }

  /**
   * Closes the connection that has needed its place least for the longest time; false if all are
   * busy.
   */
  private boolean makeRoom() {
    Iterator<Place> candidates =
        with(with(Need.UNPROVEN).isEmpty() ? Need.IDLE : Need.UNPROVEN).iterator();
    if (!candidates.hasNext()) {
      return false;
    }
    Place place = candidates.next();
    candidates.remove();
    refusals.counted(RpcDrop.CONNECTION_EVICTED);
    place.close.run();
    return true;
  }

  private Set<Place> with(Need need) {
    return places.getOrDefault(need, Set.of());
  }

  /** The place of one connection. */
  final class Place {

    private final Runnable close;
    private Need need = Need.UNPROVEN;

    private Place(Runnable close) {
      this.close = close;
    }

    /**
     * Notes how much the connection needs its place from now on; no effect after it has lost it.
     */
    void needs(Need now) {
      if (now != need && with(need).remove(this)) {
        need = now;
        with(now).add(this);
      }
    }

    /** The connection is closed: gives the place back. */
    void leave() {
      with(need).remove(this);
    }
  }
}
