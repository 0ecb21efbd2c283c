// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.tuweni.bytes.Bytes;

/**
 * A single-use reply block: a header that its maker made, with which another sends one packet back.
 * Whoever holds it can use it, so it is a secret between the two. Any thread may use it.
 */
public final class Surb {

  /** Bytes of the name by which the last mix knows the client. */
  public static final int CLIENT_SIZE = 15;

  /** Bytes of the name by which the maker finds its keys. */
  public static final int HANDLE_SIZE = 16;

  private static final Bytes NEXT_HOP = Bytes.of(Sphinx.NEXT_HOP, DelayClass.NONE.code());

  private final MixId firstHop;
  private final byte[] header;
  private final byte[] key;
  private final AtomicBoolean used = new AtomicBoolean();

  Surb(MixId firstHop, byte[] header, byte[] key) {
    this.firstHop = firstHop;
    this.header = header;
    this.key = key;
  }

  /**
   * Reads {@code FF 00 ‖ first hop 14 ‖ header ‖ key 32}.
   *
   * @param bytes from the network
   * @return empty if the length is not {@link Geometry#surbSize} or the first hop is not one
   */
  public static Optional<Surb> decode(Geometry geometry, Bytes bytes) {
    if (bytes.size() != geometry.surbSize() || !bytes.slice(0, 2).equals(NEXT_HOP)) {
      return Optional.empty();
    }
    MixId firstHop = new MixId(bytes.slice(2, MixId.SIZE).copy());
    byte[] header = bytes.slice(Geometry.BLOCK_SIZE, geometry.headerSize()).toArray();
    byte[] key = bytes.slice(Geometry.BLOCK_SIZE + header.length).toArray();
    return Optional.of(new Surb(firstHop, header, key));
  }

  /**
   * The bytes that {@link #decode} reads.
   *
   * @throws IllegalStateException if it was used before
   */
  public Bytes encode() {
    if (used.get()) {
      throw new IllegalStateException("the SURB was used before");
    }
    return Bytes.concatenate(
        NEXT_HOP, firstHop.bytes(), Bytes.wrap(header.clone()), Bytes.wrap(key.clone()));
  }

  /** The mix to which the reply has to be given. */
  public MixId firstHop() {
    return firstHop;
  }

  /** Writes the header, encrypts the payload in place, and forgets the key. */
  void use(SphinxProfile profile, byte[] packet, int offset, int length) {
    if (used.getAndSet(true)) {
      throw new IllegalStateException("the SURB was used before");
    }
    System.arraycopy(header, 0, packet, 0, header.length);
    Session.bodyCipher(profile, key).encrypt(packet, offset, length);
    Arrays.fill(key, (byte) 0);
  }

  @Override
  public String toString() {
    return "Surb[for " + firstHop + ", key hidden]";
  }
}
