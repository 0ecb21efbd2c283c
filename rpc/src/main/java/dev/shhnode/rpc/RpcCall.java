// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import java.util.ArrayList;
import java.util.List;

/**
 * What a method knows of the request it serves: the session, and how to act once the answer is out.
 * Used by one method at a time, since the calls of a batch run one after the other.
 */
public final class RpcCall {

  private final RpcSession session;
  private final Dialect dialect;
  private final RpcListener listener;
  private final List<Runnable> afterAnswer = new ArrayList<>();
  private final List<Runnable> ifLost = new ArrayList<>();

  RpcCall(RpcSession session, Dialect dialect, RpcListener listener) {
    this.session = session;
    this.dialect = dialect;
    this.listener = listener;
  }

  public RpcSession session() {
    return session;
  }

  /** What the endpoint speaks that was called. */
  public Dialect dialect() {
    return dialect;
  }

  /** To be told of what a method drops. */
  public RpcListener listener() {
    return listener;
  }

  /** Runs {@code action} when the answer of the request has been handed to the connection. */
  synchronized void afterAnswer(Runnable action) {
    afterAnswer.add(action);
  }

  synchronized void answered() {
    afterAnswer.forEach(Runnable::run);
    afterAnswer.clear();
  }

  /** Runs {@code action} if the client does not get the answer of the request. */
  public synchronized void ifLost(Runnable action) {
    ifLost.add(action);
  }

  /** There is an answer, and it does not reach the client. */
  void answerLost() {
    listener.onDropped(RpcDrop.ANSWER_LOST);
    lost();
  }

  /** The client gets no answer. */
  synchronized void lost() {
    // The latest first, so that what was polled twice in a batch comes back in its order.
    for (int i = ifLost.size() - 1; i >= 0; i--) {
      ifLost.get(i).run();
    }
    ifLost.clear();
  }

  /** A call of this request by itself, which can fail alone. */
  RpcCall part() {
    return new RpcCall(session, dialect, listener);
  }

  /** Makes what a part has asked for that of the whole request, with which it is answered. */
  synchronized void include(RpcCall part) {
    afterAnswer.addAll(part.afterAnswer);
    ifLost.addAll(part.ifLost);
  }
}
