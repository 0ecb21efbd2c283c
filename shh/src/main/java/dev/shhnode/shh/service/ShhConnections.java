// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import static java.util.Objects.requireNonNull;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.EnvelopeHasher;
import dev.shhnode.pow.KernelChoice;
import dev.shhnode.rlpx.Capability;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.Offence;
import dev.shhnode.rlpx.PeerConnection;
import dev.shhnode.rlpx.SubProtocol;
import dev.shhnode.rlpx.peers.AddressRange;
import dev.shhnode.runtime.BackpressureTotal;
import dev.shhnode.runtime.Loop;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.ShhRuntime;
import dev.shhnode.shh.Verdict;
import dev.shhnode.shh.filter.DeliveryTurns;
import dev.shhnode.shh.filter.WorkerOpening;
import dev.shhnode.shh.gossip.EnvelopeRules;
import dev.shhnode.shh.gossip.Gossip;
import dev.shhnode.shh.gossip.PeerInbound;
import dev.shhnode.shh.gossip.PeerLink;
import dev.shhnode.shh.gossip.ShhPeer;
import dev.shhnode.shh.gossip.ShhProtocol;
import dev.shhnode.shh.gossip.ShhProtocols;
import dev.shhnode.shh.wire.PeerDialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.tuweni.bytes.Bytes;

/**
 * The devp2p side of the service: decodes packets on the event loop of their connection, hands them
 * to the shh loop, and sends what comes from there. Thread-safe.
 */
final class ShhConnections {

  private final ShhRuntime runtime;
  private final Loop loop;
  private final Runnable scheduleFlush;
  private final Gossip gossip;
  private final WorkerOpening opening;
  private final DeliveryTurns turns;
  private final ShhListener listener;

  /** One for each event loop. */
  private final ThreadLocal<EnvelopeHasher> hashers;

  private final BackpressureTotal inboundTotal =
      new BackpressureTotal(PeerInbound.MAX_WAITING_BYTES_OF_ALL);
  private volatile long maxMessageSize;

  /**
   * @param loop the shh loop
   * @param scheduleFlush has peers sent what is new for them; run on the shh loop
   * @param opening asked whether the workers keep up; of the shh loop
   * @param turns asked whether filters have got their messages; of the shh loop
   * @param maxMessageSize most bytes of a packet that is no bundle, until it is changed
   */
  ShhConnections(
      ShhRuntime runtime,
      Loop loop,
      Runnable scheduleFlush,
      Gossip gossip,
      WorkerOpening opening,
      DeliveryTurns turns,
      ShhListener listener,
      long maxMessageSize) {
    this.runtime = runtime;
    this.loop = loop;
    this.scheduleFlush = scheduleFlush;
    this.gossip = gossip;
    this.opening = opening;
    this.turns = turns;
    this.listener = listener;
    this.maxMessageSize = maxMessageSize;
    KernelChoice kernels = new KernelChoice(runtime.nanoClock());
    this.hashers = ThreadLocal.withInitial(() -> new EnvelopeHasher(kernels));
  }

  void setMaxMessageSize(long bytes) {
    maxMessageSize = bytes;
  }

  /** Bytes that the connections have brought and that have not been dealt with. */
  long inboundBytes() {
    return inboundTotal.waitingBytes();
  }

  /**
   * {@code shh} in every version, of which devp2p chooses the highest that a peer knows too; and
   * the older ones under names of their own, so that nodes of this program speak all of them with
   * each other.
   */
  List<SubProtocol> subProtocols() {
    List<SubProtocol> all = new ArrayList<>();
    for (ShhProtocol protocol : ShhProtocols.ALL) {
      all.add(new Version("shh", protocol));
      if (protocol != ShhProtocols.NEWEST) {
        // Three letters: Parity takes no hello with longer or shorter names.
        all.add(new Version("wh" + protocol.version().number(), protocol));
      }
    }
    return List.copyOf(all);
  }

  /** One version as devp2p knows it. */
  private final class Version implements SubProtocol {
    private final Capability capability;
    private final ShhProtocol protocol;

    Version(String name, ShhProtocol protocol) {
      this.capability = new Capability(name, protocol.version().number());
      this.protocol = protocol;
    }

    @Override
    public Capability capability() {
      return capability;
    }

    @Override
    public int packetCodes() {
      return protocol.packetCodes();
    }

    @Override
    public Session open(PeerConnection connection) {
      return new PeerSession(protocol, connection);
    }
  }

  /** One connection: decodes on its event loop, hands over to the shh loop. */
  private final class PeerSession implements SubProtocol.Session {
    private final ShhProtocol protocol;
    private final PublicKey id;
    private final PeerInbound inbound;
    private final CompletableFuture<ShhPeer> peer;

    PeerSession(ShhProtocol protocol, PeerConnection connection) {
      this.protocol = protocol;
      this.id = connection.id();
      inbound =
          new PeerInbound(
              protocol,
              PeerDialect.of(connection.clientId()),
              connection,
              inboundTotal,
              this::prepare,
              listener,
              this::handOver);
      peer =
          loop.call(
              () ->
                  gossip.peerConnected(
                      connection.id(),
                      connection.clientId(),
                      protocol,
                      new ConnectionLink(connection),
                      runtime.now()));
    }

    @Override
    public void onPacket(int code, Bytes body) throws DecodeException {
      try {
        checkSize(code, body);
        inbound.onPacket(code, body);
      } catch (DecodeException e) {
        listener.onHungUp(id, String.valueOf(e.getMessage()));
        throw e;
      }
    }

    private void checkSize(int code, Bytes body) throws DecodeException {
      if (!protocol.allows(code, body.size(), maxMessageSize)) {
        // The bound is a setting of this node, which peers do not know.
        throw DecodeException.forgivable("packet " + code + " of " + body.size() + " bytes");
      }
    }

    /** The hashes are most of the work of judging envelopes, and need no state of the node. */
    private void prepare(List<Envelope> envelopes) {
      EnvelopeHasher hasher = requireNonNull(hashers.get());
      if (protocol.asksForWork()) {
        Moment now = runtime.now();
        hasher.identifyAndCount(envelopes, envelope -> isWorthJudging(envelope, now));
      } else {
        hasher.identify(envelopes);
      }
    }

    /** What will be refused anyway, or is known, is not worth more than its identity. */
    private boolean isWorthJudging(Envelope envelope, Moment now) {
      return envelope.sizeBytes() <= maxMessageSize
          && EnvelopeRules.judgeTime(envelope, now) == Verdict.ACCEPT
          && !gossip.isPooled(envelope);
    }

    private void handOver(List<PeerInbound.Charged> packets) {
      loop.executeNow(
          () -> {
            opening.beginTurn();
            turns.beginTurn();
            packets.forEach(packet -> loop.runGuarded(() -> dealWith(packet)));
            scheduleFlush.run();
          });
    }

    private void dealWith(PeerInbound.Charged packet) {
      ShhPeer from = peer.join();
      try {
        gossip.onPacket(from, packet.packet(), runtime.now());
      } finally {
        whenRelieved(from, () -> inbound.dealtWith(packet.costBytes()));
      }
    }

    private void whenRelieved(ShhPeer from, Runnable task) {
      opening.whenRelieved(
          from.source(),
          () -> turns.whenRelieved(from.source(), () -> gossip.whenRelieved(from, task)));
    }

    @Override
    public void onReadComplete() {
      inbound.onReadComplete();
    }

    @Override
    public void onClosed() {
      inbound.onClosed();
      loop.execute(() -> gossip.peerClosed(peer.join()));
    }
  }

  private final class ConnectionLink implements PeerLink {
    private final PeerConnection connection;

    ConnectionLink(PeerConnection connection) {
      this.connection = connection;
    }

    @Override
    public void send(int code, Bytes body) {
      connection.send(code, body, () -> {});
    }

    @Override
    public void send(int code, Bytes body, Runnable onWritten) {
      connection.send(
          code,
          body,
          () ->
              loop.executeNow(
                  () -> {
                    onWritten.run();
                    scheduleFlush.run();
                  }));
    }

    @Override
    public Object origin() {
      Optional<AddressRange> range = AddressRange.of(connection.remoteAddress());
      return range.isPresent() ? range.get() : connection.id();
    }

    @Override
    public void disconnect(DisconnectReason reason, String why) {
      connection.disconnect(reason, why);
    }

    @Override
    public void disconnectFor(Offence offence, String why) {
      connection.disconnectFor(offence, why);
    }
  }
}
