// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import dev.shhnode.rlpx.peers.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * Addresses that are likely to belong to one operator: 2^16 of IPv4, 2^96 of IPv6.
 *
 * @param prefix the first bytes of the address
 */
record Subnet(Bytes prefix) {

  private static final int IPV4_BYTES = 2;
  private static final int IPV6_BYTES = 4;

  /**
   * The subnet of an address; none for loopback and private ones, which are all of one operator.
   */
  static Optional<Subnet> of(InetAddress address) {
    if (Network.isLocal(address)) {
      return Optional.empty();
    }
    int bytes = address instanceof Inet4Address ? IPV4_BYTES : IPV6_BYTES;
    return Optional.of(new Subnet(Bytes.wrap(address.getAddress(), 0, bytes)));
  }

  static Optional<Subnet> of(Descriptor mix) {
    return mix.record().ip().flatMap(Subnet::of);
  }
}
