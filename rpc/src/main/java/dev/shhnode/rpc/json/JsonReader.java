// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.shhnode.crypto.DecodeException;
import dev.shhnode.rpc.json.JsonValue.JsonArray;
import dev.shhnode.rpc.json.JsonValue.JsonNumber;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.rpc.json.JsonValue.JsonString;
import dev.shhnode.rpc.json.JsonValue.Member;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Parses one JSON text (RFC 8259) into a {@link JsonValue}. Not thread-safe; one for each text. */
public final class JsonReader {

  /** Ours: a batch of calls with nested topics needs 7, and the reader below is recursive. */
  public static final int MAX_DEPTH = 32;

  /** Ours: several times as long as 2⁵³ or any double. */
  private static final int MAX_NUMBER_LENGTH = 100;

  /** Ours: a batch of a thousand calls with a hundred values each. */
  public static final int MAX_VALUES = 100_000;

  /**
   * Bytes of memory for a byte of the text: itself, its copy in the transport, and its character in
   * a string, which takes up to two.
   */
  private static final int TEXT_FACTOR = 4;

  /**
   * Bytes of memory for a value, that of a number, which takes most: three objects and its place in
   * two lists. A member counts as two values.
   */
  private static final int VALUE_BYTES = 100;

  private static final char REPLACEMENT = '\uFFFD';

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  // Strings are not bounded here, as the transport has bounded the whole text.
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final JsonParser parser;
  private int values;

  private JsonReader(JsonParser parser) {
    this.parser = parser;
  }

  /** Bytes that a text and the value made of it take, estimated from above without parsing it. */
  public static long memoryOf(byte[] text) {
    int parts = 1;
    for (byte each : text) {
      if (each == ',' || each == ':' || each == '[' || each == '{') {
        parts++;
      }
    }
    return (long) TEXT_FACTOR * text.length + (long) VALUE_BYTES * Math.min(parts, 2 * MAX_VALUES);
  }

  /**
   * Parses {@code text}.
   *
   * @param text UTF-8, in which malformed bytes are replaced as by Go; one value with nothing but
   *     white space around it; its size is bounded by the transport
   */
  public static JsonValue parse(byte[] text) throws DecodeException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new DecodeException("empty text");
      }
      JsonValue value = new JsonReader(parser).read(first);
      if (parser.nextToken() != null) {
        throw new DecodeException("more than one value");
      }
      return value;
    } catch (IOException e) {
      // Not with the parser's own message, which quotes the text and so maybe a key.
      throw new DecodeException("not a JSON text");
    }
  }

  private JsonValue read(JsonToken token) throws IOException, DecodeException {
    values++;
    if (values > MAX_VALUES) {
      throw new DecodeException("more than " + MAX_VALUES + " values");
    }
    return switch (token) {
      case START_OBJECT -> readObject();
      case START_ARRAY -> readArray();
      case VALUE_STRING -> new JsonString(wellFormed(parser.getText()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getText());
      case VALUE_TRUE -> JsonValue.TRUE;
      case VALUE_FALSE -> JsonValue.FALSE;
      case VALUE_NULL -> JsonValue.NULL;
      default -> throw new AssertionError("a blocking parser yields no " + token);
    };
  }

  private JsonObject readObject() throws IOException, DecodeException {
    List<Member> members = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = wellFormed(parser.currentName());
      members.add(new Member(name, read(parser.nextToken())));
    }
    return new JsonObject(members);
  }

  private JsonArray readArray() throws IOException, DecodeException {
    List<JsonValue> elements = new ArrayList<>();
    JsonToken token = parser.nextToken();
    while (token != JsonToken.END_ARRAY) {
      elements.add(read(token));
      token = parser.nextToken();
    }
    return new JsonArray(elements);
  }

  /** Replaces surrogates without partner, which have no UTF-8 form, as Go does. */
  private static String wellFormed(String text) {
    if (!hasSurrogate(text)) {
      return text;
    }
    StringBuilder repaired = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> isUnpairedSurrogate(point) ? REPLACEMENT : point)
        .forEach(repaired::appendCodePoint);
    return repaired.toString();
  }

  private static boolean hasSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isUnpairedSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
