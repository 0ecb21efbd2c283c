// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.json;

import dev.shhnode.rpc.json.JsonValue.JsonArray;
import dev.shhnode.rpc.json.JsonValue.JsonNull;
import dev.shhnode.rpc.json.JsonValue.JsonNumber;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.rpc.json.JsonValue.JsonString;
import dev.shhnode.rpc.json.JsonValue.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The members of a parameter, found without regard to case; of several the last counts. What is not
 * an object has none. Immutable.
 */
public final class Members {

  /** What clients in Go send for members that are not set. */
  private static final Set<String> SAYING_NOTHING = Set.of("", "0x", "0x00000000");

  private final Map<String, JsonValue> values = new HashMap<>();

  public Members(JsonValue parameter) {
    if (parameter instanceof JsonObject object) {
      object.members().forEach(member -> values.put(lowerCase(member.name()), member.value()));
    }
  }

  /** Whether the member is there, even if it is null. */
  public boolean has(String name) {
    return values.containsKey(lowerCase(name));
  }

  /** The member's value, unless it is null. */
  public Optional<JsonValue> get(String name) {
    return Optional.ofNullable(values.get(lowerCase(name)))
        .filter(value -> !(value instanceof JsonNull));
  }

  /** Whether a member is there and is not merely a value for "not set". */
  public boolean says(String name) {
    return get(name)
        .filter(
            value -> !(value instanceof JsonString text && SAYING_NOTHING.contains(text.value())))
        .isPresent();
  }

  public boolean saysAny(String... names) {
    return List.of(names).stream().anyMatch(this::says);
  }

  public boolean isString(String name) {
    return get(name).filter(JsonString.class::isInstance).isPresent();
  }

  public boolean isNumber(String name) {
    return get(name).filter(JsonNumber.class::isInstance).isPresent();
  }

  public boolean isArray(String name) {
    return get(name).filter(JsonArray.class::isInstance).isPresent();
  }

  public boolean isObject(String name) {
    return get(name).filter(JsonObject.class::isInstance).isPresent();
  }

  /** The member's text; empty if it is not a string. */
  public String text(String name) {
    return get(name).orElse(JsonValue.NULL) instanceof JsonString text ? text.value() : "";
  }

  /** The object without one member, and with another under a new name. */
  public static JsonObject rename(JsonObject object, String without, String from, String to) {
    List<Member> renamed = new ArrayList<>();
    for (Member member : object.members()) {
      if (member.name().equalsIgnoreCase(from)) {
        renamed.add(new Member(to, member.value()));
      } else if (!member.name().equalsIgnoreCase(without)) {
        renamed.add(member);
      }
    }
    return new JsonObject(renamed);
  }

  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
