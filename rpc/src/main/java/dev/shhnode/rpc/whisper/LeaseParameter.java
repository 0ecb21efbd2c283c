// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.whisper;

import dev.shhnode.rpc.ParameterReader;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonNumber;
import dev.shhnode.rpc.json.Members;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** The member {@code lease} of a filter's criteria, ours, in every dialect. */
public final class LeaseParameter {

  /** Ours: a week; who wants longer wants no end. */
  static final long MAX_SECONDS = 604_800;

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");

  private LeaseParameter() {}

  /**
   * What a call that makes a filter asks for; zero for no end.
   *
   * @param parameters of the call, of which the first is the criteria
   * @return empty if it says nothing of a lease
   * @throws RpcException if it is no number of seconds within the bound
   */
  public static Optional<Duration> of(ParameterReader parameters) throws RpcException {
    Optional<JsonValue> given = new Members(parameters.first()).get("lease");
    return given.isEmpty() ? Optional.empty() : Optional.of(seconds(given.get()));
  }

  private static Duration seconds(JsonValue given) throws RpcException {
    if (given instanceof JsonNumber number && SECONDS.matcher(number.literal()).matches()) {
      long seconds = Long.parseLong(number.literal());
      if (seconds <= MAX_SECONDS) {
        return Duration.ofSeconds(seconds);
      }
    }
    throw RpcException.invalidParams(
        "invalid argument 0: lease is no number of seconds from 0, for no end, to " + MAX_SECONDS);
  }
}
