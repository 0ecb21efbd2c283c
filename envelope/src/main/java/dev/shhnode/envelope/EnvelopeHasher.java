// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import dev.shhnode.crypto.keccak.ManyDigests;
import dev.shhnode.pow.KernelChoice;
import dev.shhnode.pow.WorkCounter;
import java.util.List;
import java.util.function.Predicate;

/**
 * Computes what envelopes that have come together are asked for next, which they keep: their hashes
 * and, of v6, what their nonces are worth by either rule. Many of them abreast, where that is
 * faster. Not thread-safe.
 */
public final class EnvelopeHasher {

  /** With fewer envelopes most of what is done abreast would be done for nobody. */
  private static final int MANY = 12;

  /** The hash of an envelope and those of its work by either rule, and one of a hash. */
  private static final int HASHES = 3;

  private final ManyDigests digests = new ManyDigests();
  private final WorkCounter counter = new WorkCounter();
  private final KernelChoice choice;

  /**
   * @param choice shared by all who hash envelopes in this process
   */
  public EnvelopeHasher(KernelChoice choice) {
    this.choice = choice;
  }

  /**
   * Hashes envelopes.
   *
   * @param isWorkAsked whether also the work of a v6 envelope is to be counted; asked when it has
   *     its hash
   */
  public void hash(List<Envelope> envelopes, Predicate<Envelope> isWorkAsked) {
    if (envelopes.size() < MANY) {
      hashEach(envelopes, isWorkAsked);
      return;
    }
    boolean abreast = choice.isWideNext();
    long begin = choice.nanoTime();
    int asked = abreast ? hashAbreast(envelopes, isWorkAsked) : hashEach(envelopes, isWorkAsked);
    if (asked == envelopes.size()) {
      int permutations = envelopes.stream().mapToInt(EnvelopeHasher::permutations).sum();
      choice.record(abreast, permutations, choice.nanoTime() - begin);
    }
  }

  private static int permutations(Envelope envelope) {
    return HASHES * envelope.text().blocks() + 1;
  }

  /** Returns for how many envelopes work was asked. */
  private int hashEach(List<Envelope> envelopes, Predicate<Envelope> isWorkAsked) {
    int asked = 0;
    for (Envelope envelope : envelopes) {
      envelope.hashBits();
      if (isWorkAsked.test(envelope)) {
        envelope.setZeroBits(counter.count(envelope.hashedForWork()));
        asked++;
      }
    }
    return asked;
  }

  /** Returns for how many envelopes work was asked. */
  private int hashAbreast(List<Envelope> envelopes, Predicate<Envelope> isWorkAsked) {
    long[][] hashes = digests.hash(envelopes.stream().map(Envelope::text).toList());
    for (int i = 0; i < hashes.length; i++) {
      envelopes.get(i).setHash(hashes[i]);
    }
    List<Envelope> asked = envelopes.stream().filter(isWorkAsked).toList();
    if (asked.size() < MANY) {
      return hashEach(asked, envelope -> true);
    }
    List<WorkCounter.ZeroBits> counted =
        WorkCounter.count(asked.stream().map(Envelope::hashedForWork).toList(), digests);
    for (int i = 0; i < counted.size(); i++) {
      asked.get(i).setZeroBits(counted.get(i));
    }
    return asked.size();
  }
}
