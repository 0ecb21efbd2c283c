// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.DisconnectReason;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

class PeerTableTest {

  private static final List<PublicKey> NODES =
      IntStream.rangeClosed(1, 32)
          .mapToObj(i -> KeyPair.of(PrivateKey.of(Bytes32.leftPad(Bytes.of(i)))).publicKey())
          .sorted(Comparator.comparing(PublicKey::toBytes))
          .toList();

  private static final PublicKey LEAST = NODES.get(0);
  private static final PublicKey MIDDLE = NODES.get(15);
  private static final PublicKey GREATEST = NODES.get(31);

  /** Room for 8 that dial us, 2 of each network when others want places too. */
  private final PeerTable<Link> table = new PeerTable<>(MIDDLE, 10, Admission.allOf());

  private final List<PublicKey> strangers = new ArrayList<>(NODES);

  PeerTableTest() {
    strangers.remove(MIDDLE);
  }

  @Test
  void shouldRefuseItself() {
    assertThat(table.admit(MIDDLE, outbound())).contains(DisconnectReason.SELF);
    assertThat(table.admit(MIDDLE, inbound())).contains(DisconnectReason.SELF);
  }

  @Test
  void shouldRefuseANodeThatIsConnected() {
    Link first = inbound();
    table.activate(LEAST, first);

    assertThat(table.admit(LEAST, inbound())).contains(DisconnectReason.ALREADY_CONNECTED);
    assertThat(table.admit(LEAST, outbound())).contains(DisconnectReason.ALREADY_CONNECTED);
    assertThat(table.connection(LEAST)).contains(first);
  }

  @Test
  void shouldGiveNoPlaceToWhoDialsUsBeforeItsHello() {
    Link copycat = inbound();
    Link owner = inbound();

    assertThat(table.admit(LEAST, copycat)).isEmpty();
    assertThat(table.contains(LEAST)).isFalse();
    assertThat(table.admit(LEAST, owner)).isEmpty();
    assertThat(table.activate(LEAST, owner)).isEmpty();

    assertThat(table.connection(LEAST)).contains(owner);
    assertThat(table.activate(LEAST, copycat)).contains(DisconnectReason.ALREADY_CONNECTED);
  }

  @Test
  void shouldAdmitANodeAgainAfterItsConnectionHasEnded() {
    Link first = inbound();
    table.activate(LEAST, first);

    table.release(first);

    assertThat(table.contains(LEAST)).isFalse();
    assertThat(table.activate(LEAST, inbound())).isEmpty();
  }

  @Test
  void shouldKeepAFifthOfThePlacesForNodesThatWeDial() {
    for (PublicKey stranger : strangers.subList(0, 8)) {
      assertThat(table.activate(stranger, inbound())).isEmpty();
    }

    assertThat(table.admit(strangers.get(8), inbound())).contains(DisconnectReason.TOO_MANY_PEERS);
    assertThat(table.activate(strangers.get(8), inbound()))
        .contains(DisconnectReason.TOO_MANY_PEERS);
    assertThat(table.admit(strangers.get(8), outbound())).isEmpty();
    assertThat(table.hasRoom()).isTrue();
    assertThat(table.admit(strangers.get(9), outbound())).isEmpty();
    assertThat(table.hasRoom()).isFalse();
    assertThat(table.admit(strangers.get(10), outbound()))
        .contains(DisconnectReason.TOO_MANY_PEERS);
  }

  @Test
  void shouldRefuseWhatTheLesserDialledWhenItsOwnDialIsAnswered() {
    assertThat(table.admit(LEAST, outbound())).isEmpty();

    assertThat(table.admit(LEAST, inbound())).contains(DisconnectReason.ALREADY_CONNECTED);
    assertThat(table.activate(LEAST, inbound())).contains(DisconnectReason.ALREADY_CONNECTED);
  }

  @Test
  void shouldGiveUpItsOwnDialForTheHelloOfTheGreater() {
    Link dialled = outbound();
    Link came = inbound();
    table.admit(GREATEST, dialled);

    assertThat(table.admit(GREATEST, came)).isEmpty();
    assertThat(dialled.wentFor).isEmpty();
    assertThat(table.activate(GREATEST, came)).isEmpty();

    assertThat(dialled.wentFor).contains(DisconnectReason.ALREADY_CONNECTED);
    assertThat(table.connections()).containsExactly(came);
    assertThat(table.activate(GREATEST, dialled)).contains(DisconnectReason.ALREADY_CONNECTED);
  }

  @Test
  void shouldTakeAPlaceFromACrowdForANewcomerFromElsewhere() {
    List<Link> crowd = fillFrom("10.0.0.1");
    Link newcomer = inbound("10.0.0.2");

    assertThat(table.admit(strangers.get(8), newcomer)).isEmpty();
    assertThat(crowd).allMatch(link -> link.wentFor.isEmpty());
    assertThat(table.activate(strangers.get(8), newcomer)).isEmpty();

    assertThat(crowd.get(7).wentFor).contains(DisconnectReason.TOO_MANY_PEERS);
    assertThat(table.connections()).hasSize(8).contains(newcomer).doesNotContain(crowd.get(7));
  }

  @Test
  void shouldTakeNothingFromACrowdForOneOfItsOwn() {
    List<Link> crowd = fillFrom("10.0.0.1");

    assertThat(table.activate(strangers.get(8), inbound("10.0.0.1")))
        .contains(DisconnectReason.TOO_MANY_PEERS);
    assertThat(table.connections()).containsExactlyElementsOf(crowd);
  }

  @Test
  void shouldGiveNoNetworkMoreThanItsShareAtTheCostOfAnother() {
    fillFrom("10.0.0.1");
    table.activate(strangers.get(8), inbound("10.0.0.2"));
    table.activate(strangers.get(9), inbound("10.0.0.2"));

    assertThat(table.activate(strangers.get(10), inbound("10.0.0.2")))
        .contains(DisconnectReason.TOO_MANY_PEERS);
  }

  @Test
  void shouldLetOnlyNewcomersThatWeDialInWhenNoNetworkIsACrowd() {
    for (int i = 0; i < 8; i++) {
      table.activate(strangers.get(i), inbound("10.0.0." + i / 2));
    }

    assertThat(table.activate(strangers.get(8), inbound("10.0.0.9")))
        .contains(DisconnectReason.TOO_MANY_PEERS);
  }

  @Test
  void shouldLetTrustedNodesInBeyondTheLimitAtNobodysCost() {
    table.trust(strangers.get(8));
    table.trust(strangers.get(11));
    List<Link> crowd = fillFrom("10.0.0.1");
    table.admit(strangers.get(9), outbound());
    table.admit(strangers.get(10), outbound());
    Link trusted = inbound("10.0.0.2");

    assertThat(table.admit(strangers.get(8), trusted)).isEmpty();
    assertThat(table.activate(strangers.get(8), trusted)).isEmpty();
    assertThat(table.admit(strangers.get(11), outbound())).isEmpty();

    assertThat(table.connections()).hasSize(12).containsAll(crowd);
    table.distrust(strangers.get(8));
    table.release(trusted);
    assertThat(table.activate(strangers.get(8), inbound("10.0.0.1")))
        .contains(DisconnectReason.TOO_MANY_PEERS);
  }

  @Test
  void shouldTakeNoPlaceFromATrustedNodeOfACrowd() {
    table.trust(strangers.get(7));
    List<Link> crowd = fillFrom("10.0.0.1");

    assertThat(table.activate(strangers.get(8), inbound("10.0.0.2"))).isEmpty();

    assertThat(crowd.get(7).wentFor).isEmpty();
    assertThat(crowd.get(6).wentFor).contains(DisconnectReason.TOO_MANY_PEERS);
  }

  @Test
  void shouldCountIpv6AddressesOfOneSubnetAsOneCrowd() {
    List<Link> crowd = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      crowd.add(inbound("2001:db8::" + i));
      table.activate(strangers.get(i), crowd.get(i));
    }

    assertThat(table.activate(strangers.get(8), inbound("2001:db8::ffff")))
        .contains(DisconnectReason.TOO_MANY_PEERS);
    assertThat(table.activate(strangers.get(8), inbound("2001:db8:0:1::"))).isEmpty();
    assertThat(crowd.get(7).wentFor).contains(DisconnectReason.TOO_MANY_PEERS);
  }

  @Test
  void shouldAskTheRulesThatItIsGivenAtTheHandshakeAndAtTheHello() {
    Set<String> banned = new HashSet<>();
    Admission byAddress =
        (id, address, inbound) ->
            banned.contains(address.getAddress().getHostAddress())
                ? Optional.of(DisconnectReason.USELESS_PEER)
                : Optional.empty();
    Admission byId =
        (id, address, inbound) ->
            id.equals(LEAST) && inbound
                ? Optional.of(DisconnectReason.REQUESTED)
                : Optional.empty();
    PeerTable<Link> guarded = new PeerTable<>(MIDDLE, 10, Admission.allOf(byAddress, byId));
    Link link = inbound("10.0.0.1");

    assertThat(guarded.admit(LEAST, link)).contains(DisconnectReason.REQUESTED);
    assertThat(guarded.admit(LEAST, outbound())).isEmpty();
    assertThat(guarded.admit(GREATEST, link)).isEmpty();
    banned.add("10.0.0.1");
    assertThat(guarded.activate(GREATEST, link)).contains(DisconnectReason.USELESS_PEER);
    assertThat(guarded.contains(GREATEST)).isFalse();
  }

  private List<Link> fillFrom(String address) {
    List<Link> links = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Link link = inbound(address);
      assertThat(table.activate(strangers.get(i), link)).isEmpty();
      links.add(link);
    }
    return links;
  }

  private static Link outbound() {
    return new Link(false, "127.0.0.1");
  }

  private static Link inbound() {
    return inbound("127.0.0.1");
  }

  private static Link inbound(String address) {
    return new Link(true, address);
  }

  /** A connection that remembers why it had to go. */
  static final class Link implements PeerTable.Connection {
    private final boolean inbound;
    private final InetSocketAddress address;
    private Optional<DisconnectReason> wentFor = Optional.empty();

    Link(boolean inbound, String ip) {
      this.inbound = inbound;
      this.address = new InetSocketAddress(ip, 30303);
    }

    @Override
    public boolean isInbound() {
      return inbound;
    }

    @Override
    public InetSocketAddress address() {
      return address;
    }

    @Override
    public void giveWay(DisconnectReason reason) {
      wentFor = Optional.of(reason);
    }
  }
}
