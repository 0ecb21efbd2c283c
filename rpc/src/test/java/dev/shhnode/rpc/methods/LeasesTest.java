// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.FilterPlaces;
import dev.shhnode.rpc.RpcDrop;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Leases of polled filters, in every dialect that has them. */
@Timeout(60)
class LeasesTest {

  private static final Duration MINUTES = Duration.ofMinutes(4);

  private final TestNode node = new TestNode();
  private final TestClient webSocket = new TestClient(node.dispatcher(), Dialect.V6);
  private String key;

  @BeforeEach
  void addKey() {
    key = webSocket.call("shh_addSymKey", "['0x" + "22".repeat(32) + "']");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shh_newMessageFilter | [{'symKeyID':'KEY'LEASE}]             | shh_getFilterMessages          | -32000 filter not found
          shh_newMessageFilter | [{'symKeyID':'KEY'LEASE}]             | shhext_getNewFilterMessages    | -32000 filter not found
          shh_newMessageFilter | [{'from':null,'topics':['0x01','0x02']LEASE}] | shh_getFilterMessages  | -32000 filter not found
          shh_subscribe        | [{'type':'sym','key':'KEY','topics':['0x01020304']LEASE}] | shh_getNewSubscriptionMessages | []
          """)
  void shouldEndWithTheirLease(String make, String criteria, String poll, String afterwards) {
    String byDefault = http(make, criteria.replace("KEY", key).replace("LEASE", ""));
    String asked = http(make, criteria.replace("KEY", key).replace("LEASE", ",'lease':600"));
    String forever = http(make, criteria.replace("KEY", key).replace("LEASE", ",'lease':0"));

    pass(MINUTES);
    assertThat(http(poll, "['" + byDefault + "']")).isEqualTo("[]");
    pass(MINUTES);
    assertThat(http(poll, "['" + byDefault + "']")).isEqualTo("[]");
    assertThat(node.dropped(RpcDrop.FILTER_LEASE_ENDED)).isZero();
    pass(Duration.ofMinutes(5));
    assertThat(http(poll, "['" + byDefault + "']")).isEqualTo(afterwards);
    assertThat(http(poll, "['" + asked + "']")).isEqualTo(afterwards);
    assertThat(http(poll, "['" + forever + "']")).isEqualTo("[]");
    assertThat(node.dropped(RpcDrop.FILTER_LEASE_ENDED)).isEqualTo(2);
  }

  /**
   * Unknown ids of Whisper 2 have no messages; that a filter is gone is seen by uninstalling it.
   */
  @ParameterizedTest
  @ValueSource(strings = {"shh_getFilterChanges", "shh_getMessages"})
  void shouldEndFiltersOfWhisper2(String poll) {
    String polled = http("shh_newFilter", "[{'topics':['0x01020304']}]");
    String other = http("shh_newFilter", "[{'topics':['0x01020304']}]");

    pass(MINUTES);
    assertThat(http(poll, "['" + polled + "']")).isEqualTo("[]");
    pass(MINUTES);

    assertThat(http("shh_uninstallFilter", "['" + other + "']")).isEqualTo("false");
    assertThat(http("shh_uninstallFilter", "['" + polled + "']")).isEqualTo("true");
    assertThat(node.dropped(RpcDrop.FILTER_LEASE_ENDED)).isEqualTo(1);
  }

  @Test
  void shouldGivePlacesBack() {
    String make = "[{'symKeyID':'" + key + "','lease':1}]";
    for (int i = 0; i < FilterPlaces.MAX_FILTERS; i++) {
      assertThat(webSocket.call("shh_newMessageFilter", make)).hasSize(64);
    }
    assertThat(webSocket.call("shh_newMessageFilter", make)).startsWith("-32000 too many filters");

    pass(Duration.ofSeconds(1));

    for (int i = 0; i < FilterPlaces.MAX_FILTERS; i++) {
      assertThat(webSocket.call("shh_newMessageFilter", make)).hasSize(64);
    }
  }

  @Test
  void shouldNotEndFiltersOfAWebSocketUnlessAsked() {
    String filter = webSocket.call("shh_newMessageFilter", "[{'symKeyID':'" + key + "'}]");

    pass(Duration.ofDays(30));

    assertThat(webSocket.call("shh_getFilterMessages", "['" + filter + "']")).isEqualTo("[]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"'60'", "-1", "1.5", "604801", "1e3", "true", "[]", "9999999999999999999"})
  void shouldRefuseOtherLeases(String lease) {
    String error =
        "-32602 invalid argument 0: lease is no number of seconds from 0, for no end, to 604800";

    assertThat(http("shh_newMessageFilter", "[{'symKeyID':'" + key + "','lease':" + lease + "}]"))
        .isEqualTo(error);
    assertThat(http("shh_newFilter", "[{'topics':[],'lease':" + lease + "}]")).isEqualTo(error);
    assertThat(
            http("shh_newMessageFilter", "[{'from':null,'topics':['0x01'],'lease':" + lease + "}]"))
        .isEqualTo(error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shh_newMessageFilter | [{'symKeyID':'KEY','topics':['0x01020304']}]  | shh_getFilterMessages
          shh_newMessageFilter | [{'from':null,'topics':['0x01','0x02']}]      | shh_getFilterMessages
          shh_newFilter        | [{'topics':['0x01020304']}]                   | shh_getFilterChanges
          """)
  void shouldTellTheStatusWithoutRenewing(String make, String criteria, String poll) {
    String filter = http(make, criteria.replace("KEY", key));
    String forever = webSocket.call(make, criteria.replace("KEY", key));

    assertThat(status(filter)).isEqualTo("{\"lease\":300,\"waiting\":0,\"dropped\":0}");
    assertThat(status(forever)).isEqualTo("{\"lease\":0,\"waiting\":0,\"dropped\":0}");
    pass(MINUTES);
    assertThat(status(filter)).startsWith("{");
    pass(MINUTES);
    assertThat(status(filter)).isEqualTo("-32000 filter not found");
  }

  @Test
  void shouldTellHowManyMessagesWait() throws Exception {
    String filter = http("shh_newMessageFilter", "[{'symKeyID':'" + key + "'}]");
    for (int i = 0; i < 2; i++) {
      assertThat(
              webSocket.call(
                  "shh_post",
                  "[{'symKeyID':'%s','topic':'0x01020304','ttl':60,'powTarget':0.2,'powTime':5}]"
                      .formatted(key)))
          .startsWith("0x");
    }

    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!status(filter).contains("\"waiting\":2")) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
    assertThat(http("shh_getFilterMessages", "['" + filter + "']")).startsWith("[{");
    assertThat(status(filter)).isEqualTo("{\"lease\":300,\"waiting\":0,\"dropped\":0}");
  }

  private String status(String filter) {
    return http("shh_getFilterStatus", "['" + filter + "']");
  }

  /** Lets time pass, and filters be removed: what the loop does before the call is done then. */
  private void pass(Duration time) {
    node.pass(time);
    assertThat(webSocket.call("shh_info", "[]")).startsWith("{");
  }

  private String http(String method, String params) {
    return TestClient.callOverHttp(node.dispatcher(), method, params);
  }
}
