// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import dev.shhnode.rpc.HostAllowlist;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The names under which HTTP and WebSocket answer, a defence against DNS rebinding. Filled by
 * picocli; belongs to the thread that parses.
 */
final class HostAllowlistOptions {

  @Option(
      names = "--host-allowlist",
      split = OptionValues.LIST,
      paramLabel = "<HOST>",
      description =
          "Values of the Host header that are answered; * for all (default:"
              + " localhost,127.0.0.1,[::1] and the host that is listened on).")
  private @Nullable List<String> hostAllowlist;

  /**
   * The values of the Host header that a server answers. The address listened on is among them: a
   * web page can only give a name, not an address, to its own site.
   *
   * @param listenedOn the interface on which it listens
   * @throws IllegalArgumentException naming the option if it is wrong
   */
  List<String> allowedFor(String listenedOn) {
    if (hostAllowlist != null) {
      return OptionValues.hosts("--host-allowlist", hostAllowlist);
    }
    List<String> hosts = new ArrayList<>(HostAllowlist.DEFAULT);
    if (!OptionValues.isWildcard(listenedOn)) {
      hosts.addAll(OptionValues.hosts("--host-allowlist", List.of(listenedOn)));
    }
    return hosts.stream().distinct().toList();
  }
}
