// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.classic;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.Topic;
import dev.shhnode.rpc.geth.GoDecodeException;
import dev.shhnode.rpc.geth.GoDecoder;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.geth.HexText;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonArray;
import dev.shhnode.rpc.json.JsonValue.JsonNull;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.rpc.json.JsonValue.JsonString;
import dev.shhnode.rpc.json.Members;
import dev.shhnode.rpc.whisper.FullTopic;
import dev.shhnode.rpc.whisper.KeyLookup;
import dev.shhnode.shh.ClassicCriteria;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;

/** The parameter of {@code shh_newFilter}, with the texts of geth's Whisper 2. */
final class ClassicFilter {

  /** Ours: topics of one filter, the alternatives of all positions together. */
  static final int MAX_ALTERNATIVES = 256;

  private static final String TYPE_TEXT =
      "struct { To interface {} \"json:\\\"to\\\"\"; From interface {} \"json:\\\"from\\\"\";"
          + " Topics interface {} \"json:\\\"topics\\\"\" }";

  static final GoType<ClassicCriteria> TYPE = ClassicFilter::decode;

  private ClassicFilter() {}

  private static ClassicCriteria decode(JsonValue value, GoDecoder decoder)
      throws GoDecodeException {
    if (!(value instanceof JsonObject || value instanceof JsonNull)) {
      decoder.mismatch(value.kind(), TYPE_TEXT);
    }
    Members members = new Members(value);
    return new ClassicCriteria(key(members, "to"), key(members, "from"), topics(members));
  }

  private static Optional<PublicKey> key(Members members, String name) throws GoDecodeException {
    if (members.get(name).isPresent() && !members.isString(name)) {
      throw new GoDecodeException(name + " is not a string");
    }
    Bytes bytes = HexText.decodeLeniently(members.text(name));
    if (bytes.isZero()) {
      return Optional.empty();
    }
    // geth accepts a malformed key, and then matches nothing or everything; here it is refused.
    return Optional.of(
        KeyLookup.publicKey(bytes)
            .orElseThrow(() -> new GoDecodeException(name + " is not a public key")));
  }

  private static List<Set<Topic>> topics(Members members) throws GoDecodeException {
    Optional<JsonValue> value = members.get("topics");
    if (value.isEmpty()) {
      return List.of();
    }
    if (!(value.get() instanceof JsonArray array)) {
      throw new GoDecodeException("topics is not an array");
    }
    if (array.elements().size() > FullTopic.MAX_TOPICS) {
      throw new GoDecodeException("too many topics, at most " + FullTopic.MAX_TOPICS);
    }
    List<Set<Topic>> topics = new ArrayList<>();
    int alternatives = 0;
    for (JsonValue position : array.elements()) {
      List<JsonValue> texts = alternatives(position, topics.size());
      alternatives += texts.size();
      if (alternatives > MAX_ALTERNATIVES) {
        throw new GoDecodeException("too many alternative topics, at most " + MAX_ALTERNATIVES);
      }
      topics.add(position(texts, topics.size()));
    }
    return topics;
  }

  private static List<JsonValue> alternatives(JsonValue position, int index)
      throws GoDecodeException {
    if (position instanceof JsonArray array) {
      return array.elements();
    }
    if (position instanceof JsonNull) {
      return List.of();
    }
    if (position instanceof JsonString) {
      return List.of(position);
    }
    throw new GoDecodeException("topic[" + index + "] not a string or array");
  }

  /** What is wanted at a position; a lone empty topic means any. */
  private static Set<Topic> position(List<JsonValue> texts, int index) throws GoDecodeException {
    Set<Topic> topics = new HashSet<>();
    for (int i = 0; i < texts.size(); i++) {
      Bytes topic = topic(texts.get(i), index, i);
      if (!topic.isEmpty() || texts.size() > 1) {
        topics.add(FullTopic.abridge(topic));
      }
    }
    return topics;
  }

  private static Bytes topic(JsonValue text, int position, int index) throws GoDecodeException {
    if (text instanceof JsonNull) {
      return Bytes.EMPTY;
    }
    if (text instanceof JsonString string) {
      return HexText.decodeLeniently(string.value());
    }
    throw new GoDecodeException("topic[" + position + "][" + index + "] is not a string");
  }
}
