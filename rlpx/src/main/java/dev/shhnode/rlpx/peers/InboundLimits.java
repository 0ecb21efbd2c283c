// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import dev.shhnode.rlpx.RlpxListener.Share;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
    List<Used> shares = new ArrayList<>();
    shares.add(new Used(Share.CONNECTION, new InboundAllowance(ofConnection, now)));
    if (!exempt.test(address)) {
      shares.add(
          new Used(
              Share.ADDRESS,
              addresses.get(
                  Network.of(address), () -> new InboundAllowance(InboundRates.OF_ADDRESS, now))));
      AddressRange.of(address)
          .ifPresent(range -> shares.add(new Used(Share.RANGE, ofRange(range, now))));
    }
    return new Connection(shares.toArray(Used[]::new));
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

  private record Used(Share share, InboundAllowance allowance) {}

  /** The shares that one connection uses. Confined to its event loop. */
  public static final class Connection {

    /** Its own first. */
    private Used[] shares;

    private Connection(Used[] shares) {
      this.shares = shares;
    }

    /** Takes the limits of its address off, as the operator vouches for the node. */
    public void vouchedFor() {
      shares = Arrays.copyOf(shares, 1);
    }

    /** Counts what has come. */
    public void spendTransport(int bytes, int messages, long now) {
      for (Used used : shares) {
        used.allowance.spendTransport(bytes, messages, now);
      }
    }

    /** Counts what sub-protocols have found in it. */
    public void spendContent(int envelopes, int work, long now) {
      for (Used used : shares) {
        used.allowance.spendContent(envelopes, work, now);
      }
    }

    /** The pause that is due, if one is. */
    public Optional<Delay> delay(long now) {
      Share slowest = Share.CONNECTION;
      long longest = 0;
      for (Used used : shares) {
        long nanos = used.allowance.nanosInDebt(now);
        if (nanos > longest) {
          slowest = used.share;
          longest = nanos;
        }
      }
      return longest == 0 ? Optional.empty() : Optional.of(new Delay(slowest, longest));
    }
  }
}
