// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import static java.util.Objects.requireNonNull;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixDrop;
import dev.shhnode.mix.MixNetwork;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.rlpx.enr.NodeRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.jspecify.annotations.Nullable;

/**
 * All mixes that this node has heard of: of each its newest descriptor, who told of it, and since
 * when it has been known. Not thread-safe; belongs to the mix loop.
 */
public final class Directory {

  /** Ours: some megabytes; a network with more mixes than that needs smaller views. */
  public static final int MAX_MIXES = 4_096;

  /** Ours: of mixes that are gone it is remembered since when they were known, if there is room. */
  public static final int MAX_REMEMBERED = 2 * MAX_MIXES;

  /** Ours: more witnesses than any policy asks for are not remembered. */
  static final int MAX_WITNESSES = 8;

  /**
   * Ours: records of one mix that are taken in an epoch. It says something else when it is started
   * anew; each change is passed on to everybody, and a single proof of work is good for any number.
   */
  static final int MAX_RECORDS = 4;

  /** What has become of a descriptor that was offered. */
  public sealed interface Outcome {
    /** It tells something new and should be passed on. */
    record Taken(Descriptor descriptor) implements Outcome {}

    /** It was known; its bearer now is one more witness. */
    record Known() implements Outcome {}

    /** It is of no use. */
    record Refused(MixDrop reason) implements Outcome {}
  }

  /**
   * A mix.
   *
   * @param descriptor the newest
   * @param witnesses peers that told of it
   * @param knownSince epoch in which it was first heard of
   * @param records that it has had for the descriptor's epoch
   */
  public record Entry(
      Descriptor descriptor, Set<PublicKey> witnesses, long knownSince, int records) {

    /** Two ids of 14 bytes may be of different nodes; the first one known keeps its place. */
    private boolean isOf(PublicKey node) {
      return descriptor.node().equals(node);
    }

    /** With another descriptor of the same mix. */
    private Entry with(Descriptor newer, long since) {
      int count = newer.epoch() == descriptor.epoch() ? records + 1 : 1;
      return new Entry(newer, witnesses, since, count);
    }
  }

  private final MixConfig config;
  private final MixNetwork network;
  private final PublicKey self;
  private final Bytes32 secret;
  private final Map<MixId, Entry> entries = new HashMap<>();

  /** The same by the bytes of their records. */
  private final Map<Bytes, Entry> byRecord = new HashMap<>();

  /** When each was first heard of, also of those that are gone: they may come back. */
  private final Map<MixId, Long> since;

  private long version;
  private @Nullable MixView view;
  private long viewVersion;
  private @Nullable Bytes32 digest;
  private long digestVersion;

  /** For tests, to which the lots are no secret. */
  Directory(MixConfig config, PublicKey self) {
    this(config, self, Map.of(), Bytes32.ZERO);
  }

  /**
   * @param self this node, whose own descriptor is among them but needs no witnesses
   * @param knownBefore epochs in which mixes were first heard of, before a restart, at most {@link
   *     #MAX_REMEMBERED}; it counts for those that are heard of again
   * @param secret draws which mixes are kept when there are too many
   */
  public Directory(MixConfig config, PublicKey self, Map<MixId, Long> knownBefore, Bytes32 secret) {
    this.secret = secret;
    this.config = config;
    this.network = config.network();
    this.self = self;
    this.since = new HashMap<>(knownBefore);
  }

  /**
   * Takes a descriptor, if it is in order and newer than what is known. Its signature is verified
   * only then: what is known to the byte costs a comparison.
   *
   * @param from the peer that told of it
   * @param vicinity where that peer is, which tells where mixes are believed to be
   */
  public Outcome offer(Bytes record, PublicKey from, Vicinity vicinity, long unixSeconds) {
    Entry known = byRecord.get(record);
    if (known != null) {
      witness(known, from);
      return new Outcome.Known();
    }
    Descriptor descriptor;
    try {
      descriptor = Descriptor.decode(record, network);
    } catch (DecodeException e) {
      return new Outcome.Refused(MixDrop.BAD_DESCRIPTOR);
    }
    if (!vicinity.believesIn(Vicinity.of(descriptor))) {
      return new Outcome.Refused(MixDrop.BAD_DESCRIPTOR);
    }
    return add(descriptor, from, network.epochAt(unixSeconds));
  }

  /** As from a peer in this node's private network. */
  public Outcome offer(Bytes record, PublicKey from, long unixSeconds) {
    return offer(record, from, Vicinity.PRIVATE, unixSeconds);
  }

  /** Whether a record is that of a known mix to the byte, so that it costs nothing to offer it. */
  public boolean isKnown(Bytes record) {
    return byRecord.containsKey(record);
  }

  /** Takes this node's own descriptor, which it needs nobody to vouch for. */
  public Outcome offerOwn(Bytes record, long unixSeconds) {
    return offer(record, self, unixSeconds);
  }

  Outcome add(Descriptor descriptor, PublicKey from, long epoch) {
    if (descriptor.epoch() > epoch + 1 || descriptor.epoch() < epoch - 1) {
      return new Outcome.Refused(MixDrop.STALE_DESCRIPTOR);
    }
    Entry known = entries.get(descriptor.id());
    if (known == null) {
      return makeRoom(descriptor, epoch)
          ? take(new Entry(descriptor, new HashSet<>(), since(descriptor.id(), epoch), 1), from)
          : new Outcome.Refused(MixDrop.DIRECTORY_FULL);
    }
    if (known.isOf(descriptor.node())) {
      if (isNewer(descriptor, known, epoch)) {
        // Known since then by a clock that was ahead, it would stay too young until then.
        return take(known.with(descriptor, since(descriptor.id(), epoch)), from);
      }
      // Whoever tells of an older record knows the mix too.
      witness(known, from);
    }
    return new Outcome.Refused(MixDrop.STALE_DESCRIPTOR);
  }

  /**
   * A full directory keeps the mixes that have been known for longest; of those that came in the
   * present epoch it keeps some drawn by a secret lot. So a crowd of invented mixes that came first
   * does not keep others out, and one that comes later drives nobody out that is in use.
   */
  private boolean makeRoom(Descriptor newcomer, long epoch) {
    if (entries.size() < MAX_MIXES) {
      return true;
    }
    Optional<Entry> worst =
        entries.values().stream()
            .filter(entry -> entry.knownSince() >= epoch && !entry.isOf(self))
            .max(Comparator.comparing(entry -> lot(entry.descriptor())));
    if (worst.isEmpty() || lot(newcomer).compareTo(lot(worst.get().descriptor())) >= 0) {
      return false;
    }
    remove(worst.get());
    since.remove(worst.get().descriptor().id());
    return true;
  }

  private Bytes32 lot(Descriptor mix) {
    return Keccak256.hash(secret, mix.hash());
  }

  private void remove(Entry entry) {
    entries.remove(entry.descriptor().id());
    byRecord.remove(entry.descriptor().record().encode());
    version++;
  }

  /** Since when a mix is known that comes now, perhaps again. */
  private long since(MixId id, long epoch) {
    if (since.size() >= MAX_REMEMBERED && !since.containsKey(id)) {
      // Of those that are gone the one that came last: who has been known for long stays so.
      since.entrySet().stream()
          .filter(known -> !entries.containsKey(known.getKey()))
          .max(Map.Entry.comparingByValue())
          .ifPresent(latest -> since.remove(latest.getKey()));
    }
    return since.merge(id, epoch, Math::min);
  }

  /** When each mix was first heard of, to be kept over a restart. */
  public Map<MixId, Long> knownSince() {
    return Map.copyOf(since);
  }

  private Outcome take(Entry entry, PublicKey from) {
    put(entry);
    witness(entry, from);
    return new Outcome.Taken(entry.descriptor());
  }

  /**
   * Of two records with one number everybody takes the same, so that a mix that tells each of its
   * peers something else does not keep them from agreeing. One of the future was taken before the
   * clock was set back, and keeps its mix from none that is of now.
   */
  private static boolean isNewer(Descriptor descriptor, Entry known, long epoch) {
    NodeRecord before = known.descriptor().record();
    int bySeq = Long.compareUnsigned(descriptor.record().seq(), before.seq());
    boolean newer =
        bySeq > 0 || (bySeq == 0 && descriptor.record().encode().compareTo(before.encode()) > 0);
    long epochs = descriptor.epoch() - known.descriptor().epoch();
    boolean ofTheFuture = known.descriptor().epoch() > epoch + 1;
    return newer && (epochs > 0 || (epochs == 0 && known.records() < MAX_RECORDS) || ofTheFuture);
  }

  private void put(Entry entry) {
    Entry before = entries.put(entry.descriptor().id(), entry);
    if (before != null) {
      byRecord.remove(before.descriptor().record().encode());
    }
    byRecord.put(entry.descriptor().record().encode(), entry);
    version++;
  }

  private void witness(Entry entry, PublicKey from) {
    if (entry.witnesses().size() < MAX_WITNESSES && entry.witnesses().add(from)) {
      version++;
    }
  }

  /** A peer has the same mixes with a prefix as this node. */
  public void witness(Bytes prefix, PublicKey from) {
    withPrefix(prefix)
        .forEach(descriptor -> witness(requireNonNull(entries.get(descriptor.id())), from));
  }

  /** Forgets mixes of which no key can be used any more. */
  public void expire(long unixSeconds) {
    long epoch = network.epochAt(unixSeconds);
    List<Entry> old = new ArrayList<>();
    entries.values().stream()
        .filter(entry -> entry.descriptor().epoch() < epoch - 1)
        .forEach(old::add);
    old.forEach(this::remove);
  }

  /** The mix of an id, whether it may be used for paths or not. */
  public Optional<Descriptor> get(MixId id) {
    return Optional.ofNullable(entries.get(id)).map(Entry::descriptor);
  }

  /** All mixes, in no order. */
  public Collection<Entry> entries() {
    return List.copyOf(entries.values());
  }

  public int size() {
    return entries.size();
  }

  /** The descriptors whose node hash begins with a prefix, as a peer may ask for them. */
  public List<Descriptor> withPrefix(Bytes prefix) {
    return entries.values().stream()
        .map(Entry::descriptor)
        .filter(descriptor -> descriptor.hash().slice(0, prefix.size()).equals(prefix))
        .toList();
  }

  /**
   * A digest of the newest records of all mixes with a prefix: the same for two nodes that have the
   * same of them.
   */
  public Bytes32 digest(Bytes prefix) {
    if (!prefix.isEmpty()) {
      return digestOf(prefix);
    }
    if (digest == null || digestVersion != version) {
      digest = digestOf(prefix);
      digestVersion = version;
    }
    return digest;
  }

  private Bytes32 digestOf(Bytes prefix) {
    return MerkleRoot.of(
        withPrefix(prefix).stream()
            .map(descriptor -> Keccak256.hash(descriptor.record().encode()))
            .sorted()
            .toList());
  }

  /** Whether a mix may be on a path: long known, vouched for, with a key for the epoch. */
  private boolean isUsable(Entry entry, long epoch) {
    if (entry.descriptor().keyOf(epoch).isEmpty()) {
      return false;
    }
    return entry.descriptor().node().equals(self)
        || (entry.witnesses().size() >= config.minWitnesses()
            && epoch - entry.knownSince() >= config.minAgeEpochs());
  }

  /** Whether some mix cannot be used because too few peers have told of it. */
  public boolean lacksWitnesses() {
    return entries.values().stream()
        .anyMatch(
            entry ->
                entry.witnesses().size() < config.minWitnesses()
                    && !entry.descriptor().node().equals(self));
  }

  /** The mixes that may be used in an epoch. */
  public MixView view(long epoch) {
    if (view == null || view.epoch() != epoch || viewVersion != version) {
      List<Descriptor> usable =
          entries.values().stream()
              .filter(entry -> isUsable(entry, epoch))
              .map(Entry::descriptor)
              .toList();
      view = MixView.of(epoch, usable, network.maxActive());
      viewVersion = version;
    }
    return view;
  }
}
