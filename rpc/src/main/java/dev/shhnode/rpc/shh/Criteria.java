// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.shh;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.TopicPrefix;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.geth.GoStruct;
import dev.shhnode.rpc.geth.GoStruct.Field;
import dev.shhnode.rpc.geth.GoStruct.Values;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.whisper.KeyLookup;
import dev.shhnode.shh.DecryptionKey;
import dev.shhnode.shh.FilterCriteria;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * What a filter or subscription takes: geth's {@code whisperv6.Criteria}. Unlike in geth, which
 * takes 4 bytes, topics may be 1 to 4 bytes long. Belongs to one call.
 */
final class Criteria {

  private static final Field<String> SYM_KEY_ID = new Field<>("symKeyID", GoType.STRING);
  private static final Field<String> PRIVATE_KEY_ID = new Field<>("privateKeyID", GoType.STRING);
  private static final Field<Bytes> SIG = new Field<>("sig", GoType.HEX_BYTES);
  private static final Field<Double> MIN_POW = new Field<>("minPow", GoType.FLOAT64);
  private static final Field<List<Bytes>> TOPICS =
      new Field<>(
          "topics", GoType.listOf(GoType.topic("whisperv6.TopicType", 1), "[]whisperv6.TopicType"));
  private static final Field<Boolean> ALLOW_P2P = new Field<>("allowP2P", GoType.BOOL);

  static final GoStruct TYPE =
      new GoStruct(
          "whisperv6.Criteria", SYM_KEY_ID, PRIVATE_KEY_ID, SIG, MIN_POW, TOPICS, ALLOW_P2P);

  /** The same as geth 1.6.1 to 1.6.6 had it. */
  static final GoType<Values> EARLY_TYPE =
      (value, decoder) -> TYPE.decode(EarlyV5.toLater(value, "privateKeyID"), decoder);

  private final KeyLookup keys;
  private final String symKeyId;
  private final String privateKeyId;
  private final Bytes sig;
  private final List<TopicPrefix> topics;
  private final double minPow;
  private final boolean allowP2p;

  /**
   * Reads criteria.
   *
   * @throws RpcException if they name no key, or keys of both kinds
   */
  Criteria(Values values, KeyLookup keys) throws RpcException {
    this.keys = keys;
    this.symKeyId = values.get(SYM_KEY_ID).orElse("");
    this.privateKeyId = values.get(PRIVATE_KEY_ID).orElse("");
    this.sig = values.get(SIG).orElse(Bytes.EMPTY);
    this.topics = values.get(TOPICS).orElse(List.of()).stream().map(TopicPrefix::of).toList();
    this.minPow = values.get(MIN_POW).orElse(0.0);
    this.allowP2p = values.get(ALLOW_P2P).orElse(false);
    KeyLookup.requireOne(isSymmetric(), !privateKeyId.isEmpty());
  }

  /** As {@code shh_newMessageFilter} takes them. */
  FilterCriteria ofFilter() throws RpcException {
    Optional<PublicKey> signer = signer();
    return isSymmetric()
        ? criteria(symmetric(), signer)
        : criteria(new DecryptionKey.Asymmetric(keys.keyPair(privateKeyId)), signer);
  }

  /** As {@code shh_subscribe} takes them: it requires topics with a symmetric key. */
  FilterCriteria ofSubscription() throws RpcException {
    Optional<PublicKey> signer = signer();
    if (!isSymmetric()) {
      return criteria(new DecryptionKey.Asymmetric(keyPairOfSubscription()), signer);
    }
    if (topics.isEmpty()) {
      throw RpcException.failed("missing topic(s)");
    }
    return criteria(symmetric(), signer);
  }

  private boolean isSymmetric() {
    return !symKeyId.isEmpty();
  }

  private Optional<PublicKey> signer() throws RpcException {
    return sig.isEmpty()
        ? Optional.empty()
        : Optional.of(KeyLookup.publicKey(sig, "invalid signing public key"));
  }

  private DecryptionKey symmetric() throws RpcException {
    return new DecryptionKey.Symmetric(keys.usableSymmetricKey(symKeyId));
  }

  /** geth has another text here than for a filter. */
  private KeyPair keyPairOfSubscription() throws RpcException {
    try {
      return keys.keyPair(privateKeyId);
    } catch (RpcException unknown) {
      throw RpcException.failed("invalid public key");
    }
  }

  private FilterCriteria criteria(DecryptionKey key, Optional<PublicKey> signer) {
    return new FilterCriteria(key, topics, signer, minPow, allowP2p);
  }
}
