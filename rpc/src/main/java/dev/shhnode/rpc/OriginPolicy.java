// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which web pages may use the node. A browser names the page's origin in every cross-origin
 * request; other programs usually send none. Immutable.
 */
public final class OriginPolicy {

  private static final String ANY = "*";

  /** A page by its scheme and host, whatever the port. */
  private static final Pattern PAGE =
      Pattern.compile("https?://(\\[[0-9a-f:.]+]|[^/:\\[\\]]+)(:[0-9]{1,5})?");

  /** The names of this machine for itself. */
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Set<String> origins;
  private final String ownName;

  private OriginPolicy(Set<String> origins, String ownName) {
    this.origins = origins;
    this.ownName = ownName;
  }

  /**
   * Makes a policy.
   *
   * @param origins as a browser sends them, for example {@code https://dapp.example}; some clients
   *     send a bare word such as {@code embark}; {@code *} allows every origin
   */
  public static OriginPolicy of(Collection<String> origins) {
    return new OriginPolicy(
        origins.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()),
        "");
  }

  /**
   * The same policy, which also allows pages of this machine by its name: go-ethereum's WebSocket
   * client sends such an origin although it is no browser.
   *
   * @param hostName as the machine calls itself, empty if that is not known
   */
  public OriginPolicy onMachine(String hostName) {
    return new OriginPolicy(origins, hostName.toLowerCase(Locale.ROOT));
  }

  /** Whether the origin was configured: what a page needs to read answers over HTTP (CORS). */
  public boolean allows(String origin) {
    return origins.contains(ANY) || lists(origin);
  }

  /** Whether the origin itself was configured, and not only by the asterisk. */
  public boolean lists(String origin) {
    return origins.contains(origin.toLowerCase(Locale.ROOT));
  }

  /**
   * Whether the origin may open a WebSocket, to which a browser's same-origin policy does not
   * apply: configured ones and pages of this machine.
   */
  public boolean allowsWebSocket(String origin) {
    return allows(origin) || isOfThisMachine(origin.toLowerCase(Locale.ROOT));
  }

  private boolean isOfThisMachine(String origin) {
    Matcher page = PAGE.matcher(origin);
    if (!page.matches()) {
      return false;
    }
    String host = page.group(1);
    return LOOPBACK.contains(host) || host.equals(ownName);
  }
}
