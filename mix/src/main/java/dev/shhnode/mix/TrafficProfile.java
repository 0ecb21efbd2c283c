// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix;

/**
 * How many packets a node sends by itself, whether it has something to say or not. An observer sees
 * which profile a node has, so it is chosen for hours and not for a message.
 */
public enum TrafficProfile {
  /** Sends nothing, so it can hide nothing: posts through mixes are refused. */
  OFF(0, 0),
  /** 0.15 packets a second, about 25 MB a day; a post takes half a minute. */
  ECO(0.12, 0.03),
  /** 2.5 packets a second, about 0.4 GB a day; a post takes some seconds. */
  STD(2, 0.5),
  /** 20 packets a second, for the minutes that many posts take. */
  BULK(19.5, 0.5);

  private final double payloadRate;
  private final double loopRate;

  TrafficProfile(double payloadRate, double loopRate) {
    this.payloadRate = payloadRate;
    this.loopRate = loopRate;
  }

  /** Slots a second, each taken by a post if one waits and else by a packet that says nothing. */
  public double payloadRate() {
    return payloadRate;
  }

  /** Packets a second that come back to this node, by which it sees that mixes do their work. */
  public double loopRate() {
    return loopRate;
  }
}
