// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.rpc.geth.GoDecodeException;
import dev.shhnode.rpc.geth.GoDecoder;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonArray;
import dev.shhnode.rpc.json.JsonValue.JsonNull;
import java.util.List;

/**
 * Reads the parameters of one call in order, with the checks and texts of geth: an absent or {@code
 * null} list is the empty one, and each parameter decodes as its Go type does.
 *
 * <p>A method that takes no parameters does not ask for them, so whatever is there is ignored, as
 * by geth 1.8. Not thread-safe; belongs to one call.
 */
public final class ParameterReader {

  private final JsonValue parameters;
  private final Dialect dialect;
  private int index;

  /**
   * Makes a reader.
   *
   * @param dialect whose names of types the texts use
   */
  public ParameterReader(JsonValue parameters, Dialect dialect) {
    this.parameters = parameters;
    this.dialect = dialect;
  }

  /**
   * The first parameter, without reading it, by which to tell dialects apart: null if there is
   * none. Some clients of Parity send an object in place of the list.
   */
  public JsonValue first() {
    if (parameters instanceof JsonArray array) {
      return array.elements().isEmpty() ? JsonValue.NULL : array.elements().get(0);
    }
    return parameters;
  }

  /** Reads the one parameter of a method that takes one. */
  public <T> T only(GoType<T> type) throws RpcException {
    T parameter = next(type);
    end();
    return parameter;
  }

  /** Reads the next parameter, which must be there. */
  public <T> T next(GoType<T> type) throws RpcException {
    List<JsonValue> values = values();
    if (index == values.size()) {
      throw RpcException.invalidParams("missing value for required argument " + index);
    }
    try {
      T parameter = GoDecoder.decode(values.get(index), type, dialect.goPackage());
      index++;
      return parameter;
    } catch (GoDecodeException e) {
      throw RpcException.invalidParams("invalid argument " + index + ": " + e.getMessage());
    }
  }

  /** Checks that every parameter has been read. */
  public void end() throws RpcException {
    if (index < values().size()) {
      throw RpcException.invalidParams("too many arguments, want at most " + index);
    }
  }

  private List<JsonValue> values() throws RpcException {
    if (parameters instanceof JsonArray array) {
      return array.elements();
    }
    if (parameters instanceof JsonNull) {
      return List.of();
    }
    throw RpcException.invalidParams("non-array args");
  }
}
