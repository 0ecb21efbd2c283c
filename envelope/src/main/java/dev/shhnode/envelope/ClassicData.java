// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import dev.shhnode.crypto.Ecies;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.Signature;
import java.security.SecureRandom;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * The data of v2 envelopes as geth up to 1.7 makes it:
 *
 * <pre>flags(1) ‖ signature(65)? ‖ payload</pre>
 *
 * <p>Bit 7 of the flags says that the message is signed, the others are random. Only the payload is
 * encrypted, if at all; the signature covers the flags and the payload in clear.
 */
public final class ClassicData {

  private static final int FLAGS_SIZE = 1;
  private static final int SIGNED = 0x80;

  private ClassicData() {}

  /**
   * Makes data of a payload, encrypted to {@code recipient} if there is one, else readable by all.
   */
  public static Bytes seal(
      Bytes payload,
      Optional<PublicKey> recipient,
      Optional<PrivateKey> signer,
      SecureRandom random) {
    int chance = random.nextInt(SIGNED);
    Bytes flags = Bytes.of(signer.isPresent() ? chance | SIGNED : chance);
    Bytes signature =
        signer
            .map(key -> SignedText.sign(Bytes.concatenate(flags, payload), key))
            .orElse(Bytes.EMPTY);
    Bytes body =
        recipient.map(key -> Ecies.seal(key, payload, Bytes.EMPTY, random)).orElse(payload);
    return Bytes.concatenate(flags, signature, body);
  }

  /** Whether the payload looks encrypted: it begins with a point on the curve, as ECIES does. */
  public static boolean isEncrypted(Bytes data) {
    Optional<Bytes> body = body(data);
    return body.isPresent()
        && body.get().size() >= Ecies.OVERHEAD
        && PublicKey.fromUncompressed(body.get().slice(0, PublicKey.UNCOMPRESSED_SIZE)).isPresent();
  }

  /** Reads data that is not encrypted; empty if it is malformed (geth crashes on empty data). */
  public static Optional<MessageContent> read(Bytes data) {
    return body(data).flatMap(payload -> content(data, payload));
  }

  /** Opens what was sealed to the owner of {@code key}. */
  public static Optional<MessageContent> open(PrivateKey key, Bytes data) {
    return encrypted(data).flatMap(body -> open(key, data, body));
  }

  /** What is encrypted, if it can be; for {@link #open(PrivateKey, Bytes, Ecies.Sealed)}. */
  static Optional<Ecies.Sealed> encrypted(Bytes data) {
    return body(data).flatMap(Ecies::read);
  }

  static Optional<MessageContent> open(PrivateKey key, Bytes data, Ecies.Sealed body) {
    return body.open(key, Bytes.EMPTY).flatMap(payload -> content(data, payload));
  }

  private static Optional<Bytes> body(Bytes data) {
    int begin = FLAGS_SIZE + (isSigned(data) ? Signature.SIZE : 0);
    return begin > data.size() ? Optional.empty() : Optional.of(data.slice(begin));
  }

  private static boolean isSigned(Bytes data) {
    return !data.isEmpty() && (data.get(0) & SIGNED) != 0;
  }

  /** A message with an invalid signature counts as unsigned, as in geth. */
  private static Optional<MessageContent> content(Bytes data, Bytes payload) {
    Optional<PublicKey> signer =
        isSigned(data)
            ? SignedText.signer(
                Bytes.concatenate(data.slice(0, FLAGS_SIZE), payload),
                data.slice(FLAGS_SIZE, Signature.SIZE))
            : Optional.empty();
    return Optional.of(new MessageContent(payload, Bytes.EMPTY, signer));
  }
}
