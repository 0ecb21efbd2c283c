// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.RlpWriter;
import dev.shhnode.mix.MixNetwork;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.directory.Descriptor;
import dev.shhnode.mix.directory.DescriptorProof;
import dev.shhnode.mix.sphinx.MixKeyPair;
import dev.shhnode.mix.wire.LinkCodec;
import dev.shhnode.mix.wire.LinkMessage;
import dev.shhnode.rlpx.Capability;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/** What strangers do over links of {@code mix/1}, each with keys of its own. */
final class MixAttacks {

  /** Options of a node that mixes. */
  private static final String[] OPTIONS = {
    "--mix-enabled", "--mix-roles=relay,exit", "--mix-min-age=0", "--mix-min-witnesses=1"
  };

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final MixNetwork NETWORK = MixNetwork.MAIN;
  private static final int LINKS = 40;

  private final Scene scene;

  /** How many links the victim has had at once, at most. */
  private final AtomicInteger connected = new AtomicInteger();

  private MixAttacks(Scene scene) {
    this.scene = scene;
  }

  private interface OfMix {
    void attack(MixAttacks mix) throws Exception;
  }

  static List<Attack> all() {
    return List.of(
        of("mix-junk", MixAttacks::junk),
        of("mix-descriptors", MixAttacks::descriptors),
        of("mix-requests", MixAttacks::requests),
        of("mix-credits", MixAttacks::credits));
  }

  private static Attack of(String name, OfMix attack) {
    return Attack.ours(name, scene -> attack.attack(new MixAttacks(scene))).with(OPTIONS).always();
  }

  private static long epoch() {
    return NETWORK.epochAt(System.currentTimeMillis() / 1_000);
  }

  private static Bytes status(long network) {
    return LinkCodec.encode(
        new LinkMessage.Status(
            LinkCodec.VERSION,
            network,
            epoch(),
            NETWORK.geometry().hash(),
            Bytes32.ZERO,
            MixRole.toBits(Set.of(MixRole.RELAY, MixRole.EXIT))));
  }

  /** Packets that nobody has made. */
  private void junk() throws Exception {
    int size = NETWORK.geometry().packetSize();
    flood(() -> new LinkMessage.Packet(Bytes.random(size, RANDOM)));
  }

  /** New records of some mixes without end, for all of which one proof of work each is enough. */
  private void descriptors() throws Exception {
    List<LinkMessage> told = new ArrayList<>();
    for (int mix = 0; mix < 32; mix++) {
      told.addAll(recordsOfOne(4));
    }
    AtomicInteger next = new AtomicInteger();
    flood(() -> told.get(next.getAndIncrement() % told.size()));
  }

  private static List<LinkMessage> recordsOfOne(int messages) {
    KeyPair node = KeyPair.generate(RANDOM);
    Descriptor.Content content =
        new Descriptor.Content(
            epoch(),
            MixKeyPair.generate(RANDOM).publicKey(),
            MixKeyPair.generate(RANDOM).publicKey(),
            MixRole.toBits(Set.of(MixRole.RELAY, MixRole.EXIT)),
            250,
            0.2,
            NETWORK.id());
    Bytes32 input = content.proofInput(node.publicKey());
    long proof =
        DescriptorProof.search(input, NETWORK.proofBits(), 0, Integer.MAX_VALUE).orElseThrow();
    Map<String, Bytes> address =
        Map.of("ip", RlpWriter.value(Bytes.of(127, 0, 0, 9)), "tcp", RlpWriter.value(Bytes.of(9)));
    List<LinkMessage> told = new ArrayList<>();
    long seq = 1;
    for (int message = 0; message < messages; message++) {
      List<Bytes> records = new ArrayList<>();
      while (records.size() < LinkCodec.MAX_DESCRIPTORS) {
        records.add(Descriptor.sign(node, seq++, content, proof, address).encode());
      }
      told.add(new LinkMessage.Descriptors(records));
    }
    return told;
  }

  /** Questions whose answers are the whole directory. */
  private void requests() throws Exception {
    flood(() -> new LinkMessage.GetDescriptors(Bytes.EMPTY, Bytes32.random(RANDOM)));
  }

  /** Changes of mind about everything that can be changed. */
  private void credits() throws Exception {
    AtomicInteger next = new AtomicInteger();
    flood(
        () -> {
          int turn = next.getAndIncrement();
          long rate = turn % 3 == 0 ? 0xffff_ffffL : 0;
          return turn % 2 == 0
              ? new LinkMessage.Credit(rate)
              : new LinkMessage.Status(
                  LinkCodec.VERSION,
                  NETWORK.id(),
                  epoch() + turn % 5,
                  NETWORK.geometry().hash(),
                  Bytes32.random(RANDOM),
                  turn);
        });
  }

  private void flood(Supplier<LinkMessage> messages) throws Exception {
    Capability mix = new Capability("mix", LinkCodec.VERSION);
    Bytes status = status(NETWORK.id());
    scene.together(LINKS, index -> send(scene.peer(mix, LinkCodec.CODES, status), messages));
    if (connected.get() == 0) {
      throw new Complaint("no link could be made");
    }
  }

  private void send(Peer peer, Supplier<LinkMessage> messages) {
    if (!peer.isConnected(5)) {
      return;
    }
    connected.incrementAndGet();
    while (scene.isOn() && !peer.isLost()) {
      LinkMessage message = messages.get();
      peer.send(LinkCodec.codeOf(message), LinkCodec.encode(message));
    }
  }
}
