// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

/**
 * A sub-protocol that a node speaks, as its hello names it.
 *
 * @param name short, such as {@code shh}
 * @param version such as 6
 */
public record Capability(String name, int version) {

  /** {@code name/version}. */
  @Override
  public String toString() {
    return name + "/" + version;
  }
}
