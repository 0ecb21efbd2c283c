// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that one person can easily have many of: 256 of IPv4 in a row, or the 2^80 of IPv6 that
 * providers hand to one site.
 *
 * @param prefix the first 3 or 6 bytes of the address
 */
public record AddressRange(Bytes prefix) {

  private static final int IPV4_BYTES = 4;
  private static final int IPV4_PREFIX_BYTES = 3;
  private static final int IPV6_PREFIX_BYTES = 6;

  /**
   * The range of an address; empty where addresses tell nothing apart ({@link Network#isLocal}).
   */
  public static Optional<AddressRange> of(InetSocketAddress address) {
    @Nullable InetAddress ip = address.getAddress();
    if (ip == null || Network.isLocal(address)) {
      return Optional.empty();
    }
    byte[] bytes = ip.getAddress();
    int size = bytes.length == IPV4_BYTES ? IPV4_PREFIX_BYTES : IPV6_PREFIX_BYTES;
    return Optional.of(new AddressRange(Bytes.wrap(bytes, 0, size)));
  }
}
