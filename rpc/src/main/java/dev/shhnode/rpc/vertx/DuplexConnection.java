// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.JsonRpcDispatcher;
import dev.shhnode.rpc.Outlet;
import dev.shhnode.rpc.RpcLimits;
import dev.shhnode.rpc.RpcSession;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;

/**
 * A connection on which requests, answers and pushes flow independently. Requests run at the same
 * time up to a bound, beyond which the connection is not read. Confined to the connection's event
 * loop.
 */
final class DuplexConnection {

  private final Context context;
  private final JsonRpcDispatcher dispatcher;
  private final RpcSession session;
  private final Dialect dialect;
  private final ReadStream<Buffer> input;
  private final int maxConcurrentRequests;
  private final Runnable finish;
  private final Queue<byte[]> waiting = new ArrayDeque<>();
  private int running;
  private boolean inputEnded;

  /**
   * Makes a connection.
   *
   * @param finish called when the input has ended and everything that came by it is answered; more
   *     than once
   */
  DuplexConnection(
      Context context,
      JsonRpcDispatcher dispatcher,
      Set<String> namespaces,
      Dialect dialect,
      ReadStream<Buffer> input,
      Outlet outlet,
      RpcLimits limits,
      Runnable finish) {
    this.context = context;
    this.dispatcher = dispatcher;
    this.session = RpcSession.pushing(namespaces, outlet);
    this.dialect = dialect;
    this.input = input;
    this.maxConcurrentRequests = limits.maxConcurrentRequests();
    this.finish = finish;
  }

  /** Takes a request; the input is paused while requests wait. */
  void receive(byte[] request) {
    waiting.add(request);
    runWaiting();
  }

  private void runWaiting() {
    while (running < maxConcurrentRequests && !waiting.isEmpty()) {
      running++;
      dispatcher
          .receive(waiting.remove(), session, dialect)
          .whenComplete((done, failure) -> context.runOnContext(nothing -> ended()));
    }
    if (waiting.isEmpty()) {
      input.resume();
    } else {
      input.pause();
    }
  }

  /** The client sends nothing any more, but may still read. */
  void endInput() {
    inputEnded = true;
    finishIfDone();
  }

  private void finishIfDone() {
    if (inputEnded && running == 0 && waiting.isEmpty()) {
      finish.run();
    }
  }

  private void ended() {
    running--;
    runWaiting();
    finishIfDone();
  }

  /** The connection is gone. */
  void closed() {
    waiting.clear();
    session.close();
  }
}
