// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import static dev.shhnode.mix.sphinx.Geometry.BLOCK_SIZE;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;

/**
 * Makes packets and takes layers off them.
 *
 * <p>Immutable; any number of threads may use one instance. A mix calls {@link #agree}, looks the
 * tag up in its {@link ReplayCache}, calls {@link #open} and adds the tag if the packet was not
 * refused: what is junk costs it one product of X25519.
 */
public final class Sphinx {

  /** First byte of the block of a hop behind which there is another. */
  static final byte NEXT_HOP = (byte) 0xff;

  /** First byte of the block of an exit. */
  static final byte EXIT = 0;

  /** First byte of the block at the end of a SURB: bytes of the client's name. */
  static final byte REPLY = Surb.CLIENT_SIZE;

  /** Bytes that an exit reads: its type, the class of its delay, and zeros. */
  static final int EXIT_SIZE = 1 + BLOCK_SIZE;

  private final Geometry geometry;
  private final SphinxProfile profile;
  private final HeaderMaker headers;
  private final Unwrapper unwrapper;

  /** Packets of one geometry and profile, with this X25519. */
  public Sphinx(Geometry geometry, SphinxProfile profile, KeyAgreement agreement) {
    this.geometry = geometry;
    this.profile = profile;
    this.headers = new HeaderMaker(geometry, profile, agreement);
    this.unwrapper = new Unwrapper(geometry, profile, agreement);
  }

  /** From which the lengths of packets follow. */
  public Geometry geometry() {
    return geometry;
  }

  /**
   * Makes a header and the keys of a packet whose body is not known yet, which is the costly part.
   *
   * @param path the mixes from the first to the exit; a mix may stand in it again
   * @throws IllegalArgumentException if the path is empty or longer than the geometry allows, or a
   *     key has small order ({@link MixKeyPair#isPublicKey})
   */
  public PreparedHeader prepare(List<Hop> path, SecureRandom random) {
    byte[] end = new byte[EXIT_SIZE];
    end[0] = EXIT;
    end[1] = path.isEmpty() ? 0 : path.get(path.size() - 1).delay().code();
    HeaderMaker.Header header = header(path, end, random);
    byte[] log = new byte[geometry.logSize()];
    random.nextBytes(log);
    return new PreparedHeader(
        geometry, header, log, path.get(0).id(), delayNanos(path, header, path.size()));
  }

  private HeaderMaker.Header header(List<Hop> path, byte[] end, SecureRandom random) {
    if (path.isEmpty() || path.size() > geometry.maxHops()) {
      throw new IllegalArgumentException(
          "path has " + path.size() + " hops, expected 1 to " + geometry.maxHops());
    }
    List<byte[]> keys = path.stream().map(hop -> hop.publicKey().toArrayUnsafe()).toList();
    List<byte[]> blocks =
        IntStream.range(0, path.size() - 1)
            .mapToObj(hop -> block(path.get(hop).delay(), path.get(hop + 1).id()))
            .toList();
    return headers.make(keys, blocks, end, random);
  }

  /** The block that names the next hop, and the class of the delay of the one that reads it. */
  static byte[] block(DelayClass delay, MixId next) {
    return Bytes.concatenate(Bytes.of(NEXT_HOP, delay.code()), next.bytes()).toArrayUnsafe();
  }

  private static long delayNanos(List<Hop> path, HeaderMaker.Header header, int hops) {
    return IntStream.range(0, hops)
        .mapToLong(hop -> header.sessions().get(hop).delayNanos(path.get(hop).delay()))
        .sum();
  }

  /**
   * Puts a body behind a header, which is used up by that.
   *
   * @param body at most {@link Geometry#maxBodySize} bytes
   * @return the packet for {@link PreparedHeader#firstHop}
   * @throws IllegalArgumentException if the body is larger; the header can still be used
   * @throws IllegalStateException if the header was used before
   */
  public Bytes seal(PreparedHeader header, Command command, Bytes body) {
    requireSize("body", body, geometry.maxBodySize());
    return header.seal(Bytes.concatenate(Bytes.of(1, command.code()), body));
  }

  /** {@link #prepare} and {@link #seal} in one. */
  public Bytes create(List<Hop> path, Command command, Bytes body, SecureRandom random) {
    requireSize("body", body, geometry.maxBodySize());
    return seal(prepare(path, random), command, body);
  }

  private static void requireSize(String what, Bytes bytes, int max) {
    if (bytes.size() > max) {
      throw new IllegalArgumentException(
          what + " is " + bytes.size() + " bytes, expected at most " + max);
    }
  }

  /**
   * The first step of a mix: the secret that it shares with the sender of a packet, if it is one.
   *
   * @param packet from the network
   * @return empty if the length is wrong, the point has small order or the key was destroyed
   */
  public Optional<Agreed> agree(MixKeyPair key, Bytes packet) {
    return unwrapper.agree(key, packet);
  }

  /** The second step of a mix: checks the header's MAC and takes the layer off. */
  public Unwrapped open(Agreed agreed) {
    return unwrapper.open(agreed);
  }

  /**
   * Makes a block with which somebody else can send one reply without learning to whom.
   *
   * @param path the mixes from the first to the one that hands the reply to the client
   * @param client by which the last mix knows where to put the reply, {@link Surb#CLIENT_SIZE}
   *     bytes
   * @param handle by which its maker finds the keys, {@link Surb#HANDLE_SIZE} bytes; the last mix
   *     sees it
   * @throws IllegalArgumentException as {@link #prepare}, or if a name has another length
   */
  public MadeSurb createSurb(List<Hop> path, Bytes client, Bytes handle, SecureRandom random) {
    if (client.size() != Surb.CLIENT_SIZE || handle.size() != Surb.HANDLE_SIZE) {
      throw new IllegalArgumentException(
          "names are " + client.size() + " and " + handle.size() + " bytes, expected 15 and 16");
    }
    byte[] end = Bytes.concatenate(Bytes.of(REPLY), client, handle).toArrayUnsafe();
    HeaderMaker.Header header = header(path, end, random);
    byte[] key = new byte[Geometry.POINT_SIZE];
    random.nextBytes(key);
    Surb surb = new Surb(path.get(0).id(), header.bytes(), key);
    long delay = delayNanos(path, header, path.size() - 1);
    Lioness payload = Session.bodyCipher(profile, key);
    return new MadeSurb(surb, new SurbKeys(geometry, handle, payload, header.sessions(), delay));
  }

  /**
   * Sends a body along a SURB, which is used up by that.
   *
   * @param body at most {@link Geometry#maxReplySize} bytes
   * @param log what only the maker will read, and can be changed on the way; {@link
   *     Geometry#logSize} bytes
   * @return the packet for {@link Surb#firstHop}
   * @throws IllegalArgumentException if a length is wrong; the SURB can still be used
   * @throws IllegalStateException if the SURB was used before
   */
  public Bytes seal(Surb surb, Bytes body, Bytes log) {
    requireSize("body", body, geometry.maxReplySize());
    if (log.size() != geometry.logSize()) {
      throw new IllegalArgumentException(
          "log is " + log.size() + " bytes, expected " + geometry.logSize());
    }
    byte[] packet = new byte[geometry.packetSize()];
    int offset = geometry.bodyOffset();
    Payload.write(body, packet, offset, geometry.payloadSize());
    surb.use(profile, packet, offset, geometry.payloadSize());
    System.arraycopy(log.toArrayUnsafe(), 0, packet, geometry.logOffset(), log.size());
    return Bytes.wrap(packet);
  }

  static boolean isZero(byte[] bytes) {
    int or = 0;
    for (byte b : bytes) {
      or |= b;
    }
    return or == 0;
  }
}
