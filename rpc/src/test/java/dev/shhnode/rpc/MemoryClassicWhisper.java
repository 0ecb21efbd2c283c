// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.envelope.Topic;
import dev.shhnode.shh.ClassicCriteria;
import dev.shhnode.shh.ClassicMessage;
import dev.shhnode.shh.ClassicPost;
import dev.shhnode.shh.ClassicWhisper;
import dev.shhnode.shh.KeyStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/** Whisper 2 without a network: what is posted here is read here. */
final class MemoryClassicWhisper implements ClassicWhisper {

  private static final long DEFAULT_TTL_SECONDS = 50;

  private final KeyStore keys;
  private final List<ClassicMessage> messages = new ArrayList<>();
  private final List<ClassicPost> posts = new ArrayList<>();
  private final Map<Long, ClassicCriteria> filters = new HashMap<>();
  private final Map<Long, Integer> read = new HashMap<>();
  private long nextId;

  MemoryClassicWhisper(KeyStore keys) {
    this.keys = keys;
  }

  /** What has been posted, in order. */
  synchronized List<ClassicPost> posts() {
    return List.copyOf(posts);
  }

  @Override
  public synchronized CompletableFuture<Bytes32> postClassic(ClassicPost post) {
    posts.add(post);
    Bytes32 hash = Keccak256.hash(Bytes.ofUnsignedInt(posts.size()));
    long ttl = post.ttlSeconds() == 0 ? DEFAULT_TTL_SECONDS : post.ttlSeconds();
    long now = Instant.now().getEpochSecond();
    messages.add(
        new ClassicMessage(
            hash,
            post.signer().map(key -> KeyPair.of(key).publicKey()),
            post.recipient(),
            now,
            ttl,
            now + ttl,
            post.topics(),
            post.payload(),
            0));
    return CompletableFuture.completedFuture(hash);
  }

  @Override
  public synchronized CompletableFuture<Long> addClassicFilter(ClassicCriteria criteria) {
    long id = nextId++;
    filters.put(id, criteria);
    read.put(id, messages.size());
    return CompletableFuture.completedFuture(id);
  }

  @Override
  public synchronized CompletableFuture<List<ClassicMessage>> newClassicMessages(long id) {
    return matching(id, read.getOrDefault(id, messages.size()));
  }

  @Override
  public synchronized CompletableFuture<List<ClassicMessage>> allClassicMessages(long id) {
    return matching(id, 0);
  }

  private CompletableFuture<List<ClassicMessage>> matching(long id, int from) {
    if (!filters.containsKey(id)) {
      return CompletableFuture.completedFuture(List.of());
    }
    read.put(id, messages.size());
    ClassicCriteria criteria = filters.get(id);
    return CompletableFuture.completedFuture(
        messages.subList(from, messages.size()).stream()
            .filter(message -> matches(message, criteria))
            .toList());
  }

  private boolean matches(ClassicMessage message, ClassicCriteria criteria) {
    boolean readable = message.recipient().map(key -> keys.identity(key).isPresent()).orElse(true);
    return readable
        && message.expirySeconds() >= Instant.now().getEpochSecond()
        && (criteria.recipient().isEmpty() || criteria.recipient().equals(message.recipient()))
        && (criteria.signer().isEmpty() || criteria.signer().equals(message.signer()))
        && matches(message.topics(), criteria.topics());
  }

  private static boolean matches(List<Topic> topics, List<Set<Topic>> wanted) {
    if (topics.size() < wanted.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      if (!wanted.get(i).isEmpty() && !wanted.get(i).contains(topics.get(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public synchronized CompletableFuture<Boolean> removeClassicFilter(long id) {
    return CompletableFuture.completedFuture(filters.remove(id) != null);
  }
}
