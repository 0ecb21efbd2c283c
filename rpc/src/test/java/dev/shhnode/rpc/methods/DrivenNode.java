// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.methods;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.keys.KeyVault;
import dev.shhnode.keys.MemoryVault;
import dev.shhnode.mix.Mix;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.JsonRpcDispatcher;
import dev.shhnode.rpc.RpcListener;
import dev.shhnode.rpc.RpcSession;
import dev.shhnode.rpc.mix.RecordingMix;
import dev.shhnode.rpc.node.NodeAdmin;
import dev.shhnode.rpc.whisper.FilterLeases;
import dev.shhnode.shh.ShhConfig;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.ShhRuntime;
import dev.shhnode.shh.service.ShhService;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/** The real methods on a real shh service whose threads and clock the test drives. */
final class DrivenNode {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant START = Instant.ofEpochSecond(1_700_000_000);

  /** Enough for a post of the least work asked for, some milliseconds. */
  private static final int MINING_TURNS = 4;

  /** In which a miner sees that nobody wants its search any more. */
  private static final int TURNS_TO_GIVE_UP = 20;

  private final SecureRandom random = new SecureRandom();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Queue<Runnable> miners = new ArrayDeque<>();
  private final List<JsonNode> sent = new ArrayList<>();
  private final JsonRpcDispatcher dispatcher;
  private final ShhService shh;
  private RpcSession session = newSession();
  private long nanos;

  DrivenNode() {
    KeyVault keys = new MemoryVault(random);
    shh =
        new ShhService(
            ShhConfig.defaults(),
            new ShhRuntime(
                tasks::add,
                tasks::add,
                miners::add,
                1,
                () -> START.plusNanos(nanos),
                () -> nanos,
                random),
            keys::identities,
            ShhListener.NONE);
    NodeAdmin admin = new TestAdmin(KeyPair.generate(random), List.of());
    Mix mix = new RecordingMix();
    dispatcher =
        RpcMethods.dispatcher(
            shh,
            Optional.of(mix),
            keys,
            new FilterLeases(FilterLeases.DEFAULT, () -> nanos, RpcListener.NONE),
            admin,
            tasks::add,
            random,
            RpcListener.NONE);
  }

  Set<String> methodNames() {
    return dispatcher.methodNames();
  }

  /** What the client was sent since it was last asked for, answers and pushes. */
  List<JsonNode> takeSent() {
    List<JsonNode> taken = List.copyOf(sent);
    sent.clear();
    return taken;
  }

  /**
   * Serves a request to its end.
   *
   * @param leaves whether the client leaves when a search takes long; else its time runs out
   */
  void serve(byte[] request, Dialect dialect, boolean leaves) {
    var served = dispatcher.receive(request, session, dialect).toCompletableFuture();
    mine(MINING_TURNS);
    if (!served.isDone() && !leaves) {
      pass(ShhConfig.DEFAULT_MAX_SEARCH.plusSeconds(1));
      mine(TURNS_TO_GIVE_UP);
    }
    if (!served.isDone()) {
      leave();
    }
    assertThat(served).as("answered").isCompleted();
  }

  /** The client's connection ends, and it comes again. */
  void leave() {
    session.close();
    session = newSession();
    pass(Duration.ofSeconds(1));
    mine(TURNS_TO_GIVE_UP);
    assertThat(miners).as("searches of clients that have left").isEmpty();
  }

  void pass(Duration time) {
    nanos += time.toNanos();
    shh.onTime();
    runTasks();
  }

  private void mine(int turns) {
    runTasks();
    for (int i = 0; i < turns && !miners.isEmpty(); i++) {
      miners.remove().run();
      runTasks();
    }
  }

  private void runTasks() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  private RpcSession newSession() {
    return RpcSession.pushing(TestNode.ALL_NAMESPACES, (message, lost) -> sent.add(read(message)));
  }

  private static JsonNode read(byte[] message) {
    try {
      return JSON.readTree(message);
    } catch (IOException e) {
      throw new AssertionError("not JSON", e);
    }
  }
}
