// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import io.vertx.core.net.SocketAddress;

/** Makes text of strangers safe to log: cut, and printable ASCII only. */
final class Printable {

  private static final int MAX_LENGTH = 100;

  private Printable() {}

  /** Host and port as in a URL. */
  static String of(SocketAddress address) {
    String host = String.valueOf(address.hostAddress());
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.port();
  }

  static String of(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .limit(MAX_LENGTH)
        .forEach(c -> out.appendCodePoint(c >= ' ' && c < 0x7f ? c : '?'));
    return text.length() > MAX_LENGTH ? out.append('…').toString() : out.toString();
  }
}
