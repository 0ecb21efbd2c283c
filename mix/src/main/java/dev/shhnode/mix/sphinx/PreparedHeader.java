// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.tuweni.bytes.Bytes;

/**
 * All of a packet but its body. Used once: two packets with one header could be told to belong
 * together by everybody on their path, and the second would be dropped as a replay. Any thread may
 * make it and another use it.
 */
public final class PreparedHeader {

  private final Geometry geometry;
  private final byte[] header;
  private final byte[] log;
  private final List<Lioness> ciphers;
  private final MixId firstHop;
  private final long delayNanos;
  private final AtomicBoolean used = new AtomicBoolean();

  PreparedHeader(
      Geometry geometry, HeaderMaker.Header header, byte[] log, MixId firstHop, long delayNanos) {
    this.geometry = geometry;
    this.header = header.bytes();
    this.log = log;
    this.ciphers = header.sessions().stream().map(Session::bodyCipher).toList();
    this.firstHop = firstHop;
    this.delayNanos = delayNanos;
  }

  /** The mix to which the packet has to be given. */
  public MixId firstHop() {
    return firstHop;
  }

  /** How long all mixes of the path together will keep the packet, in nanoseconds. */
  public long delayNanos() {
    return delayNanos;
  }

  /** The packet with this content, which fits. */
  Bytes seal(Bytes content) {
    if (used.getAndSet(true)) {
      throw new IllegalStateException("the header was used before");
    }
    byte[] packet = new byte[geometry.packetSize()];
    System.arraycopy(header, 0, packet, 0, header.length);
    System.arraycopy(log, 0, packet, geometry.logOffset(), log.length);
    Payload.write(content, packet, geometry.bodyOffset(), geometry.payloadSize());
    for (int hop = ciphers.size() - 1; hop >= 0; hop--) {
      ciphers.get(hop).encrypt(packet, geometry.bodyOffset(), geometry.payloadSize());
      ciphers.get(hop).wipe();
    }
    return Bytes.wrap(packet);
  }

  @Override
  public String toString() {
    return "PreparedHeader[for " + firstHop + ", keys hidden]";
  }
}
