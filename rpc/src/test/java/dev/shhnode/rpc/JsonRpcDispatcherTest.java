// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rpc.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonRpcDispatcherTest {

  private final TestMethods methods = new TestMethods();
  private final JsonRpcDispatcher dispatcher = methods.dispatcher();
  private final RpcSession session = RpcSession.answering(Set.of("shh"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"jsonrpc":"2.0","id":1,"method":"shh_version"}            | "id":1,"result":"6.0"
          {"id":1,"method":"shh_version","params":null}              | "id":1,"result":"6.0"
          {"ID":1,"Method":"shh_version","PARAMS":[]}                | "id":1,"result":"6.0"
          {"id":1,"method":"shh_version","params":["surplus"]}       | "id":1,"result":"6.0"
          {"id":"a","method":"shh_version"}                          | "id":"a","result":"6.0"
          {"id":null,"method":"shh_version"}                         | "id":null,"result":"6.0"
          {"id":1.50e2,"method":"shh_version"}                       | "id":1.50e2,"result":"6.0"
          """)
  void shouldAnswerCallsWithTheirIdAsWritten(String request, String answer) {
    assertThat(call(request)).contains("{\"jsonrpc\":\"2.0\"," + answer + "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"id":1,"method":"foo_bar"}       | 1    | -32601 | The method foo_bar does not exist/is not available
          {"id":1,"method":"foo"}           | 1    | -32601 | The method foo does not exist/is not available
          {"id":1,"method":"admin_datadir"} | 1    | -32601 | The method admin_datadir does not exist/is not available
          {"id":1,"method":"shh_length"}    | 1    | -32602 | missing value for required argument 0
          {"id":1,"method":"shh_break"}     | 1    | -32603 | internal error
          {"id":1,"method":7}               | 1    | -32600 | invalid request
          {"id":1,"result":true}            | 1    | -32600 | invalid request
          {"id":true,"method":"shh_length"} | null | -32600 | invalid request id
          {"id":[1],"method":"shh_length"}  | null | -32600 | invalid request id
          7                                 | null | -32600 | invalid request
          []                                | null | -32600 | empty batch
          {"id":1,                          | null | -32700 | parse error: not a JSON text
          {"id":1}{"id":2}                  | null | -32700 | parse error: more than one value
          ``                                | null | -32700 | parse error: empty text
          """)
  void shouldAnswerErrors(String request, String id, int code, String message) {
    assertThat(call(request))
        .contains(
            "{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":%d,\"message\":\"%s\"}}"
                .formatted(id, code, message));
  }

  @Test
  void shouldReadLargeRequestsAndGoThroughBatchesOnTheWorker() {
    Queue<Runnable> worker = new ArrayDeque<>();
    JsonRpcDispatcher aside = methods.dispatcher(worker::add);
    String notification = "{\"method\":\"shh_notify\"}";
    String call = "{\"id\":1,\"method\":\"shh_notify\"}";

    assertThat(run(aside, notification)).isCompleted();
    assertThat(methods.notified()).isOne();
    assertThat(run(aside, " ".repeat(JsonRpcDispatcher.MAX_INLINE_BYTES) + notification))
        .isNotDone();
    CompletableFuture<RpcAnswer> batch = run(aside, "[" + call + "," + call + "]");
    assertThat(methods.notified()).isOne();

    int turns = 0;
    while (!worker.isEmpty()) {
      worker.remove().run();
      turns++;
    }

    assertThat(methods.notified()).isEqualTo(4);
    assertThat(turns).as("one for the large request, one for the batch").isEqualTo(2);
    assertThat(batch).isCompleted();
  }

  @Test
  void shouldServeThoughTheWorkerIsBusy() {
    JsonRpcDispatcher busy =
        methods.dispatcher(
            task -> {
              throw new RejectedExecutionException();
            });

    assertThat(run(busy, "[{\"id\":1,\"method\":\"shh_version\"}]"))
        .isCompletedWithValueMatching(
            answer ->
                new String(answer.text().orElseThrow(), StandardCharsets.UTF_8).contains("6.0"));
  }

  private CompletableFuture<RpcAnswer> run(JsonRpcDispatcher aDispatcher, String request) {
    return aDispatcher
        .call(request.getBytes(StandardCharsets.UTF_8), session, Dialect.V6)
        .toCompletableFuture();
  }

  @Test
  void shouldBoundTheValuesOfARequest() {
    assertThat(call("[" + "0,".repeat(JsonReader.MAX_VALUES) + "0]").orElseThrow())
        .contains("-32700", "more than 100000 values");
  }

  @Test
  void shouldRefuseDeepNesting() {
    assertThat(call("[".repeat(100_000)).orElseThrow()).contains("-32700");
    assertThat(call(nested(JsonReader.MAX_DEPTH)).orElseThrow()).contains("\"result\"");
    assertThat(call(nested(JsonReader.MAX_DEPTH + 1)).orElseThrow()).contains("-32700");
  }

  /** A call of so many levels, the object and the list of parameters among them. */
  private static String nested(int levels) {
    String deep = "[".repeat(levels - 2) + "]".repeat(levels - 2);
    return "{\"id\":1,\"method\":\"shh_version\",\"params\":[" + deep + "]}";
  }

  @Test
  void shouldCarryOutNotificationsWithoutAnswer() {
    assertThat(call("{\"method\":\"shh_notify\"}")).isEmpty();
    assertThat(call("{\"method\":\"shh_break\"}")).isEmpty();
    assertThat(call("[{\"method\":\"shh_notify\"},{\"method\":\"shh_notify\"}]")).isEmpty();

    assertThat(methods.notified()).isEqualTo(3);
  }

  @Test
  void shouldAnswerABatchInOrderWithoutItsNotifications() {
    CompletableFuture<RpcAnswer> answer =
        dispatcher
            .call(
                bytes(
                    """
                    [{"id":1,"method":"shh_hold"},{"id":2,"method":"shh_version"},
                     {"method":"shh_version"},3,{"id":4,"method":"shh_foo"}]"""),
                session,
                Dialect.V6)
            .toCompletableFuture();

    assertThat(answer).isNotDone();
    methods.release();

    assertThat(text(answer.join().text()))
        .contains(
            "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":true},"
                + "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":\"6.0\"},"
                + "{\"jsonrpc\":\"2.0\",\"id\":null,"
                + "\"error\":{\"code\":-32600,\"message\":\"invalid request\"}},"
                + "{\"jsonrpc\":\"2.0\",\"id\":4,\"error\":{\"code\":-32601,\"message\":"
                + "\"The method shh_foo does not exist/is not available\"}}]");
  }

  @Test
  void shouldBoundBatches() {
    assertThat(call(batch(JsonRpcDispatcher.MAX_BATCH)).orElseThrow()).contains("\"id\":999");
    assertThat(call(batch(JsonRpcDispatcher.MAX_BATCH + 1)))
        .contains(
            "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,"
                + "\"message\":\"batch of 1001 requests, at most 1000\"}}");
    assertThat(methods.dropped(RpcDrop.BATCH_TOO_LONG)).isOne();
  }

  @Test
  void shouldBoundTheAnswersOfABatchAndCarryOutNothingBeyond() {
    int size = 1 << 20;
    String repeat = "{\"id\":1,\"method\":\"shh_repeat\",\"params\":[" + size + "]},";
    String counted = "{\"id\":2,\"method\":\"shh_notify\"}";

    String answer = call("[" + counted + "," + repeat.repeat(20) + counted + "]").orElseThrow();

    assertThat(answer.length())
        .isGreaterThan((int) BatchAnswers.MAX_BYTES)
        .isLessThan((int) BatchAnswers.MAX_BYTES + 2 * size);
    assertThat(answer)
        .endsWith(
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":-32000,\"message\":"
                + "\"the answers of the batch are too long, at most 16777216 bytes and one more:"
                + " call again in another one\"}}]");
    assertThat(methods.dropped(RpcDrop.BATCH_ANSWERS_TOO_LONG))
        .as("one for each call that is not carried out")
        .isEqualTo(5);
    assertThat(methods.notified()).isEqualTo(1);
  }

  @Test
  void shouldBoundTheAnswersOfAllBatchesUnderWay() {
    JsonRpcDispatcher bounded = methods.dispatcher(Runnable::run, 15_000);
    String take = "{\"id\":1,\"method\":\"shh_takeLong\",\"params\":[10000]}";
    CompletableFuture<RpcAnswer> first =
        run(bounded, "[" + take + ",{\"id\":2,\"method\":\"shh_hold\"}]");
    assertThat(first).isNotDone();

    String refused = textOf(run(bounded, "[" + take + "," + take + "," + take + "]"));

    assertThat(refused.split("too many batches wait for long answers", -1)).hasSize(4);
    assertThat(refused).hasSizeLessThan(500);
    assertThat(methods.dropped(RpcDrop.BATCH_ANSWERS_OF_ALL)).isEqualTo(3);
    assertThat(methods.lost())
        .as("what the refused call had taken; those after it are not carried out")
        .isOne();
    assertThat(textOf(run(bounded, take))).as("alone").hasSizeGreaterThan(10_000);
    methods.release();
    assertThat(textOf(first)).hasSizeGreaterThan(10_000);
    assertThat(bounded.answersOfBatches()).isZero();
    String longest = take.replace("10000", "20000");
    assertThat(textOf(run(bounded, "[" + longest + "]")))
        .as("the only one, whatever its length")
        .hasSizeGreaterThan(20_000);
    assertThat(bounded.answersOfBatches()).isZero();
  }

  private static String textOf(CompletableFuture<RpcAnswer> answer) {
    return new String(answer.join().text().orElseThrow(), StandardCharsets.UTF_8);
  }

  @Test
  void shouldTellCallsWhoseAnswerIsLost() {
    RpcSession deaf = RpcSession.pushing(Set.of("shh"), (message, lost) -> lost.run());

    var unused = dispatcher.receive(bytes("{\"id\":1,\"method\":\"shh_take\"}"), deaf, Dialect.V6);
    assertThat(methods.lost()).isEqualTo(1);
    assertThat(methods.dropped(RpcDrop.ANSWER_LOST)).isOne();
    call("{\"method\":\"shh_take\"}");
    assertThat(methods.lost()).isEqualTo(2);
    assertThat(call("{\"id\":1,\"method\":\"shh_take\",\"params\":[true]}").orElseThrow())
        .contains("-32603");
    assertThat(methods.lost()).isEqualTo(3);
    call("{\"id\":1,\"method\":\"shh_take\"}");
    assertThat(methods.lost()).isEqualTo(3);
    assertThat(methods.dropped(RpcDrop.ANSWER_LOST)).as("no others were to be answered").isOne();
  }

  @Test
  void shouldSurviveALongBatchOfCallsThatTakeTime() {
    StringBuilder batch = new StringBuilder("[{\"id\":0,\"method\":\"shh_hold\"}");
    batch.append(",{\"id\":1,\"method\":\"shh_hold\"}".repeat(JsonRpcDispatcher.MAX_BATCH - 1));
    CompletableFuture<RpcAnswer> answer =
        dispatcher.call(bytes(batch + "]"), session, Dialect.V6).toCompletableFuture();

    methods.release();

    assertThat(text(answer.join().text()).orElseThrow().split("true", -1))
        .hasSize(JsonRpcDispatcher.MAX_BATCH + 1);
  }

  @Test
  void shouldEchoAnIdWithAnUnpairedSurrogate() {
    assertThat(call("{\"id\":\"\\ud800x\",\"method\":\"shh_version\"}").orElseThrow())
        .contains("\"id\":\"\uFFFDx\"");
  }

  @Test
  void shouldNotLetPushesOvertakeTheAnswerThatNamesTheSubscription() {
    List<String> sent = new ArrayList<>();
    RpcSession pushing =
        RpcSession.pushing(
            Set.of("shh"),
            (message, lost) -> sent.add(new String(message, StandardCharsets.UTF_8)));

    dispatcher.receive(
        bytes("[{\"id\":1,\"method\":\"shh_open\"},{\"id\":2,\"method\":\"shh_hold\"}]"),
        pushing,
        Dialect.V6);
    assertThat(sent).isEmpty();
    methods.release();

    assertThat(sent)
        .containsExactly(
            "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x1\"},"
                + "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":true}]",
            "{\"jsonrpc\":\"2.0\",\"method\":\"shh_subscription\","
                + "\"params\":{\"subscription\":\"0x1\",\"result\":\"early\"}}");
  }

  private Optional<String> call(String request) {
    return text(
        dispatcher.call(bytes(request), session, Dialect.V6).toCompletableFuture().join().text());
  }

  private static Optional<String> text(Optional<byte[]> answer) {
    return answer.map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String batch(int size) {
    StringBuilder batch = new StringBuilder("[");
    for (int i = 0; i < size; i++) {
      batch.append(i == 0 ? "" : ",").append("{\"id\":" + i + ",\"method\":\"shh_version\"}");
    }
    return batch.append(']').toString();
  }
}
