// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.rpc.JsonRpcDispatcher;
import dev.shhnode.rpc.Permissions;
import dev.shhnode.rpc.RpcDrop;
import dev.shhnode.rpc.json.JsonStreamSplitter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JSON-RPC over a Unix domain socket: a stream of JSON values in, one line for each answer or push
 * out. Only the node's own user can connect. Started and stopped once, from any thread; served by
 * one event loop.
 */
public final class RpcIpcServer {

  private static final Logger LOG = LoggerFactory.getLogger(RpcIpcServer.class);

  private final Vertx vertx;
  private final JsonRpcDispatcher dispatcher;
  private final RpcIpcConfig config;
  private final NetServer server;
  private final IpcSocketFile file;
  private final RpcBudgets budgets;
  private final RefusalLog refusals;
  private final ConnectionPlaces places;

  /** Makes a server that does not listen yet. */
  public RpcIpcServer(
      Vertx vertx, JsonRpcDispatcher dispatcher, RpcIpcConfig config, RpcBudgets budgets) {
    this.vertx = vertx;
    this.dispatcher = dispatcher;
    this.config = config;
    this.budgets = budgets;
    this.refusals = new RefusalLog(System::nanoTime, dispatcher.listener());
    this.places = new ConnectionPlaces(config.limits().maxConnections(), "IPC", refusals);
    this.file = new IpcSocketFile(config.socket());
    this.server = vertx.createNetServer().connectHandler(this::accept);
  }

  /**
   * Begins to listen. Makes the socket's directory if it is missing, and replaces the socket of a
   * dead process.
   *
   * @return fails with an {@link java.io.IOException} if a live process listens on the socket, the
   *     file is no socket, or it cannot be made
   */
  public Future<Void> start() {
    return vertx
        .executeBlocking(file::prepare)
        .compose(path -> server.listen(SocketAddress.domainSocketAddress(path.toString())))
        .compose(listening -> vertx.executeBlocking(file::publish))
        .mapEmpty();
  }

  /**
   * Closes all connections and removes the socket.
   *
   * @return fails with an {@link java.io.IOException} if the socket cannot be removed
   */
  public Future<Void> stop() {
    return server.close().compose(closed -> vertx.executeBlocking(file::remove)).mapEmpty();
  }

  private void accept(NetSocket socket) {
    ClientChannel channel = ClientChannel.of(socket);
    places
        .enter(client(), channel.network(), channel::abort)
        .map(
            place ->
                ClientResources.open(
                    channel, place, budgets, config.limits(), dispatcher.listener()))
        .ifPresent(resources -> serve(socket, resources));
  }

  /** For the log: clients of a Unix domain socket have no addresses. */
  private String client() {
    return "a client of " + config.socket();
  }

  private void serve(NetSocket socket, ClientResources resources) {
    ClientChannel channel = resources.channel();
    Context context = vertx.getOrCreateContext();
    SocketOutlet outlet =
        new SocketOutlet(context, message -> write(socket, message), resources.unread());
    DuplexConnection connection =
        new DuplexConnection(
            vertx,
            dispatcher,
            config.namespaces(),
            config.dialect(),
            Permissions.ALL,
            socket,
            outlet,
            resources,
            config.limits(),
            () -> context.runOnContext(answered -> close(socket, resources)));
    JsonStreamSplitter splitter = new JsonStreamSplitter(config.limits().maxRequestBytes());
    // White space between JSON texts; not a line feed, for clients that read by lines.
    ClientProbe probe = new ClientProbe(vertx, channel, " ", () -> true);
    channel.endInputWithAnEmptyBuffer();
    socket.handler(
        bytes -> {
          if (bytes.length() == 0) {
            probe.start();
            connection.endInput();
          } else {
            receive(bytes, splitter, connection, outlet, socket);
          }
        });
    // Without a handler Vert.x logs each as an error.
    socket.exceptionHandler(
        failure -> LOG.debug("an IPC connection failed: {}", failure.getClass().getName()));
    socket.closeHandler(
        nothing -> {
          probe.stop();
          connection.closed();
        });
  }

  private void receive(
      Buffer bytes,
      JsonStreamSplitter splitter,
      DuplexConnection connection,
      SocketOutlet outlet,
      NetSocket socket) {
    try {
      splitter.accept(bytes.getBytes(), connection::receive);
      if (!connection.receiving(splitter.heldBytes())) {
        refusals.refused(
            RpcDrop.REQUESTS_OF_ALL, "request refused for want of memory, from", client());
        refuse(JsonRpcDispatcher.busy(), connection, outlet, socket);
      }
    } catch (DecodeException tooLong) {
      dispatcher.listener().onDropped(RpcDrop.REQUEST_TOO_LARGE);
      refuse(JsonRpcDispatcher.refusal(tooLong), connection, outlet, socket);
    }
  }

  /** Answers and ends the input, as it is not known where the next value begins. */
  private void refuse(
      byte[] why, DuplexConnection connection, SocketOutlet outlet, NetSocket socket) {
    socket.handler(ignored -> {});
    outlet.send(why, () -> dispatcher.listener().onDropped(RpcDrop.ANSWER_LOST));
    connection.endInput();
  }

  private static Future<Void> write(NetSocket socket, byte[] message) {
    return socket.write(Buffer.buffer(message).appendByte((byte) '\n'));
  }

  /** Closes the socket when the client has taken what was written, or its time is over. */
  private void close(NetSocket socket, ClientResources resources) {
    socket.close();
    resources
        .channel()
        .runAfter(
            config.limits().clientTimeout(), () -> resources.cutOff(RpcDrop.ANSWER_NOT_TAKEN));
  }
}
