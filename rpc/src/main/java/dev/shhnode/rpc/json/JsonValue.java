// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.json;

import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.apache.tuweni.bytes.Bytes;

/**
 * A JSON text as a tree that keeps what geth's answers depend on: the order and spelling of
 * members, and numbers as they were written.
 */
public sealed interface JsonValue {

  JsonNull NULL = new JsonNull();
  JsonBoolean TRUE = new JsonBoolean(true);
  JsonBoolean FALSE = new JsonBoolean(false);

  /** Go's name of the kind of value, as its decoder's errors say it. */
  String kind();

  /** The literal {@code null}. */
  record JsonNull() implements JsonValue {
    @Override
    public String kind() {
      return "null";
    }
  }

  /** The literal {@code true} or {@code false}. */
  record JsonBoolean(boolean value) implements JsonValue {
    @Override
    public String kind() {
      return "bool";
    }
  }

  /**
   * A number.
   *
   * @param literal as written, for example {@code 1e+300}
   */
  record JsonNumber(String literal) implements JsonValue {
    @Override
    public String kind() {
      return "number";
    }
  }

  /**
   * A string.
   *
   * @param value unescaped, without unpaired surrogates
   */
  record JsonString(String value) implements JsonValue {
    @Override
    public String kind() {
      return "string";
    }
  }

  /**
   * An array.
   *
   * @param elements in order
   */
  record JsonArray(List<JsonValue> elements) implements JsonValue {
    public JsonArray {
      elements = List.copyOf(elements);
    }

    @Override
    public String kind() {
      return "array";
    }
  }

  /**
   * An object.
   *
   * @param members in order; a name can occur more than once
   */
  record JsonObject(List<Member> members) implements JsonValue {
    public JsonObject {
      members = List.copyOf(members);
    }

    public static JsonObject of(Member... members) {
      return new JsonObject(List.of(members));
    }

    @Override
    public String kind() {
      return "object";
    }
  }

  /** One name and value of an object. */
  record Member(String name, JsonValue value) {
    public Member {
      Objects.requireNonNull(name);
      Objects.requireNonNull(value);
    }
  }

  static JsonBoolean of(boolean value) {
    return value ? TRUE : FALSE;
  }

  static JsonNumber of(long value) {
    return new JsonNumber(Long.toString(value));
  }

  /** The number in the digits that Go's encoder would write. */
  static JsonNumber of(double value) {
    return new JsonNumber(GoFloat.format(value));
  }

  static JsonString of(String value) {
    return new JsonString(value);
  }

  /** {@code 0x} and two lower-case digits a byte. */
  static JsonString hex(Bytes bytes) {
    return new JsonString("0x" + HexFormat.of().formatHex(bytes.toArrayUnsafe()));
  }

  /** A QUANTITY: {@code 0x} and hexadecimal digits without leading zeros. */
  static JsonString quantity(long value) {
    return new JsonString("0x" + Long.toHexString(value));
  }

  static Member member(String name, JsonValue value) {
    return new Member(name, value);
  }
}
