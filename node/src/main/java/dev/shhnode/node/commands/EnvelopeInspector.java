// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageContent;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.pow.PowRule;
import dev.shhnode.shh.DecryptionKey;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Tells as JSON what is in an envelope, and in its message if one of the given keys opens it. Not
 * thread-safe; used by the main thread.
 */
final class EnvelopeInspector {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The order does not matter for valid envelopes: no RLP is an envelope of two versions. */
  private static final List<WhisperVersion> VERSIONS =
      List.of(WhisperVersion.V6, WhisperVersion.V5, WhisperVersion.V2);

  private final List<DecryptionKey> keys = new ArrayList<>();

  /**
   * @param symKey hexadecimal, if given
   * @param password of another symmetric key, if given
   * @param privateKey hexadecimal, if given
   * @throws IllegalArgumentException if a key is not one
   */
  EnvelopeInspector(
      @Nullable String symKey, @Nullable String password, @Nullable String privateKey) {
    if (symKey != null) {
      keys.add(new DecryptionKey.Symmetric(SymmetricKey.of(Bytes.fromHexString(symKey))));
    }
    if (password != null) {
      keys.add(new DecryptionKey.Symmetric(SymmetricKey.fromPassword(password)));
    }
    if (privateKey != null) {
      PrivateKey key = PrivateKey.of(Bytes.fromHexString(privateKey));
      keys.add(new DecryptionKey.Asymmetric(KeyPair.of(key)));
    }
    keys.add(new DecryptionKey.None());
  }

  /** One line of JSON for one envelope in hexadecimal. */
  String inspect(String hex) {
    ObjectNode result = JSON.createObjectNode();
    try {
      describe(decode(Bytes.fromHexString(hex.strip())), result);
    } catch (IllegalArgumentException e) {
      result.put("error", "not hexadecimal");
    } catch (DecodeException e) {
      result.put("error", e.getMessage());
    }
    return result.toString();
  }

  /** Tries all versions; if none fits, the error is that of the newest. */
  private static Envelope decode(Bytes rlp) throws DecodeException {
    DecodeException first = null;
    for (WhisperVersion version : VERSIONS) {
      try {
        return Envelope.decode(version, rlp);
      } catch (DecodeException e) {
        first = first == null ? e : first;
      }
    }
    throw requireNonNull(first);
  }

  private void describe(Envelope envelope, ObjectNode result) {
    result.put("version", envelope.version().number());
    result.put("expiry", envelope.expiry());
    result.put("ttl", envelope.ttl());
    ArrayNode topics = result.putArray("topics");
    envelope.topics().forEach(topic -> topics.add(topic.toString()));
    result.put("dataSize", envelope.data().size());
    result.put("nonce", new BigInteger(Long.toUnsignedString(envelope.nonce())));
    result.put("hash", envelope.hash().toHexString());
    if (envelope.version() == WhisperVersion.V2) {
      result.put("workProved", envelope.zeroBits(PowRule.CLASSIC));
    } else {
      result.put("bloom", BloomFilter.of(envelope.topic()).toBytes().toHexString());
      ObjectNode pow = result.putObject("pow");
      if (envelope.version() == WhisperVersion.V6) {
        putPow(pow, "eip627", envelope.pow(PowRule.EIP_627, 0));
      }
      putPow(pow, "legacy", envelope.pow(PowRule.PRE_1_9, 0));
    }
    open(envelope).ifPresent(content -> describe(content, result.putObject("message")));
  }

  /** A TTL of 0 makes the work infinite, for which JSON has no number. */
  private static void putPow(ObjectNode pow, String rule, double value) {
    if (Double.isFinite(value)) {
      pow.put(rule, value);
    } else {
      pow.putNull(rule);
    }
  }

  private Optional<MessageContent> open(Envelope envelope) {
    return keys.stream().map(key -> key.open(envelope)).flatMap(Optional::stream).findFirst();
  }

  private static void describe(MessageContent content, ObjectNode message) {
    message.put("payload", content.payload().toHexString());
    message.put("padding", content.padding().toHexString());
    content
        .signer()
        .ifPresentOrElse(
            signer -> message.put("signer", signer.toUncompressed().toHexString()),
            () -> message.putNull("signer"));
  }
}
