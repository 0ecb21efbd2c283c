// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.Verdict;
import dev.shhnode.shh.wire.BundleReader;
import dev.shhnode.shh.wire.Packet;
import dev.shhnode.shh.wire.PacketCode;
import dev.shhnode.shh.wire.PacketCodec;
import dev.shhnode.shh.wire.PeerDialect;
import dev.shhnode.shh.wire.ShhPacketLimits;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/** {@code shh/6}: EIP-627. */
public enum Shh6 implements ShhProtocol {
  INSTANCE;

  @Override
  public WhisperVersion version() {
    return WhisperVersion.V6;
  }

  @Override
  public int packetCodes() {
    return PacketCode.COUNT;
  }

  /** geth hangs up on a packet above its maximum message size, but sends such bundles itself. */
  @Override
  public boolean allows(int code, int bodySize, long maxMessageSize) {
    return bodySize <= maxMessageSize
        || (code == PacketCode.MESSAGES && bodySize <= ShhPacketLimits.MAX_RECEIVED_BUNDLE_BYTES);
  }

  @Override
  public Optional<BundleReader> readBundle(Bytes body) throws DecodeException {
    return Optional.of(BundleReader.ofList(version(), body));
  }

  @Override
  public Packet decode(int code, Bytes body, PeerDialect dialect) throws DecodeException {
    return PacketCodec.decode(code, body, dialect);
  }

  @Override
  public Bytes encodeStatus(Packet.Status status, PeerDialect dialect) {
    return PacketCodec.encode(status, dialect);
  }

  @Override
  public int directMessageCode() {
    return PacketCode.P2P_MESSAGE;
  }

  @Override
  public Verdict judge(Envelope envelope, Interest interest, Moment now) {
    return EnvelopeRules.judge(envelope, interest, now);
  }

  /** As the peer itself will judge: by its rule, its requirement and its bloom filter. */
  @Override
  public boolean wants(ShhPeer peer, Envelope envelope, Moment now) {
    return peer.dialect().wants(envelope.topic(), peer.bloom())
        && powFor(peer, envelope, now) >= peer.minPow();
  }

  @Override
  public double powFor(ShhPeer peer, Envelope envelope, Moment now) {
    return EnvelopeRules.pow(envelope, peer.dialect().rules(), now);
  }

  @Override
  public double pow(Envelope envelope, Moment now) {
    return EnvelopeRules.pow(envelope, now);
  }
}
