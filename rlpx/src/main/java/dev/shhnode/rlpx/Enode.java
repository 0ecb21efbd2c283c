// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.PublicKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.tuweni.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Where a node is: {@code enode://<id>@<host>:<port>?discport=<port>}.
 *
 * @param id the node's public key
 * @param host an IPv4 address, an IPv6 address without brackets, or a DNS name
 * @param tcpPort of RLPx
 * @param udpPort of discovery; 0 when there is none
 */
public record Enode(PublicKey id, String host, int tcpPort, int udpPort) {

  private static final int ID_DIGITS = 2 * PublicKey.SIZE;
  private static final int MAX_PORT = 65_535;
  private static final Pattern DISCOVERY_PORT =
      Pattern.compile("(?:.*&)?discport=(\\d{1,5})(?:&.*)?");

  public Enode {
    if (tcpPort < 0 || tcpPort > MAX_PORT || udpPort < 0 || udpPort > MAX_PORT) {
      throw new IllegalArgumentException("invalid port");
    }
  }

  /**
   * Reads an enode URL.
   *
   * @throws IllegalArgumentException with the text that geth has for the same fault
   */
  public static Enode parse(String url) {
    URI uri = uri(url);
    if (!"enode".equals(uri.getScheme())) {
      throw new IllegalArgumentException("invalid URL scheme, want \"enode\"");
    }
    String authority = String.valueOf(uri.getRawAuthority());
    int at = authority.indexOf('@');
    if (at < 0) {
      throw new IllegalArgumentException("does not contain node ID");
    }
    PublicKey id = id(authority.substring(0, at));
    String address = authority.substring(at + 1);
    int colon = address.lastIndexOf(':');
    if (colon < 0 || address.endsWith("]")) {
      throw new IllegalArgumentException("invalid host: missing port in address");
    }
    int tcpPort = port(address.substring(colon + 1));
    return new Enode(id, host(address.substring(0, colon)), tcpPort, udpPort(uri, tcpPort));
  }

  private static URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("invalid URL", e);
    }
  }

  private static PublicKey id(String hex) {
    String digits = hex.startsWith("0x") ? hex.substring(2) : hex;
    if (digits.length() != ID_DIGITS) {
      throw new IllegalArgumentException(
          "invalid node ID (wrong length, want " + ID_DIGITS + " hex chars)");
    }
    Bytes bytes;
    try {
      bytes = Bytes.fromHexString(digits);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("invalid node ID (not hexadecimal)", e);
    }
    return PublicKey.fromBytes(bytes)
        .orElseThrow(
            () -> new IllegalArgumentException("invalid node ID (invalid secp256k1 public key)"));
  }

  private static String host(String host) {
    String bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    if (bare.isEmpty()) {
      throw new IllegalArgumentException("invalid IP address");
    }
    return bare;
  }

  private static int port(String digits) {
    try {
      int port = Integer.parseInt(digits);
      if (port >= 0 && port <= MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("invalid port", e);
    }
    throw new IllegalArgumentException("invalid port");
  }

  private static int udpPort(URI uri, int tcpPort) {
    @Nullable String query = uri.getRawQuery();
    if (query == null || !query.contains("discport=")) {
      return tcpPort;
    }
    Matcher matcher = DISCOVERY_PORT.matcher(query);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("invalid discport in query");
    }
    return port(matcher.group(1));
  }

  @Override
  public String toString() {
    String address = host.contains(":") ? "[" + host + "]" : host;
    String url = "enode://" + id + "@" + address + ":" + tcpPort;
    return udpPort == tcpPort ? url : url + "?discport=" + udpPort;
  }
}
