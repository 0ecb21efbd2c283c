// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import dev.shhnode.envelope.WhisperVersion;
import java.util.List;

/** The versions of Whisper that the node speaks. */
public final class ShhProtocols {

  /** All, the newest first. */
  public static final List<ShhProtocol> ALL = List.of(Shh6.INSTANCE, Shh5.INSTANCE, Shh2.INSTANCE);

  /** What nodes of this program prefer among themselves. */
  public static final ShhProtocol NEWEST = Shh6.INSTANCE;

  private ShhProtocols() {}

  /** How a version is spoken. */
  public static ShhProtocol of(WhisperVersion version) {
    return switch (version) {
      case V2 -> Shh2.INSTANCE;
      case V5 -> Shh5.INSTANCE;
      case V6 -> Shh6.INSTANCE;
    };
  }
}
