// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.pow.PowRule;
import java.util.EnumSet;
import java.util.Set;

/**
 * For which proof-of-work rules posts are sealed: {@code shh/6} has two, and there are peers of
 * either.
 */
public enum SealingRule {
  /** The rules of the connected peers; EIP-627's if no peer tells which. */
  AUTO,
  /** EIP-627's alone: geth from 1.9, late Status, parity, nim-eth. */
  EIP627,
  /** The older rule alone: geth up to 1.8.27, murmur. */
  LEGACY,
  /** Both always, at the cost of two searches. */
  BOTH;

  /**
   * @param ofPeers rules of which connected peers know no other
   */
  public Set<PowRule> rules(Set<PowRule> ofPeers) {
    return switch (this) {
      case AUTO -> ofPeers.isEmpty() ? EnumSet.of(PowRule.EIP_627) : EnumSet.copyOf(ofPeers);
      case EIP627 -> EnumSet.of(PowRule.EIP_627);
      case LEGACY -> EnumSet.of(PowRule.PRE_1_9);
      case BOTH -> EnumSet.of(PowRule.EIP_627, PowRule.PRE_1_9);
    };
  }
}
