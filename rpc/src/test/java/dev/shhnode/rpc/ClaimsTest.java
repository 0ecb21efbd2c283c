// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shhnode.crypto.DecodeException;
import dev.shhnode.rpc.classic.ClassicMethods;
import dev.shhnode.rpc.json.JsonReader;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.methods.TestNode;
import dev.shhnode.rpc.mix.RoutedPosts;
import dev.shhnode.rpc.parity.ParityMethods;
import dev.shhnode.rpc.shh.EarlyV5Methods;
import dev.shhnode.rpc.status.StatusMethods;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which dialect a call of a shared method is for, and that it is for one only. */
class ClaimsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = "0x04" + "ab".repeat(64);
  private static final String ID = "ab".repeat(32);

  /** The modules that claim calls of others. */
  private static final Set<Class<? extends RpcModule>> CLAIMANTS =
      Set.of(
          EarlyV5Methods.class,
          StatusMethods.class,
          ClassicMethods.class,
          ParityMethods.class,
          RoutedPosts.class);

  private static final List<String> SHARED =
      List.of(
          "shh_post",
          "shhext_post",
          "shh_newMessageFilter",
          "shh_getFilterMessages",
          "shh_getFilterStatus",
          "shh_deleteMessageFilter",
          "shh_uninstallFilter",
          "shh_subscribe",
          "shh_unsubscribe");

  private static TestNode node;
  private static MethodTable methods;

  /** By the name of a claimant: the methods as if there were no other. */
  private static final Map<String, MethodTable> WITH_ONE_CLAIMANT = new TreeMap<>();

  @BeforeAll
  static void start() {
    node = new TestNode();
    methods = MethodTable.of(node.modules());
    for (Class<? extends RpcModule> claimant : CLAIMANTS) {
      WITH_ONE_CLAIMANT.put(claimant.getSimpleName(), withOne(claimant));
    }
  }

  private static MethodTable withOne(Class<? extends RpcModule> claimant) {
    return MethodTable.of(
        node.modules().stream()
            .filter(
                module -> module.getClass() == claimant || !CLAIMANTS.contains(module.getClass()))
            .toList());
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'type':'sym','key':'a','ttl':1}                        | V6      | EarlyV5Methods
          {'type':'sym','key':'a'}                                | PARITY  | EarlyV5Methods
          {'type':'sym','key':'a','symKeyID':'a'}                 | V6      |
          {'type':'sym','key':'a','privateKeyID':'a'}             | PARITY  | ParityMethods
          {'SYMKEYID':'a','topics':['0x01']}                      | CLASSIC |
          {'pubKey':'0x','topics':['0x01'],'ttl':'0x1'}           | V6      | ClassicMethods
          {'topic':'0x00000000','topics':['0x01'],'ttl':1}        | V6      | ParityMethods
          {'to':{'public':'0x'},'topics':['0x01']}                | CLASSIC | ParityMethods
          {'topics':['0x01'],'priority':1}                        | V6      | ParityMethods
          {'topics':['0x01'],'priority':1}                        | CLASSIC | ClassicMethods
          {'topics':['0x01'],'ttl':1,'from':'<key>'}              | V6      | ClassicMethods
          {'topics':['0x01'],'ttl':'0x1','from':'0x<id>'}         | V6      | ParityMethods
          {'topics':['0x01'],'payload':'0x'}                      | V6      | ClassicMethods
          {'topics':['0x01'],'payload':'0x'}                      | PARITY  | ParityMethods
          {'topics':['0x01'],'ttl':'0x1'}                         | PARITY  | ClassicMethods
          {'payload':'0x'}                                        | V6      |
          {'payload':'0x'}                                        | CLASSIC | ClassicMethods
          'x'                                                     | PARITY  | ParityMethods
          {'symKeyID':'a','route':{}}                             | V6      | RoutedPosts
          {'pubKey':'a','Route':3}                                | CLASSIC | RoutedPosts
          {'symKeyID':'a','topics':['0x01'],'route':{}}           | PARITY  | RoutedPosts
          {'symKeyID':'a','route':null}                           | V6      |
          {'payload':'0x','route':{}}                             | V6      |
          {'payload':'0x','route':{}}                             | CLASSIC | ClassicMethods
          {'topics':['0x01'],'priority':1,'route':{}}             | V6      | ParityMethods
          {'type':'sym','key':'a','route':{}}                     | V6      | EarlyV5Methods
          """)
  void shouldTellPostsApart(String parameter, Dialect endpoint, String claimant) throws Exception {
    assertClaimed("shh_post", parameter, endpoint, claimant);
    assertThat(methods.claimants("shhext_post", read(parameter), endpoint))
        .as("by the other name")
        .isEqualTo(methods.claimants("shh_post", read(parameter), endpoint));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          shh_newMessageFilter | {'topics':['0x01'],'from':null}   | V6      | ParityMethods
          shh_newMessageFilter | {'decryptWith':'<id>'}            | CLASSIC | ParityMethods
          shh_newMessageFilter | {'topics':['0x01']}               | V6      |
          shh_newMessageFilter | {'topics':['0x01']}               | PARITY  | ParityMethods
          shh_newMessageFilter | {'symKeyID':'a'}                  | PARITY  |
          shh_subscribe        | 'messages'                        | PARITY  |
          shh_subscribe        | {'topics':['0x01']}               | V6      | ParityMethods
          shh_subscribe        | {'type':'asym','key':'a'}         | PARITY  | EarlyV5Methods
          shh_uninstallFilter  | '<id>'                            | CLASSIC | StatusMethods
          shh_uninstallFilter  | '0x<id>'                          | V6      |
          shh_uninstallFilter  | '0x1'                             | V6      |
          shh_getFilterMessages| '<id>'                            | PARITY  |
          shh_unsubscribe      | '<id>'                            | V6      |
          """)
  void shouldTellOtherCallsApart(String method, String parameter, Dialect endpoint, String claimant)
      throws Exception {
    assertClaimed(method, parameter, endpoint, claimant);
  }

  @Test
  void shouldExcludeEachOtherWhateverIsPosted() throws Exception {
    for (String parameter : posts()) {
      assertClaimedByOneAtMost(read(parameter));
    }
  }

  /** Of every way to name keys, with every kind of the members that differ. */
  private static List<String> posts() {
    List<String> posts = new ArrayList<>(List.of(""));
    posts =
        each(
            posts,
            "",
            "'symKeyID':'a'",
            "'pubKey':''",
            "'topic':'0x01020304'",
            "'type':'sym','key':'a'",
            "'type':'asym','key':'a','privateKeyID':'a'",
            "'decryptWith':'a'");
    posts = each(posts, "", "'to':{}", "'to':'<key>'", "'to':'<id>'", "'to':null");
    posts = each(posts, "", "'from':'<key>'", "'from':'<id>'", "'from':'0x<id>'", "'from':7");
    posts = each(posts, "", "'ttl':1", "'ttl':'0x1'");
    posts = each(posts, "", "'priority':1", "'priority':'0x1'");
    posts = each(posts, "", "'topics':['0x01']", "'topics':'0x01'");
    posts = each(posts, "", "'route':{}");
    return posts.stream().map(members -> "{" + members + "}").toList();
  }

  private static List<String> each(List<String> posts, String... members) {
    List<String> longer = new ArrayList<>();
    for (String post : posts) {
      for (String member : members) {
        longer.add(post.isEmpty() || member.isEmpty() ? post + member : post + "," + member);
      }
    }
    return longer;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v6-geth18",
        "v6-geth19",
        "v6-status",
        "murmur",
        "v5-geth18",
        "v5-geth17",
        "v2-geth17",
        "v2-geth15"
      })
  void shouldExcludeEachOtherInRecordedCalls(String name) throws Exception {
    int parameters = 0;
    for (JsonNode line : lines(name)) {
      for (JsonNode call : calls(line.path("request").asText())) {
        assertClaimedByOneAtMost(first(call));
        parameters++;
      }
    }
    assertThat(parameters).isPositive();
  }

  private static void assertClaimed(
      String method, String parameter, Dialect endpoint, String claimant) throws Exception {
    JsonValue first = read(parameter);

    assertThat(claimants(method, first, endpoint))
        .isEqualTo(claimant == null ? List.of() : List.of(claimant));
    assertThat(methods.claimants(method, first, endpoint)).hasSize(claimant == null ? 0 : 1);
  }

  private static List<String> claimants(String method, JsonValue first, Dialect endpoint) {
    return WITH_ONE_CLAIMANT.entrySet().stream()
        .filter(one -> !one.getValue().claimants(method, first, endpoint).isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static void assertClaimedByOneAtMost(JsonValue first) {
    for (String method : SHARED) {
      for (Dialect endpoint : Dialect.values()) {
        assertThat(methods.claimants(method, first, endpoint))
            .as("%s %s on %s", method, first, endpoint)
            .hasSizeLessThanOrEqualTo(1);
      }
    }
  }

  private static JsonValue read(String parameter) throws DecodeException {
    String text = parameter.replace("<key>", KEY).replace("<id>", ID).replace('\'', '"');
    return JsonReader.parse(text.getBytes(UTF_8));
  }

  private static JsonValue first(JsonNode call) throws DecodeException {
    JsonNode first = call.path("params").path(0);
    return first.isMissingNode()
        ? JsonValue.NULL
        : JsonReader.parse(first.toString().getBytes(UTF_8));
  }

  private static List<JsonNode> calls(String request) {
    try {
      JsonNode parsed = JSON.readTree(request);
      return parsed.isArray()
          ? StreamSupport.stream(parsed.spliterator(), false).toList()
          : List.of(parsed);
    } catch (JsonProcessingException malformed) {
      return List.of();
    }
  }

  private static List<JsonNode> lines(String name) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    try (InputStream in = ClaimsTest.class.getResourceAsStream("/transcripts/" + name + ".jsonl");
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }
}
