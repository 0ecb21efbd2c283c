// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.service;

import dev.shhnode.rlpx.peers.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Tells addresses of this machine and of private networks from others. */
final class Nearby {

  /** Nothing that would be looked up as a name. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[^/]*");

  private Nearby() {}

  /**
   * Whether an address, of which only the text need be known, is {@linkplain Network#isLocal local}
   * and not that of some other customer of a carrier.
   */
  static boolean isNearby(InetSocketAddress peer) {
    String text = peer.getHostString();
    if (!ADDRESS.matcher(text).matches()) {
      return false;
    }
    try {
      InetAddress ip = InetAddress.getByName(text);
      return Network.isLocal(ip) && !Network.isOfCarrier(ip);
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
