// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.parity;

import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.geth.GoDecodeException;
import dev.shhnode.rpc.geth.HexText;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonArray;
import dev.shhnode.rpc.json.JsonValue.JsonNumber;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.rpc.json.JsonValue.JsonString;
import dev.shhnode.rpc.json.Members;
import dev.shhnode.rpc.whisper.FullTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.tuweni.bytes.Bytes;

/**
 * A parameter as Parity's decoder reads it. What is malformed gives the error -32602, as from
 * Parity. Belongs to one call.
 */
final class ParityObject {

  /** Ours, in bytes, as filters keep their topics. */
  static final int MAX_TOPIC_SIZE = 128;

  /** Ten digits hold every number below 2^32 and fit a long. */
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,10}");

  private final Members members;

  ParityObject(JsonValue value) throws RpcException {
    if (!(value instanceof JsonObject)) {
      throw invalidType(value, "an object");
    }
    this.members = new Members(value);
  }

  /** A member that is an object, if it is there. */
  Optional<ParityObject> object(String name) throws RpcException {
    Optional<JsonValue> value = members.get(name);
    return value.isPresent() ? Optional.of(new ParityObject(value.get())) : Optional.empty();
  }

  /** A member that is text, if it is there. */
  Optional<String> text(String name) throws RpcException {
    Optional<JsonValue> value = members.get(name);
    return value.isPresent() ? Optional.of(text(value.get())) : Optional.empty();
  }

  /** A member that is hexadecimal, if it is there. */
  Optional<Bytes> bytes(String name) throws RpcException {
    Optional<JsonValue> value = members.get(name);
    return value.isPresent() ? Optional.of(bytes(value.get())) : Optional.empty();
  }

  /** A member that is a whole number below 2^32. */
  long requiredNumber(String name) throws RpcException {
    JsonValue value = required(name);
    if (!(value instanceof JsonNumber number)
        || !WHOLE_NUMBER.matcher(number.literal()).matches()) {
      throw invalidType(value, "a number");
    }
    long parsed = Long.parseLong(number.literal());
    if (parsed >>> Integer.SIZE != 0) {
      throw invalid(name + " is " + parsed + ", at most 4294967295");
    }
    return parsed;
  }

  Bytes requiredBytes(String name) throws RpcException {
    return bytes(required(name));
  }

  /** The topics; the list must be there, but may be empty. */
  List<Bytes> topics() throws RpcException {
    JsonValue value = required("topics");
    if (!(value instanceof JsonArray array)) {
      throw invalidType(value, "a sequence");
    }
    if (array.elements().size() > FullTopic.MAX_TOPICS) {
      throw invalid("too many topics, at most " + FullTopic.MAX_TOPICS);
    }
    List<Bytes> topics = new ArrayList<>();
    for (JsonValue element : array.elements()) {
      Bytes topic = bytes(element);
      if (topic.size() > MAX_TOPIC_SIZE) {
        throw invalid("topic of " + topic.size() + " bytes, at most " + MAX_TOPIC_SIZE);
      }
      topics.add(topic);
    }
    return topics;
  }

  private JsonValue required(String name) throws RpcException {
    return members.get(name).orElseThrow(() -> invalid("missing field `" + name + "`"));
  }

  static String text(JsonValue value) throws RpcException {
    if (value instanceof JsonString string) {
      return string.value();
    }
    throw invalidType(value, "a string");
  }

  private static Bytes bytes(JsonValue value) throws RpcException {
    try {
      return HexText.decode(text(value));
    } catch (GoDecodeException e) {
      throw invalid("invalid hex: " + e.getMessage());
    }
  }

  private static RpcException invalidType(JsonValue value, String expected) {
    return invalid("invalid type: " + value.kind() + ", expected " + expected);
  }

  private static RpcException invalid(String problem) {
    return RpcException.invalidParams("Invalid params: " + problem + ".");
  }
}
