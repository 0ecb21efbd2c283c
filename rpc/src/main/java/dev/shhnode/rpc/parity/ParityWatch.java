// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.parity;

import static dev.shhnode.rpc.json.JsonValue.member;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.TopicPrefix;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonArray;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.rpc.json.JsonValue.Member;
import dev.shhnode.rpc.json.Members;
import dev.shhnode.rpc.whisper.EarlyV5Shape;
import dev.shhnode.rpc.whisper.FullTopic;
import dev.shhnode.shh.DecryptionKey;
import dev.shhnode.shh.FilterCriteria;
import dev.shhnode.shh.ReceivedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * What a filter or subscription of Parity takes, and how it writes messages.
 *
 * <p>Without {@code from} it takes messages of everybody; Parity takes only unsigned ones then,
 * which its users reported as a defect. Immutable.
 */
final class ParityWatch {

  private final List<Bytes> topics;
  private final Optional<String> identity;
  private final Optional<PublicKey> signer;
  private final List<FilterCriteria> criteria;

  ParityWatch(ParityObject values, ParityKeys keys) throws RpcException {
    this.topics = values.topics().stream().distinct().toList();
    this.identity = values.text("decryptWith").map(ParityKeys::withPrefix);
    Optional<Bytes> from = values.bytes("from");
    this.signer =
        from.isPresent() ? Optional.of(ParityKeys.publicKey(from.get())) : Optional.empty();
    if (topics.isEmpty()) {
      throw RpcException.parity("no topics for filter");
    }
    this.criteria = criteria(keys);
  }

  /** Claims the calls of {@code shh_newMessageFilter} that are Parity's. */
  static boolean isFilter(JsonValue parameter, Dialect endpoint) {
    Members members = new Members(parameter);
    if (members.has("decryptWith") || members.has("from")) {
      return true;
    }
    return endpoint == Dialect.PARITY && !members.saysAny("symKeyID", "privateKeyID");
  }

  /** Claims the calls of {@code shh_subscribe} that are Parity's: geth's begin with a name. */
  static boolean isSubscription(JsonValue parameter, Dialect endpoint) {
    return parameter instanceof JsonObject && !EarlyV5Shape.matches(parameter);
  }

  /**
   * One for messages to an identity; for messages to everybody one for each topic, since each topic
   * has a key of its own.
   */
  List<FilterCriteria> criteria() {
    return criteria;
  }

  private List<FilterCriteria> criteria(ParityKeys keys) throws RpcException {
    if (identity.isPresent()) {
      return List.of(criteria(keys.decryptionKey(identity.get()), topics));
    }
    return topics.stream()
        .map(topic -> criteria(ParityWatch.broadcast(topic), List.of(topic)))
        .toList();
  }

  private static DecryptionKey broadcast(Bytes topic) {
    return new DecryptionKey.Symmetric(ParityKeys.broadcastKey(topic));
  }

  private FilterCriteria criteria(DecryptionKey key, List<Bytes> some) {
    List<TopicPrefix> abridged =
        some.stream().map(topic -> TopicPrefix.of(FullTopic.abridge(topic), Topic.SIZE)).toList();
    return new FilterCriteria(key, abridged, signer, 0, false);
  }

  /** A message with the members of Parity's. */
  JsonObject item(ReceivedMessage message) {
    List<Member> members = new ArrayList<>();
    message.signer().ifPresent(key -> members.add(member("from", JsonValue.hex(key.toBytes()))));
    identity.ifPresent(id -> members.add(member("recipient", JsonValue.of(id))));
    members.add(member("ttl", JsonValue.of(message.ttlSeconds())));
    members.add(member("topics", matching(message.topic())));
    members.add(member("timestamp", JsonValue.of(message.sentSeconds())));
    members.add(member("payload", JsonValue.hex(message.payload())));
    if (!message.padding().isEmpty()) {
      members.add(member("padding", JsonValue.hex(message.padding())));
    }
    return new JsonObject(members);
  }

  private JsonArray matching(Topic topic) {
    return new JsonArray(
        topics.stream()
            .filter(full -> FullTopic.abridge(full).equals(topic))
            .<JsonValue>map(JsonValue::hex)
            .toList());
  }
}
