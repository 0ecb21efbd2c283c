// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.pow.PowRule;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * By which proof-of-work rules a peer judges what we send. The rule is not negotiated and a peer
 * hangs up on work it finds too low; the client id of the hello is the only hint.
 *
 * <p>Go programs built on go-ethereum before 1.9.0 judge by the old rule whatever they are called
 * (the recorded hello of such a peer is {@code shhpeer/v1.8.27/linux-amd64/go1.19.8}); murmur too.
 * Everybody else followed EIP-627. We ourselves take an envelope that is good by either.
 */
final class PowDialect {

  private static final Pattern GO_ETHEREUM =
      Pattern.compile("^[^/]*(?:/[^/]*)?/v1\\.(\\d{1,3})\\.\\d.*/go\\d.*", Pattern.DOTALL);
  private static final Pattern GETH =
      Pattern.compile("^Geth(?:/[^/]*)?/v1\\.(\\d{1,3})\\..*", Pattern.DOTALL);
  private static final int FIRST_MINOR_WITH_EIP_627 = 9;

  private PowDialect() {}

  /** The rules of which one has to be satisfied; never empty. */
  static Set<PowRule> of(String clientId) {
    if (clientId.startsWith("shhnode/")) {
      return EnumSet.allOf(PowRule.class);
    }
    if (clientId.startsWith("Status")) {
      // Built on go-ethereum, but numbered by itself.
      return EnumSet.of(PowRule.EIP_627);
    }
    if (clientId.startsWith("murmur")) {
      return EnumSet.of(PowRule.PRE_1_9);
    }
    for (Pattern pattern : new Pattern[] {GETH, GO_ETHEREUM}) {
      Matcher matcher = pattern.matcher(clientId);
      if (matcher.matches()) {
        return EnumSet.of(ruleOfMinor(Integer.parseInt(matcher.group(1))));
      }
    }
    return EnumSet.of(PowRule.EIP_627);
  }

  private static PowRule ruleOfMinor(int minor) {
    return minor < FIRST_MINOR_WITH_EIP_627 ? PowRule.PRE_1_9 : PowRule.EIP_627;
  }

  /**
   * The proof of work of {@code envelope} by the rule among {@code rules} that values it highest.
   */
  static double pow(Envelope envelope, Set<PowRule> rules, long diffSeconds) {
    double best = 0;
    for (PowRule rule : rules) {
      best = Math.max(best, envelope.pow(rule, diffSeconds));
    }
    return best;
  }
}
