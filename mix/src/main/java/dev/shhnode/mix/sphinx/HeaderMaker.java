// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import static dev.shhnode.mix.sphinx.Geometry.BLOCK_SIZE;
import static dev.shhnode.mix.sphinx.Geometry.HOP_SIZE;
import static dev.shhnode.mix.sphinx.Geometry.POINT_SIZE;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes headers, from the last hop to the first: "Sphinx", section 3.2. Immutable. */
final class HeaderMaker {

  private final Geometry geometry;
  private final SphinxProfile profile;
  private final KeyAgreement agreement;

  HeaderMaker(Geometry geometry, SphinxProfile profile, KeyAgreement agreement) {
    this.geometry = geometry;
    this.profile = profile;
    this.agreement = agreement;
  }

  /**
   * A header for its first mix.
   *
   * @param bytes {@code α ‖ β ‖ γ}
   * @param sessions one for each hop
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Header(byte[] bytes, List<Session> sessions) {}

  /**
   * Makes a header.
   *
   * @param keys the public keys of the hops
   * @param blocks what each hop but the last reads to know the next, 16 bytes each
   * @param end what the last hop reads, at most 32 bytes
   * @param random of which 32 bytes are drawn for the point, then those of the padding
   * @throws IllegalArgumentException if a key has small order
   */
  Header make(List<byte[]> keys, List<byte[]> blocks, byte[] end, SecureRandom random) {
    byte[] scalar = new byte[POINT_SIZE];
    random.nextBytes(scalar);
    Scalars.clamp(scalar);
    byte[] last = lastRouting(keys.size(), end, random);
    List<Session> sessions = sessions(keys, scalar);
    List<byte[]> streams = sessions.stream().map(this::stream).toList();

    byte[] header = new byte[geometry.headerSize()];
    System.arraycopy(sessions.get(0).alpha(), 0, header, 0, POINT_SIZE);
    System.arraycopy(last, 0, header, POINT_SIZE, last.length);
    int lastHop = keys.size() - 1;
    Lioness.xor(streams.get(lastHop), 0, header, POINT_SIZE, last.length);
    byte[] filler = filler(streams);
    System.arraycopy(filler, 0, header, POINT_SIZE + last.length, filler.length);
    authenticate(sessions.get(lastHop), header);
    for (int hop = lastHop - 1; hop >= 0; hop--) {
      wrap(header, blocks.get(hop), streams.get(hop));
      authenticate(sessions.get(hop), header);
    }
    return new Header(header, sessions);
  }

  /**
   * The end and random bytes up to where the filler begins. Zeros would tell the last mix how long
   * the path was (Kuhn et al., "Breaking and (Partially) Fixing Provably Secure Onion Routing").
   */
  private byte[] lastRouting(int hops, byte[] end, SecureRandom random) {
    byte[] padding = new byte[geometry.routingSize() - (hops - 1) * HOP_SIZE - end.length];
    random.nextBytes(padding);
    byte[] out = Arrays.copyOf(end, end.length + padding.length);
    System.arraycopy(padding, 0, out, end.length, padding.length);
    return out;
  }

  private List<Session> sessions(List<byte[]> keys, byte[] first) {
    List<Session> sessions = new ArrayList<>(keys.size());
    byte[] scalar = first;
    for (int hop = 0; hop < keys.size(); hop++) {
      byte[] dh = new byte[POINT_SIZE];
      agreement.agree(scalar, keys.get(hop), dh);
      if (Sphinx.isZero(dh)) {
        throw new IllegalArgumentException("the key of hop " + hop + " has small order");
      }
      byte[] alpha = BouncyCastleAgreement.publicKey(scalar);
      Session session = new Session(profile, alpha, keys.get(hop), dh);
      sessions.add(session);
      if (hop < keys.size() - 1) {
        scalar = Scalars.product(scalar, session.blinding());
      }
    }
    return sessions;
  }

  private byte[] stream(Session session) {
    return session.headerStream(geometry.routingSize() + HOP_SIZE);
  }

  /** What the zeros have become that the hops before the last appended. */
  private byte[] filler(List<byte[]> streams) {
    byte[] filler = new byte[(streams.size() - 1) * HOP_SIZE];
    for (int hop = 0; hop < streams.size() - 1; hop++) {
      int length = (hop + 1) * HOP_SIZE;
      int from = geometry.routingSize() + HOP_SIZE - length;
      Lioness.xor(streams.get(hop), from, filler, 0, length);
    }
    return filler;
  }

  /** Puts the block and the MAC of the hop behind it before the routing information. */
  private void wrap(byte[] header, byte[] block, byte[] stream) {
    int size = geometry.routingSize();
    byte[] mac = Arrays.copyOfRange(header, geometry.macOffset(), header.length);
    System.arraycopy(header, POINT_SIZE, header, POINT_SIZE + HOP_SIZE, size - HOP_SIZE);
    System.arraycopy(block, 0, header, POINT_SIZE, BLOCK_SIZE);
    System.arraycopy(mac, 0, header, POINT_SIZE + BLOCK_SIZE, BLOCK_SIZE);
    Lioness.xor(stream, 0, header, POINT_SIZE, size);
  }

  private void authenticate(Session session, byte[] header) {
    byte[] mac = session.mac(header, POINT_SIZE, geometry.routingSize());
    System.arraycopy(mac, 0, header, geometry.macOffset(), BLOCK_SIZE);
  }
}
