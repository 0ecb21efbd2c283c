// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

/**
 * Why something is dropped, forgotten or not done though nobody is to blame: a bound has been
 * reached, or a rule says so. Each is counted; envelopes that are refused for what they are have a
 * {@link Verdict} instead.
 */
public enum DropReason {
  /** An envelope of another is larger than the whole pool: not kept and not passed on. */
  POOL_FULL,
  /** An envelope made room in the pool for others, after every peer had been offered it. */
  POOL_EVICTED,
  /** An envelope made room before peers that are slow, or came late, had been offered it. */
  POOL_EVICTED_EARLY,
  /** An envelope of this node found the room for those of this node taken: the post fails. */
  OWN_POOL_FULL,
  /** The oldest message of the fullest filter made room for another. */
  UNREAD_MESSAGE,
  /** The oldest message of the inbox of Whisper 2 made room for another. */
  CLASSIC_INBOX_FULL,
  /** That a message was delivered has been forgotten: if it comes again, it is delivered again. */
  DELIVERY_FORGOTTEN,
  /** A message had been delivered to a filter before. */
  DELIVERED_BEFORE,
  /** An envelope is larger than what is sent to peers; counted for each that would get it. */
  TOO_LARGE_TO_SEND,
  /** A peer whose direct messages are not taken sent one. */
  DIRECT_OF_UNTRUSTED,
  /** The proof of work of a direct message is infinite, which clients cannot be told. */
  DIRECT_OF_INFINITE_POW,
  /** A part of a bundle of Whisper 2 that is no envelope. */
  UNREADABLE_CLASSIC,
  /** A packet with a code that says nothing to this node. */
  UNKNOWN_PACKET,
  /** A packet of a peer that has been hung up on came before the connection was closed. */
  LATE_PACKET,
  /** A peer said Status again: only the first counts. */
  REPEATED_STATUS,
  /** A peer changed its requirement or bloom filter too fast: a later one took its place. */
  ANNOUNCEMENT,
  /**
   * A bundle is so long that hashing it for a confirmation would cost too much: it is not
   * confirmed.
   */
  CONFIRMATION,
  /** A peer that wants confirmations is not told of more errors of one bundle. */
  ERROR_OF_BUNDLE,
  /** The bridge has enough envelopes waiting. */
  BRIDGE_FULL,
  /** An envelope asks for more work than the bridge may ever spend. */
  BRIDGE_TOO_DEAR,
  /** An envelope expired before the bridge could afford to seal it anew. */
  BRIDGE_TOO_LATE,
  /** The bridge's search took far longer than could be expected. */
  BRIDGE_GAVE_UP,
  /** A post came while too many were being worked on: it fails. */
  TOO_MANY_POSTS,
  /** A post's proof of work was not found in its time: it fails. */
  SEARCH_OUT_OF_TIME,
  /** Nobody waited for a post any more: its search ended, if it was not over already. */
  POST_CANCELLED
}
