// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.rpc.json.JsonValue;
import java.util.concurrent.CompletionStage;

/**
 * One method. Must not block the calling thread: what takes long runs on a worker.
 *
 * <p>A failure that is an {@link RpcException} or an exception of the shh service carries a text
 * for the client; any other is ours and stays inside.
 */
@FunctionalInterface
public interface RpcMethod {

  CompletionStage<JsonValue> call(ParameterReader parameters, RpcCall call) throws RpcException;
}
