// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.shh;

import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.Topic;
import dev.shhnode.rpc.EnodeText;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.geth.GoStruct;
import dev.shhnode.rpc.geth.GoStruct.Field;
import dev.shhnode.rpc.geth.GoStruct.Values;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.whisper.KeyLookup;
import dev.shhnode.shh.PostRequest;
import dev.shhnode.shh.PostRequest.Recipient;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/** The parameter of {@code shh_post}: geth's {@code whisperv6.NewMessage}. Belongs to one call. */
final class NewMessage {

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

  static final GoStruct TYPE =
      new GoStruct(
          "whisperv6.NewMessage",
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

  /** The same as geth 1.6.1 to 1.6.6 had it. */
  static final GoType<Values> EARLY_TYPE =
      (value, decoder) -> TYPE.decode(EarlyV5.toLater(value, "pubKey"), decoder);

  private final Values values;
  private final KeyLookup keys;

  NewMessage(Values values, KeyLookup keys) {
    this.values = values;
    this.keys = keys;
  }

  /** Checks in geth's order, so that of several mistakes the same one is reported. */
  PostRequest toRequest() throws RpcException {
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
    String id = values.get(SIG).orElse("");
    return id.isEmpty() ? Optional.empty() : Optional.of(keys.keyPair(id).privateKey());
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
