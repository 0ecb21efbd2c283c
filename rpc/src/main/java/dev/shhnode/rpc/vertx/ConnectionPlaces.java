// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.rlpx.peers.FairQueue;
import dev.shhnode.rlpx.peers.Network;
import dev.shhnode.rpc.RpcDrop;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The places for connections of one server. When all are taken a newcomer gets that of one that is
 * not busy: of one that is unproven, if a quarter of all are or none is idle, else of an idle one.
 * So whoever keeps idle connections leaves newcomers the time to ask, and whoever makes new ones
 * gets a quarter of the places. Of either kind the oldest of the network that has most of them
 * goes. Confined to the server's event loop.
 */
final class ConnectionPlaces {

  /** How much a connection needs its place. */
  enum Need {
    /** Has not finished a handshake or its first request. */
    UNPROVEN,
    /** Waits for the next request. */
    IDLE,
    /** Something is under way or subscribed to. */
    BUSY
  }

  /** Ours: one place in so many is for those who have yet to ask. */
  private static final int NEWCOMERS_SHARE = 4;

  private final int max;
  private final int forNewcomers;
  private final String transport;
  private final RefusalLog refusals;
  private final Map<Need, FairQueue<Place>> places = new EnumMap<>(Need.class);

  /**
   * Makes places that are all free.
   *
   * @param transport for the log, such as HTTP
   */
  ConnectionPlaces(int max, String transport, RefusalLog refusals) {
    this.max = max;
    this.forNewcomers = Math.max(1, max / NEWCOMERS_SHARE);
    this.transport = transport;
    this.refusals = refusals;
    for (Need need : Need.values()) {
      places.put(need, new FairQueue<>());
    }
  }

  /**
   * Takes a place for a connection that is unproven so far.
   *
   * @param client for the log
   * @param network whence it comes
   * @param close closes the connection at once; called if there is no place for it, or it has to
   *     give way
   * @return empty if all places are taken by busy connections
   */
  Optional<Place> enter(String client, Network network, Runnable close) {
    if (size() >= max && !makeRoom()) {
      refusals.refused(
          RpcDrop.CONNECTION_REFUSED,
          "all " + transport + " connections are busy, refused",
          client);
      close.run();
      return Optional.empty();
    }
    Place place = new Place(network, close);
    with(Need.UNPROVEN).add(place, network);
    return Optional.of(place);
  }

  private int size() {
    return places.values().stream().mapToInt(FairQueue::size).sum();
  }

  /** Closes a connection that is not busy; false if all are. */
  private boolean makeRoom() {
    FairQueue<Place> unproven = with(Need.UNPROVEN);
    FairQueue<Place> idle = with(Need.IDLE);
    boolean fromUnproven = unproven.size() >= forNewcomers || idle.size() == 0;
    Optional<Place> place = (fromUnproven ? unproven : idle).poll();
    place.ifPresent(
        given -> {
          refusals.counted(RpcDrop.CONNECTION_EVICTED);
          given.close.run();
        });
    return place.isPresent();
  }

  private FairQueue<Place> with(Need need) {
    return Objects.requireNonNull(places.get(need));
  }

  /** The place of one connection. */
  final class Place {

    private final Network network;
    private final Runnable close;
    private Need need = Need.UNPROVEN;

    private Place(Network network, Runnable close) {
      this.network = network;
      this.close = close;
    }

    /**
     * Notes how much the connection needs its place from now on; no effect after it has lost it.
     */
    void needs(Need now) {
      if (now != need && with(need).remove(this, network)) {
        need = now;
        with(now).add(this, network);
      }
    }

    /** The connection is closed: gives the place back. */
    void leave() {
      with(need).remove(this, network);
    }
  }
}
