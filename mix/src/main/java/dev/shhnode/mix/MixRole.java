// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix;

import java.util.EnumSet;
import java.util.Set;

/** What a node offers to others. A node without a role only sends. */
public enum MixRole {
  /** Takes packets, keeps them for a while and passes them on. */
  RELAY(1),
  /** Is the last of a path and floods what it finds in the packet. */
  EXIT(2);

  private final int bit;

  MixRole(int bit) {
    this.bit = bit;
  }

  /** Several roles as the bits of a number: relay 1, exit 2. */
  public static int toBits(Set<MixRole> roles) {
    return roles.stream().mapToInt(role -> role.bit).sum();
  }

  /** The roles that a number stands for. Other bits, which later versions may use, are ignored. */
  public static Set<MixRole> ofBits(long bits) {
    Set<MixRole> roles = EnumSet.noneOf(MixRole.class);
    for (MixRole role : values()) {
      if ((bits & role.bit) != 0) {
        roles.add(role);
      }
    }
    return roles;
  }
}
