// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import dev.shhnode.crypto.keccak.ManyDigests;
import dev.shhnode.crypto.keccak.ManyDigests.Text;
import dev.shhnode.pow.KernelChoice;
import dev.shhnode.pow.WorkDigests;
import dev.shhnode.runtime.Scratch;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Computes what envelopes that have come together are asked for next, which they keep: their
 * identities, which are their work by one rule, and their work by the other. Many of them abreast,
 * where that is faster. Not thread-safe.
 */
public final class EnvelopeHasher {

  /** With fewer envelopes most of what is done abreast would be done for nobody. */
  private static final int MANY = 12;

  /** Permutations for the work by the other rule: the end of one digest, and the digest of that. */
  private static final int FURTHER_PERMUTATIONS = 2;

  private final ManyDigests abreast = new ManyDigests();
  private final WorkDigests oneByOne = new WorkDigests();
  private final Scratch texts = new Scratch();
  private final Scratch hashed = new Scratch();
  private final KernelChoice choice;

  /**
   * @param choice shared by all who hash envelopes in this process
   */
  public EnvelopeHasher(KernelChoice choice) {
    this.choice = choice;
  }

  /** Computes the identities of envelopes. */
  public void identify(List<Envelope> envelopes) {
    Text[] all = write(envelopes);
    if (all.length >= MANY && choice.isWideNext()) {
      setIdentities(envelopes, abreast.hash(all));
    } else {
      for (int i = 0; i < all.length; i++) {
        envelopes.get(i).setIdentity(oneByOne.eip627(all[i]), 0);
      }
    }
  }

  /**
   * Computes the identities of envelopes, and of some the work by either rule.
   *
   * @param isWorkAsked whether the work of an envelope is to be counted; asked when it has its
   *     identity
   */
  public void identifyAndCount(List<Envelope> envelopes, Predicate<Envelope> isWorkAsked) {
    Text[] all = write(envelopes);
    if (all.length < MANY) {
      countEach(envelopes, all, isWorkAsked);
      return;
    }
    boolean wide = choice.isWideNext();
    long begin = choice.nanoTime();
    int asked =
        wide ? countAbreast(envelopes, all, isWorkAsked) : countEach(envelopes, all, isWorkAsked);
    if (asked == all.length) {
      int permutations = asked * FURTHER_PERMUTATIONS;
      for (Text text : all) {
        permutations += text.blocks();
      }
      choice.record(wide, permutations, choice.nanoTime() - begin);
    }
  }

  /** The texts of envelopes, one behind the other in an array that is used again. */
  private Text[] write(List<Envelope> envelopes) {
    int size = 0;
    for (Envelope envelope : envelopes) {
      size = Math.addExact(size, envelope.textSize());
    }
    byte[] bytes = texts.get(size);
    Text[] all = new Text[envelopes.size()];
    int at = 0;
    for (int i = 0; i < all.length; i++) {
      Envelope envelope = envelopes.get(i);
      envelope.writeText(bytes, at);
      all[i] = new Text(bytes, at, envelope.textSize());
      at += envelope.textSize();
    }
    return all;
  }

  /** Returns of how many envelopes the work was asked. */
  private int countEach(List<Envelope> envelopes, Text[] all, Predicate<Envelope> isWorkAsked) {
    int asked = 0;
    for (int i = 0; i < all.length; i++) {
      Envelope envelope = envelopes.get(i);
      envelope.setIdentity(oneByOne.eip627(all[i]), 0);
      if (isWorkAsked.test(envelope)) {
        envelope.setPre19(oneByOne.pre19(all[i]), 0);
        asked++;
      }
    }
    return asked;
  }

  /**
   * Returns of how many envelopes the work was asked. Those of which it is not cost one permutation
   * too many, the end of a digest.
   */
  private int countAbreast(List<Envelope> envelopes, Text[] all, Predicate<Envelope> isWorkAsked) {
    ManyDigests.Pairs pairs = abreast.hashWithBeginnings(all, Long.BYTES);
    setIdentities(envelopes, pairs.whole());
    int[] asked = new int[all.length];
    int count = 0;
    for (int i = 0; i < all.length; i++) {
      if (isWorkAsked.test(envelopes.get(i))) {
        asked[count++] = i;
      }
    }
    setPre19(envelopes, all, pairs.beginnings(), Arrays.copyOf(asked, count));
    return count;
  }

  private static void setIdentities(List<Envelope> envelopes, long[] digests) {
    for (int i = 0; i < envelopes.size(); i++) {
      envelopes.get(i).setIdentity(digests, i * ManyDigests.DIGEST_LANES);
    }
  }

  private void setPre19(List<Envelope> envelopes, Text[] all, long[] beginnings, int[] asked) {
    byte[] bytes = hashed.get(asked.length * WorkDigests.HASHED_SIZE);
    Text[] ends = new Text[asked.length];
    for (int i = 0; i < ends.length; i++) {
      int at = i * WorkDigests.HASHED_SIZE;
      WorkDigests.writeHashed(beginnings, asked[i], all[asked[i]], bytes, at);
      ends[i] = new Text(bytes, at, WorkDigests.HASHED_SIZE);
    }
    if (ends.length < MANY) {
      for (int i = 0; i < ends.length; i++) {
        envelopes.get(asked[i]).setPre19(oneByOne.keccak(ends[i]), 0);
      }
      return;
    }
    long[] digests = abreast.hash(ends);
    for (int i = 0; i < ends.length; i++) {
      envelopes.get(asked[i]).setPre19(digests, i * ManyDigests.DIGEST_LANES);
    }
  }
}
