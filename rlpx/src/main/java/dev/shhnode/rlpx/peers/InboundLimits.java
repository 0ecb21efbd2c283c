// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import dev.shhnode.rlpx.RlpxListener.Share;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How much may come from each connection, from the connections of each address, and from those of
 * each range of addresses. Who has used up a share is not read from until it has grown again, and
 * loses nothing. What an address has used is remembered when its connections are gone. Thread-safe.
 *
 * <p>Times are readings of a monotonic clock in nanoseconds.
 */
public final class InboundLimits {

  /** Ours: addresses remembered, and as many ranges; about a MiB each. */
  static final int MAX_REMEMBERED = 4_096;

  private final InboundRates ofConnection;
  private final Predicate<InetSocketAddress> exempt;
  private final RecentlyUsed<Network, InboundAllowance> addresses =
      new RecentlyUsed<>(MAX_REMEMBERED);
  private final RecentlyUsed<AddressRange, InboundAllowance> ranges =
      new RecentlyUsed<>(MAX_REMEMBERED);

  /**
   * @param ofConnection applies to all connections
   * @param exempt addresses that are not limited as such, where many nodes may well be
   */
  public InboundLimits(InboundRates ofConnection, Predicate<InetSocketAddress> exempt) {
    this.ofConnection = ofConnection;
    this.exempt = exempt;
  }

  /** Where a new connection's use is counted. */
  public synchronized Connection open(InetSocketAddress address, long now) {
    Map<Share, InboundAllowance> shares = new EnumMap<>(Share.class);
    shares.put(Share.CONNECTION, new InboundAllowance(ofConnection, now));
    if (!exempt.test(address)) {
      shares.put(
          Share.ADDRESS,
          addresses.get(
              Network.of(address), () -> new InboundAllowance(InboundRates.OF_ADDRESS, now)));
      AddressRange.of(address).ifPresent(range -> shares.put(Share.RANGE, ofRange(range, now)));
    }
    return new Connection(shares);
  }

  private InboundAllowance ofRange(AddressRange range, long now) {
    return ranges.get(range, () -> new InboundAllowance(InboundRates.OF_RANGE, now));
  }

  synchronized int size() {
    return addresses.size() + ranges.size();
  }

  /**
   * A pause that is due.
   *
   * @param share what is used up; of several, what takes longest
   * @param nanos how long nothing is to be read
   */
  public record Delay(Share share, long nanos) {}

  /** The shares that one connection uses. Confined to its event loop. */
  public static final class Connection {
    private final Map<Share, InboundAllowance> shares;

    private Connection(Map<Share, InboundAllowance> shares) {
      this.shares = shares;
    }

    /** Takes the limits of its address off, as the operator vouches for the node. */
    public void vouchedFor() {
      shares.keySet().retainAll(Set.of(Share.CONNECTION));
    }

    /** Counts what has come. */
    public void spendTransport(int bytes, int messages, long now) {
      shares.values().forEach(share -> share.spendTransport(bytes, messages, now));
    }

    /** Counts what sub-protocols have found in it. */
    public void spendContent(int envelopes, int work, long now) {
      shares.values().forEach(share -> share.spendContent(envelopes, work, now));
    }

    /** The pause that is due, if one is. */
    public Optional<Delay> delay(long now) {
      Share slowest = Share.CONNECTION;
      long longest = 0;
      for (Map.Entry<Share, InboundAllowance> share : shares.entrySet()) {
        long nanos = share.getValue().nanosInDebt(now);
        if (nanos > longest) {
          slowest = share.getKey();
          longest = nanos;
        }
      }
      return longest == 0 ? Optional.empty() : Optional.of(new Delay(slowest, longest));
    }
  }
}
