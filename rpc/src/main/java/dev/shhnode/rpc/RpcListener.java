// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import java.util.Set;

/**
 * Told what clients call and what becomes of it: for counters, or a page that shows it. Every
 * method does nothing unless it is overridden.
 *
 * <p>Called on the threads of all connections and of the workers at once. Implementations are
 * thread-safe, do not block and do not throw.
 */
public interface RpcListener {

  /** Does nothing. */
  RpcListener NONE = new RpcListener() {};

  /** What has become of a call. */
  enum Outcome {
    /** It was carried out. */
    OK,

    /** It was refused, or could not be carried out, for a reason that its client is told. */
    REFUSED,

    /** A fault of this program: its client is told of an internal error. */
    FAILED
  }

  /**
   * Which methods there are. Called once by each dispatcher, before any of its calls.
   *
   * @param names in full, also of methods that only one dialect has
   */
  default void onMethods(Set<String> names) {}

  /**
   * A call has come to its end; also one of a batch, and one that nobody waits for (a
   * notification).
   *
   * @param method as the client has called it, so there may be no method of this name
   */
  default void onCall(String method, Outcome outcome) {}

  /**
   * A request could not be parsed, as it is no JSON or has more values or levels than are read:
   * what was to be called is not known.
   */
  default void onUnparsable() {}

  /** A request, or one of a batch, is JSON and not a request by the rules of JSON-RPC. */
  default void onInvalid() {}

  /** Something is refused, dropped or cut off. */
  default void onDropped(RpcDrop drop) {}
}
