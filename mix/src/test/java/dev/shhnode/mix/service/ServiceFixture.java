// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.service;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixCounters;
import dev.shhnode.mix.MixDrop;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.TestRandom;
import dev.shhnode.mix.TrafficProfile;
import dev.shhnode.mix.directory.Guards;
import dev.shhnode.mix.directory.TestMix;
import dev.shhnode.mix.sphinx.KeyAgreement;
import dev.shhnode.mix.traffic.MixNode;
import dev.shhnode.mix.wire.LinkCodec;
import dev.shhnode.mix.wire.LinkMessage;
import dev.shhnode.rlpx.SubProtocol;
import dev.shhnode.runtime.Tally;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/** A service on a loop of the test's. */
final class ServiceFixture implements MixHost {

  static final long SECOND = 1_000_000_000L;

  final TestLoop loop = new TestLoop();
  final TestMix self = TestMix.of(100);
  final Tally tally = new Tally();
  final List<Bytes> flooded = new ArrayList<>();
  final SecureRandom random = TestRandom.of(1);
  boolean floods = true;
  boolean comesBack = true;
  int candidatesChanged;
  final MixService service;

  ServiceFixture(Set<MixRole> roles, TrafficProfile profile) {
    MixConfig config = new MixConfig(TestMix.NETWORK, roles, profile, 3, 1, 0, 0.2);
    MixRuntime runtime =
        new MixRuntime(
            loop,
            () -> Instant.ofEpochSecond(TestMix.NOW).plusNanos(loop.now()),
            loop::now,
            random);
    service = new MixService(config, runtime, KeyAgreement.fastest(), this, new MixCounters(tally));
  }

  static ServiceFixture sender() {
    return new ServiceFixture(Set.of(), TrafficProfile.STD);
  }

  void start() {
    Guards guards = Guards.draw(random, TestMix.NOW);
    service.start(new MixNode(self.keys(), self.address(), List.of(), guards, 250));
    loop.runTasks();
  }

  SubProtocol.Session open(TestConnection connection) {
    return service.subProtocol().open(connection);
  }

  static void say(SubProtocol.Session session, LinkMessage message) throws DecodeException {
    session.onPacket(LinkCodec.codeOf(message), LinkCodec.encode(message));
  }

  static LinkMessage.Status status(long network) {
    return new LinkMessage.Status(
        1, network, TestMix.EPOCH, TestMix.NETWORK.geometry().hash(), Bytes32.ZERO, 3);
  }

  /** Has the service hear of three mixes from one of them. */
  void learnMixes() throws DecodeException {
    SubProtocol.Session session = open(new TestConnection(TestMix.of(1).node()));
    say(session, status(TestMix.NETWORK.id()));
    for (int number = 1; number <= 3; number++) {
      say(session, new LinkMessage.Descriptors(List.of(TestMix.of(number).record())));
    }
    loop.runTasks();
  }

  /** The result of a call, after the loop has run. */
  <T> CompletableFuture<T> ran(CompletableFuture<T> future) {
    loop.runTasks();
    return future;
  }

  long dropped(MixDrop reason) {
    return tally.snapshot().get("mix.dropped." + Tally.lower(reason));
  }

  @Override
  public CompletableFuture<Boolean> flood(Bytes envelope) {
    flooded.add(envelope);
    return CompletableFuture.completedFuture(floods);
  }

  @Override
  public CompletableFuture<Boolean> comesBack(Bytes envelope) {
    return CompletableFuture.completedFuture(comesBack);
  }

  @Override
  public void keep(Guards guards) {}

  @Override
  public void onCandidatesChanged() {
    candidatesChanged++;
  }
}
