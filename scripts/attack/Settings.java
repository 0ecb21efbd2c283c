// SPDX-License-Identifier: Apache-2.0
import java.util.List;
import java.util.Map;

/**
 * What is attacked and for how long, from the environment that {@code run} describes.
 *
 * @param target {@code ours}, {@code geth} or an enode URL
 * @param program what starts the node
 * @param heap of ours
 * @param http URL of the RPC of a node that runs already; may be empty
 * @param seconds of each attack
 * @param isBrief whether it is the short form, which does not look at memory after each attack
 */
record Settings(
    String target, String program, String heap, String http, int seconds, boolean isBrief) {

  static Settings of(String program, boolean brief) {
    Map<String, String> given = System.getenv();
    return new Settings(
        given.getOrDefault("TARGET", "ours"),
        program,
        given.getOrDefault("HEAP", "256m"),
        given.getOrDefault("TARGET_RPC", ""),
        Integer.parseInt(given.getOrDefault("SECONDS_EACH", brief ? "2" : "8")),
        brief);
  }

  Victim start(Attack attack) throws Exception {
    return switch (target) {
      case "ours" -> Victim.ours(program, heap, attack.options());
      case "geth" -> Victim.geth(program, List.of("-light=" + attack.isOfLightNode()));
      default -> Victim.running(target, http);
    };
  }

  boolean hasRpc() {
    return isStarted() || !http.isEmpty();
  }

  private boolean isStarted() {
    return target.equals("ours") || target.equals("geth");
  }

  /** Whether such an attack can be made on that node. */
  boolean allows(Attack attack) {
    return switch (attack.target()) {
      case PEER -> isStarted() || attack.options().isEmpty();
      case PEER_AND_RPC -> isStarted() || hasRpc() && attack.options().isEmpty();
      case OURS -> target.equals("ours");
    };
  }
}
