// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What a sender and one mix of its path both derive from the secret that they share. Each value has
 * a prefix of its own, so none tells anything of another. Immutable; a secret, so never printed.
 */
final class Session {

  private static final byte BLINDING = 0x11;
  private static final byte HEADER_STREAM = 0x22;
  private static final byte HEADER_MAC = 0x33;
  private static final byte REPLAY_TAG = 0x55;
  private static final byte LOG_STREAM = 0x66;
  private static final byte DELAY = 0x77;

  private static final int MAC_SIZE = Geometry.BLOCK_SIZE;
  private static final int TAG_SIZE = 16;

  private final SphinxProfile profile;
  private final byte[] alpha;
  private final byte[] secret;

  /**
   * @param alpha the point as the mix gets it, 32 bytes
   * @param publicKey the mix's, 32 bytes
   * @param dh the result of X25519, 32 bytes
   */
  Session(SphinxProfile profile, byte[] alpha, byte[] publicKey, byte[] dh) {
    this.profile = profile;
    this.alpha = alpha;
    this.secret = profile.session(alpha, publicKey, dh);
  }

  private byte[] derive(int size, byte prefix) {
    return Blake2b.hash(size, new byte[] {prefix}, secret);
  }

  /** The point as the mix gets it. */
  byte[] alpha() {
    return alpha;
  }

  /** The scalar by which the mix multiplies the point for the next hop. */
  byte[] blinding() {
    byte[] hash = Blake2b.hash(Geometry.POINT_SIZE, new byte[] {BLINDING}, alpha, secret);
    Scalars.clamp(hash);
    return hash;
  }

  /** The stream that covers the routing information. */
  byte[] headerStream(int length) {
    return ChaCha.stream(derive(32, HEADER_STREAM), length);
  }

  /** The MAC of the routing information. */
  byte[] mac(byte[] data, int offset, int length) {
    return Blake2b.keyed(MAC_SIZE, derive(MAC_SIZE, HEADER_MAC), data, offset, length);
  }

  /** The cipher of the body. */
  Lioness bodyCipher() {
    return bodyCipher(profile, secret);
  }

  /** The cipher of the body that belongs to a secret of 32 bytes. */
  static Lioness bodyCipher(SphinxProfile profile, byte[] secret) {
    byte[] key = Blake2b.hash(32, new byte[] {profile.bodyPrefix()}, secret);
    return new Lioness(ChaCha.stream(key, Lioness.KEY_SIZE));
  }

  /** XORs the stream of the log to a part of {@code data}. */
  void xorLog(byte[] data, int offset, int length) {
    ChaCha.xor(derive(32, LOG_STREAM), data, offset, length);
  }

  /** By which a mix knows a packet again. */
  byte[] replayTag() {
    return Arrays.copyOf(derive(32, REPLAY_TAG), TAG_SIZE);
  }

  /** How long the mix keeps the packet: exponentially distributed, in nanoseconds. */
  long delayNanos(DelayClass delay) {
    return delay == DelayClass.NONE ? 0 : delay.nanos(ByteBuffer.wrap(derive(32, DELAY)).getLong());
  }

  boolean isMac(byte[] data, int offset, int length, byte[] mac) {
    return MessageDigest.isEqual(mac(data, offset, length), mac);
  }

  @Override
  public String toString() {
    return "Session[hidden]";
  }
}
