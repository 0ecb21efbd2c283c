// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.directory.TestMix;
import dev.shhnode.mix.directory.Vicinity;
import dev.shhnode.mix.wire.LinkCodec;
import dev.shhnode.mix.wire.LinkMessage;
import dev.shhnode.rlpx.DisconnectReason;
import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/** The far end of a link, which remembers what it is told. */
final class TestPeer implements LinkOutput {

  final TestMix mix;
  final List<LinkMessage> told = new ArrayList<>();
  final List<String> hangUps = new ArrayList<>();

  /** By default in the private network of the node. */
  Vicinity vicinity = Vicinity.PRIVATE;

  TestPeer(int number) {
    this.mix = TestMix.of(number);
  }

  @Override
  public Vicinity vicinity() {
    return vicinity;
  }

  static LinkMessage.Status status(long epoch, Bytes32 viewDigest) {
    return new LinkMessage.Status(
        LinkCodec.VERSION,
        TestMix.NETWORK.id(),
        epoch,
        TestMix.NETWORK.geometry().hash(),
        viewDigest,
        MixRole.toBits(TestMix.ALL_ROLES));
  }

  static LinkMessage.Status status() {
    return status(TestMix.EPOCH, Bytes32.ZERO);
  }

  <T extends LinkMessage> List<T> told(Class<T> type) {
    return told.stream().filter(type::isInstance).map(type::cast).toList();
  }

  List<Bytes> packets() {
    return told(LinkMessage.Packet.class).stream().map(LinkMessage.Packet::bytes).toList();
  }

  List<Bytes> records() {
    return told(LinkMessage.Descriptors.class).stream()
        .flatMap(message -> message.records().stream())
        .toList();
  }

  @Override
  public void send(LinkMessage message) {
    told.add(message);
  }

  @Override
  public void hangUp(DisconnectReason reason, String why) {
    hangUps.add(why);
  }
}
