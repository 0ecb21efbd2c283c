// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Keccak256;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.rlpx.Offence;
import dev.shhnode.rlpx.PeerConnection;
import dev.shhnode.runtime.Backpressure;
import dev.shhnode.runtime.BackpressureTotal;
import dev.shhnode.runtime.HeapShare;
import dev.shhnode.shh.DropReason;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.wire.BundleReader;
import dev.shhnode.shh.wire.Packet;
import dev.shhnode.shh.wire.PacketCode;
import dev.shhnode.shh.wire.PeerDialect;
import dev.shhnode.shh.wire.ShhPacketLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.jspecify.annotations.Nullable;

/**
 * What one connection brings, on its way to the shh loop. Bundles are decoded a part at a time, as
 * the shh loop keeps up, and the connection is not read from meanwhile. Everything is charged to
 * the gauge before objects are made of it. Confined to the connection's event loop.
 */
public final class PeerInbound {

  /**
   * Ours: what the shh loop deals with in a millisecond or so, before it is another peer's turn.
   */
  public static final int MAX_PART_ENVELOPES = 104;

  /** Ours, as above for envelopes that take their time to hash. */
  public static final int MAX_PART_BYTES = 64 << 10;

  /** Ours: decoded in one go, before other connections of the event loop have theirs. */
  private static final int PARTS_PER_TURN = 4;

  /** Ours: bytes of one connection that wait for the shh loop. */
  private static final long MAX_WAITING_BYTES = 2 << 20;

  /**
   * Ours: of all connections together, as much as a dozen busy peers have, and less on a small
   * heap.
   */
  public static final long MAX_WAITING_BYTES_OF_ALL = HeapShare.INBOUND.ofThisHeap();

  /** Its own, and those of its proof of work by either rule. */
  private static final int HASHES_OF_AN_ENVELOPE = 3;

  /** What Keccak-256 takes in by one permutation. */
  private static final int KECCAK_RATE_BYTES = 136;

  private final ShhProtocol protocol;
  private final PeerDialect dialect;
  private final PeerConnection connection;
  private final Backpressure gauge;
  private final Consumer<List<Envelope>> preparation;
  private final ShhListener listener;
  private final Consumer<List<Charged>> handOver;
  private @Nullable Unfinished bundle;
  private boolean greeted;
  private boolean turnIsDue;
  private boolean reading = true;
  private boolean closed;

  /** A bundle of which parts are still to be read. */
  private record Unfinished(BundleReader reader, Optional<Bytes32> batchHash, int costBytes) {}

  /**
   * A packet, or a part of a bundle.
   *
   * @param costBytes what to take off the gauge when it has been dealt with
   */
  public record Charged(Packet packet, int costBytes) {}

  /** Read, and to be handed over together. */
  private final List<Charged> gathered = new ArrayList<>();

  /** Those in them, which are to be hashed together. */
  private final List<Envelope> gatheredEnvelopes = new ArrayList<>();

  private int gatheredBytes;

  /** Items of bundles that were no envelopes. */
  private int unreadable;

  /**
   * @param preparation hashes envelopes as far as the shh loop is going to need it
   * @param listener told what is dropped, and when reading pauses
   * @param handOver takes packets to the shh loop, in their order
   */
  public PeerInbound(
      ShhProtocol protocol,
      PeerDialect dialect,
      PeerConnection connection,
      BackpressureTotal total,
      Consumer<List<Envelope>> preparation,
      ShhListener listener,
      Consumer<List<Charged>> handOver) {
    this.protocol = protocol;
    this.dialect = dialect;
    this.connection = connection;
    this.handOver = handOver;
    this.preparation = preparation;
    this.listener = listener;
    this.gauge = new Backpressure(MAX_WAITING_BYTES, total, () -> connection.execute(this::look));
  }

  /** Takes what was handed over off the gauge; from any thread. */
  public void dealtWith(int costBytes) {
    gauge.remove(costBytes);
  }

  /**
   * A packet has come whose size is allowed.
   *
   * @throws DecodeException if the peer is to be hung up on for it
   */
  public void onPacket(int code, Bytes body) throws DecodeException {
    if (code == PacketCode.MESSAGES) {
      onBundle(body);
    } else {
      onOther(code, body);
    }
    follow();
  }

  private void onOther(int code, Bytes body) throws DecodeException {
    int cost = ShhPacketLimits.costBytes(body.size(), 0);
    gauge.add(cost);
    boolean handedOver = false;
    try {
      Packet packet = protocol.decode(code, body, dialect);
      handOverGathered();
      // The first packet has to be a Status, which Gossip checks, so it gets the first whatever it
      // is. Later packets that mean nothing to us end here.
      if (!greeted || !(packet instanceof Packet.Ignored)) {
        greeted = true;
        handedOver = true;
        handOver.accept(List.of(new Charged(packet, cost)));
      } else if (!PacketCode.isAcknowledgement(code)) {
        listener.onDropped(DropReason.UNKNOWN_PACKET, 1);
      }
    } finally {
      if (!handedOver) {
        gauge.remove(cost);
      }
    }
  }

  private void onBundle(Bytes body) throws DecodeException {
    if (bundle != null) {
      throw new IllegalStateException("a packet came though the connection is not read from");
    }
    greeted = true;
    Optional<BundleReader> reader = protocol.readBundle(body);
    if (reader.isPresent()) {
      int cost = ShhPacketLimits.costBytes(body.size(), 0);
      gauge.addPacket(cost);
      Optional<Bytes32> hash = batchHash(body);
      if (hash.isPresent()) {
        connection.spend(0, body.size() / KECCAK_RATE_BYTES);
      }
      bundle = new Unfinished(reader.get(), hash, cost);
      proceed();
    } else {
      listener.onDropped(DropReason.UNREADABLE_CLASSIC, 1);
    }
  }

  private Optional<Bytes32> batchHash(Bytes body) {
    return dialect.knowsConfirmations() && body.size() <= ShhPacketLimits.MAX_CONFIRMED_BYTES
        ? Optional.of(Keccak256.hash(body))
        : Optional.empty();
  }

  /** Reads on in the bundle for one turn, unless the shh loop has enough to do. */
  private void proceed() throws DecodeException {
    for (int i = 0; i < PARTS_PER_TURN && bundle != null && !gauge.isFull(); i++) {
      try {
        readPart(bundle);
      } catch (DecodeException e) {
        endBundle();
        throw e;
      }
    }
    if (bundle != null && !gauge.isFull() && !turnIsDue) {
      turnIsDue = true;
      connection.executeAfterOthers(this::takeTurn);
    }
  }

  private void takeTurn() {
    turnIsDue = false;
    look();
  }

  private void readPart(Unfinished from) throws DecodeException {
    BundleReader reader = from.reader();
    int most = ShhPacketLimits.costBytes(MAX_PART_BYTES, MAX_PART_ENVELOPES);
    gauge.add(most);
    int cost = 0;
    try {
      int unreadableBefore = unreadable;
      List<Envelope> envelopes =
          reader.next(MAX_PART_ENVELOPES, MAX_PART_BYTES, this::onUnreadable);
      int bytes = 0;
      for (Envelope envelope : envelopes) {
        bytes += envelope.rlpSize();
      }
      boolean last = reader.isAtEnd();
      Optional<Bytes32> hash = last ? from.batchHash() : Optional.empty();
      if (last || !envelopes.isEmpty()) {
        cost = ShhPacketLimits.costBytes(bytes, envelopes.size());
        gather(new Packet.Messages(envelopes, last, hash), cost, bytes);
      }
      // What cannot be read takes as long to find out as what can.
      int read = envelopes.size() + unreadable - unreadableBefore;
      connection.spend(read, work(read, bytes));
      if (last) {
        endBundle();
      }
    } finally {
      gauge.add(cost - most);
    }
  }

  private void gather(Packet.Messages part, int costBytes, int bytes) {
    int envelopes = part.envelopes().size();
    if (gatheredEnvelopes.size() + envelopes > MAX_PART_ENVELOPES
        || gatheredBytes + bytes > MAX_PART_BYTES) {
      handOverGathered();
    }
    gathered.add(new Charged(part, costBytes));
    gatheredEnvelopes.addAll(part.envelopes());
    gatheredBytes += bytes;
  }

  /** Hashes here what the shh loop is going to need, many envelopes together. */
  private void handOverGathered() {
    if (gathered.isEmpty()) {
      return;
    }
    List<Charged> packets = List.copyOf(gathered);
    List<Envelope> envelopes = List.copyOf(gatheredEnvelopes);
    gathered.clear();
    gatheredEnvelopes.clear();
    gatheredBytes = 0;
    preparation.accept(envelopes);
    handOver.accept(packets);
  }

  /** No further packet follows at once. */
  public void onReadComplete() {
    handOverGathered();
    follow();
  }

  /** As if each envelope was new: whether it is shows only when it has been hashed. */
  private static int work(int envelopes, int bytes) {
    return HASHES_OF_AN_ENVELOPE * (envelopes + bytes / KECCAK_RATE_BYTES);
  }

  private void onUnreadable() {
    unreadable++;
    listener.onDropped(DropReason.UNREADABLE_CLASSIC, 1);
  }

  private void endBundle() {
    if (bundle != null) {
      gauge.removePacket(bundle.costBytes());
      bundle = null;
    }
  }

  private void look() {
    try {
      proceed();
    } catch (DecodeException e) {
      String why = String.valueOf(e.getMessage());
      listener.onHungUp(connection.id(), why);
      connection.disconnectFor(Offence.MALFORMED_PACKET, why);
    }
    onReadComplete();
  }

  private void follow() {
    boolean reads = bundle == null && gauge.allowsReading();
    if (reads == reading || closed) {
      return;
    }
    reading = reads;
    if (reads) {
      connection.resumeReading();
    } else {
      connection.pauseReading();
      // A bundle that takes several turns pauses it too, which is nothing out of the ordinary.
      if (!gauge.allowsReading()) {
        listener.onReadingPaused(connection.id());
      }
    }
  }

  /** The connection is gone. */
  public void onClosed() {
    closed = true;
    handOverGathered();
    endBundle();
    gauge.close();
  }
}
