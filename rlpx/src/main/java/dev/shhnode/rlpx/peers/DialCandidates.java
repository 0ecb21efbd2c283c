// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import java.util.List;

/** A source of nodes that are worth a connection. Thread-safe. */
@FunctionalInterface
public interface DialCandidates {

  /**
   * The nodes to be connected with at present. The {@link Dialer} dials each of them, again and
   * again, for as long as it is among them, those that come first before the others. It may dial
   * all of them at once while a single place is free, unless it keeps within the room. A source
   * that knows more nodes than that names a few at a time.
   */
  List<Enode> nodes();
}
