// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.whisper;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.Topic;
import dev.shhnode.rpc.EnodeText;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.geth.GoStruct;
import dev.shhnode.rpc.geth.GoStruct.Field;
import dev.shhnode.rpc.geth.GoStruct.Values;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.shh.PostRequest;
import dev.shhnode.shh.PostRequest.Recipient;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;

/**
 * The parameter of {@code shh_post} in versions 5 and 6: geth's {@code whisperv6.NewMessage}.
 * Belongs to one call.
 */
public final class NewMessage {

  private static final Field<String> SYM_KEY_ID = new Field<>("symKeyID", GoType.STRING);
  private static final Field<Bytes> PUB_KEY = new Field<>("pubKey", GoType.HEX_BYTES);
  private static final Field<String> SIG = new Field<>("sig", GoType.STRING);
  private static final Field<Long> TTL = new Field<>("ttl", GoType.UINT32);
  private static final Field<Bytes> TOPIC =
      new Field<>("topic", GoType.topic("*whisperv6.TopicType", Topic.SIZE));
  private static final Field<Bytes> PAYLOAD = new Field<>("payload", GoType.HEX_BYTES);
  private static final Field<Bytes> PADDING = new Field<>("padding", GoType.HEX_BYTES);
  private static final Field<Long> POW_TIME = new Field<>("powTime", GoType.UINT32);
  private static final Field<Double> POW_TARGET = new Field<>("powTarget", GoType.FLOAT64);
  private static final Field<String> TARGET_PEER = new Field<>("targetPeer", GoType.STRING);

  private static final List<Field<?>> FIELDS =
      List.of(
          SYM_KEY_ID,
          PUB_KEY,
          SIG,
          TTL,
          TOPIC,
          PAYLOAD,
          PADDING,
          POW_TIME,
          POW_TARGET,
          TARGET_PEER);

  /** As geth has it. */
  public static final GoStruct TYPE = typeWith();

  private final Values values;
  private final KeyLookup keys;

  /**
   * Makes the parameter of what was read of it.
   *
   * @param values of {@link #TYPE}, or of a type with fields besides
   */
  public NewMessage(Values values, KeyLookup keys) {
    this.values = values;
    this.keys = keys;
  }

  /** The parameter with fields besides, which geth ignores. */
  public static GoStruct typeWith(Field<?>... more) {
    return new GoStruct(
        "whisperv6.NewMessage",
        Stream.concat(FIELDS.stream(), Stream.of(more)).toArray(Field<?>[]::new));
  }

  /** Checks in geth's order, so that of several mistakes the same one is reported. */
  public PostRequest toRequest() throws RpcException {
    String symKeyId = values.get(SYM_KEY_ID).orElse("");
    Bytes pubKey = values.get(PUB_KEY).orElse(Bytes.EMPTY);
    KeyLookup.requireOne(!symKeyId.isEmpty(), !pubKey.isEmpty());
    Optional<PrivateKey> signer = signer();
    Topic topic = values.get(TOPIC).map(Topic::of).orElse(Topic.ZERO);
    Recipient recipient =
        symKeyId.isEmpty()
            ? new Recipient.Asymmetric(KeyLookup.publicKey(pubKey, "invalid public key"))
            : symmetric(symKeyId, topic);
    return new PostRequest(
        recipient,
        topic,
        values.get(PAYLOAD).orElse(Bytes.EMPTY),
        values.get(PADDING).filter(padding -> !padding.isEmpty()),
        signer,
        values.get(TTL).orElse(0L),
        values.get(POW_TARGET).orElse(0.0),
        values.get(POW_TIME).orElse(0L),
        targetPeer());
  }

  private Optional<PrivateKey> signer() throws RpcException {
    return signingPair().map(KeyPair::privateKey);
  }

  /**
   * Who signs the message, if anybody does.
   *
   * @throws RpcException with geth's text if there is no key of the id
   */
  public Optional<PublicKey> identity() throws RpcException {
    return signingPair().map(KeyPair::publicKey);
  }

  private Optional<KeyPair> signingPair() throws RpcException {
    String id = values.get(SIG).orElse("");
    return id.isEmpty() ? Optional.empty() : Optional.of(keys.keyPair(id));
  }

  private Recipient symmetric(String id, Topic topic) throws RpcException {
    if (topic.equals(Topic.ZERO)) {
      throw RpcException.failed("missing topic(s)");
    }
    return new Recipient.Symmetric(keys.usableSymmetricKey(id));
  }

  private Optional<PublicKey> targetPeer() throws RpcException {
    String url = values.get(TARGET_PEER).orElse("");
    if (url.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(EnodeText.parse(url, "failed to parse target peer: ").id());
  }
}
