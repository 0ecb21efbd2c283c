// SPDX-License-Identifier: Apache-2.0
import java.util.Arrays;
import java.util.List;

/**
 * One way to hurt a node.
 *
 * @param name what it is called on the command line and in the results
 * @param target what it needs
 * @param brief whether it is one of the short form
 * @param attacker what is done
 * @param options which the node gets besides its ports
 * @param keptMebibytes memory that stays in use by right, as that of keys until they are deleted
 */
record Attack(
    String name,
    Target target,
    boolean brief,
    Attacker attacker,
    List<String> options,
    int keptMebibytes) {

  /** Nodes that can be attacked so. */
  enum Target {
    /** Every node of Whisper 6. */
    PEER,
    /** The same, where the node's JSON-RPC is used to set the scene. */
    PEER_AND_RPC,
    /** Nodes with our JSON-RPC or our protocols. */
    OURS
  }

  /** What attackers do until {@link Scene#isOn} says that their time is up. */
  @FunctionalInterface
  interface Attacker {
    void attack(Scene scene) throws Exception;
  }

  static Attack peer(String name, Attacker attacker) {
    return new Attack(name, Target.PEER, false, attacker, List.of(), 0);
  }

  static Attack defect(String name, Attacker attacker) {
    return new Attack(name, Target.PEER_AND_RPC, false, attacker, List.of(), 0);
  }

  static Attack ours(String name, Attacker attacker) {
    return new Attack(name, Target.OURS, false, attacker, List.of(), 0);
  }

  /** The same, in the short form as well. */
  Attack always() {
    return new Attack(name, target, true, attacker, options, keptMebibytes);
  }

  Attack with(String... more) {
    return new Attack(name, target, brief, attacker, Arrays.asList(more), keptMebibytes);
  }

  Attack keeping(int mebibytes) {
    return new Attack(name, target, brief, attacker, options, mebibytes);
  }

  /** Whether the node is a light one, which relays nothing. */
  boolean isOfLightNode() {
    return options.contains("--shh-light");
  }
}
