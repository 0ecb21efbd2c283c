// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.replay;

import java.util.Map;

/** The recorded sessions: see the README beside them. */
public enum Transcript {
  V6_GETH18("v6-geth18", "/", 205, 217),
  V6_GETH19("v6-geth19", "/", 208, 220),
  V6_STATUS("v6-status", "/", 208, 220),
  V6_MURMUR("murmur", "/", 27, 27),
  V5_GETH18("v5-geth18", "/v5", 201, 211),
  V5_GETH17("v5-geth17", "/v5", 203, 212),
  V2_GETH17("v2-geth17", "/classic", 144, 148),
  V2_GETH15("v2-geth15", "/classic", 144, 148);

  private final String name;
  private final String path;
  private final int linesForOneNode;
  private final int linesForTwoNodes;

  Transcript(String name, String path, int linesForOneNode, int linesForTwoNodes) {
    this.name = name;
    this.path = path;
    this.linesForOneNode = linesForOneNode;
    this.linesForTwoNodes = linesForTwoNodes;
  }

  /** How many of its lines one node can be asked. */
  public int linesForOneNode() {
    return linesForOneNode;
  }

  /** How many of its lines two nodes can be asked, which is all that hold a request or a push. */
  public int linesForTwoNodes() {
    return linesForTwoNodes;
  }

  String fileName() {
    return name;
  }

  /** The endpoint that speaks as the recorded node did. */
  String path() {
    return path;
  }

  /** Where we answer otherwise on purpose, by line. */
  Map<Integer, Difference> differences() {
    return switch (this) {
      case V6_GETH18 -> DeliberateDifferences.V6_GETH18;
      case V6_GETH19 -> DeliberateDifferences.V6_GETH19;
      case V6_STATUS -> DeliberateDifferences.V6_STATUS;
      case V6_MURMUR -> DeliberateDifferences.V6_MURMUR;
      case V5_GETH18 -> DeliberateDifferences.V5_GETH18;
      case V5_GETH17 -> DeliberateDifferences.V5_GETH17;
      case V2_GETH17 -> DeliberateDifferences.V2_GETH17;
      case V2_GETH15 -> DeliberateDifferences.V2_GETH15;
    };
  }
}
