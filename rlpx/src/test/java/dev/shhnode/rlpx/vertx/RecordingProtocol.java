// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.rlpx.Capability;
import dev.shhnode.rlpx.PeerConnection;
import dev.shhnode.rlpx.SubProtocol;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;

/** Keeps what happens to it for the test's thread to take. */
final class RecordingProtocol implements SubProtocol {

  /** A packet of this code is answered by a checked refusal, the next by a defect. */
  static final int REFUSED_CODE = 100;

  static final int DEFECT_CODE = 101;

  /** Of packets that are sent back. */
  static final int ECHO_CODE = 102;

  private static final long PATIENCE_SECONDS = 20;

  private final Capability capability;
  private final int packetCodes;
  private final Consumer<PeerConnection> onOpen;
  private final BlockingQueue<PeerConnection> opened = new LinkedBlockingQueue<>();
  private final BlockingQueue<Packet> packets = new LinkedBlockingQueue<>();
  private final BlockingQueue<PeerConnection> closed = new LinkedBlockingQueue<>();

  record Packet(int code, Bytes body) {}

  RecordingProtocol(String name, Consumer<PeerConnection> onOpen) {
    this(name, 128, onOpen);
  }

  RecordingProtocol(String name, int packetCodes, Consumer<PeerConnection> onOpen) {
    this.capability = new Capability(name, 6);
    this.packetCodes = packetCodes;
    this.onOpen = onOpen;
  }

  static RecordingProtocol shh() {
    return new RecordingProtocol("shh", connection -> {});
  }

  static RecordingProtocol mix() {
    return new RecordingProtocol("mix", 16, connection -> {});
  }

  @Override
  public Capability capability() {
    return capability;
  }

  @Override
  public int packetCodes() {
    return packetCodes;
  }

  @Override
  public Session open(PeerConnection connection) {
    onOpen.accept(connection);
    opened.add(connection);
    return new Session() {
      @Override
      public void onPacket(int code, Bytes body) throws DecodeException {
        if (code == REFUSED_CODE) {
          throw new DecodeException("refused");
        }
        if (code == DEFECT_CODE) {
          throw new IllegalStateException("a defect, on purpose");
        }
        if (code == ECHO_CODE) {
          connection.send(code, body, () -> {});
        }
        packets.add(new Packet(code, body));
      }

      @Override
      public void onClosed() {
        closed.add(connection);
      }
    };
  }

  PeerConnection nextOpened() {
    return next(opened, "connection");
  }

  Packet nextPacket() {
    return next(packets, "packet");
  }

  boolean hasOpened() {
    return !opened.isEmpty();
  }

  boolean hasPacket() {
    return !packets.isEmpty();
  }

  PeerConnection nextClosed() {
    return next(closed, "end of a connection");
  }

  private static <T> T next(BlockingQueue<T> queue, String what) {
    try {
      T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("no " + what + " in time");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
