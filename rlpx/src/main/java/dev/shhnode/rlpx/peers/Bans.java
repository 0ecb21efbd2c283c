// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.Offence;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who is banned for a time, and why: nodes, and addresses from which one node after the other
 * offends. Addresses of this machine and of private networks are never banned, as everybody there
 * may share one; whose node is exempt is for the caller to say. Thread-safe.
 *
 * <p>Times are readings of a monotonic clock in nanoseconds.
 */
public final class Bans {

  /** Ours: three offences within some minutes. One or two may be a fault of ours. */
  static final double MOST_POINTS_OF_A_NODE = 2.5;

  /** Ours: ten within some minutes, as many may share an address without knowing of each other. */
  static final double MOST_POINTS_OF_AN_ADDRESS = 9.5;

  /** Ours: nodes remembered, and as many addresses; some 200 KiB together. */
  static final int MAX_REMEMBERED = 1_000;

  /**
   * A ban that is in force.
   *
   * @param who the node's id, or the address as {@link Network} writes it
   * @param isNode whether it is a node that is banned, and not an address
   * @param offence the latest
   * @param points what is held against it; one for each offence when it happened
   * @param left until the ban ends by itself
   */
  public record Ban(String who, boolean isNode, Offence offence, double points, Duration left) {}

  private final Offenders<PublicKey> nodes = new Offenders<>(MOST_POINTS_OF_A_NODE, MAX_REMEMBERED);
  private final Offenders<Network> networks =
      new Offenders<>(MOST_POINTS_OF_AN_ADDRESS, MAX_REMEMBERED);

  /** What a new offence leads to. */
  public record Sentence(boolean nodeBanned, boolean addressBanned) {}

  /**
   * Holds an offence against a node and its address.
   *
   * @param id proved by the node, not only claimed
   */
  public synchronized Sentence add(
      PublicKey id, InetSocketAddress address, Offence offence, long now) {
    boolean node = nodes.add(id, offence, now);
    boolean network = !Network.isLocal(address) && networks.add(Network.of(address), offence, now);
    return new Sentence(node, network);
  }

  /** Whether a node is banned, wherever it is. */
  public synchronized boolean isBanned(PublicKey id, long now) {
    return nodes.isBanned(id, now);
  }

  /** Whether a node or its address is banned. */
  public synchronized boolean isBanned(PublicKey id, InetSocketAddress address, long now) {
    return nodes.isBanned(id, now) || networks.isBanned(Network.of(address), now);
  }

  /** Lifts the ban of a node and forgets its points. Returns whether it was banned. */
  public synchronized boolean lift(PublicKey id, long now) {
    return nodes.forgive(id, now);
  }

  /** Lifts the ban of an address and forgets its points. Returns whether it was banned. */
  public synchronized boolean lift(Network network, long now) {
    return networks.forgive(network, now);
  }

  /** The bans in force: nodes, then addresses, and of each those first that last longest. */
  public synchronized List<Ban> list(long now) {
    return Stream.concat(
            nodes.bans(now).stream().map(ban -> ban(ban, true)),
            networks.bans(now).stream().map(ban -> ban(ban, false)))
        .toList();
  }

  private static Ban ban(Offenders.Ban<?> ban, boolean isNode) {
    return new Ban(ban.who().toString(), isNode, ban.offence(), ban.points(), ban.left());
  }
}
