// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.keys.TooManyKeysException;
import dev.shhnode.rpc.geth.GethErrors;
import dev.shhnode.shh.Failure;
import dev.shhnode.shh.ShhException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns failures into errors for clients: the text if it is meant for them, only "internal error"
 * for a fault of ours.
 */
public final class Failures {

  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /**
   * What a client is told of a failure.
   *
   * @param dialect whose codes its clients know
   */
  public static RpcException toRpc(Throwable failure, Dialect dialect) {
    RpcException error = toRpc(failure);
    return dialect == Dialect.PARITY ? error.forParity() : error;
  }

  static RpcException toRpc(Throwable failure) {
    Throwable cause = cause(failure);
    if (cause instanceof RpcException error) {
      return error;
    }
    if (cause instanceof ShhException error) {
      return refused(error.failure());
    }
    if (cause instanceof TooManyKeysException) {
      return RpcException.dropped(RpcDrop.TOO_MANY_KEYS, String.valueOf(cause.getMessage()));
    }
    if (cause instanceof RejectedExecutionException) {
      return RpcException.busy(RpcDrop.WORKERS_BUSY);
    }
    if (cause instanceof CancellationException) {
      return RpcException.failed("cancelled, as the connection has ended");
    }
    // Errors of the JVM, such as too little memory, quote nothing secret; the program watches the
    // log for them.
    LOG.error(
        "unexpected failure of a call",
        cause instanceof VirtualMachineError ? cause : withoutMessage(cause));
    return new RpcException(RpcException.INTERNAL_ERROR, "internal error");
  }

  /**
   * Whisper counts its own bounds, such as those of posts; here only those are counted that it does
   * not.
   */
  private static RpcException refused(Failure failure) {
    String text = GethErrors.text(failure);
    if (failure instanceof Failure.TooManyFilters) {
      return RpcException.dropped(RpcDrop.FILTERS_OF_NODE, text);
    }
    if (failure instanceof Failure.FilterTooLarge) {
      return RpcException.dropped(RpcDrop.TOPICS_OF_FILTER, text);
    }
    if (failure instanceof Failure.TooManyTopics) {
      return RpcException.dropped(RpcDrop.TOPICS_OF_NODE, text);
    }
    return RpcException.failed(text);
  }

  /**
   * The failure itself, without the {@link CompletionException}s of the stages that it has passed.
   */
  public static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** The exception without its message, which may quote a parameter, and so a key or a payload. */
  private static Exception withoutMessage(Throwable failure) {
    Exception anonymous = new Exception(failure.getClass().getName());
    anonymous.setStackTrace(failure.getStackTrace());
    return anonymous;
  }
}
