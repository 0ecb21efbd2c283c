// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How a post shall travel. Filled by picocli; belongs to the thread that parses. */
final class RouteOptions {

  @Option(
      names = "--hops",
      paramLabel = "<N>",
      description =
          "Have the post travel through so many mixes before it is flooded, 1 to 3; 0 for the usual"
              + " way.")
  private @Nullable Integer hops;

  @Option(
      names = "--profile",
      paramLabel = "<PROFILE>",
      description =
          "Refuse to post unless the node runs mix routing with this profile: eco, std, bulk.")
  private @Nullable String profile;

  @Option(
      names = "--wait",
      description =
          "Print how the post gets on until it has been flooded, or sent if the node does not take"
              + " its topic; ends with exit code 1 if it is given up. Needs mix among the APIs of the node's URL.")
  private boolean waits;

  /** The member {@code route} of the post; empty if it has none. */
  Optional<Map<String, Object>> route() {
    if (hops == null && profile == null) {
      return Optional.empty();
    }
    Map<String, Object> route = new LinkedHashMap<>();
    if (hops != null) {
      route.put("hops", hops);
    }
    if (profile != null) {
      route.put("profile", profile);
    }
    return Optional.of(route);
  }

  boolean waits() {
    return waits;
  }

  /**
   * Checks that there is something to wait for, and that it would be told.
   *
   * @throws ParameterException saying what is missing
   */
  void check(ConnectionOptions connection, CommandLine commandLine) {
    if (waits && (route().isEmpty() || Integer.valueOf(0).equals(hops))) {
      throw new ParameterException(
          commandLine, "--wait follows a post through mixes: give --hops, 1 to 3");
    }
    if (waits && !connection.carriesNotifications()) {
      throw new ParameterException(
          commandLine, "--wait is not told of the post over HTTP: give a ws: or ipc: URL");
    }
  }
}
