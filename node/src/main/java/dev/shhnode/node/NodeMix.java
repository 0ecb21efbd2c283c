// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.RlpWriter;
import dev.shhnode.mix.Mix;
import dev.shhnode.mix.MixAlarm;
import dev.shhnode.mix.MixCounters;
import dev.shhnode.mix.MixListener;
import dev.shhnode.mix.directory.Guards;
import dev.shhnode.mix.service.MixCapacity;
import dev.shhnode.mix.service.MixHost;
import dev.shhnode.mix.service.MixRuntime;
import dev.shhnode.mix.service.MixService;
import dev.shhnode.mix.sphinx.KeyAgreement;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.mix.traffic.MixNode;
import dev.shhnode.node.options.NodeConfig;
import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.rlpx.vertx.LinkPool;
import dev.shhnode.rlpx.vertx.RlpxAgent;
import dev.shhnode.rpc.mix.MixCarrier;
import dev.shhnode.runtime.Tally;
import dev.shhnode.shh.Carrier;
import dev.shhnode.shh.service.ShhService;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mix routing as a part of the node: joins the mix, which floods by Whisper, with the sockets and
 * the data path. Made by the thread that starts the node; called on the mix loop.
 */
final class NodeMix implements MixHost {

  private static final Logger LOG = LoggerFactory.getLogger(NodeMix.class);

  private final NodeConfig.Mix config;
  private final MixFiles files;
  private final MixRuntime runtime;
  private final ShhService shh;
  private final KeyAgreement agreement;
  private final MixService service;
  private final Executor disk;
  private volatile Runnable onCandidatesChanged = () -> {};

  /**
   * @param disk writes files, so that the mix loop does not wait for them
   */
  NodeMix(
      NodeConfig.Mix config,
      MixFiles files,
      MixRuntime runtime,
      ShhService shh,
      Executor disk,
      Tally tally) {
    this.config = config;
    this.files = files;
    this.runtime = runtime;
    this.shh = shh;
    this.disk = disk;
    this.agreement = KeyAgreement.fastest();
    this.service = new MixService(config.config(), runtime, agreement, this, new Warnings(tally));
  }

  MixService service() {
    return service;
  }

  /** What takes all posts of this node to the network, if the operator wants that. */
  Optional<Carrier> carrier() {
    return config.postHops() == 0
        ? Optional.empty()
        : Optional.of(new MixCarrier(service, new Mix.Route(config.postHops(), Optional.empty())));
  }

  /** The links of this node's sockets. */
  LinkPool links() {
    return new LinkPool(List.of(service.subProtocol()), LinkPool.MAX_LINKS, service);
  }

  /**
   * Begins to take part, now that the agent listens.
   *
   * @throws IOException if the guards cannot be kept in the data path
   */
  void start(KeyPair key, RlpxAgent agent) throws IOException {
    onCandidatesChanged = agent::candidatesChanged;
    long now = runtime.now().unixSeconds();
    Guards guards = files.readOrMakeGuards(runtime.random(), now);
    long capacity =
        MixCapacity.measure(
            config.config(),
            agreement,
            ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime,
            runtime.random());
    LOG.info(
        "mix routing with roles {} and profile {}, {} packets a second by {}",
        config.config().roles(),
        config.config().profile(),
        capacity,
        agreement.name());
    Map<String, Bytes> address =
        config.config().roles().isEmpty() ? Map.of() : address(agent.localEnode());
    service.start(new MixNode(key, address, config.nodes(), guards, capacity, files.readKnown()));
  }

  /** The pairs of a node record; the options have made sure that the host is an address. */
  private static Map<String, Bytes> address(Enode enode) throws UnknownHostException {
    InetAddress ip = InetAddress.getByName(enode.host());
    if (ip.isLoopbackAddress()) {
      LOG.warn("this mix tells others that it is at {}, where only this machine finds it", ip);
    }
    Bytes port = RlpWriter.value(Bytes.minimalBytes(enode.tcpPort()));
    boolean four = ip.getAddress().length == Integer.BYTES;
    return Map.of(
        four ? "ip" : "ip6",
        RlpWriter.value(Bytes.wrap(ip.getAddress())),
        four ? "tcp" : "tcp6",
        port);
  }

  @Override
  public CompletableFuture<Boolean> flood(Bytes envelope) {
    return shh.flood(envelope);
  }

  @Override
  public CompletableFuture<Boolean> comesBack(Bytes envelope) {
    return shh.wouldHear(envelope);
  }

  @Override
  public void keep(Guards guards) {
    write("the guards", () -> files.writeGuards(guards));
  }

  @Override
  public void keepKnown(Map<MixId, Long> since) {
    write("which mixes are known", () -> files.writeKnown(since));
  }

  private interface Writing {
    void run() throws IOException;
  }

  /** One after the other, so that the last one stays. */
  private synchronized void run(String what, Writing writing) {
    try {
      writing.run();
    } catch (IOException e) {
      LOG.warn("cannot keep {} of mix routing over a restart", what, e);
    }
  }

  private void write(String what, Writing writing) {
    try {
      disk.execute(() -> run(what, writing));
    } catch (RejectedExecutionException e) {
      LOG.debug("too busy to keep {} of mix routing over a restart", what, e);
    }
  }

  @Override
  public void onCandidatesChanged() {
    onCandidatesChanged.run();
  }

  /** Counts, and tells the operator of what may be an attack. */
  private static final class Warnings extends MixListener.Forwarding {
    Warnings(Tally tally) {
      super(new MixCounters(tally));
    }

    @Override
    public void onAlarm(MixAlarm alarm, boolean active) {
      super.onAlarm(alarm, active);
      if (active) {
        LOG.warn("mix routing: {} (docs/mix.md says what it means)", describe(alarm));
      } else {
        LOG.info("mix routing: it is over that {}", describe(alarm));
      }
    }

    private static String describe(MixAlarm alarm) {
      return switch (alarm) {
        case LOOPS_LOST -> "three packets to this node itself in a row were lost";
        case VIEWS_DIFFER -> "most peers know other mixes than this node";
      };
    }
  }
}
