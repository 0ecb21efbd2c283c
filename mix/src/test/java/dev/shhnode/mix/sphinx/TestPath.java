// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;

/**
 * A path of mixes with their private keys.
 *
 * @param keys of the mixes
 * @param hops the mixes
 */
record TestPath(List<MixKeyPair> keys, List<Hop> hops) {

  static final DelayClass DELAY = DelayClass.USUAL;

  static TestPath of(int length, NeitherSecureNorRandom random) {
    List<MixKeyPair> keys =
        Stream.generate(() -> MixKeyPair.generate(random)).limit(length).toList();
    List<Hop> hops =
        IntStream.range(0, length)
            .mapToObj(hop -> new Hop(id(hop), keys.get(hop).publicKey(), DELAY))
            .toList();
    return new TestPath(keys, hops);
  }

  static MixId id(int hop) {
    return new MixId(Bytes.repeat((byte) (0x10 + hop), MixId.SIZE));
  }

  int length() {
    return hops.size();
  }

  /** What the mix {@code to} reads if the mix {@code from} gets the packet; or who refused it. */
  Unwrapped walk(Sphinx sphinx, Bytes first, int from, int to) {
    Unwrapped found = sphinx.open(sphinx.agree(keys.get(from), first).orElseThrow());
    for (int hop = from + 1; hop <= to && found instanceof Unwrapped.Forward forward; hop++) {
      found = sphinx.open(sphinx.agree(keys.get(hop), forward.packet()).orElseThrow());
    }
    return found;
  }

  /** What the exit reads. */
  Unwrapped walk(Sphinx sphinx, Bytes packet) {
    return walk(sphinx, packet, 0, length() - 1);
  }

  /** The packet as the mix {@code hop} gets it. */
  Bytes at(Sphinx sphinx, Bytes packet, int hop) {
    return hop == 0 ? packet : ((Unwrapped.Forward) walk(sphinx, packet, 0, hop - 1)).packet();
  }
}
