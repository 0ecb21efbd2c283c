// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixNetwork;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.TrafficProfile;
import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.shh.ShhConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Mix routing. Filled by picocli; belongs to the thread that parses. */
final class MixOptions {

  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  @Option(
      names = "--mix-enabled",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<BOOL>",
      description =
          "Take part in a mix network, through which posts can travel so that nobody can name"
              + " their sender.")
  private boolean enabled;

  @Option(
      names = "--mix-roles",
      split = OptionValues.LIST,
      paramLabel = "<ROLE>",
      description =
          "What this node does for others: relay, exit, or both, comma-separated (default: none,"
              + " it only sends).")
  private List<String> roles = new ArrayList<>();

  @Option(
      names = "--mix-profile",
      paramLabel = "<PROFILE>",
      description =
          "How many packets it sends by itself, whether it has something to say or not: off, eco"
              + " (25 MB a day), std (0.4 GB a day) or bulk (default: ${DEFAULT-VALUE}).")
  private String profile = "std";

  @Option(
      names = "--mix-hops",
      paramLabel = "<N>",
      description =
          "Mixes that every post travels through unless it asks for another number, 1 to 3; with 0"
              + " posts are flooded from here unless they ask for mixes (default:"
              + " ${DEFAULT-VALUE}).")
  private int hops;

  @Option(
      names = "--mix-nodes",
      split = OptionValues.LIST,
      paramLabel = "<ENODE>",
      description =
          "Mixes to begin with, besides the peers that are mixes: enode URLs, comma-separated.")
  private List<String> nodes = new ArrayList<>();

  @Option(
      names = "--mix-network",
      paramLabel = "<ID>",
      description = "Which mix network (default: ${DEFAULT-VALUE}).")
  private long network = MixNetwork.MAIN.id();

  @Option(
      names = "--mix-epoch",
      paramLabel = "<SECONDS>",
      description = "How long a mix uses a key, the same in the whole network (default: 3600).")
  private long epochSeconds = MixNetwork.MAIN.epoch().toSeconds();

  @Option(
      names = "--mix-min-witnesses",
      paramLabel = "<N>",
      description =
          "Peers that must have told of a mix before it is used (default: ${DEFAULT-VALUE}).")
  private int minWitnesses = 2;

  @Option(
      names = "--mix-min-age",
      paramLabel = "<EPOCHS>",
      description =
          "Changes of the epoch for which a mix must have been known before it is used (default:"
              + " ${DEFAULT-VALUE}); 0 in a private network that has just been started.")
  private int minAge = 1;

  boolean isEnabled() {
    return enabled;
  }

  /**
   * The configuration that the options make; empty if mix routing is not enabled.
   *
   * @throws IllegalArgumentException naming the option that is wrong
   */
  Optional<NodeConfig.Mix> toConfig(NodeConfig.P2p p2p, ShhConfig shh) {
    if (!enabled) {
      requireNothingOf("--mix-hops", hops != 0);
      requireNothingOf("--mix-roles", !OptionValues.items(roles).isEmpty());
      return Optional.empty();
    }
    if (hops < 0 || hops > MixConfig.MAX_HOPS) {
      throw new IllegalArgumentException(
          "--mix-hops is " + hops + ", expected 0 to " + MixConfig.MAX_HOPS);
    }
    Set<MixRole> does = roles(p2p, shh);
    int pathLength = hops == 0 ? MixConfig.MAX_HOPS : hops;
    MixConfig config =
        new MixConfig(
            network(),
            does,
            profile(),
            pathLength,
            atLeast("--mix-min-witnesses", minWitnesses, 1),
            atLeast("--mix-min-age", minAge, 0),
            shh.minPow());
    if (hops > 0 && config.profile() == TrafficProfile.OFF) {
      throw new IllegalArgumentException(
          "--mix-hops is " + hops + " and --mix-profile off: posts could not be hidden");
    }
    List<Enode> known =
        OptionValues.items(nodes).stream().map(url -> NodesFile.node("--mix-nodes", url)).toList();
    return Optional.of(new NodeConfig.Mix(config, hops, known));
  }

  /** An operator who asks for it must not believe that posts are hidden, or that this is a mix. */
  private static void requireNothingOf(String option, boolean given) {
    if (given) {
      throw new IllegalArgumentException(option + " needs --mix-enabled");
    }
  }

  private static int atLeast(String option, int given, int least) {
    if (given < least) {
      throw new IllegalArgumentException(
          option + " is " + given + ", expected " + least + " or more");
    }
    return given;
  }

  private MixNetwork network() {
    MixNetwork main = MixNetwork.MAIN;
    try {
      return new MixNetwork(
          network,
          Duration.ofSeconds(epochSeconds),
          main.proofBits(),
          main.maxActive(),
          main.geometry());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--mix-network, --mix-epoch: " + e.getMessage(), e);
    }
  }

  private TrafficProfile profile() {
    for (TrafficProfile each : TrafficProfile.values()) {
      if (each.name().equalsIgnoreCase(profile.strip())) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "--mix-profile is " + profile + ", expected off, eco, std or bulk");
  }

  private Set<MixRole> roles(NodeConfig.P2p p2p, ShhConfig shh) {
    Set<MixRole> does = EnumSet.noneOf(MixRole.class);
    for (String role : OptionValues.items(roles)) {
      does.add(role(role));
    }
    if (!does.isEmpty() && !ADDRESS.matcher(p2p.advertisedHost()).matches()) {
      throw new IllegalArgumentException(
          "--mix-roles needs --p2p-host to be an IP address, as mixes tell theirs, but it is "
              + p2p.advertisedHost());
    }
    if (does.contains(MixRole.EXIT) && shh.lightClient()) {
      throw new IllegalArgumentException("--mix-roles exit floods, which --shh-light does not");
    }
    return does;
  }

  private static MixRole role(String text) {
    try {
      return MixRole.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--mix-roles: " + text + " is no role, expected relay or exit", e);
    }
  }
}
