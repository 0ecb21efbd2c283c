// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.replay;

import java.util.Map;

/** The recorded sessions: see the README beside them. */
public enum Transcript {
  V6_GETH18("v6-geth18", "/", DeliberateDifferences.V6_GETH18, 205, 217),
  V6_GETH19("v6-geth19", "/", DeliberateDifferences.V6_GETH19, 208, 220),
  V6_STATUS("v6-status", "/", DeliberateDifferences.V6_STATUS, 208, 220),
  V6_MURMUR("murmur", "/", DeliberateDifferences.V6_MURMUR, 27, 27),
  V5_GETH18("v5-geth18", "/v5", DeliberateDifferences.V5_GETH18, 201, 211),
  V5_GETH17("v5-geth17", "/v5", DeliberateDifferences.V5_GETH17, 203, 212),
  V2_GETH17("v2-geth17", "/classic", DeliberateDifferences.V2_GETH17, 144, 148),
  V2_GETH15("v2-geth15", "/classic", DeliberateDifferences.V2_GETH15, 144, 148);

  private final String name;
  private final String path;

  @SuppressWarnings("ImmutableEnumChecker") // Unmodifiable.
  private final Map<Integer, Difference> differences;

  private final int linesForOneNode;
  private final int linesForTwoNodes;

  Transcript(
      String name,
      String path,
      Map<Integer, Difference> differences,
      int linesForOneNode,
      int linesForTwoNodes) {
    this.name = name;
    this.path = path;
    this.differences = differences;
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

  /** By line. */
  Map<Integer, Difference> differences() {
    return differences;
  }
}
