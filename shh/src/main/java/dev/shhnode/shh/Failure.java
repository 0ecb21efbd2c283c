// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.crypto.PublicKey;

/**
 * Why a request cannot be done. Each kind is a type of its own with what there is to know of it, so
 * that an API can say it in the words of its clients.
 */
public sealed interface Failure {

  /** What went wrong, in plain English and in our own words. */
  String inWords();

  /** There is no filter of this id. */
  record NoSuchFilter() implements Failure {
    @Override
    public String inWords() {
      return "there is no such filter";
    }
  }

  /**
   * No peer of this id is connected, or it has not said yet what it wants.
   *
   * @param id who was asked for
   */
  record NoSuchPeer(PublicKey id) implements Failure {
    @Override
    public String inWords() {
      return "no peer " + id + " is connected";
    }
  }

  /**
   * The peer speaks a version in which there are no direct messages.
   *
   * @param id who was asked for
   */
  record NoDirectMessages(PublicKey id) implements Failure {
    @Override
    public String inWords() {
      return "the peer speaks shh/2, which has no direct messages";
    }
  }

  /**
   * A post asks for less proof of work than this node itself accepts.
   *
   * @param target of the post
   * @param minPow what the node accepts
   */
  record PowTooLow(double target, double minPow) implements Failure {
    @Override
    public String inWords() {
      return "the post's proof of work is " + target + ", at least " + minPow + " is accepted";
    }
  }

  /**
   * The proof of work was not found in the time that there was for it.
   *
   * @param allowedSeconds by the post
   * @param maxSeconds by the node, whatever a post allows
   */
  record TargetNotReached(long allowedSeconds, long maxSeconds) implements Failure {
    @Override
    public String inWords() {
      return "no proof of work was found in "
          + Math.min(allowedSeconds, maxSeconds)
          + " seconds that reaches the target";
    }
  }

  /** A post's TTL was over before its proof of work was found. */
  record ExpiredInSearch() implements Failure {
    @Override
    public String inWords() {
      return "the envelope expired while proof of work was searched: the TTL is too short for it";
    }
  }

  /**
   * A post's envelope is larger than the node accepts or sends.
   *
   * @param bytes of the envelope
   */
  record MessageTooLarge(long bytes) implements Failure {
    @Override
    public String inWords() {
      return "the message is too large: an envelope of " + bytes + " bytes";
    }
  }

  /**
   * A TTL is longer than the version of Whisper can say or this node keeps envelopes of it.
   *
   * @param maxSeconds the longest
   * @param why where the bound comes from, in words
   */
  record TtlTooLong(long maxSeconds, String why) implements Failure {
    @Override
    public String inWords() {
      return why;
    }
  }

  /** The posts that are being worked on take all the memory that there is for them. */
  record TooManyPosts() implements Failure {
    @Override
    public String inWords() {
      return "too many posts at once";
    }
  }

  /** The pool is full, and so is the reserve for posts of this node. */
  record PoolFull() implements Failure {
    @Override
    public String inWords() {
      return "too many posts of this node have not expired: the pool is full";
    }
  }

  /**
   * A post cannot travel the way that it was to take, so it is not sent at all.
   *
   * @param why what is missing, in words
   */
  record NotCarried(String why) implements Failure {
    @Override
    public String inWords() {
      return why;
    }
  }

  /**
   * There are as many filters as may be.
   *
   * @param max how many
   */
  record TooManyFilters(int max) implements Failure {
    @Override
    public String inWords() {
      return "too many filters: delete some of the " + max;
    }
  }

  /**
   * A filter names more topics than one may.
   *
   * @param count how many it names
   * @param max how many it may
   */
  record FilterTooLarge(int count, int max) implements Failure {
    @Override
    public String inWords() {
      return "filter of " + count + " topics, at most " + max;
    }
  }

  /**
   * All filters together would name more topics than they may.
   *
   * @param count how many they name without the new one
   * @param max how many they may
   */
  record TooManyTopics(int count, int max) implements Failure {
    @Override
    public String inWords() {
      return "too many topics: the filters have " + count + " of " + max;
    }
  }

  /**
   * A least proof of work that is negative, infinite or no number.
   *
   * @param minPow what was asked for
   */
  record InvalidMinPow(double minPow) implements Failure {
    @Override
    public String inWords() {
      return "a least proof of work of " + minPow + ", expected a number of 0 or more";
    }
  }

  /**
   * A maximum message size that is negative or above the ceiling.
   *
   * @param bytes what was asked for
   * @param maxBytes the ceiling
   */
  record InvalidMaxMessageSize(long bytes, long maxBytes) implements Failure {
    @Override
    public String inWords() {
      return "a maximum message size of " + bytes + " bytes, expected at most " + maxBytes;
    }
  }
}
