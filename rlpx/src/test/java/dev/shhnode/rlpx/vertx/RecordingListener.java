// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.RlpxListener;
import dev.shhnode.rlpx.SessionEnd;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps what it is told for the test's thread to take. */
final class RecordingListener implements RlpxListener {

  private static final long PATIENCE_SECONDS = 20;

  final AtomicLong received = new AtomicLong();
  final AtomicLong sent = new AtomicLong();
  private final BlockingQueue<Refusal> refusals = new LinkedBlockingQueue<>();
  private final BlockingQueue<PublicKey> unreachable = new LinkedBlockingQueue<>();
  private final BlockingQueue<Bound> bounds = new LinkedBlockingQueue<>();
  private final BlockingQueue<Share> delays = new LinkedBlockingQueue<>();
  private final BlockingQueue<PublicKey> bans = new LinkedBlockingQueue<>();
  private final BlockingQueue<SessionEnd> ends = new LinkedBlockingQueue<>();

  record Refusal(PublicKey id, InetSocketAddress address, DisconnectReason reason) {}

  @Override
  public void onRefused(PublicKey id, InetSocketAddress address, DisconnectReason reason) {
    refusals.add(new Refusal(id, address, reason));
  }

  @Override
  public void onUnreachable(PublicKey id, InetSocketAddress address, Throwable failure) {
    unreachable.add(id);
  }

  @Override
  public void onBound(InetSocketAddress address, Bound bound) {
    bounds.add(bound);
  }

  @Override
  public void onDelayed(InetSocketAddress address, Share share) {
    delays.add(share);
  }

  @Override
  public void onBanned(PublicKey id, InetSocketAddress address, boolean byAddress) {
    bans.add(id);
  }

  @Override
  public void onEnded(InetSocketAddress address, SessionEnd end) {
    ends.add(end);
  }

  @Override
  public void onReceived(int bytes) {
    received.addAndGet(bytes);
  }

  @Override
  public void onSent(int bytes) {
    sent.addAndGet(bytes);
  }

  Refusal nextRefusal() {
    return next(refusals, "refusal");
  }

  PublicKey nextUnreachable() {
    return next(unreachable, "node that cannot be reached");
  }

  Bound nextBound() {
    return next(bounds, "bound");
  }

  Share nextDelay() {
    return next(delays, "delay");
  }

  PublicKey nextBan() {
    return next(bans, "ban");
  }

  SessionEnd nextEnd() {
    return next(ends, "end of a session");
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
