// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * What takes longest of secp256k1, by libsecp256k1 of the Bitcoin project: three times as fast as
 * in Java. Found at run time through ACINQ's secp256k1-kmp-jni-jvm: the node neither needs nor
 * brings the library. Thread-safe.
 *
 * <p>As in Java, how long it takes depends on the numbers: the library's multiplication in constant
 * time gives a hash of the point only, and not that of RLPx and ECIES.
 */
final class NativeSecp256k1 {

  private static final String LIBRARY = "fr.acinq.secp256k1.Secp256k1";

  /** {@code byte[] (byte[] uncompressed, byte[] scalar)}, the product in the same form. */
  private final MethodHandle multiply;

  /** {@code byte[] (byte[] compact, byte[] digest, int recoveryId)}, the key uncompressed. */
  private final MethodHandle recover;

  /** What it throws where the numbers have no result. */
  private final Class<?> refusal;

  private NativeSecp256k1(MethodHandle multiply, MethodHandle recover, Class<?> refusal) {
    this.multiply = multiply;
    this.recover = recover;
    this.refusal = refusal;
  }

  /**
   * Loads the library, in tens of milliseconds.
   *
   * @return empty where it is missing, does not run here, or gives another result than Java
   */
  static Optional<NativeSecp256k1> find() {
    try {
      Class<?> type = Class.forName(LIBRARY);
      Object library = type.getMethod("get").invoke(null);
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      MethodType multiply = MethodType.methodType(byte[].class, byte[].class, byte[].class);
      NativeSecp256k1 found =
          new NativeSecp256k1(
              lookup.findVirtual(type, "pubKeyTweakMul", multiply).bindTo(library),
              lookup
                  .findVirtual(type, "ecdsaRecover", multiply.appendParameterTypes(int.class))
                  .bindTo(library),
              Class.forName(LIBRARY + "Exception"));
      return found.worksLikeJava() ? Optional.of(found) : Optional.empty();
    } catch (ReflectiveOperationException | LinkageError | RuntimeException missing) {
      return Optional.empty();
    }
  }

  private boolean worksLikeJava() {
    PrivateKey key = PrivateKey.of(Bytes32.leftPad(Bytes.of(0x55)));
    PublicKey other = Secp256k1.publicKey(PrivateKey.of(Bytes32.leftPad(Bytes.of(0x77))));
    Bytes32 digest = Keccak256.hash(other.toBytes());
    Signature signature = Secp256k1.sign(key, digest);
    return sharedSecret(key, other).equals(Secp256k1.sharedSecretInJava(key, other))
        && recover(signature, digest).equals(Secp256k1.recoverInJava(signature, digest));
  }

  /** As {@link Secp256k1#sharedSecret}. */
  Bytes32 sharedSecret(PrivateKey ours, PublicKey theirs) {
    byte[] point = theirs.toUncompressed().toArray();
    byte[] scalar = ours.toSecretBytes().toArray();
    try {
      byte[] product = (byte[]) multiply.invokeExact(point, scalar);
      return Bytes32.wrap(product, 1);
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      // Every point of the curve and every scalar below its order have a product.
      throw new IllegalStateException("libsecp256k1 fails", e);
    } finally {
      Arrays.fill(scalar, (byte) 0);
    }
  }

  /** As {@link Signature#recover}. */
  Optional<PublicKey> recover(Signature signature, Bytes32 digest) {
    byte[] compact = signature.toCompactBytes().toArray();
    byte[] hash = digest.toArray();
    try {
      byte[] key = (byte[]) recover.invokeExact(compact, hash, signature.recoveryId());
      return PublicKey.fromUncompressed(Bytes.wrap(key));
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      if (refusal.isInstance(e)) {
        return Optional.empty();
      }
      throw new IllegalStateException("libsecp256k1 fails", e);
    }
  }
}
