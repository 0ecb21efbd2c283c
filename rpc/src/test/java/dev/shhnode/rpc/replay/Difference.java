// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.replay;

/**
 * A deliberate difference from the recorded node. See {@code docs/rpc-differences.md}.
 *
 * @param ours a text that our answer must be, spaces aside, or {@code *} for any that differs
 * @param reason why
 */
record Difference(String ours, String reason) {

  static final String ANY = "*";
}
