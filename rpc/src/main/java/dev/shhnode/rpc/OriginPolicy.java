// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which web pages may use the node. A browser names the page's origin in every cross-origin
 * request; other programs usually send none.
 */
public final class OriginPolicy {

  private static final String ANY = "*";

  /** A page served by this machine itself, whatever the port. */
  private static final Pattern LOOPBACK =
      Pattern.compile("https?://(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]{1,5})?");

  private final Set<String> origins;

  private OriginPolicy(Set<String> origins) {
    this.origins = origins;
  }

  /**
   * Makes a policy.
   *
   * @param origins as a browser sends them, for example {@code https://dapp.example}; some clients
   *     send a bare word such as {@code embark}; {@code *} allows every origin
   */
  public static OriginPolicy of(Collection<String> origins) {
    return new OriginPolicy(
        origins.stream()
            .map(origin -> origin.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet()));
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
    return allows(origin) || LOOPBACK.matcher(origin.toLowerCase(Locale.ROOT)).matches();
  }
}
