// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.rpc.json.JsonValue;
import java.util.concurrent.CompletionStage;

/**
 * One method. Thread-safe. Must not block the calling thread: what takes long runs on a worker.
 *
 * <p>An {@link RpcException}, thrown or as failure of the result, goes to the client with its text,
 * as does a {@link dev.shhnode.shh.ShhException}; most others become an internal error ({@link
 * Failures}).
 */
@FunctionalInterface
public interface RpcMethod {

  CompletionStage<JsonValue> call(ParameterReader parameters, RpcCall call) throws RpcException;
}
