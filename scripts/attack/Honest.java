// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.crypto.Rlp;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.WhisperVersion;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * What honest people do meanwhile: a peer sends twenty envelopes a second, which have to reach
 * another peer through the node and a filter in it; a client posts, and what has been acknowledged
 * has to reach the other peer too.
 */
final class Honest implements AutoCloseable {

  private static final int RATE = 20;
  private static final int TTL = 50;
  private static final int PAYLOAD_BYTES = 64;
  private static final long CLIENT_MILLIS = 300;
  private static final long ARRIVAL_SECONDS = 10;
  private static final int POW_REQUIREMENT = 2;
  private static final Pattern HASH = Pattern.compile("\"hash\":\"(0x[0-9a-f]{64})\"");

  private final Victim victim;
  private final Envelopes envelopes;
  private final Bytes32 rawKey = Bytes32.random(Envelopes.RANDOM);
  private final SymmetricKey key = SymmetricKey.of(rawKey);
  private final Peer source;
  private final Peer sink;
  private final Map<Bytes32, Long> departures = new ConcurrentHashMap<>();
  private final Map<Bytes32, Long> arrivals = new ConcurrentHashMap<>();
  private final Set<Bytes32> read = ConcurrentHashMap.newKeySet();
  private final Set<Bytes32> acknowledged = ConcurrentHashMap.newKeySet();
  private volatile int refusals;
  private volatile int largestPacket;
  private volatile Envelope latest;
  private volatile double required = Envelopes.MINIMUM;
  private volatile boolean over;
  private Thread sender;
  private Thread client;
  private String keyId = "";
  private String filter = "";

  Honest(Vertx vertx, Victim victim, Envelopes envelopes) throws Exception {
    this.victim = victim;
    this.envelopes = envelopes;
    sink = peer(vertx, 1);
    source = peer(vertx, 2);
  }

  private Peer peer(Vertx vertx, int index) throws Exception {
    return new Peer(
        vertx,
        victim.enodeFrom(Addresses.honest(index)),
        6,
        (code, body) -> note(index == 1, code, body),
        bytes -> {});
  }

  private void note(boolean isSink, int code, Bytes body) {
    try {
      if (isSink && code == Bundles.MESSAGES) {
        largestPacket = Math.max(largestPacket, body.size());
        arrived(body, System.nanoTime());
      } else if (!isSink && code == POW_REQUIREMENT) {
        // Honest peers heed what they are told.
        double told = Double.longBitsToDouble(Rlp.decodeFixedBytes(body, Double.BYTES).toLong());
        required = Math.max(Envelopes.MINIMUM, told * 1.05);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void arrived(Bytes bundle, long now) {
    Bundles.forEach(
        bundle,
        envelope ->
            arrivals.putIfAbsent(Envelope.decode(WhisperVersion.V6, envelope).hash(), now));
  }

  /** Begins; {@code withClient} if there is an RPC to use. */
  void start(boolean withClient) throws Exception {
    if (!sink.isConnected(10) || !source.isConnected(10)) {
      throw new IOException("the honest peers cannot connect");
    }
    if (withClient) {
      keyId = victim.rpc().text("shh_addSymKey", "[\"" + rawKey + "\"]");
      filter =
          victim
              .rpc()
              .text(
                  "shh_newMessageFilter",
                  "[{\"symKeyID\":\"%s\",\"topics\":[\"%s\"]}]"
                      .formatted(keyId, Envelopes.TOPIC.toBytes()));
      client = start(this::postAndPoll);
    }
    sender = start(this::send);
  }

  private static Thread start(Runnable run) {
    Thread thread = new Thread(run);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void send() {
    long next = System.nanoTime();
    while (!over) {
      Envelope envelope = envelopes.message(key, TTL, PAYLOAD_BYTES, required);
      departures.put(envelope.hash(), System.nanoTime());
      source.sendAgain(Bundles.MESSAGES, Envelopes.bundle(envelope));
      latest = envelope;
      next += TimeUnit.SECONDS.toNanos(1) / RATE;
      pause(TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime()));
    }
  }

  private void postAndPoll() {
    while (!over) {
      post();
      poll();
      pause(CLIENT_MILLIS);
    }
  }

  private void post() {
    try {
      String post =
          "[{\"symKeyID\":\"%s\",\"topic\":\"0x01020304\",\"ttl\":10,\"payload\":\"0x01\","
              + "\"powTarget\":0.21,\"powTime\":5}]";
      String hash = victim.rpc().text("shh_post", post.formatted(keyId));
      acknowledged.add(Bytes32.fromHexString(hash));
    } catch (IOException refused) {
      refusals++;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void poll() {
    try {
      String answer = victim.rpc().call("shh_getFilterMessages", "[\"" + filter + "\"]");
      Matcher hash = HASH.matcher(answer);
      while (hash.find()) {
        read.add(Bytes32.fromHexString(hash.group(1)));
      }
    } catch (IOException refused) {
      refusals++;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(Math.max(0, millis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends no more and waits for what is under way. */
  void finish(boolean relayed) throws InterruptedException {
    over = true;
    sender.join(TimeUnit.SECONDS.toMillis(ARRIVAL_SECONDS));
    if (client != null) {
      client.join(TimeUnit.SECONDS.toMillis(ARRIVAL_SECONDS));
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ARRIVAL_SECONDS);
    while (System.nanoTime() < deadline && !isComplete(relayed)) {
      if (client != null) {
        poll();
      }
      Thread.sleep(50);
    }
  }

  private boolean isComplete(boolean relayed) {
    return (!relayed || arrivals.keySet().containsAll(departures.keySet()))
        && (client == null || read.containsAll(departures.keySet()))
        && arrivals.keySet().containsAll(acknowledged);
  }

  int sent() {
    return departures.size();
  }

  /** Milliseconds that envelopes took to the other peer, in order. */
  long[] delays() {
    return departures.entrySet().stream()
        .filter(sent -> arrivals.containsKey(sent.getKey()))
        .mapToLong(sent -> (arrivals.get(sent.getKey()) - sent.getValue()) / 1_000_000)
        .sorted()
        .toArray();
  }

  /** How many of those sent a filter has delivered; absent if there is none. */
  Optional<Long> readCount() {
    return client == null
        ? Optional.empty()
        : Optional.of(departures.keySet().stream().filter(read::contains).count());
  }

  int acknowledged() {
    return acknowledged.size();
  }

  /** Of those acknowledged, how many never came. */
  long lost() {
    return acknowledged.stream().filter(hash -> !arrivals.containsKey(hash)).count();
  }

  int refusals() {
    return refusals;
  }

  /** Bytes of the largest packet of envelopes that the node has sent. */
  int largestPacket() {
    return largestPacket;
  }

  /** An envelope that the filter has or is about to have. */
  Envelope latest() {
    return latest;
  }

  boolean hasRelayed(Envelope envelope) {
    return arrivals.containsKey(envelope.hash());
  }

  /** Whether the filter has delivered it. */
  boolean hasRead(Envelope envelope) {
    return read.contains(envelope.hash());
  }

  @Override
  public void close() {
    over = true;
    source.close();
    sink.close();
  }
}
