// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.geth;

import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonArray;
import dev.shhnode.rpc.json.JsonValue.JsonBoolean;
import dev.shhnode.rpc.json.JsonValue.JsonNull;
import dev.shhnode.rpc.json.JsonValue.JsonNumber;
import dev.shhnode.rpc.json.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;

/**
 * How a Go type reads a JSON value. {@code null} leaves the type's zero value, except where a
 * decoder says otherwise.
 */
@FunctionalInterface
public interface GoType<T> {

  /** Decodes {@code value}; the result is meaningless if a mismatch was noted. */
  T decode(JsonValue value, GoDecoder decoder) throws GoDecodeException;

  /** {@code string}; zero value: empty. */
  GoType<String> STRING =
      (value, decoder) -> {
        if (value instanceof JsonString string) {
          return string.value();
        }
        return otherwise(value, "string", "", decoder);
      };

  /** {@code bool}; zero value: false. */
  GoType<Boolean> BOOL =
      (value, decoder) -> {
        if (value instanceof JsonBoolean bool) {
          return bool.value();
        }
        return otherwise(value, "bool", false, decoder);
      };

  /** {@code uint32}: decimal digits only, so {@code 1.0} and {@code 1e3} are refused. */
  GoType<Long> UINT32 =
      (value, decoder) -> {
        if (value instanceof JsonNumber number) {
          return uint32(number.literal(), decoder);
        }
        return otherwise(value, "uint32", 0L, decoder);
      };

  /** {@code float64}: any number below infinity. */
  GoType<Double> FLOAT64 =
      (value, decoder) -> {
        if (value instanceof JsonNumber number) {
          return float64(number.literal(), decoder);
        }
        return otherwise(value, "float64", 0.0, decoder);
      };

  /** geth's {@code hexutil.Bytes}: {@code 0x} and an even number of digits; empty text is empty. */
  GoType<Bytes> HEX_BYTES =
      (value, decoder) -> {
        if (!(value instanceof JsonString string)) {
          throw decoder.refusal("non-string", "hexutil.Bytes");
        }
        try {
          return HexText.decode(string.value());
        } catch (GoDecodeException e) {
          throw decoder.refusal(String.valueOf(e.getMessage()), "hexutil.Bytes");
        }
      };

  /**
   * geth's {@code hexutil.Uint} and {@code hexutil.Uint64}: a QUANTITY.
   *
   * @param name of the Go type
   */
  static GoType<Long> quantity(String name) {
    return (value, decoder) -> {
      if (!(value instanceof JsonString string)) {
        throw decoder.refusal("non-string", name);
      }
      try {
        return HexText.decodeQuantity(string.value());
      } catch (GoDecodeException e) {
        throw decoder.refusal(String.valueOf(e.getMessage()), name);
      }
    };
  }

  /**
   * geth's {@code TopicType}, generalized in length. Its decoder reads text, so its failures name
   * no field.
   *
   * @param name of the Go type in an error: differs between a field and an element of a list
   * @param minBytes shortest topic that is accepted
   */
  static GoType<Bytes> topic(String name, int minBytes) {
    return (value, decoder) -> {
      if (value instanceof JsonString string) {
        return HexText.decodeTopic(string.value(), minBytes);
      }
      return otherwise(value, name, HexText.ZERO_TOPIC, decoder);
    };
  }

  /**
   * A list; {@code null} is the empty list.
   *
   * @param name of the Go type, for example {@code []whisperv6.TopicType}
   */
  static <T> GoType<List<T>> listOf(GoType<T> element, String name) {
    return (value, decoder) -> {
      if (!(value instanceof JsonArray array)) {
        return otherwise(value, name, List.<T>of(), decoder);
      }
      List<T> decoded = new ArrayList<>(array.elements().size());
      for (JsonValue each : array.elements()) {
        decoded.add(element.decode(each, decoder));
      }
      return decoded;
    };
  }

  private static <T> T otherwise(JsonValue value, String type, T zero, GoDecoder decoder) {
    if (!(value instanceof JsonNull)) {
      decoder.mismatch(value.kind(), type);
    }
    return zero;
  }

  private static long uint32(String literal, GoDecoder decoder) {
    // Ten digits hold every uint32 and fit a long.
    if (literal.length() <= 10 && literal.chars().allMatch(c -> c >= '0' && c <= '9')) {
      long parsed = Long.parseLong(literal);
      if (parsed <= 0xffff_ffffL) {
        return parsed;
      }
    }
    decoder.mismatch("number " + literal, "uint32");
    return 0;
  }

  private static double float64(String literal, GoDecoder decoder) {
    double parsed = Double.parseDouble(literal);
    if (Double.isInfinite(parsed)) {
      decoder.mismatch("number " + literal, "float64");
      return 0;
    }
    return parsed;
  }
}
