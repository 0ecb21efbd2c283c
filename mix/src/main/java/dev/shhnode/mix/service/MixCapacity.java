// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.service;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixNetwork;
import dev.shhnode.mix.directory.EpochKeys;
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
 * wrong makes packets late that could have gone another way. A mix that gets more in an epoch than
 * it can remember drops the rest, so it says no more than that either.
 */
public final class MixCapacity {

  /** What the directory asks of no mix to exceed: several thousand senders share some hundred. */
  static final long MAX = 250;

  /** Ours: the part of one processor that may be spent on packets of others. */
  private static final double SHARE = 0.25;

  /** The first ones are slow, as they are not compiled yet; so the fastest batch counts. */
  private static final int BATCHES = 10;

  private static final int BATCH = 20;
  private static final double NANOS = 1e9;

  private MixCapacity() {}

  /**
   * Opens some packets, which takes a tenth of a second or two.
   *
   * @param cpuClock processor time of the calling thread in nanoseconds: other programs that keep
   *     the machine busy at the moment must not make a small mix of this node
   * @return 1 to {@link #MAX}, or to what is remembered if that is less
   */
  public static long measure(
      MixConfig config, KeyAgreement agreement, LongSupplier cpuClock, SecureRandom random) {
    Sphinx sphinx = new Sphinx(config.network().geometry(), SphinxProfile.MIX1, agreement);
    MixKeyPair key = MixKeyPair.generate(random);
    MixId id = new MixId(Keccak256.hash(key.publicKey()).slice(0, MixId.SIZE));
    Hop hop = new Hop(id, key.publicKey(), DelayClass.NONE);
    Bytes packet = sphinx.create(List.of(hop, hop), Command.DROP, Bytes.EMPTY, random);
    double best = NANOS;
    for (int batch = 0; batch < BATCHES; batch++) {
      long begun = cpuClock.getAsLong();
      open(sphinx, key, packet);
      best = Math.min(best, (cpuClock.getAsLong() - begun) / (double) BATCH);
    }
    long measured = (long) (SHARE * NANOS / Math.max(1, best));
    return Math.max(1, Math.min(measured, most(EpochKeys.MAX_TAGS, config.network())));
  }

  /**
   * The most that is told: with no more than that none is dropped to spare the memory for replays.
   *
   * @param maxTags packets of an epoch that are remembered; senders use a key for one epoch
   */
  static long most(int maxTags, MixNetwork network) {
    long epoch = network.epoch().toSeconds();
    return Math.min(MAX, EpochKeys.tagsBy(maxTags, epoch, network) / epoch);
  }

  private static void open(Sphinx sphinx, MixKeyPair key, Bytes packet) {
    for (int i = 0; i < BATCH; i++) {
      Agreed agreed = sphinx.agree(key, packet).orElseThrow();
      sphinx.open(agreed);
    }
  }
}
