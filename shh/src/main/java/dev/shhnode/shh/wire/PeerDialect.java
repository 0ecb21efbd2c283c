// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.wire;

import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Topic;
import dev.shhnode.pow.PowRule;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code shh/6} means to a peer. It is not negotiated, and a peer hangs up on what is wrong by
 * its own lights; the client id of the hello is the only hint.
 */
public enum PeerDialect {
  /** geth before 1.9.0, whatever a program built on it calls itself. */
  OLD_GETH(EnumSet.of(PowRule.PRE_1_9), Bloom.GETH),

  /** geth from 1.9.0, and whoever is not known otherwise: it followed EIP-627. */
  GETH(EnumSet.of(PowRule.EIP_627), Bloom.GETH),

  /** status-im/whisper: as geth, and acknowledges packets. */
  STATUS(EnumSet.of(PowRule.EIP_627), Bloom.GETH),

  /** murmur-client of Status, in JavaScript. */
  MURMUR(EnumSet.of(PowRule.PRE_1_9), Bloom.GETH),

  /** Parity and OpenEthereum: an empty Status, bloom bits numbered the other way round. */
  PARITY(EnumSet.of(PowRule.PARITY), Bloom.PARITY),

  /** nim-eth. */
  NIM_ETH(EnumSet.of(PowRule.NIM_ETH), Bloom.EIP_627),

  /** This node: takes what is good by either rule. */
  SHHNODE(EnumSet.of(PowRule.EIP_627, PowRule.PRE_1_9), Bloom.GETH);

  /** How a peer makes and matches bloom filters. */
  private enum Bloom {
    /** One topic has at most one bit in a byte. */
    GETH,
    /** All bits of a topic. */
    EIP_627,
    /** All bits of a topic, the most significant of a byte first. */
    PARITY
  }

  /** The recorded hello of such a program is {@code shhpeer/v1.8.27/linux-amd64/go1.19.8}. */
  private static final Pattern GO_ETHEREUM =
      Pattern.compile("^[^/]*(?:/[^/]*)?/v1\\.(\\d{1,3})\\.\\d.*/go\\d.*", Pattern.DOTALL);

  private static final Pattern GETH_ITSELF =
      Pattern.compile("^Geth(?:/[^/]*)?/v1\\.(\\d{1,3})\\..*", Pattern.DOTALL);
  private static final int FIRST_MINOR_WITH_EIP_627 = 9;

  @SuppressWarnings("ImmutableEnumChecker") // Unmodifiable.
  private final Set<PowRule> rules;

  private final Bloom bloom;

  PeerDialect(Set<PowRule> rules, Bloom bloom) {
    this.rules = Collections.unmodifiableSet(rules);
    this.bloom = bloom;
  }

  public static PeerDialect of(String clientId) {
    String id = clientId.toLowerCase(Locale.ROOT);
    String program = id.split("/", 2)[0];
    if (program.equals("shhnode")) {
      return SHHNODE;
    }
    if (program.contains("status")) {
      // Built on go-ethereum, but numbered by itself.
      return STATUS;
    }
    if (program.startsWith("murmur")) {
      return MURMUR;
    }
    if (program.startsWith("parity") || program.startsWith("openethereum")) {
      return PARITY;
    }
    if (program.startsWith("nim")) {
      return NIM_ETH;
    }
    for (Pattern pattern : new Pattern[] {GETH_ITSELF, GO_ETHEREUM}) {
      Matcher matcher = pattern.matcher(clientId);
      if (matcher.matches()) {
        return Integer.parseInt(matcher.group(1)) < FIRST_MINOR_WITH_EIP_627 ? OLD_GETH : GETH;
      }
    }
    return GETH;
  }

  /** The proof-of-work rules of which one has to be satisfied; never empty. */
  public Set<PowRule> rules() {
    return rules;
  }

  /** Whether it may be told that we acknowledge packets, and may acknowledge ours. */
  public boolean knowsConfirmations() {
    return this == STATUS;
  }

  /** Whether its software computes proof of work wrongly, so that little of it is no ill will. */
  public boolean cannotProveWork() {
    return this == MURMUR;
  }

  /** Whether it reckons with its peers' time where its own clock is wrong. */
  public boolean correctsItsClock() {
    return this == SHHNODE;
  }

  /** Whether it says nothing in its Status. */
  boolean hasEmptyStatus() {
    return this == PARITY;
  }

  /**
   * A filter that came from it, and one that goes to it, in the order of bits of the other side.
   */
  BloomFilter translate(BloomFilter filter) {
    return bloom == Bloom.PARITY ? filter.mirrored() : filter;
  }

  /** Whether it wants a topic by its filter, put in our order of bits. */
  public boolean wants(Topic topic, BloomFilter filter) {
    return bloom == Bloom.GETH ? filter.matchesAsGeth(topic) : filter.matches(topic);
  }
}
