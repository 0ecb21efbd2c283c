// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import dev.shhnode.crypto.keccak.ManyDigests;
import dev.shhnode.pow.KernelChoice;
import dev.shhnode.pow.WorkCounter;
import java.util.ArrayList;
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

  /** Of the hash of an envelope, and of its work, whose two hashes begin alike. */
  private static final int LONG_HASHES = 2;

  /** The end of one of the latter, and the hash of a hash. */
  private static final int SHORT_HASHES = 2;

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
      int permutations = 0;
      for (Envelope envelope : envelopes) {
        permutations += permutations(envelope);
      }
      choice.record(abreast, permutations, choice.nanoTime() - begin);
    }
  }

  private static int permutations(Envelope envelope) {
    return LONG_HASHES * envelope.text().blocks() + SHORT_HASHES;
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
    setHashes(envelopes);
    List<Envelope> asked = new ArrayList<>(envelopes.size());
    for (Envelope envelope : envelopes) {
      if (isWorkAsked.test(envelope)) {
        asked.add(envelope);
      }
    }
    if (asked.size() < MANY) {
      return hashEach(asked, envelope -> true);
    }
    countAbreast(asked);
    return asked.size();
  }

  private void setHashes(List<Envelope> envelopes) {
    ManyDigests.Text[] texts = new ManyDigests.Text[envelopes.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = envelopes.get(i).text();
    }
    long[][] hashes = digests.hash(texts);
    for (int i = 0; i < hashes.length; i++) {
      envelopes.get(i).setHash(hashes[i]);
    }
  }

  private void countAbreast(List<Envelope> envelopes) {
    byte[][] texts = new byte[envelopes.size()][];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = envelopes.get(i).hashedForWork();
    }
    WorkCounter.ZeroBits[] counted = WorkCounter.count(texts, digests);
    for (int i = 0; i < counted.length; i++) {
      envelopes.get(i).setZeroBits(counted[i]);
    }
  }
}
