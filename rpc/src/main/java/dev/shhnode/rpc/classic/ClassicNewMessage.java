// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.classic;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.Topic;
import dev.shhnode.keys.KeyVault;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.geth.GoStruct;
import dev.shhnode.rpc.geth.GoStruct.Field;
import dev.shhnode.rpc.geth.GoStruct.Values;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.geth.HexText;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonNumber;
import dev.shhnode.rpc.whisper.FullTopic;
import dev.shhnode.rpc.whisper.KeyLookup;
import dev.shhnode.rpc.whisper.PostMembers;
import dev.shhnode.shh.ClassicPost;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.tuweni.bytes.Bytes;

/**
 * The parameter of {@code shh_post} of Whisper 2. Hexadecimal is read as leniently as by geth 1.4
 * to 1.6; numbers may be JSON's, as for geth 1.0 to 1.3. Belongs to one call.
 */
final class ClassicNewMessage {

  /** Ours: longer work is cut short; no DApp was seen to ask for more than a few seconds. */
  static final long MAX_WORK_MILLIS = 60_000;

  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,18}");

  private static final GoType<Long> NUMBER =
      (value, decoder) ->
          value instanceof JsonNumber number && WHOLE_NUMBER.matcher(number.literal()).matches()
              ? Long.parseLong(number.literal())
              : GoType.quantity("hexutil.Uint64").decode(value, decoder);

  private static final Field<String> FROM = new Field<>("from", GoType.STRING);
  private static final Field<String> TO = new Field<>("to", GoType.STRING);
  private static final Field<List<String>> TOPICS =
      new Field<>("topics", GoType.listOf(GoType.STRING, "[]string"));
  private static final Field<String> PAYLOAD = new Field<>("payload", GoType.STRING);
  private static final Field<Long> PRIORITY = new Field<>("priority", NUMBER);
  private static final Field<Long> TTL = new Field<>("ttl", NUMBER);

  static final GoStruct TYPE =
      GoStruct.anonymous(
          "struct { From string \"json:\\\"from\\\"\"; To string \"json:\\\"to\\\"\";"
              + " Topics []string \"json:\\\"topics\\\"\"; Payload string \"json:\\\"payload\\\"\";"
              + " Priority hexutil.Uint64 \"json:\\\"priority\\\"\";"
              + " TTL hexutil.Uint64 \"json:\\\"ttl\\\"\" }",
          FROM,
          TO,
          TOPICS,
          PAYLOAD,
          PRIORITY,
          TTL);

  private final Values values;
  private final KeyVault keys;

  /** Claims the posts that are Whisper 2's. */
  static boolean isMeant(JsonValue parameter, Dialect endpoint) {
    PostMembers members = new PostMembers(parameter);
    if (members.areOfVersion5Or6() || members.haveRecipientObject()) {
      return false;
    }
    return members.haveTopics() ? isMeant(members, endpoint) : endpoint == Dialect.CLASSIC;
  }

  /**
   * Tells a post from Parity's, which has a list of topics as well, but numbers of JSON and ids of
   * signers.
   */
  private static boolean isMeant(PostMembers members, Dialect endpoint) {
    if (members.namePublicKey()) {
      return true;
    }
    if (members.nameSenderById()) {
      return false;
    }
    if (members.haveNumbersAsText()) {
      return true;
    }
    return members.haveNumbers() ? endpoint == Dialect.CLASSIC : endpoint != Dialect.PARITY;
  }

  ClassicNewMessage(Values values, KeyVault keys) {
    this.values = values;
    this.keys = keys;
  }

  ClassicPost toPost() throws RpcException {
    Optional<PrivateKey> signer = signer();
    return new ClassicPost(
        recipient(),
        signer,
        topics(),
        HexText.decodeLeniently(values.get(PAYLOAD).orElse("")),
        ttl(),
        Math.min(values.get(PRIORITY).orElse(0L), MAX_WORK_MILLIS));
  }

  private Optional<PrivateKey> signer() throws RpcException {
    String from = values.get(FROM).orElse("");
    Bytes bytes = HexText.decodeLeniently(from);
    // Empty, or only zeros, as geth writes the signer of unsigned messages.
    if (bytes.isZero()) {
      return Optional.empty();
    }
    KeyPair identity =
        KeyLookup.publicKey(bytes)
            .flatMap(keys::identity)
            .orElseThrow(() -> RpcException.failed("unknown identity to send from: " + from));
    return Optional.of(identity.privateKey());
  }

  private Optional<PublicKey> recipient() throws RpcException {
    Bytes bytes = HexText.decodeLeniently(values.get(TO).orElse(""));
    if (bytes.isZero()) {
      return Optional.empty();
    }
    return Optional.of(
        KeyLookup.publicKey(bytes).orElseThrow(() -> RpcException.failed("invalid public key")));
  }

  private List<Topic> topics() throws RpcException {
    List<String> topics = values.get(TOPICS).orElse(List.of());
    if (topics.size() > FullTopic.MAX_TOPICS) {
      throw RpcException.failed("too many topics, at most " + FullTopic.MAX_TOPICS);
    }
    return topics.stream().map(HexText::decodeLeniently).map(FullTopic::abridge).toList();
  }

  private long ttl() throws RpcException {
    long ttl = values.get(TTL).orElse(0L);
    if (ttl >>> Integer.SIZE != 0) {
      throw RpcException.failed("ttl of " + ttl + " seconds, at most 4294967295");
    }
    return ttl;
  }
}
