// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import dev.shhnode.crypto.PublicKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
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

  private static final String SCHEME = "enode:";
  private static final int ID_DIGITS = 2 * PublicKey.SIZE;
  private static final int MAX_PORT = 65_535;

  private static final Pattern URL =
      Pattern.compile("//(?:(?<id>[^@/?#]*)@)?(?<address>[^@/?#]*)/?(?:\\?(?<query>[^#]*))?");
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\[(?<bracketed>[^\\[\\]]*)]|(?<plain>[^:\\[\\]]*)):(?<port>[^:]*)");
  private static final String DISCOVERY_PORT = "discport=";
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

  private static final Pattern IPV6_ALPHABET = Pattern.compile("[0-9a-fA-F:.]+");
  private static final Pattern IPV4_ALPHABET = Pattern.compile("[0-9.]+");
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})(?:\\.(?!$)|$)){4}");

  /** RFC 1123, section 2.1; besides, underscores, which names of containers have. */
  private static final Pattern DNS_NAME =
      Pattern.compile("(?=.{1,253}$)(?:(?!-)[0-9A-Za-z_-]{1,63}(?<!-)(?:\\.(?!$)|$))+");

  public Enode {
    if (tcpPort < 0 || tcpPort > MAX_PORT || udpPort < 0 || udpPort > MAX_PORT) {
      throw new IllegalArgumentException("invalid port");
    }
  }

  /**
   * Reads an enode URL. Resolves no names.
   *
   * @throws IllegalArgumentException with the text that geth has for the same fault
   */
  public static Enode parse(String url) {
    if (!url.startsWith(SCHEME)) {
      throw new IllegalArgumentException("invalid URL scheme, want \"enode\"");
    }
    Matcher parts = URL.matcher(url.substring(SCHEME.length()));
    if (!parts.matches()) {
      throw new IllegalArgumentException("invalid URL");
    }
    @Nullable String id = parts.group("id");
    if (id == null) {
      throw new IllegalArgumentException("does not contain node ID");
    }
    PublicKey publicKey = publicKey(id);
    Matcher address = ADDRESS.matcher(parts.group("address"));
    if (!address.matches()) {
      throw new IllegalArgumentException("invalid host: missing port in address");
    }
    String host = host(address.group("bracketed"), address.group("plain"));
    int tcpPort = port(address.group("port"), "invalid port");
    return new Enode(publicKey, host, tcpPort, udpPort(parts.group("query"), tcpPort));
  }

  private static PublicKey publicKey(String hex) {
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

  /** Whether a text can be the {@link #host} of an enode. Resolves no names. */
  public static boolean isHost(String text) {
    return text.contains(":") ? isIpv6(text) : kindOf(text).matcher(text).matches();
  }

  /** Whether a text is an IPv4 address, or an IPv6 address without brackets. */
  static boolean isIpAddress(String text) {
    return text.contains(":") ? isIpv6(text) : IPV4.matcher(text).matches();
  }

  private static String host(@Nullable String bracketed, @Nullable String plain) {
    if (bracketed != null && isIpv6(bracketed)) {
      return bracketed;
    }
    if (plain != null && kindOf(plain).matcher(plain).matches()) {
      return plain;
    }
    throw new IllegalArgumentException("invalid IP address");
  }

  private static Pattern kindOf(String host) {
    return IPV4_ALPHABET.matcher(host).matches() ? IPV4 : DNS_NAME;
  }

  private static boolean isIpv6(String host) {
    if (!IPV6_ALPHABET.matcher(host).matches()) {
      return false;
    }
    try {
      // In brackets it is an address or refused, never looked up.
      return InetAddress.getAllByName("[" + host + "]").length == 1;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static int port(String digits, String fault) {
    int port = PORT.matcher(digits).matches() ? Integer.parseInt(digits) : -1;
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(fault);
    }
    return port;
  }

  private static int udpPort(@Nullable String query, int tcpPort) {
    for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
      if (parameter.startsWith(DISCOVERY_PORT)) {
        String digits = parameter.substring(DISCOVERY_PORT.length());
        return digits.isEmpty() ? tcpPort : port(digits, "invalid discport in query");
      }
    }
    return tcpPort;
  }

  @Override
  public String toString() {
    String address = host.contains(":") ? "[" + host + "]" : host;
    String url = "enode://" + id + "@" + address + ":" + tcpPort;
    return udpPort == tcpPort ? url : url + "?discport=" + udpPort;
  }
}
