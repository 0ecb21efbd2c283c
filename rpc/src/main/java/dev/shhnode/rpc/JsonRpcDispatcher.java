// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.rpc.JsonValue.JsonArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Turns requests into answers: JSON-RPC 2.0 without a transport.
 *
 * <p>Thread-safe; requests may run at the same time, also those of one session. The calls of a
 * batch run one after the other, so that a later one sees what an earlier one did, and are answered
 * in their order.
 */
public final class JsonRpcDispatcher {

  /**
   * Ours: the largest batch seen is a poll of every filter of a DApp, some dozens. Bounds how long
   * one request can keep the node busy.
   */
  public static final int MAX_BATCH = 1_000;

  private final MethodTable methods;

  JsonRpcDispatcher(MethodTable methods) {
    this.methods = methods;
  }

  /**
   * Serves one request of a transport that sends the answer itself.
   *
   * @param message a JSON text in UTF-8, whose size the transport has bounded
   * @param dialect what the endpoint speaks
   * @return a JSON text in UTF-8, or empty if there is nothing to answer; never fails
   */
  public CompletionStage<Optional<byte[]>> call(
      byte[] message, RpcSession session, Dialect dialect) {
    return answer(message, new RpcCall(session, dialect));
  }

  /**
   * Serves one request of a session that can push: the answer leaves by the session's outlet,
   * before any push of a subscription that the request made.
   *
   * @param message a JSON text in UTF-8, whose size the transport has bounded
   * @param dialect what the endpoint speaks
   * @return done when the answer, if any, has been handed to the outlet; never fails
   * @throws IllegalArgumentException if the session can only answer
   */
  public CompletionStage<Void> receive(byte[] message, RpcSession session, Dialect dialect) {
    Outlet outlet =
        session
            .outlet()
            .orElseThrow(() -> new IllegalArgumentException("the session can only answer"));
    RpcCall call = new RpcCall(session, dialect);
    return answer(message, call)
        .thenAccept(
            answer -> {
              answer.ifPresent(outlet::send);
              call.answered();
            });
  }

  /**
   * The answer to a request that cannot be read to its end.
   *
   * @return a JSON text in UTF-8
   */
  public static byte[] refusal(DecodeException reason) {
    return errorWithoutId(RpcException.INVALID_REQUEST, String.valueOf(reason.getMessage()));
  }

  private CompletionStage<Optional<byte[]>> answer(byte[] message, RpcCall call) {
    JsonValue request;
    try {
      request = JsonReader.parse(message);
    } catch (DecodeException e) {
      return CompletableFuture.completedStage(
          Optional.of(errorWithoutId(RpcException.PARSE_ERROR, "parse error: " + e.getMessage())));
    }
    CompletionStage<Optional<JsonValue>> answer =
        request instanceof JsonArray batch
            ? batch(batch.elements(), call)
            : single(Incoming.of(request), call);
    return answer.thenApply(object -> object.map(JsonWriter::write));
  }

  private static byte[] errorWithoutId(int code, String message) {
    return JsonWriter.write(Outgoing.error(JsonValue.NULL, new RpcException(code, message)));
  }

  private CompletionStage<Optional<JsonValue>> batch(List<JsonValue> requests, RpcCall call) {
    if (requests.isEmpty()) {
      return refusedBatch("empty batch");
    }
    if (requests.size() > MAX_BATCH) {
      return refusedBatch("batch of " + requests.size() + " requests, at most " + MAX_BATCH);
    }
    List<JsonValue> answers = new ArrayList<>(requests.size());
    CompletionStage<Void> done = CompletableFuture.completedStage(null);
    for (JsonValue request : requests) {
      done =
          done.thenCompose(previous -> single(Incoming.of(request), call))
              .thenAccept(answer -> answer.ifPresent(answers::add));
    }
    return done.thenApply(
        all -> answers.isEmpty() ? Optional.empty() : Optional.of(new JsonArray(answers)));
  }

  private static CompletionStage<Optional<JsonValue>> refusedBatch(String message) {
    RpcException error = new RpcException(RpcException.INVALID_REQUEST, message);
    return CompletableFuture.completedStage(Optional.of(Outgoing.error(JsonValue.NULL, error)));
  }

  private CompletionStage<Optional<JsonValue>> single(Incoming incoming, RpcCall call) {
    if (incoming instanceof Incoming.Call request) {
      return invoke(request.method(), request.parameters(), call)
          .handle(
              (result, failure) ->
                  Optional.of(
                      failure == null
                          ? Outgoing.result(request.id(), result)
                          : Outgoing.error(request.id(), Failures.toRpc(failure, call.dialect()))));
    }
    if (incoming instanceof Incoming.Notification notification) {
      return invoke(notification.method(), notification.parameters(), call)
          .handle(JsonRpcDispatcher::unanswered);
    }
    Incoming.Invalid invalid = (Incoming.Invalid) incoming;
    return CompletableFuture.completedStage(
        Optional.of(Outgoing.error(invalid.id(), invalid.error())));
  }

  private static Optional<JsonValue> unanswered(
      @Nullable JsonValue result, @Nullable Throwable failure) {
    if (failure != null) {
      // For the log: a fault of ours is one, even if nobody waits for an answer.
      Failures.toRpc(failure);
    }
    return Optional.empty();
  }

  @SuppressWarnings("CatchingUnchecked") // a defect in one method must not end the connection
  private CompletionStage<JsonValue> invoke(String method, JsonValue parameters, RpcCall call) {
    try {
      return methods
          .find(method, call.session().namespaces(), call.dialect())
          .call(new ParameterReader(parameters, call.dialect()), call);
    } catch (Exception e) {
      return CompletableFuture.failedStage(e);
    }
  }
}
