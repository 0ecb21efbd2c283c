// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.shhnode.rpc.JsonValue.JsonArray;
import dev.shhnode.rpc.JsonValue.JsonBoolean;
import dev.shhnode.rpc.JsonValue.JsonNull;
import dev.shhnode.rpc.JsonValue.JsonNumber;
import dev.shhnode.rpc.JsonValue.JsonObject;
import dev.shhnode.rpc.JsonValue.JsonString;
import dev.shhnode.rpc.JsonValue.Member;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes a {@link JsonValue} as UTF-8 without white space, members in their order. */
final class JsonWriter {

  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonWriter() {}

  static byte[] write(JsonValue value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      write(generator, value);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator generator, JsonValue value) throws IOException {
    if (value instanceof JsonObject object) {
      generator.writeStartObject();
      for (Member member : object.members()) {
        generator.writeFieldName(member.name());
        write(generator, member.value());
      }
      generator.writeEndObject();
    } else if (value instanceof JsonArray array) {
      generator.writeStartArray();
      for (JsonValue element : array.elements()) {
        write(generator, element);
      }
      generator.writeEndArray();
    } else if (value instanceof JsonString string) {
      generator.writeString(string.value());
    } else if (value instanceof JsonNumber number) {
      generator.writeNumber(number.literal());
    } else if (value instanceof JsonBoolean bool) {
      generator.writeBoolean(bool.value());
    } else if (value instanceof JsonNull) {
      generator.writeNull();
    }
  }
}
