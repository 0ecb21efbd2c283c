// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.geth;

import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonNull;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.rpc.json.JsonValue.Member;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Go struct as a JSON object fills it: members are found without regard to case, unknown ones
 * ignored, the last of several wins, and {@code null} is the same as absent. Immutable.
 */
public final class GoStruct implements GoType<GoStruct.Values> {

  private final String name;
  private final String typeName;
  private final List<Field<?>> fields;

  /**
   * Describes a struct.
   *
   * @param typeName with its package, for example {@code whisperv6.NewMessage}
   */
  public GoStruct(String typeName, Field<?>... fields) {
    this(typeName.substring(typeName.indexOf('.') + 1), typeName, List.of(fields));
  }

  /**
   * Describes a struct without name.
   *
   * @param description Go's text for its type
   */
  public static GoStruct anonymous(String description, Field<?>... fields) {
    return new GoStruct("", description, List.of(fields));
  }

  private GoStruct(String name, String typeName, List<Field<?>> fields) {
    this.name = name;
    this.typeName = typeName;
    this.fields = fields;
  }

  /** A named field of a type. */
  public record Field<T>(String name, GoType<T> type) {}

  /** What an object held. */
  public static final class Values {
    private final Map<Field<?>, Object> values = new HashMap<>();

    private <T> void put(Field<T> field, JsonValue value, GoDecoder decoder)
        throws GoDecodeException {
      values.put(field, field.type().decode(value, decoder));
    }

    @SuppressWarnings("unchecked") // put() stores under a field only what its own type made
    public <T> Optional<T> get(Field<T> field) {
      return Optional.ofNullable((T) values.get(field));
    }
  }

  @Override
  public Values decode(JsonValue value, GoDecoder decoder) throws GoDecodeException {
    Values values = new Values();
    if (value instanceof JsonObject object) {
      for (Member member : object.members()) {
        decode(member, values, decoder);
      }
    } else if (!(value instanceof JsonNull)) {
      decoder.mismatch(value.kind(), typeName);
    }
    return values;
  }

  private void decode(Member member, Values values, GoDecoder decoder) throws GoDecodeException {
    Optional<Field<?>> field = find(member.name());
    if (field.isEmpty()) {
      return;
    }
    if (member.value() instanceof JsonNull) {
      values.values.remove(field.get());
      return;
    }
    decoder.enterField(name, field.get().name());
    values.put(field.get(), member.value(), decoder);
  }

  private Optional<Field<?>> find(String memberName) {
    for (Field<?> field : fields) {
      if (field.name().equalsIgnoreCase(memberName)) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }
}
