// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.service;

import dev.shhnode.mix.directory.Vicinity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Tells where a peer is by the text of its address. */
final class PeerVicinity {

  /** Nothing that would be looked up as a name. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[^/]*");

  private PeerVicinity() {}

  /** Whoever has a name, or no address, may be anywhere. */
  static Vicinity of(InetSocketAddress peer) {
    String text = peer.getHostString();
    if (!ADDRESS.matcher(text).matches()) {
      return Vicinity.PUBLIC;
    }
    try {
      return Vicinity.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Vicinity.PUBLIC;
    }
  }
}
