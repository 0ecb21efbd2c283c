// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.service;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.sphinx.Agreed;
import dev.shhnode.mix.sphinx.Command;
import dev.shhnode.mix.sphinx.DelayClass;
import dev.shhnode.mix.sphinx.Hop;
import dev.shhnode.mix.sphinx.KeyAgreement;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.mix.sphinx.MixKeyPair;
import dev.shhnode.mix.sphinx.Sphinx;
import dev.shhnode.mix.sphinx.SphinxProfile;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.tuweni.bytes.Bytes;

/**
 * How many packets a second this machine can mix, told to others in the descriptor: a guess that is
 * wrong makes packets late that could have gone another way.
 */
public final class MixCapacity {

  /** What the directory asks of no mix to exceed: several thousand senders share some hundred. */
  static final long MAX = 250;

  /** Ours: the part of one processor that may be spent on packets of others. */
  private static final double SHARE = 0.25;

  private static final int WARM_UP = 50;
  private static final int MEASURED = 50;
  private static final double NANOS = 1e9;

  private MixCapacity() {}

  /** Opens some packets, which takes a few hundredths of a second. Returns 1 to {@link #MAX}. */
  public static long measure(
      MixConfig config, KeyAgreement agreement, LongSupplier nanoClock, SecureRandom random) {
    Sphinx sphinx = new Sphinx(config.network().geometry(), SphinxProfile.MIX1, agreement);
    MixKeyPair key = MixKeyPair.generate(random);
    MixId id = new MixId(Keccak256.hash(key.publicKey()).slice(0, MixId.SIZE));
    Hop hop = new Hop(id, key.publicKey(), DelayClass.NONE);
    Bytes packet = sphinx.create(List.of(hop, hop), Command.DROP, Bytes.EMPTY, random);
    open(sphinx, key, packet, WARM_UP);
    long begun = nanoClock.getAsLong();
    open(sphinx, key, packet, MEASURED);
    double each = (nanoClock.getAsLong() - begun) / (double) MEASURED;
    return (long) Math.max(1, Math.min(MAX, SHARE * NANOS / Math.max(1, each)));
  }

  private static void open(Sphinx sphinx, MixKeyPair key, Bytes packet, int times) {
    for (int i = 0; i < times; i++) {
      Agreed agreed = sphinx.agree(key, packet).orElseThrow();
      sphinx.open(agreed);
    }
  }
}
