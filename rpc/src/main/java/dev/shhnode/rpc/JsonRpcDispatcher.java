// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import static java.util.Objects.requireNonNull;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.rpc.json.JsonReader;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonArray;
import dev.shhnode.rpc.json.JsonWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns requests into answers: JSON-RPC 2.0 without a transport.
 *
 * <p>Thread-safe; requests may run at the same time, also those of one session. The calls of a
 * batch run one after the other, so that a later one sees what an earlier one did, and are answered
 * in their order. What a call took out of a filter goes back if the client does not get the answer.
 */
public final class JsonRpcDispatcher {

  /**
   * Ours: the largest batch seen is a poll of every filter of a DApp, some dozens. Bounds how long
   * one request can keep the node busy.
   */
  public static final int MAX_BATCH = 1_000;

  /**
   * Ours: parsing so much takes half a millisecond of an event loop; longer requests are parsed by
   * a worker.
   */
  static final int MAX_INLINE_BYTES = 64 << 10;

  private final MethodTable methods;
  private final Executor worker;
  private final RpcListener listener;
  private final BatchAnswers.Total answersOfBatches;

  /**
   * Makes a dispatcher.
   *
   * @param modules all methods
   * @param worker parses large requests and goes through batches; if it rejects that, the calling
   *     thread does
   * @param listener told of every call
   * @throws IllegalArgumentException if two modules add methods of the same name
   */
  public JsonRpcDispatcher(List<RpcModule> modules, Executor worker, RpcListener listener) {
    this(modules, worker, listener, BatchAnswers.Total.DEFAULT_MAX_BYTES);
  }

  /**
   * @param maxAnswersOfBatches most bytes of answers that all batches under way hold
   */
  JsonRpcDispatcher(
      List<RpcModule> modules, Executor worker, RpcListener listener, long maxAnswersOfBatches) {
    this.methods = MethodTable.of(modules);
    this.worker = worker;
    this.listener = listener;
    listener.onMethods(methods.allNames());
    this.answersOfBatches = new BatchAnswers.Total(maxAnswersOfBatches);
  }

  /**
   * As {@link #call(byte[], RpcSession, Dialect, Permissions)}, of a client that may call all that
   * is enabled.
   */
  public CompletionStage<RpcAnswer> call(byte[] message, RpcSession session, Dialect dialect) {
    return call(message, session, dialect, Permissions.ALL);
  }

  /**
   * Serves one request of a transport that sends the answer itself. From any thread.
   *
   * @param message a JSON text in UTF-8, whose size the transport has bounded
   * @param dialect what the endpoint speaks
   * @param permissions which of the enabled methods the request may call
   * @return completes on any thread with the answer; never fails, as a failed call is answered, too
   */
  public CompletionStage<RpcAnswer> call(
      byte[] message, RpcSession session, Dialect dialect, Permissions permissions) {
    RpcCall call = new RpcCall(session, dialect, permissions, listener);
    return answer(message, call).thenApply(text -> new RpcAnswer(text, call));
  }

  /**
   * As {@link #receive(byte[], RpcSession, Dialect, Permissions)}, of a client that may call all
   * that is enabled.
   */
  public CompletionStage<Void> receive(byte[] message, RpcSession session, Dialect dialect) {
    return receive(message, session, dialect, Permissions.ALL);
  }

  /**
   * Serves one request of a session that can push: the answer leaves by the session's outlet,
   * before any push of a subscription that the request made.
   *
   * @param message a JSON text in UTF-8, whose size the transport has bounded
   * @param dialect what the endpoint speaks
   * @param permissions which of the enabled methods the request may call
   * @return completes when the answer, if any, has been handed to the outlet; never fails
   * @throws IllegalArgumentException if the session can only answer
   */
  public CompletionStage<Void> receive(
      byte[] message, RpcSession session, Dialect dialect, Permissions permissions) {
    Outlet outlet =
        session
            .outlet()
            .orElseThrow(() -> new IllegalArgumentException("the session can only answer"));
    RpcCall call = new RpcCall(session, dialect, permissions, listener);
    return answer(message, call)
        .thenAccept(
            answer -> {
              answer.ifPresentOrElse(text -> outlet.send(text, call::answerLost), call::lost);
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

  /** The answer to a request for which the node has no memory now. */
  public static byte[] busy() {
    return JsonWriter.write(
        Outgoing.error(JsonValue.NULL, RpcException.busy(RpcDrop.REQUESTS_OF_ALL)));
  }

  /** The listener of this dispatcher, which transports tell what they drop. */
  public RpcListener listener() {
    return listener;
  }

  /** The namespaces that a session can be given, in alphabetical order. */
  public List<String> namespaces() {
    return methods.namespaces();
  }

  /** The full names of the methods, but for those that only one dialect has. */
  public Set<String> methodNames() {
    return methods.names();
  }

  /** Bytes of answers that the batches under way hold. */
  long answersOfBatches() {
    return answersOfBatches.heldBytes();
  }

  /** Bytes of memory that a request takes until it is answered, estimated from above. */
  public static long memoryOf(byte[] request) {
    return JsonReader.memoryOf(request);
  }

  private CompletionStage<Optional<byte[]>> answer(byte[] message, RpcCall call) {
    return message.length <= MAX_INLINE_BYTES
        ? read(message, call)
        : CompletableFuture.completedStage(message)
            .thenComposeAsync(large -> read(large, call), this::aside);
  }

  /**
   * Runs a task on the worker, or here if that is too busy, so that no request is lost and no batch
   * stops halfway.
   */
  private void aside(Runnable task) {
    try {
      worker.execute(task);
    } catch (RejectedExecutionException busy) {
      task.run();
    }
  }

  private CompletionStage<Optional<byte[]>> read(byte[] message, RpcCall call) {
    JsonValue request;
    try {
      request = JsonReader.parse(message);
    } catch (DecodeException e) {
      listener.onUnparsable();
      return CompletableFuture.completedStage(
          Optional.of(errorWithoutId(RpcException.PARSE_ERROR, "parse error: " + e.getMessage())));
    }
    return request instanceof JsonArray batch
        ? batch(batch.elements(), call)
        : single(Incoming.of(request), call, size -> true);
  }

  private static byte[] errorWithoutId(int code, String message) {
    return JsonWriter.write(Outgoing.error(JsonValue.NULL, new RpcException(code, message)));
  }

  private CompletionStage<Optional<byte[]>> batch(List<JsonValue> requests, RpcCall call) {
    if (requests.isEmpty()) {
      listener.onInvalid();
      return refusedBatch("empty batch");
    }
    if (requests.size() > MAX_BATCH) {
      listener.onDropped(RpcDrop.BATCH_TOO_LONG);
      return refusedBatch("batch of " + requests.size() + " requests, at most " + MAX_BATCH);
    }
    BatchRun run = new BatchRun(requests, call);
    aside(run::proceed);
    return run.result;
  }

  /**
   * The calls of a batch, one after the other. Each begins on the worker, since the one before may
   * have ended on the shh loop, which must not be kept busy.
   */
  private final class BatchRun {
    private final List<JsonValue> requests;
    private final RpcCall call;
    private final BatchAnswers answers = new BatchAnswers(answersOfBatches);
    private final CompletableFuture<Optional<byte[]>> result = new CompletableFuture<>();
    private int next;

    BatchRun(List<JsonValue> requests, RpcCall call) {
      this.requests = requests;
      this.call = call;
    }

    void proceed() {
      while (next < requests.size()) {
        CompletableFuture<Optional<byte[]>> answer =
            next(Incoming.of(requests.get(next++)), answers, call).toCompletableFuture();
        if (!answer.isDone()) {
          var unused =
              answer.thenAccept(
                  text -> {
                    text.ifPresent(answers::add);
                    aside(this::proceed);
                  });
          return;
        }
        answer.join().ifPresent(answers::add);
      }
      // From here on the outlet counts the answer as unread by the client.
      result.complete(answers.toJson());
      answers.release();
    }
  }

  private static CompletionStage<Optional<byte[]>> refusedBatch(String message) {
    return CompletableFuture.completedStage(
        Optional.of(errorWithoutId(RpcException.INVALID_REQUEST, message)));
  }

  private CompletionStage<Optional<byte[]>> next(
      Incoming incoming, BatchAnswers answers, RpcCall call) {
    RpcException refusal = answers.refusal();
    if (refusal != null && incoming instanceof Incoming.Call request) {
      return CompletableFuture.completedStage(Optional.of(failed(request, refusal, call)));
    }
    return single(incoming, call, answers::reserve);
  }

  /**
   * @param room whether an answer of so many bytes may be kept
   */
  private CompletionStage<Optional<byte[]>> single(
      Incoming incoming, RpcCall whole, IntPredicate room) {
    if (incoming instanceof Incoming.Call request) {
      RpcCall call = whole.part();
      return invoke(request.method(), request.parameters(), call)
          .thenApply(result -> JsonWriter.write(Outgoing.result(request.id(), result)))
          .handle(
              (text, failure) -> Optional.of(settle(request, text, failure, call, whole, room)));
    }
    if (incoming instanceof Incoming.Notification notification) {
      RpcCall call = whole.part();
      return invoke(notification.method(), notification.parameters(), call)
          .handle((result, failure) -> unanswered(notification, failure, call));
    }
    listener.onInvalid();
    Incoming.Invalid invalid = (Incoming.Invalid) incoming;
    return CompletableFuture.completedStage(
        Optional.of(JsonWriter.write(Outgoing.error(invalid.id(), invalid.error()))));
  }

  private byte[] settle(
      Incoming.Call request,
      byte @Nullable [] text,
      @Nullable Throwable failure,
      RpcCall call,
      RpcCall whole,
      IntPredicate room) {
    if (text == null) {
      call.lost();
      return failed(request, requireNonNull(failure), call);
    }
    if (!room.test(text.length)) {
      call.lost();
      return failed(request, BatchAnswers.noRoom(), call);
    }
    whole.include(call);
    listener.onCall(request.method(), RpcListener.Outcome.OK);
    return text;
  }

  private byte[] failed(Incoming.Call request, Throwable failure, RpcCall call) {
    RpcException error = error(request.method(), failure, call);
    return JsonWriter.write(Outgoing.error(request.id(), error));
  }

  private Optional<byte[]> unanswered(
      Incoming.Notification notification, @Nullable Throwable failure, RpcCall call) {
    call.lost();
    call.answered();
    if (failure == null) {
      listener.onCall(notification.method(), RpcListener.Outcome.OK);
    } else {
      // A fault of ours has to be logged, even if no client waits for an answer.
      var unused = error(notification.method(), failure, call);
    }
    return Optional.empty();
  }

  /** What the client of a call that has failed is told, if it waits for an answer. */
  private RpcException error(String method, Throwable failure, RpcCall call) {
    RpcException error = Failures.toRpc(failure, call.dialect());
    listener.onCall(
        method, error.isOurFault() ? RpcListener.Outcome.FAILED : RpcListener.Outcome.REFUSED);
    error.drop().ifPresent(listener::onDropped);
    return error;
  }

  @SuppressWarnings("CatchingUnchecked") // a defect in one method must not end the connection
  private CompletionStage<JsonValue> invoke(String method, JsonValue parameters, RpcCall call) {
    try {
      ParameterReader reader = new ParameterReader(parameters, call.dialect());
      RpcMethod found =
          methods.find(method, reader.first(), call.session().namespaces(), call.dialect());
      methods.requirePermission(method, call.permissions());
      return found.call(reader, call);
    } catch (Exception e) {
      return CompletableFuture.failedStage(e);
    }
  }
}
