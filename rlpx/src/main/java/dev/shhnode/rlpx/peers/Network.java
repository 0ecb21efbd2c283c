// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.tuweni.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that may well be one person's: a single IPv4 address, or the 2^64 IPv6 addresses that
 * providers hand to one customer.
 *
 * @param prefix the first 4 or 8 bytes of the address; empty if the address is not known
 */
public record Network(Bytes prefix) {

  private static final int MAX_PREFIX_BYTES = 8;

  /** The network of an address; all unresolved addresses share one. */
  public static Network of(InetSocketAddress address) {
    @Nullable InetAddress ip = address.getAddress();
    byte[] bytes = ip == null ? new byte[0] : ip.getAddress();
    return new Network(Bytes.wrap(bytes, 0, Math.min(bytes.length, MAX_PREFIX_BYTES)));
  }
}
