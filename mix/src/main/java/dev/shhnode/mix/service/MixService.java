// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.service;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.mix.Mix;
import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixException;
import dev.shhnode.mix.MixFailure;
import dev.shhnode.mix.MixInfo;
import dev.shhnode.mix.MixListener;
import dev.shhnode.mix.MixStatus;
import dev.shhnode.mix.PostStage;
import dev.shhnode.mix.directory.Guards;
import dev.shhnode.mix.directory.Vicinity;
import dev.shhnode.mix.sphinx.KeyAgreement;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.mix.sphinx.Sphinx;
import dev.shhnode.mix.sphinx.SphinxProfile;
import dev.shhnode.mix.traffic.LinkOutput;
import dev.shhnode.mix.traffic.MixCore;
import dev.shhnode.mix.traffic.MixLink;
import dev.shhnode.mix.traffic.MixNode;
import dev.shhnode.mix.traffic.MixOutput;
import dev.shhnode.mix.wire.LinkCodec;
import dev.shhnode.mix.wire.LinkMessage;
import dev.shhnode.rlpx.Capability;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.PeerConnection;
import dev.shhnode.rlpx.SubProtocol;
import dev.shhnode.rlpx.peers.DialCandidates;
import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.runtime.Loop;
import dev.shhnode.runtime.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node of a mix network on its loop: a {@link Mix} on one side, on the other a devp2p
 * sub-protocol and a source of nodes to dial. Thread-safe; all state belongs to the loop of the
 * {@link MixRuntime}.
 */
public final class MixService implements Mix, DialCandidates {

  private static final Logger LOG = LoggerFactory.getLogger(MixService.class);

  private static final Capability CAPABILITY = new Capability("mix", LinkCodec.VERSION);

  /** Ours: messages of one connection that may wait for the loop; then it is not read from. */
  static final int MAX_WAITING = 256;

  private final MixConfig config;
  private final MixRuntime runtime;
  private final MixHost host;
  private final Loop loop;
  private final MixListener listener;
  private final Sphinx sphinx;
  private final Set<Consumer<PostEvent>> subscribers = new CopyOnWriteArraySet<>();
  private volatile List<Enode> candidates = List.of();
  private volatile @Nullable MixCore core;

  /** Of connections that were made before the core was there. Of the mix loop. */
  private final List<CoreTask> early = new ArrayList<>();

  private @Nullable ScheduledFuture<?> timer;
  private long timerDue;

  /**
   * Makes the service; it runs from {@link #start} on.
   *
   * @param agreement for X25519
   * @param listener told what becomes of packets and posts
   */
  public MixService(
      MixConfig config,
      MixRuntime runtime,
      KeyAgreement agreement,
      MixHost host,
      MixListener listener) {
    this.config = config;
    this.runtime = runtime;
    this.host = host;
    this.listener = listener;
    this.sphinx = new Sphinx(config.network().geometry(), SphinxProfile.MIX1, agreement);
    this.loop =
        new Loop(
            runtime.loop()::execute,
            failure -> LOG.error("a task of the mix loop failed", failure));
  }

  /**
   * Begins to take part in the network. To be called once, when it is known where this node is
   * dialled; connections that come before wait.
   */
  public void start(MixNode node) {
    loop.execute(
        () -> {
          MixListener told = new Telling();
          core =
              new MixCore(
                  config, node, sphinx, runtime.random(), new Output(), told, runtime.now());
          early.forEach(task -> task.run(core(), runtime.now()));
          early.clear();
          rearm();
        });
  }

  /** {@code mix/1}. */
  public SubProtocol subProtocol() {
    return new Protocol();
  }

  /** The nodes to be linked with, the most important first. */
  @Override
  public List<Enode> nodes() {
    return candidates;
  }

  /** An envelope has come from a peer; it may be a post of this node. From any thread. */
  public void onFlooded(Bytes32 envelopeHash) {
    if (core != null) {
      onCore((mix, now) -> mix.onFlooded(envelopeHash, now));
    }
  }

  // Mix

  @Override
  public int maxEnvelopeBytes() {
    return config.network().geometry().maxBodySize();
  }

  @Override
  public CompletableFuture<Void> check(Route route) {
    return loop.run(
        () -> {
          requireProfile(route);
          core().check(route.hops(), runtime.now());
        });
  }

  private void requireProfile(Route route) throws MixException {
    if (route.profile().isPresent() && route.profile().get() != config.profile()) {
      throw new MixException(new MixFailure.OtherProfile(route.profile().get(), config.profile()));
    }
  }

  @Override
  public CompletableFuture<Duration> post(Bytes envelope, Bytes32 hash, Duration ttl, Route route) {
    return host.comesBack(envelope)
        .thenCompose(
            comesBack ->
                loop.call(
                    () -> {
                      requireProfile(route);
                      Duration expected =
                          core().post(envelope, hash, route.hops(), comesBack, ttl, runtime.now());
                      tell(new PostEvent(hash, PostStage.WRAPPED, Optional.of(expected)));
                      rearm();
                      return expected;
                    }));
  }

  @Override
  public CompletableFuture<MixStatus> status() {
    return loop.call(() -> core().status(runtime.now()));
  }

  @Override
  public CompletableFuture<List<MixInfo>> mixes() {
    return loop.call(() -> core().mixes(runtime.now()));
  }

  @Override
  public Registration subscribe(Consumer<PostEvent> subscriber) {
    // Two registrations of one consumer are two, as each has an end of its own.
    Consumer<PostEvent> own = event -> subscriber.accept(event);
    subscribers.add(own);
    return () -> subscribers.remove(own);
  }

  private MixCore core() {
    MixCore running = core;
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    return running;
  }

  // The loop

  private interface CoreTask {
    void run(MixCore mix, Moment now);
  }

  /** Runs a task on the loop once the core is there, and what has become due by it. */
  private void onCore(CoreTask task) {
    try {
      loop.execute(
          () -> {
            MixCore running = core;
            if (running == null) {
              early.add(task);
            } else {
              try {
                task.run(running, runtime.now());
              } finally {
                rearm();
              }
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("the mix loop has ended", e);
    }
  }

  /** Sets the timer to the next deadline of the core. */
  private void rearm() {
    long now = runtime.nanoClock().getAsLong();
    long due = core().nextDeadline(runtime.now());
    if (timer != null && !timer.isDone()) {
      if (timerDue - due <= 0) {
        return;
      }
      timer.cancel(false);
    }
    timerDue = due;
    timer =
        runtime
            .loop()
            .schedule(() -> onCore(MixCore::onTime), Math.max(0, due - now), TimeUnit.NANOSECONDS);
  }

  private final class Output implements MixOutput {
    @Override
    public void flood(Bytes envelope, Runnable onRefused) {
      var unused =
          host.flood(envelope)
              .thenAccept(
                  flooded -> {
                    if (!flooded) {
                      onCore((mix, now) -> onRefused.run());
                    }
                  });
    }

    @Override
    public void onLinksWanted(List<Enode> nodes) {
      candidates = List.copyOf(nodes);
      host.onCandidatesChanged();
    }

    @Override
    public void onGuards(Guards guards) {
      host.keep(guards);
    }

    @Override
    public void onKnown(Map<MixId, Long> since) {
      host.keepKnown(since);
    }
  }

  /** A subscriber that fails must not fail the post, nor keep the others from hearing of it. */
  private void tell(PostEvent event) {
    for (Consumer<PostEvent> subscriber : subscribers) {
      try {
        subscriber.accept(event);
      } catch (RuntimeException e) {
        LOG.error("a subscriber to posts failed", e);
      }
    }
  }

  /** Tells subscribers of posts, and the listener of everything. */
  private final class Telling extends MixListener.Forwarding {
    Telling() {
      super(listener);
    }

    @Override
    public void onPost(Bytes32 envelopeHash, PostStage stage) {
      super.onPost(envelopeHash, stage);
      // Subscribers are told of an accepted post when it is known how long it will take.
      if (stage != PostStage.WRAPPED) {
        tell(new PostEvent(envelopeHash, stage, Optional.empty()));
      }
    }
  }

  // Links

  private final class Protocol implements SubProtocol {
    @Override
    public Capability capability() {
      return CAPABILITY;
    }

    @Override
    public int packetCodes() {
      return LinkCodec.CODES;
    }

    @Override
    public Session open(PeerConnection connection) {
      return new LinkSession(connection);
    }
  }

  /** One connection: decodes on its event loop, hands over to the mix loop. */
  private final class LinkSession implements SubProtocol.Session, LinkOutput {
    private final PeerConnection connection;
    private final AtomicInteger waiting = new AtomicInteger();

    /** Of the mix loop; null until the core is there. */
    private @Nullable MixLink link;

    LinkSession(PeerConnection connection) {
      this.connection = connection;
      onCore((mix, now) -> link = mix.linkOpened(connection.id(), this, now));
    }

    @Override
    public void onPacket(int code, Bytes body) throws DecodeException {
      LinkMessage message = LinkCodec.decode(code, body, config.network().geometry());
      if (waiting.incrementAndGet() == MAX_WAITING) {
        connection.pauseReading();
      }
      onCore(
          (mix, now) -> {
            if (waiting.getAndDecrement() == MAX_WAITING) {
              // Behind the pause, which the connection's event loop may just be about to make.
              connection.execute(this::resumeReading);
            }
            if (link != null) {
              mix.onMessage(link, message, now);
            }
          });
    }

    private void resumeReading() {
      if (waiting.get() < MAX_WAITING) {
        connection.resumeReading();
      }
    }

    @Override
    public void onClosed() {
      onCore(
          (mix, now) -> {
            if (link != null) {
              mix.linkClosed(link, now);
              link = null;
            }
          });
    }

    @Override
    public void send(LinkMessage message) {
      connection.send(LinkCodec.codeOf(message), LinkCodec.encode(message), () -> {});
    }

    @Override
    public Vicinity vicinity() {
      return PeerVicinity.of(connection.remoteAddress());
    }

    /** Where other sub-protocols share the connection, it is not ours to end. */
    @Override
    public void hangUp(DisconnectReason reason, String why) {
      if (connection.shared().stream().allMatch(CAPABILITY::equals)) {
        connection.disconnect(reason, "mix: " + why);
      }
    }
  }
}
