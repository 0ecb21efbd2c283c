// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.rlpx.SubProtocol;
import dev.shhnode.shh.ShhConfig;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.ShhRuntime;
import dev.shhnode.shh.wire.PacketCode;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.apache.tuweni.bytes.Bytes;

/**
 * A service with one peer, whose loop and whose peer's event loop are queues, and whose time stands
 * still: a test runs the queues and lets the time pass.
 */
final class DrivenService {

  /** Unix seconds when it begins. */
  static final long START = 1_700_000_000;

  /** How long ago that is; read as soon as there is a service. */
  private Duration past = Duration.ZERO;

  final SecureRandom random = new SecureRandom();
  final Queue<Runnable> loop = new ArrayDeque<>();
  final Queue<Runnable> eventLoop = new ArrayDeque<>();
  final TestConnection peer =
      new TestConnection(KeyPair.generate(random).publicKey(), "stranger", eventLoop);
  final ShhService shh =
      new ShhService(
          ShhConfig.defaults(),
          new ShhRuntime(
              loop::add,
              Runnable::run,
              Runnable::run,
              1,
              () -> Instant.ofEpochSecond(START).plus(past),
              () -> past.toNanos(),
              random),
          List::of,
          ShhListener.NONE);

  void letPass(Duration time) {
    past = past.plus(time);
  }

  /** A session of a version of Whisper, in which nothing has come yet. */
  SubProtocol.Session open(int version) {
    return shh.subProtocols().stream()
        .filter(protocol -> protocol.capability().version() == version)
        .findFirst()
        .orElseThrow()
        .open(peer);
  }

  /** A session whose Status has come and been handled. */
  SubProtocol.Session openWithStatus(int version) throws DecodeException {
    SubProtocol.Session session = open(version);
    session.onPacket(PacketCode.STATUS, Bytes.fromHexString(version == 6 ? "c106" : "05"));
    run();
    return session;
  }

  /** Runs both queues until they are empty. */
  void run() {
    while (!loop.isEmpty() || !eventLoop.isEmpty()) {
      runOf(loop);
      runOf(eventLoop);
    }
  }

  static void runOf(Queue<Runnable> tasks) {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }
}
