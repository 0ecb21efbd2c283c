// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Rlp;
import dev.shhnode.crypto.RlpWriter;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.Verdict;
import dev.shhnode.shh.wire.BundleReader;
import dev.shhnode.shh.wire.Packet;
import dev.shhnode.shh.wire.PacketCode;
import dev.shhnode.shh.wire.PeerDialect;
import dev.shhnode.shh.wire.ShhPacketLimits;
import java.time.Duration;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * {@code shh/2} as geth up to 1.7 speaks it: no envelope is a reason to hang up, and what cannot be
 * read of a bundle is skipped.
 */
public enum Shh2 implements ShhProtocol {
  INSTANCE;

  private static final int PACKET_CODES = 2;

  /**
   * Ours, how far ahead an envelope may expire: it costs its sender nothing, so none may hold its
   * place for ever. Messages of that time lived for a minute or two by default, geth has no limit.
   */
  public static final long MAX_LIFE_SECONDS = Duration.ofDays(1).toSeconds();

  @Override
  public WhisperVersion version() {
    return WhisperVersion.V2;
  }

  @Override
  public int packetCodes() {
    return PACKET_CODES;
  }

  @Override
  public boolean allows(int code, int bodySize, long maxMessageSize) {
    return bodySize <= ShhPacketLimits.MAX_RECEIVED_BUNDLE_BYTES;
  }

  @Override
  public Optional<BundleReader> readBundle(Bytes body) {
    try {
      return Optional.of(BundleReader.ofList(version(), body));
    } catch (DecodeException skipped) {
      return Optional.empty();
    }
  }

  @Override
  public Packet decode(int code, Bytes body, PeerDialect dialect) throws DecodeException {
    return code == PacketCode.STATUS ? decodeStatus(body) : new Packet.Ignored(code);
  }

  private Packet decodeStatus(Bytes body) throws DecodeException {
    long theirs = Rlp.decodeListIgnoringSurplus(body, Rlp::readUint64);
    if (theirs != version().number()) {
      throw DecodeException.forgivable(
          "shh version " + theirs + ", expected " + version().number());
    }
    return Packet.Status.OF_ANYTHING;
  }

  @Override
  public Bytes encodeStatus(Packet.Status status, PeerDialect dialect) {
    return RlpWriter.list(writer -> writer.writeInteger(version().number()));
  }

  @Override
  public int directMessageCode() {
    return -1;
  }

  /** Without data geth 1.7 dies of it, so it is not passed on; the other bounds are ours. */
  @Override
  public Verdict judge(Envelope envelope, Interest interest, Moment now) {
    if (envelope.expiry() < now.unixSeconds()) {
      return Verdict.EXPIRED;
    }
    boolean fit =
        !envelope.data().isEmpty()
            && envelope.sizeBytes() <= interest.maxMessageSize()
            && envelope.expiry() <= now.unixSeconds() + MAX_LIFE_SECONDS;
    return fit ? Verdict.ACCEPT : Verdict.UNFIT;
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
  public boolean asksForWork() {
    return false;
  }

  /** This version asks for no proof of work, and values none. */
  @Override
  public double pow(Envelope envelope, Moment now) {
    return 0;
  }
}
