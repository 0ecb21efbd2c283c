// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.JsonRpcDispatcher;
import dev.shhnode.rpc.Outlet;
import dev.shhnode.rpc.Permissions;
import dev.shhnode.rpc.RpcDrop;
import dev.shhnode.rpc.RpcLimits;
import dev.shhnode.rpc.RpcSession;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
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

  /** Memory for a byte of a request that comes in parts: its buffer doubles when it is full. */
  private static final int BUFFER_FACTOR = 2;

  private final Context context;
  private final JsonRpcDispatcher dispatcher;
  private final RpcSession session;
  private final Dialect dialect;
  private final Permissions permissions;
  private final ReadStream<Buffer> input;
  private final ClientResources resources;
  private final int maxConcurrentRequests;
  private final ClientTimer unfinished;
  private final Runnable finish;
  private final Runnable retry;
  private final Queue<byte[]> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private long partialBytes;
  private int running;
  private boolean inputEnded;
  private boolean closed;

  /**
   * Makes a connection, on its event loop.
   *
   * @param permissions which of the methods of the namespaces the client may call
   * @param finish called when the input has ended and everything that came by it is answered; more
   *     than once
   */
  DuplexConnection(
      Vertx vertx,
      JsonRpcDispatcher dispatcher,
      Set<String> namespaces,
      Dialect dialect,
      Permissions permissions,
      ReadStream<Buffer> input,
      Outlet outlet,
      ClientResources resources,
      RpcLimits limits,
      Runnable finish) {
    this.context = vertx.getOrCreateContext();
    this.dispatcher = dispatcher;
    this.session = RpcSession.pushing(namespaces, outlet);
    this.dialect = dialect;
    this.permissions = permissions;
    this.input = input;
    this.resources = resources;
    this.maxConcurrentRequests = limits.maxConcurrentRequests();
    this.unfinished =
        new ClientTimer(
            vertx, limits.clientTimeout(), () -> resources.cutOff(RpcDrop.REQUEST_UNFINISHED));
    this.finish = finish;
    this.retry = () -> context.runOnContext(nothing -> runWaiting());
  }

  /**
   * Takes a request; the input is paused while requests wait. When the connection is closed, those
   * that the input still holds are dropped, as those that wait here are.
   */
  void receive(byte[] request) {
    if (closed) {
      return;
    }
    unfinished.stop();
    waiting.add(request);
    waitingBytes += request.length;
    runWaiting();
  }

  /**
   * Counts what has come of a request that is not complete.
   *
   * @return false if the node has no memory for it: it should be refused and the input ended
   */
  boolean receiving(long bytes) {
    if (closed) {
      return true;
    }
    partialBytes = bytes;
    watchUnfinished();
    return resources.requests().receiving(heldBytes());
  }

  private long heldBytes() {
    return BUFFER_FACTOR * partialBytes + waitingBytes;
  }

  private void watchUnfinished() {
    if (partialBytes == 0 || !waiting.isEmpty()) {
      unfinished.stop();
    } else if (!unfinished.isRunning()) {
      unfinished.start();
    }
  }

  private void runWaiting() {
    while (running < maxConcurrentRequests && !waiting.isEmpty() && runNext(waiting.element())) {
      waiting.remove();
    }
    if (waiting.isEmpty()) {
      input.resume();
    } else {
      input.pause();
    }
    watchUnfinished();
    noteNeed();
  }

  private boolean runNext(byte[] request) {
    long bytes = JsonRpcDispatcher.memoryOf(request);
    long stillHeld = heldBytes() - request.length;
    if (!resources.requests().begin(bytes, stillHeld, retry)) {
      return false;
    }
    waitingBytes -= request.length;
    running++;
    dispatcher
        .receive(request, session, dialect, permissions)
        .whenComplete((done, failure) -> context.runOnContext(nothing -> ended(bytes)));
    return true;
  }

  private void noteNeed() {
    boolean busy = running > 0 || !waiting.isEmpty() || session.hasSubscriptions();
    resources.place().needs(busy ? ConnectionPlaces.Need.BUSY : ConnectionPlaces.Need.IDLE);
  }

  /** The client has closed its sending side, but may still read. */
  void endInput() {
    inputEnded = true;
    receiving(0);
    finishIfDone();
  }

  private void finishIfDone() {
    if (inputEnded && running == 0 && waiting.isEmpty()) {
      finish.run();
    }
  }

  private void ended(long bytes) {
    resources.requests().end(bytes);
    running--;
    runWaiting();
    finishIfDone();
  }

  /** The connection is closed. */
  void closed() {
    closed = true;
    unfinished.stop();
    waiting.clear();
    waitingBytes = 0;
    partialBytes = 0;
    session.close();
    resources.close();
  }
}
