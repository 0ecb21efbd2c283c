// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import java.util.ArrayList;
import java.util.List;

/**
 * What a method knows of the request it serves: the session, and what to do when the answer is sent
 * or lost. Used by one method at a time, since the calls of a batch run one after the other.
 */
public final class RpcCall {

  private final RpcSession session;
  private final Dialect dialect;
  private final Permissions permissions;
  private final RpcListener listener;
  private final List<Runnable> afterAnswer = new ArrayList<>();
  private final List<Runnable> ifLost = new ArrayList<>();

  RpcCall(RpcSession session, Dialect dialect, Permissions permissions, RpcListener listener) {
    this.session = session;
    this.dialect = dialect;
    this.permissions = permissions;
    this.listener = listener;
  }

  public RpcSession session() {
    return session;
  }

  /** The dialect of the endpoint that was called. */
  public Dialect dialect() {
    return dialect;
  }

  /** What the client may call. */
  Permissions permissions() {
    return permissions;
  }

  /** The listener that methods tell what they drop. */
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

  /** The answer does not reach the client: counts that, and runs the actions of {@link #ifLost}. */
  void answerLost() {
    listener.onDropped(RpcDrop.ANSWER_LOST);
    lost();
  }

  /** The client gets no answer: runs the actions of {@link #ifLost}. */
  synchronized void lost() {
    // In reverse, so that what a batch has polled in two calls goes back in its order.
    for (int i = ifLost.size() - 1; i >= 0; i--) {
      ifLost.get(i).run();
    }
    ifLost.clear();
  }

  /** A single call of this request, which may fail while the others do not. */
  RpcCall part() {
    return new RpcCall(session, dialect, permissions, listener);
  }

  /** Takes the actions of a part over: they run when the whole request is answered or lost. */
  synchronized void include(RpcCall part) {
    afterAnswer.addAll(part.afterAnswer);
    ifLost.addAll(part.ifLost);
  }
}
