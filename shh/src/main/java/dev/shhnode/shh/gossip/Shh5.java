// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Rlp;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.pow.PowRule;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.Verdict;
import dev.shhnode.shh.wire.BundleReader;
import dev.shhnode.shh.wire.Packet;
import dev.shhnode.shh.wire.PacketCode;
import dev.shhnode.shh.wire.PeerDialect;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * {@code shh/5} as geth 1.6 to 1.8 speaks it: packets of one envelope, no requirements, and low
 * proof of work is no offence.
 */
public enum Shh5 implements ShhProtocol {
  INSTANCE;

  private static final int PACKET_CODES = 64;
  private static final int DIRECT_MESSAGE = 2;
  private static final int MAX_ENVELOPE_VERSION_SIZE = 4;

  /** Ours: as they carry one envelope, many are under way at once. */
  private static final int MAX_PACKETS_IN_FLIGHT = 256;

  @Override
  public WhisperVersion version() {
    return WhisperVersion.V5;
  }

  @Override
  public int packetCodes() {
    return PACKET_CODES;
  }

  @Override
  public boolean allows(int code, int bodySize, long maxMessageSize) {
    return bodySize <= maxMessageSize;
  }

  @Override
  public Optional<BundleReader> readBundle(Bytes body) throws DecodeException {
    return Optional.of(BundleReader.ofOne(version(), body));
  }

  @Override
  public Packet decode(int code, Bytes body, PeerDialect dialect) throws DecodeException {
    return switch (code) {
      case PacketCode.STATUS -> decodeStatus(body);
      case DIRECT_MESSAGE -> new Packet.P2pMessage(body);
      default -> new Packet.Ignored(code);
    };
  }

  private Packet decodeStatus(Bytes body) throws DecodeException {
    long theirs = Rlp.decodeUint64(body);
    if (theirs != version().number()) {
      throw DecodeException.forgivable(
          "shh version " + theirs + ", expected " + version().number());
    }
    return Packet.Status.OF_ANYTHING;
  }

  @Override
  public Bytes encodeStatus(Packet.Status status, PeerDialect dialect) {
    return Bytes.of(version().number());
  }

  @Override
  public Bytes encodeMessages(List<Envelope> envelopes, int contentSize) {
    return envelopes.get(0).rlp();
  }

  @Override
  public int maxBundleBytes() {
    return 0;
  }

  @Override
  public int maxBundlesInFlight() {
    return MAX_PACKETS_IN_FLIGHT;
  }

  @Override
  public int directMessageCode() {
    return DIRECT_MESSAGE;
  }

  @Override
  public Verdict judge(Envelope envelope, Interest interest, Moment now) {
    Verdict byTime = EnvelopeRules.judgeTime(envelope, now);
    if (byTime != Verdict.ACCEPT) {
      return byTime;
    }
    if (envelope.sizeBytes() > interest.maxMessageSize()) {
      return Verdict.TOO_LARGE;
    }
    int nonceSize = envelope.aesNonce().size();
    if (envelope.envelopeVersion().size() > MAX_ENVELOPE_VERSION_SIZE
        || (nonceSize != 0 && nonceSize != SymmetricKey.NONCE_SIZE)) {
      return Verdict.MALFORMED;
    }
    Verdict byTtl = EnvelopeRules.judgeTtl(envelope, interest);
    if (byTtl != Verdict.ACCEPT) {
      return byTtl;
    }
    return pow(envelope, now) < interest.minPow() ? Verdict.TOO_CHEAP : Verdict.ACCEPT;
  }

  @Override
  public boolean wants(ShhPeer peer, Envelope envelope, Moment now) {
    return true;
  }

  @Override
  public double powFor(ShhPeer peer, Envelope envelope, Moment now) {
    return pow(envelope, now);
  }

  @Override
  public double pow(Envelope envelope, Moment now) {
    return envelope.pow(PowRule.PRE_1_9, EnvelopeRules.clockDifference(envelope, now));
  }
}
