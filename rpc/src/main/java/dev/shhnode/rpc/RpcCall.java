// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import java.util.ArrayList;
import java.util.List;

/**
 * What a method knows of the request it serves: the session, and how to act once the answer is out.
 * Used by one method at a time, since the calls of a batch run one after the other.
 */
final class RpcCall {

  private final RpcSession session;
  private final Dialect dialect;
  private final List<Runnable> afterAnswer = new ArrayList<>();

  RpcCall(RpcSession session, Dialect dialect) {
    this.session = session;
    this.dialect = dialect;
  }

  RpcSession session() {
    return session;
  }

  /** What the endpoint speaks that was called. */
  Dialect dialect() {
    return dialect;
  }

  /** Runs {@code action} when the answer of the request has been handed to the connection. */
  synchronized void afterAnswer(Runnable action) {
    afterAnswer.add(action);
  }

  synchronized void answered() {
    afterAnswer.forEach(Runnable::run);
    afterAnswer.clear();
  }
}
