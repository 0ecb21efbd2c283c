// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.mix;

import static dev.shhnode.rpc.json.JsonValue.member;

import dev.shhnode.mix.Mix.PostEvent;
import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixInfo;
import dev.shhnode.mix.MixStatus;
import dev.shhnode.mix.PostStage;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonArray;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.rpc.json.JsonValue.Member;
import dev.shhnode.runtime.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What {@code mix_*} tells, as JSON. Lists have an order of their own, so that they compare. */
final class MixJson {

  private static final double MILLIS = 1_000;

  private MixJson() {}

  /** The state of a node that runs a mix. */
  static JsonObject of(MixStatus status, int maxEnvelopeBytes) {
    MixConfig config = status.config();
    return JsonObject.of(
        member("enabled", JsonValue.TRUE),
        member("network", JsonValue.of(config.network().id())),
        member("roles", names(config.roles())),
        member("profile", name(config.profile())),
        member("hops", JsonValue.of(config.hops())),
        member("epoch", JsonValue.of(status.epoch())),
        member("known", JsonValue.of(status.known())),
        member("usable", JsonValue.of(status.usable())),
        member(
            "layers",
            new JsonArray(status.layers().stream().<JsonValue>map(JsonValue::of).toList())),
        member("links", JsonValue.of(status.links())),
        member("viewDigest", JsonValue.hex(status.viewDigest())),
        member("posts", JsonValue.of(status.posts())),
        member("poolPackets", JsonValue.of(status.poolPackets())),
        member("capacity", JsonValue.of(status.capacity())),
        member("alarms", names(status.alarms())),
        member("maxEnvelopeBytes", JsonValue.of(maxEnvelopeBytes)));
  }

  /** A mix of the directory. */
  static JsonObject of(MixInfo mix) {
    return JsonObject.of(
        member("enode", JsonValue.of(mix.enode().toString())),
        member("epoch", JsonValue.of(mix.epoch())),
        member("roles", names(mix.roles())),
        member("capacity", JsonValue.of(mix.capacity())),
        member("minPow", JsonValue.of(mix.minPow())),
        member("witnesses", JsonValue.of(mix.witnesses())),
        member("usable", JsonValue.of(mix.usable())),
        member("layer", mix.layer().<JsonValue>map(JsonValue::of).orElse(JsonValue.NULL)),
        member("linked", JsonValue.of(mix.linked())),
        member("down", JsonValue.of(mix.down())));
  }

  /** A step in the life of a post. */
  static JsonObject of(PostEvent event) {
    List<Member> members = new ArrayList<>();
    members.add(member("hash", JsonValue.hex(event.envelopeHash())));
    members.add(member("stage", JsonValue.of(stage(event.stage()))));
    event
        .floodedIn()
        .ifPresent(
            time ->
                members.add(member("floodedInSeconds", JsonValue.of(time.toMillis() / MILLIS))));
    return new JsonObject(members);
  }

  private static String stage(PostStage stage) {
    return switch (stage) {
      case WRAPPED -> "wrapped";
      case SENT -> "sent";
      case HEARD_BACK -> "heard back";
      case UNHEARD -> "unheard";
      case GIVEN_UP -> "given up";
    };
  }

  private static JsonArray names(Set<? extends Enum<?>> constants) {
    return new JsonArray(
        constants.stream().map(Tally::lower).sorted().<JsonValue>map(JsonValue::of).toList());
  }

  private static JsonValue name(Enum<?> constant) {
    return JsonValue.of(Tally.lower(constant));
  }
}
