// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.parity;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.whisper.FullTopic;
import dev.shhnode.rpc.whisper.PostMembers;
import dev.shhnode.shh.PostRequest;
import dev.shhnode.shh.PostRequest.Recipient;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * The parameter of Parity's {@code shh_post}, made a message of version 6: its topic is the first
 * of the list, abridged, and what goes to everybody is encrypted with that topic. Belongs to one
 * call.
 */
final class ParityNewMessage {

  /** Ours: longer work is cut short; no DApp was seen to ask for more than a few seconds. */
  static final long MAX_PRIORITY_MILLIS = 60_000;

  private static final long MILLIS_PER_SECOND = 1_000;

  private final ParityKeys keys;
  private final Optional<PrivateKey> signer;
  private final List<Bytes> topics;
  private final Recipient recipient;
  private final Bytes payload;
  private final Optional<Bytes> padding;
  private final long ttlSeconds;
  private final long priorityMillis;

  /** Claims the posts that are Parity's. */
  static boolean isMeant(JsonValue parameter, Dialect endpoint) {
    PostMembers members = new PostMembers(parameter);
    if (members.areOfVersion5Or6()) {
      return false;
    }
    if (members.haveRecipientObject()) {
      return true;
    }
    return members.haveTopics() ? isMeant(members, endpoint) : endpoint == Dialect.PARITY;
  }

  /**
   * Tells a post from Whisper 2's, which has a list of topics as well, but names senders by public
   * keys and has other numbers.
   */
  private static boolean isMeant(PostMembers members, Dialect endpoint) {
    if (members.namePublicKey()) {
      return false;
    }
    if (members.nameSenderById()) {
      return true;
    }
    if (members.haveNumbersAsText()) {
      return false;
    }
    return members.haveNumbers() ? endpoint != Dialect.CLASSIC : endpoint == Dialect.PARITY;
  }

  ParityNewMessage(ParityObject values, ParityKeys keys) throws RpcException {
    this.keys = keys;
    this.topics = values.topics();
    this.payload = values.requiredBytes("payload");
    this.padding = values.bytes("padding").filter(bytes -> !bytes.isEmpty());
    this.priorityMillis = Math.min(values.requiredNumber("priority"), MAX_PRIORITY_MILLIS);
    this.ttlSeconds = values.requiredNumber("ttl");
    this.signer = signer(values.text("from"));
    this.recipient = recipient(values.object("to"));
  }

  /**
   * The message.
   *
   * @param minPow what the node requires of messages, as others would not be passed on; so the
   *     priority only says how long to search
   */
  PostRequest toRequest(double minPow) {
    long seconds = (priorityMillis + MILLIS_PER_SECOND - 1) / MILLIS_PER_SECOND;
    return new PostRequest(
        recipient,
        FullTopic.abridge(topics.get(0)),
        payload,
        padding,
        signer,
        ttlSeconds,
        minPow,
        Math.max(1, seconds),
        Optional.empty());
  }

  private Optional<PrivateKey> signer(Optional<String> id) throws RpcException {
    if (id.isEmpty()) {
      return Optional.empty();
    }
    KeyPair pair =
        keys.keyPair(id.get()).orElseThrow(() -> RpcException.parity("Unknown identity `from`"));
    return Optional.of(pair.privateKey());
  }

  private Recipient recipient(Optional<ParityObject> to) throws RpcException {
    if (to.isEmpty()) {
      requireTopics("must supply at least one topic for broadcast message");
      return new Recipient.Symmetric(ParityKeys.broadcastKey(topics.get(0)));
    }
    requireTopics("Empty topics");
    Optional<Bytes> publicKey = to.get().bytes("public");
    if (publicKey.isPresent()) {
      return new Recipient.Asymmetric(ParityKeys.publicKey(publicKey.get()));
    }
    String id = to.get().text("identity").orElse("");
    Optional<KeyPair> pair = keys.keyPair(id);
    if (pair.isPresent()) {
      return new Recipient.Asymmetric(pair.get().publicKey());
    }
    SymmetricKey shared =
        keys.symmetricKey(id).orElseThrow(() -> RpcException.parity("no such identity"));
    return new Recipient.Symmetric(shared);
  }

  private void requireTopics(String otherwise) throws RpcException {
    if (topics.isEmpty()) {
      throw RpcException.parity(otherwise);
    }
  }
}
