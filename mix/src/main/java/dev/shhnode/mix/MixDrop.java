// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix;

/** Why a packet, a descriptor or a post goes no further. Each is counted. */
public enum MixDrop {
  /** A peer sends more packets than it may. */
  PACKET_RATE,
  /** All peers together send more packets than this node can open beside its other work. */
  OVERLOADED,
  /** A peer has not said what it is. */
  NO_STATUS,
  /** This node has no role, so it takes only packets of its own loops. */
  NO_ROLE,
  /** For none of our keys: junk, or of another epoch. */
  NOT_FOR_US,
  /** Has been here before. */
  REPLAY,
  /** The memory for replays of this epoch is full, or would be before it ends. */
  REPLAY_MEMORY,
  /** Was changed on its way, or opens to something that is no content of a packet. */
  GARBLED,
  /** Opens to something that this node does not serve. */
  NOT_SERVED,
  /** The place where packets wait is full. */
  POOL_FULL,
  /** The next mix is not known. */
  NO_ROUTE,
  /** The next mix could not be reached in time. */
  UNREACHABLE,
  /** Too many packets wait for the next mix. */
  LINK_FULL,
  /** Of this node, gave way to packets of others. */
  OWN_GAVE_WAY,
  /** What came out at this exit is refused by its own rules for envelopes. */
  EXIT_REFUSED,
  /** A peer sends more descriptors than it may. */
  DESCRIPTOR_RATE,
  /** A descriptor that is wrong in itself, or of another network. */
  BAD_DESCRIPTOR,
  /** Of another epoch than can be used now, or older than what is known. */
  STALE_DESCRIPTOR,
  /** The directory is full. */
  DIRECTORY_FULL
}
