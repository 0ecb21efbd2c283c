// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageContent;
import dev.shhnode.envelope.MessageOpener;
import dev.shhnode.pow.PowRule;
import java.math.BigInteger;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** Says as JSON what is in an envelope, as far as the given keys open it. */
final class EnvelopeInspector {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int VERSION = 6;

  private final @Nullable SymmetricKey symmetricKey;
  private final @Nullable PrivateKey privateKey;

  /**
   * @param symKey hexadecimal, if given
   * @param password instead of it, if given
   * @param privateKey hexadecimal, if given
   * @throws IllegalArgumentException if a key is not one
   */
  EnvelopeInspector(
      @Nullable String symKey, @Nullable String password, @Nullable String privateKey) {
    if (symKey != null) {
      this.symmetricKey = SymmetricKey.of(Bytes.fromHexString(symKey));
    } else {
      this.symmetricKey = password == null ? null : SymmetricKey.fromPassword(password);
    }
    this.privateKey = privateKey == null ? null : PrivateKey.of(Bytes.fromHexString(privateKey));
  }

  /** One line of JSON for one envelope in hexadecimal. */
  String inspect(String hex) {
    ObjectNode result = JSON.createObjectNode();
    try {
      Envelope envelope = Envelope.decode(Bytes.fromHexString(hex.strip()));
      describe(envelope, result);
    } catch (IllegalArgumentException e) {
      result.put("error", "not hexadecimal");
    } catch (DecodeException e) {
      result.put("error", e.getMessage());
    }
    return result.toString();
  }

  private void describe(Envelope envelope, ObjectNode result) {
    result.put("version", VERSION);
    result.put("expiry", envelope.expiry());
    result.put("ttl", envelope.ttl());
    result.putArray("topics").add(envelope.topic().toString());
    result.put("dataSize", envelope.data().size());
    result.put("nonce", new BigInteger(Long.toUnsignedString(envelope.nonce())));
    result.put("hash", envelope.hash().toHexString());
    result.put("bloom", BloomFilter.of(envelope.topic()).toBytes().toHexString());
    ObjectNode pow = result.putObject("pow");
    putPow(pow, "eip627", envelope.pow(PowRule.EIP_627, 0));
    putPow(pow, "legacy", envelope.pow(PowRule.PRE_1_9, 0));
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
    Optional<MessageContent> content = Optional.empty();
    if (symmetricKey != null) {
      content = MessageOpener.openSymmetric(symmetricKey, envelope.data());
    }
    if (content.isEmpty() && privateKey != null) {
      content = MessageOpener.openAsymmetric(privateKey, envelope.data());
    }
    return content;
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
