// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which {@code Host} headers are served: the defence against DNS rebinding, by which a web page
 * turns its own name into the address of this node, as in Besu. Immutable.
 */
public final class HostAllowlist {

  /** The names of this machine for itself. */
  public static final List<String> DEFAULT = List.of("localhost", "127.0.0.1", "[::1]");

  private static final String ANY = "*";

  private final Set<String> hosts;

  private HostAllowlist(Set<String> hosts) {
    this.hosts = hosts;
  }

  /**
   * Makes a list.
   *
   * @param hosts names or addresses without port, IPv6 in brackets; {@code *} allows every host
   */
  public static HostAllowlist of(Collection<String> hosts) {
    return new HostAllowlist(
        hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
  }

  /**
   * Tells whether a request is served.
   *
   * @param hostHeader as received, with or without port, which is not looked at; empty if absent
   */
  public boolean allows(String hostHeader) {
    return hosts.contains(ANY) || hosts.contains(withoutPort(hostHeader.toLowerCase(Locale.ROOT)));
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    boolean hasPort = colon > host.lastIndexOf(']');
    return hasPort ? host.substring(0, colon) : host;
  }
}
