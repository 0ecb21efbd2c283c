// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rlpx.peers.Network;
import dev.shhnode.rpc.RpcDrop;
import dev.shhnode.rpc.RpcListener;
import dev.shhnode.rpc.vertx.ConnectionPlaces.Need;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionPlacesTest {

  private final List<RpcDrop> drops = new ArrayList<>();
  private final ConnectionPlaces places =
      new ConnectionPlaces(8, "HTTP", new RefusalLog(() -> 0, listener()));
  private final List<String> closed = new ArrayList<>();

  private RpcListener listener() {
    return new RpcListener() {
      @Override
      public void onDropped(RpcDrop drop) {
        drops.add(drop);
      }
    };
  }

  private void enter(String name, String address, Need need) {
    Network network = Network.parse(address).orElseThrow();
    places.enter(name, network, () -> closed.add(name)).ifPresent(place -> place.needs(need));
  }

  private void enter(String name, Need need) {
    enter(name, "10.0.0.1", need);
  }

  private void fill(int count, Need need) {
    for (int i = 1; i <= count; i++) {
      enter(need + " " + i, need);
    }
  }

  @ParameterizedTest
  @CsvSource({"IDLE, IDLE 1", "BUSY, first"})
  void shouldTakeThePlaceOfAnIdleOneIfThereIsAnyWhileFewHaveYetToAsk(Need others, String gone) {
    fill(7, others);
    enter("first", Need.UNPROVEN);
    enter("second", Need.UNPROVEN);

    assertThat(closed).containsExactly(gone);
    assertThat(drops).containsExactly(RpcDrop.CONNECTION_EVICTED);
  }

  @Test
  void shouldLeaveThreeQuartersToIdleOnesHoweverManyHaveYetToAsk() {
    fill(8, Need.IDLE);
    fill(20, Need.UNPROVEN);

    assertThat(closed).startsWith("IDLE 1", "IDLE 2", "UNPROVEN 1", "UNPROVEN 2").hasSize(20);
  }

  @Test
  void shouldRefuseANewcomerIfAllAreBusy() {
    fill(8, Need.BUSY);
    enter("newcomer", Need.UNPROVEN);

    assertThat(closed).containsExactly("newcomer");
    assertThat(drops).containsExactly(RpcDrop.CONNECTION_REFUSED);
  }

  @Test
  void shouldLetOneNetworkDriveOutOnlyItsOwnIdleOnes() {
    enter("quiet", "10.0.0.2", Need.IDLE);
    fill(7, Need.IDLE);
    fill(2, Need.UNPROVEN);

    assertThat(closed).containsExactly("IDLE 1", "IDLE 2");
  }

  @Test
  void shouldLetOneNetworkDriveOutOnlyItsOwnNewcomers() {
    enter("stranger", "10.0.0.2", Need.UNPROVEN);
    fill(27, Need.UNPROVEN);

    assertThat(closed)
        .startsWith("UNPROVEN 1", "UNPROVEN 2")
        .hasSize(20)
        .doesNotContain("stranger");
  }

  @Test
  void shouldGiveBackPlaces() {
    for (Need need : Need.values()) {
      for (int i = 0; i < 20; i++) {
        ConnectionPlaces.Place place =
            places.enter("client", Network.UNKNOWN, () -> closed.add("client")).orElseThrow();
        place.needs(need);
        place.leave();
      }
    }

    assertThat(closed).isEmpty();
  }
}
