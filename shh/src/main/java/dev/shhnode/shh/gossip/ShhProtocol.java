// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.Verdict;
import dev.shhnode.shh.wire.BundleReader;
import dev.shhnode.shh.wire.Packet;
import dev.shhnode.shh.wire.PacketCodec;
import dev.shhnode.shh.wire.PeerDialect;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/** In what one version of Whisper differs from the others on the wire. */
public sealed interface ShhProtocol permits Shh2, Shh5, Shh6 {

  /** Ours: well below the 1 MiB above which a geth with default settings hangs up. */
  int USUAL_BUNDLE_BYTES = 512 << 10;

  /** Ours: while one is on its way another is made ready. */
  int USUAL_BUNDLES_IN_FLIGHT = 2;

  WhisperVersion version();

  /** How many packet codes are reserved. */
  int packetCodes();

  /** Whether a peer may send a packet of this size, in bytes. */
  boolean allows(int code, int bodySize, long maxMessageSize);

  /**
   * Begins to read a Messages packet, code 1; empty if all of it is to be skipped.
   *
   * @throws DecodeException if the peer is to be hung up on for it
   */
  Optional<BundleReader> readBundle(Bytes body) throws DecodeException;

  /**
   * Reads any other packet.
   *
   * @throws DecodeException if the peer is to be hung up on for it
   */
  Packet decode(int code, Bytes body, PeerDialect dialect) throws DecodeException;

  /** Our first packet. */
  Bytes encodeStatus(Packet.Status status, PeerDialect dialect);

  /** A Messages packet, code 1, of envelopes whose RLP adds up to {@code contentSize} bytes. */
  default Bytes encodeMessages(List<Envelope> envelopes, int contentSize) {
    return PacketCodec.encodeEnvelopes(envelopes, contentSize);
  }

  /** Bytes of envelopes that go into one packet; one envelope does whatever its size. */
  default int maxBundleBytes() {
    return USUAL_BUNDLE_BYTES;
  }

  /** Packets handed to the socket and not written yet; what comes meanwhile waits. */
  default int maxBundlesInFlight() {
    return USUAL_BUNDLES_IN_FLIGHT;
  }

  /** The code of direct messages; negative if there are none. */
  int directMessageCode();

  /** What becomes of a received envelope. */
  Verdict judge(Envelope envelope, Interest interest, Moment now);

  /** Whether a peer wants an envelope, as far as its version lets it say so. */
  boolean wants(ShhPeer peer, Envelope envelope, Moment now);

  /** The proof of work of an envelope as a peer will count it. */
  double powFor(ShhPeer peer, Envelope envelope, Moment now);

  /** Whether what a nonce is worth matters, by either rule or one. */
  default boolean asksForWork() {
    return true;
  }

  /** The proof of work that filters and clients are told. */
  double pow(Envelope envelope, Moment now);
}
