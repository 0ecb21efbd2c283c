// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

/** Message ids of the base protocol (RLPx specification, "p2p Capability"). */
final class BaseCode {

  static final int HELLO = 0x00;
  static final int DISCONNECT = 0x01;
  static final int PING = 0x02;
  static final int PONG = 0x03;

  /** How many ids the base protocol reserves; sub-protocols follow. */
  static final int COUNT = 0x10;

  /** Most bytes of a message of the base protocol, as in geth. */
  static final int MAX_BODY_SIZE = 2_048;

  private BaseCode() {}
}
