// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that may well be one person's: a single IPv4 address, or the 2^64 IPv6 addresses that
 * providers hand to one customer.
 *
 * @param prefix the first 4 or 8 bytes of the address; empty if the address is not known
 */
public record Network(Bytes prefix) {

  /** That of all addresses that are not known. */
  public static final Network UNKNOWN = new Network(Bytes.EMPTY);

  private static final int MAX_PREFIX_BYTES = 8;
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;
  private static final String IPV6_SUFFIX = "/64";

  /** RFC 6598: of customers who share a public address. */
  private static final int CARRIER_FIRST_BYTE = 100;

  private static final int CARRIER_MASK = 0xc0;
  private static final int CARRIER_SECOND_BYTE = 64;

  /** RFC 4193: fc00::/7. */
  private static final int UNIQUE_LOCAL_MASK = 0xfe;

  private static final int UNIQUE_LOCAL = 0xfc;

  /** The network of an address; {@link #UNKNOWN} if it is unresolved. */
  public static Network of(InetSocketAddress address) {
    @Nullable InetAddress ip = address.getAddress();
    return ip == null ? UNKNOWN : ofBytes(ip.getAddress());
  }

  private static Network ofBytes(byte[] address) {
    return new Network(Bytes.wrap(address, 0, Math.min(address.length, MAX_PREFIX_BYTES)));
  }

  /**
   * The network of a written IP address, also as {@link #toString} writes it. Resolves no names.
   */
  public static Optional<Network> parse(String text) {
    String address =
        text.endsWith(IPV6_SUFFIX) ? text.substring(0, text.length() - IPV6_SUFFIX.length()) : text;
    if (!Enode.isIpAddress(address)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ofBytes(InetAddress.getByName(address).getAddress()));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether an address says nothing about who is there: one of this machine, of a private network
   * or of customers who share one (RFC 1918, 4193, 6598), or one that is not known.
   */
  public static boolean isLocal(InetSocketAddress address) {
    @Nullable InetAddress ip = address.getAddress();
    return ip == null || isLocal(ip);
  }

  /** The same of an address without a port. */
  public static boolean isLocal(InetAddress ip) {
    return ip.isLoopbackAddress()
        || ip.isSiteLocalAddress()
        || ip.isLinkLocalAddress()
        || ip.isAnyLocalAddress()
        || isUniqueLocal(ip.getAddress())
        || isOfCarrier(ip);
  }

  private static boolean isUniqueLocal(byte[] ip) {
    return ip.length == IPV6_BYTES && (ip[0] & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL;
  }

  /**
   * Whether an address is one of those that a carrier gives its customers (RFC 6598): local, but
   * strangers to each other.
   */
  public static boolean isOfCarrier(InetAddress address) {
    byte[] ip = address.getAddress();
    return ip.length == IPV4_BYTES
        && ip[0] == CARRIER_FIRST_BYTE
        && (ip[1] & CARRIER_MASK) == CARRIER_SECOND_BYTE;
  }

  /** As IP addresses are written, in IPv6 with {@code /64}. */
  @Override
  public String toString() {
    if (prefix.isEmpty()) {
      return "unknown";
    }
    boolean ipv4 = prefix.size() == IPV4_BYTES;
    byte[] ip = Arrays.copyOf(prefix.toArrayUnsafe(), ipv4 ? IPV4_BYTES : IPV6_BYTES);
    try {
      return InetAddress.getByAddress(ip).getHostAddress() + (ipv4 ? "" : IPV6_SUFFIX);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has 4 or 16 bytes", e);
    }
  }
}
