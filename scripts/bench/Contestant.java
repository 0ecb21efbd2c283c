// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.rlpx.peers.Enode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whose node is measured.
 *
 * @param isOurs whether it is this project's; else geth's packages
 * @param program starts it
 */
record Contestant(boolean isOurs, String program) {

  /** A node that takes envelopes without proof of work. */
  Victim start() throws Exception {
    return start(Optional.empty());
  }

  /** The same, which dials another. */
  Victim start(Optional<Enode> dialled) throws Exception {
    List<String> options = new ArrayList<>();
    if (isOurs) {
      options.addAll(List.of("--shh-min-pow=0", "--max-peers=40"));
      dialled.ifPresent(node -> options.add("--static-nodes=" + node));
      return Victim.ours(program, "default", options);
    }
    options.addAll(List.of("-minpow", "0"));
    dialled.ifPresent(node -> options.addAll(List.of("-dial", node.toString())));
    return Victim.geth(program, options);
  }
}
