// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.post;

import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.pow.PowRule;

/**
 * As what a post is sealed.
 *
 * @param version of the envelope
 * @param rule for which its nonce is searched
 */
public record Sealing(WhisperVersion version, PowRule rule) {

  /** v6 by the rule that its specification gives. */
  public static final Sealing V6 = new Sealing(WhisperVersion.V6, PowRule.EIP_627);

  /** v5 has one rule only. */
  public static final Sealing V5 = new Sealing(WhisperVersion.V5, PowRule.PRE_1_9);
}
