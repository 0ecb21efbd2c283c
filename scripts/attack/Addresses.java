// SPDX-License-Identifier: Apache-2.0

/**
 * Where attackers seem to come from. Bounds on addresses and ranges are not for this machine's own
 * ones, so {@code run} starts the program in a network namespace in which all of 44.0.0.0/8 leads
 * to this machine: who connects to such an address there comes from that same address. Without a
 * namespace all are 127.0.0.1.
 */
final class Addresses {

  static final boolean PUBLIC = "yes".equals(System.getenv("ATTACK_NAMESPACE"));
  private static final String LOOPBACK = "127.0.0.1";

  private Addresses() {}

  /** The {@code index}-th address, in a /24 of its own. */
  static String ofRange(int index) {
    return PUBLIC ? "44.1." + index % 250 + ".1" : LOOPBACK;
  }

  /** The {@code index}-th address of one /24. */
  static String inOneRange(int index) {
    return PUBLIC ? "44.2.1." + (1 + index % 250) : LOOPBACK;
  }

  /** Of an honest node that comes during an attack. */
  static String ofNewcomer(int index) {
    return PUBLIC ? "44.10." + index % 250 + ".1" : LOOPBACK;
  }

  /** Of an honest node. */
  static String honest(int index) {
    return PUBLIC ? "44.9." + index + ".1" : LOOPBACK;
  }
}
