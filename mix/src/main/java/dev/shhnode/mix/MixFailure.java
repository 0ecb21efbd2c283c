// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix;

/**
 * Why a post cannot travel through mixes. It is then not sent at all: never without mixes, which
 * would show its sender.
 */
public sealed interface MixFailure {

  /** What is missing, in words for whoever asked. */
  String describe();

  /**
   * The post asks for another profile than the node has.
   *
   * @param asked by the post
   * @param running since the start of the node
   */
  record OtherProfile(TrafficProfile asked, TrafficProfile running) implements MixFailure {
    @Override
    public String describe() {
      return "the mix profile of this node is "
          + running
          + ", not "
          + asked
          + ": it is chosen for hours when the node is started, as a change would show who posts";
    }
  }

  /** The node sends no cover. */
  record ProfileOff() implements MixFailure {
    @Override
    public String describe() {
      return "the mix profile of this node is off, so that a post through mixes could not hide";
    }
  }

  /**
   * The directory does not have a path.
   *
   * @param known mixes heard of
   * @param usable those that are old enough and vouched for by enough peers
   * @param hops asked for
   */
  record TooFewMixes(int known, int usable, int hops) implements MixFailure {
    @Override
    public String describe() {
      if (known == 0) {
        return "no mixes are known yet";
      }
      return "a path of "
          + hops
          + (hops == 1 ? " mix" : " mixes")
          + " cannot be made: "
          + known
          + " known, "
          + usable
          + " usable";
    }
  }

  /**
   * One packet cannot hold the envelope.
   *
   * @param size bytes of its RLP
   * @param max bytes that fit
   */
  record EnvelopeTooLarge(int size, int max) implements MixFailure {
    @Override
    public String describe() {
      return "the envelope is " + size + " bytes, above the " + max + " that a mix packet holds";
    }
  }

  /** Too many posts wait for a packet. */
  record TooManyPosts(int waiting) implements MixFailure {
    @Override
    public String describe() {
      return waiting + " posts wait to be sent through mixes already";
    }
  }
}
