// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.methods;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.Failures;
import dev.shhnode.rpc.RpcException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Whatever a client asks of the node's own methods, it is answered, and nothing breaks. */
class RequestFuzzTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<Dialect> DIALECTS = List.of(Dialect.values());
  private static final int RANDOM_RUNS = 150;
  private static final int MAX_CALLS = 16;

  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.shhnode");
  private final Logger ofFailures = (Logger) LoggerFactory.getLogger(Failures.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void watchTheLog() {
    log.start();
    logger.setLevel(Level.TRACE);
    ofFailures.setLevel(Level.TRACE);
    logger.setAdditive(false);
    logger.addAppender(log);
  }

  @AfterEach
  void leaveTheLog() {
    logger.detachAppender(log);
    logger.setAdditive(true);
    logger.setLevel(null);
    ofFailures.setLevel(Level.OFF);
  }

  @FuzzTest
  void shouldAnswerWellFormed(byte[] request) {
    DrivenNode node = new DrivenNode();
    for (Dialect dialect : DIALECTS) {
      node.serve(request, dialect, true);

      List<JsonNode> sent = node.takeSent();
      assertThat(sent.stream().filter(message -> !isPush(message))).hasSizeLessThanOrEqualTo(1);
      for (JsonNode message : sent) {
        if (!isPush(message)) {
          assertWellFormed(message);
        }
      }
    }
    assertNothingLogged();
  }

  @FuzzTest
  void shouldServeWhatIsNearToValid(FuzzedDataProvider data) {
    serveNearToValid(bound -> data.consumeInt(0, bound - 1));
  }

  /** The same without a fuzzer, in every build. */
  @Test
  void shouldServeRandomCallsThatAreNearToValid() {
    Random random = new Random(16);
    int results = 0;
    for (int i = 0; i < RANDOM_RUNS; i++) {
      results += serveNearToValid(random::nextInt);
    }
    assertThat(results).as("calls that came through").isGreaterThan(RANDOM_RUNS);
  }

  /** Serves a sequence of calls; returns how many were not refused. */
  private int serveNearToValid(IntUnaryOperator choice) {
    DrivenNode node = new DrivenNode();
    MutatedCalls calls =
        new MutatedCalls(node.methodNames().stream().sorted().toList(), furnish(node), choice);
    int results = 0;
    for (int id = choice.applyAsInt(MAX_CALLS); id >= 0; id--) {
      Dialect dialect = DIALECTS.get(choice.applyAsInt(DIALECTS.size()));
      boolean leaves = choice.applyAsInt(2) > 0;
      boolean batch = choice.applyAsInt(8) == 1;
      JsonNode request = calls.next(id);
      if (batch) {
        request = JSON.createArrayNode().add(request).add(calls.next(id));
      }
      node.serve(request.toString().getBytes(StandardCharsets.UTF_8), dialect, leaves);
      for (JsonNode answer : answers(node.takeSent(), batch ? 2 : 1)) {
        assertThat(answer.get("id").asInt()).as("%s", request).isEqualTo(id);
        results += answer.has("result") ? 1 : 0;
      }
      assertNothingLogged();
      if (choice.applyAsInt(6) == 1) {
        node.pass(Duration.ofSeconds(choice.applyAsInt(100)));
      }
    }
    node.leave();
    assertNothingLogged();
    return results;
  }

  private List<JsonNode> answers(List<JsonNode> sent, int count) {
    List<JsonNode> messages = sent.stream().filter(message -> !isPush(message)).toList();
    assertThat(messages).hasSize(1);
    assertWellFormed(messages.get(0));
    List<JsonNode> answers = each(messages.get(0));
    assertThat(answers).hasSize(count);
    return answers;
  }

  private static boolean isPush(JsonNode message) {
    return message.has("method");
  }

  private static void assertWellFormed(JsonNode message) {
    List<JsonNode> answers = each(message);
    assertThat(answers).isNotEmpty();
    for (JsonNode each : answers) {
      assertThat(each.path("jsonrpc").asText()).isEqualTo("2.0");
      assertThat(each.has("id")).isTrue();
      assertThat(each.has("result")).isNotEqualTo(each.has("error"));
      assertThat(each.at("/error/code").asInt()).isNotEqualTo(RpcException.INTERNAL_ERROR);
    }
  }

  private static List<JsonNode> each(JsonNode message) {
    return message instanceof ArrayNode batch
        ? StreamSupport.stream(batch.spliterator(), false).toList()
        : List.of(message);
  }

  /** No fault of ours, and nothing that was to stay between us and the client. */
  private void assertNothingLogged() {
    for (ILoggingEvent event : log.list) {
      String text = event.getFormattedMessage();
      if (event.getThrowableProxy() != null) {
        text += ThrowableProxyUtil.asString(event.getThrowableProxy());
      }
      assertThat(event.getLevel().isGreaterOrEqual(Level.WARN)).as(text).isFalse();
      assertThat(text)
          .doesNotContain(MutatedCalls.SYM_KEY.substring(2, 20))
          .doesNotContain(MutatedCalls.PRIVATE_KEY.substring(2, 20))
          .doesNotContain(MutatedCalls.PAYLOAD.substring(2, 20));
    }
    log.list.clear();
  }

  /** Gives a node keys and filters; returns what the calls know them by. */
  private static Map<String, String> furnish(DrivenNode node) {
    String sym = result(node, Dialect.V6, "shh_addSymKey", "['" + MutatedCalls.SYM_KEY + "']");
    String pair =
        result(node, Dialect.V6, "shh_addPrivateKey", "['" + MutatedCalls.PRIVATE_KEY + "']");
    String filter =
        result(node, Dialect.V6, "shh_newMessageFilter", "[{'symKeyID':'" + sym + "'}]");
    result(node, Dialect.CLASSIC, "shh_newFilter", "[{'topics':['0x01']}]");
    String publicKey = result(node, Dialect.V6, "shh_getPublicKey", "['" + pair + "']");
    Map<String, String> names = new HashMap<>();
    names.put("SYM", sym);
    names.put("PAIR", pair);
    names.put("FILTER", filter);
    names.put("PUBLIC", publicKey);
    names.put("IDENTITY", result(node, Dialect.CLASSIC, "shh_newIdentity", "[]"));
    names.put("ENODE", "enode://" + publicKey.substring(4) + "@127.0.0.1:30303");
    names.put("KEY", MutatedCalls.PRIVATE_KEY);
    names.put("SECRET", MutatedCalls.SYM_KEY);
    names.put("PAYLOAD", MutatedCalls.PAYLOAD);
    return names;
  }

  private static String result(DrivenNode node, Dialect dialect, String method, String params) {
    String request = "{'id':1,'method':'%s','params':%s}".formatted(method, params);
    node.serve(request.replace('\'', '"').getBytes(StandardCharsets.UTF_8), dialect, true);
    List<JsonNode> sent = node.takeSent();
    assertThat(sent).hasSize(1).first().matches(answer -> answer.has("result"));
    return sent.get(0).get("result").asText();
  }
}
