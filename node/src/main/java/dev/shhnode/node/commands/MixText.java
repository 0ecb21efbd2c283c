// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** The answers of {@code mix_*} as text for a terminal, by lines. */
final class MixText {

  private static final String STATUS_LINE = "%-13s %s";
  private static final String MIX_LINE = "%-6s %-7s %-5s %9s %7s %9s  %-11s %s";

  private MixText() {}

  /** What {@code mix_status} answers. */
  static List<String> status(JsonNode status) {
    if (!status.path("enabled").asBoolean()) {
      return List.of("mix routing is not enabled on this node (--mix-enabled)");
    }
    return List.of(
        line("network", number(status, "network") + ", epoch " + number(status, "epoch")),
        line(
            "this node",
            "roles: %s; profile %s, hops %d, %d packets a second"
                .formatted(
                    list(status.path("roles"), "none"),
                    status.path("profile").asText(),
                    number(status, "hops"),
                    number(status, "capacity"))),
        line(
            "mixes",
            "%d known, %d usable; layers: %s"
                .formatted(
                    number(status, "known"),
                    number(status, "usable"),
                    list(status.path("layers"), "none, as there are too few"))),
        line("links", number(status, "links")),
        line("own posts", number(status, "posts") + " not heard back"),
        line("mixing", number(status, "poolPackets") + " packets"),
        line("largest post", "an envelope of " + number(status, "maxEnvelopeBytes") + " bytes"),
        line("view", status.path("viewDigest").asText()),
        line("alarms", list(status.path("alarms"), "none")));
  }

  private static String line(String name, Object value) {
    return STATUS_LINE.formatted(name, value);
  }

  private static long number(JsonNode object, String name) {
    return object.path(name).asLong();
  }

  private static String list(JsonNode array, String ifEmpty) {
    return array.isEmpty()
        ? ifEmpty
        : String.join(
            ", ", StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList());
  }

  /** What {@code mix_directory} answers, below a line of headings. */
  static List<String> directory(JsonNode mixes) {
    List<String> lines = new ArrayList<>();
    lines.add(
        MIX_LINE.formatted(
            "layer", "usable", "link", "packets/s", "min PoW", "witnesses", "roles", "enode"));
    mixes.forEach(mix -> lines.add(mix(mix)));
    return lines;
  }

  private static String mix(JsonNode mix) {
    return MIX_LINE.formatted(
        mix.path("layer").isNull() ? "-" : mix.path("layer").asText(),
        yesOrNo(mix.path("usable")),
        mix.path("down").asBoolean() ? "down" : yesOrNo(mix.path("linked")),
        number(mix, "capacity"),
        mix.path("minPow").asText(),
        number(mix, "witnesses"),
        list(mix.path("roles"), "none"),
        mix.path("enode").asText());
  }

  private static String yesOrNo(JsonNode value) {
    return value.asBoolean() ? "yes" : "no";
  }
}
