// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.mix;

import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.TrafficProfile;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.geth.GoStruct;
import dev.shhnode.rpc.geth.GoStruct.Field;
import dev.shhnode.rpc.geth.GoStruct.Values;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.runtime.Tally;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;

/**
 * The member {@code route} of a post.
 *
 * @param hops 0 to {@link MixConfig#MAX_HOPS}; empty if the node is to choose
 * @param profile that the node must have; empty if any will do
 */
record RouteParameter(Optional<Integer> hops, Optional<TrafficProfile> profile) {

  private static final Field<Long> HOPS = new Field<>("hops", GoType.UINT32);
  private static final Field<String> PROFILE = new Field<>("profile", GoType.STRING);

  static final GoStruct TYPE = new GoStruct("mix.Route", HOPS, PROFILE);

  /**
   * Reads what was decoded by {@link #TYPE}.
   *
   * @throws RpcException saying what is not a route
   */
  static RouteParameter of(Values values) throws RpcException {
    Optional<Long> hops = values.get(HOPS);
    if (hops.isPresent() && hops.get() > MixConfig.MAX_HOPS) {
      throw RpcException.failed(
          "a route of " + hops.get() + " hops, expected 0 to " + MixConfig.MAX_HOPS);
    }
    Optional<String> profile = values.get(PROFILE);
    return new RouteParameter(
        hops.map(Long::intValue),
        profile.isEmpty() ? Optional.empty() : Optional.of(profile(profile.get())));
  }

  /** Off is none that a post could ask for, as nothing can hide then. */
  private static TrafficProfile profile(String text) throws RpcException {
    return EnumSet.range(TrafficProfile.ECO, TrafficProfile.BULK).stream()
        .filter(profile -> Tally.lower(profile).equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () -> RpcException.failed("unknown profile of a route, expected eco, std or bulk"));
  }
}
