// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Sends what was sent to geth 1.8.27 to a node of ours and compares the answers. Driven by URLs, so
 * that it does not matter what runs behind them.
 *
 * <p>The node has to be fresh, with geth's defaults, and all namespaces enabled. With a second node,
 * the two have to be connected.
 */
public final class TranscriptReplay implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TRANSCRIPT = "/transcripts/v6-geth18.jsonl";
  private static final String BETWEEN = "/transcripts/v6-geth18-between.jsonl";

  /** How long a message may take to get from a post to a filter. */
  private static final Duration DELIVERY = Duration.ofSeconds(20);

  /** Of the recording: replaced by our node's. */
  private static final String RECORDED_NODE_B =
      "enode://932fa95e88f778f2a0fef3740fd9fa29d2dd82f20953dae7366fecee3c222854"
          + "006c8ef12a5814e12cd2c27591707af2fb0620cf33ab10ca2b23cf509bc8ae4f@127.0.0.1:31828";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI httpA;
  private final Optional<URI> httpB;
  private final URI webSocketA;
  private final ReplaySocket webSocket;
  private final Names names = new Names();
  private final Set<String> sentTexts = new HashSet<>();
  private final List<JsonNode> between;
  private final Report report = new Report();

  /** What came out. */
  public static final class Report {
    private final List<String> failures = new ArrayList<>();
    private final List<Integer> replayed = new ArrayList<>();
    private final List<Integer> skipped = new ArrayList<>();

    /** What does not match, a line each. */
    public List<String> failures() {
      return failures;
    }

    /** The lines of the transcript that were sent and compared. */
    public List<Integer> replayed() {
      return replayed;
    }

    /** The lines that need a second node, or hold no request. */
    public List<Integer> skipped() {
      return skipped;
    }
  }

  /**
   * Prepares a replay.
   *
   * @param httpA of the node
   * @param webSocketA of the same node
   * @param httpB of a second node that the first is connected to
   */
  public TranscriptReplay(URI httpA, URI webSocketA, Optional<URI> httpB) throws IOException {
    this.httpA = httpA;
    this.webSocketA = webSocketA;
    this.httpB = httpB;
    this.webSocket = new ReplaySocket(client, webSocketA);
    this.between = lines(BETWEEN);
  }

  /** Replays the whole transcript. */
  public Report run() throws IOException, InterruptedException {
    if (httpB.isPresent()) {
      names.bind("${enode of A}", enode(httpA));
      names.bind(RECORDED_NODE_B, enode(httpB.get()));
    }
    List<JsonNode> transcript = lines(TRANSCRIPT);
    for (int i = 0; i < transcript.size(); i++) {
      Exchange exchange = Exchange.of(i + 1, transcript.get(i));
      callBetween(exchange.line());
      replay(exchange);
    }
    return report;
  }

  private String enode(URI node) throws IOException, InterruptedException {
    return result(post(node, request("admin_nodeInfo", JSON.createArrayNode())))
        .path("enode")
        .asText();
  }

  // Calls that the transcript does not hold

  private void callBetween(int line) throws IOException, InterruptedException {
    for (JsonNode step : between) {
      if (step.path("beforeLine").asInt() == line && isPossible(step.path("node").asText())) {
        callBetween(step);
      }
    }
  }

  private void callBetween(JsonNode step) throws IOException, InterruptedException {
    String request =
        names.translate(request(step.path("method").asText(), (ArrayNode) step.get("params")));
    noteTexts(step.get("params"));
    int messages = step.path("messages").asInt();
    JsonNode result =
        step.path("node").asText().equals("ws")
            ? result(webSocket.call(request))
            : callUntil(node(step.path("node").asText()), request, messages);
    if (step.has("result")) {
      names.bind(step.path("result").asText(), result.asText());
    }
  }

  private boolean isPossible(String node) {
    return !node.equals("B") || httpB.isPresent();
  }

  private static String request(String method, ArrayNode params) {
    ObjectNode request = JSON.createObjectNode();
    request.put("jsonrpc", "2.0").put("id", 0).put("method", method).set("params", params);
    return request.toString();
  }

  private static JsonNode result(String answer) throws IOException {
    JsonNode json = JSON.readTree(answer);
    if (!json.has("result")) {
      throw new AssertionError("a call between the recorded ones failed: " + answer);
    }
    return json.get("result");
  }

  // Recorded exchanges

  private void replay(Exchange exchange) throws IOException, InterruptedException {
    if (exchange.section().equals("ws-notification")) {
      comparePush(exchange);
    } else if (exchange.request().isEmpty() || needsMissingNode(exchange)) {
      report.skipped.add(exchange.line());
    } else {
      String request = names.translate(exchange.request());
      noteTexts(exchange.request());
      compare(exchange, exchange.isWebSocket() ? callWebSocket(exchange, request) : call(exchange, request));
    }
  }

  private boolean needsMissingNode(Exchange exchange) {
    return httpB.isEmpty()
        && (exchange.node().equals("B") || exchange.request().contains(RECORDED_NODE_B));
  }

  private String callWebSocket(Exchange exchange, String request) throws InterruptedException {
    if (!exchange.note().endsWith("own connection")) {
      return webSocket.call(request);
    }
    try (ReplaySocket own = new ReplaySocket(client, webSocketA)) {
      return own.call(request);
    }
  }

  private String call(Exchange exchange, String request) throws IOException, InterruptedException {
    URI node = node(exchange.node());
    if (exchange.request().contains("shh_getFilterMessages")) {
      return callAsRecorded(exchange, node, request);
    }
    HttpRequest.Builder http = HttpRequest.newBuilder(node).POST(BodyPublishers.ofString(request));
    String contentType =
        exchange.note().equals("text/plain content type") ? "text/plain" : "application/json";
    HttpResponse<String> response =
        client.send(http.header("Content-Type", contentType).build(), BodyHandlers.ofString());
    if (response.statusCode() != exchange.httpStatus()) {
      report.failures.add(exchange + ": HTTP status " + response.statusCode());
    }
    return response.body();
  }

  /** A message takes a moment from a post to a filter, so polls until there are as many. */
  private String callAsRecorded(Exchange exchange, URI node, String request)
      throws IOException, InterruptedException {
    JsonNode recorded = JSON.readTree(exchange.response());
    if (recorded.path("result").size() == 0) {
      return post(node, request);
    }
    ObjectNode answer = (ObjectNode) JSON.readTree("{\"jsonrpc\":\"2.0\"}");
    answer.set("id", recorded.get("id"));
    answer.set("result", callUntil(node, request, recorded.path("result").size()));
    return answer.toString();
  }

  private JsonNode callUntil(URI node, String request, int messages)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + DELIVERY.toNanos();
    JsonNode result = result(post(node, request));
    while (result.isArray() && result.size() < messages && System.nanoTime() < deadline) {
      ((ArrayNode) result).addAll((ArrayNode) result(post(node, request)));
    }
    return result;
  }

  private void comparePush(Exchange exchange) throws IOException, InterruptedException {
    JsonNode recorded = JSON.readTree(exchange.response());
    JsonNode ours = webSocket.push(matching(recorded));
    report.replayed.add(exchange.line());
    report(exchange, new AnswerComparison(names, sentTexts).compare(recorded, ours));
  }

  private Predicate<JsonNode> matching(JsonNode recorded) {
    String subscription = names.translate(recorded.at("/params/subscription").asText());
    String payload = recorded.at("/params/result/payload").asText();
    return push ->
        push.at("/params/subscription").asText().equals(subscription)
            && push.at("/params/result/payload").asText().equals(payload);
  }

  private void compare(Exchange exchange, String answer) throws IOException {
    report.replayed.add(exchange.line());
    Optional<Difference> difference =
        Optional.ofNullable(DeliberateDifferences.BY_LINE.get(exchange.line()));
    List<String> mismatches = mismatches(exchange, answer);
    if (difference.isEmpty()) {
      report(exchange, mismatches);
    } else if (mismatches.isEmpty()) {
      report.failures.add(exchange + ": no longer differs: " + difference.get().reason());
    } else if (!isAsMeant(difference.get(), answer)) {
      report.failures.add(exchange + ": differs, but not as meant: " + answer);
    }
  }

  private static boolean isAsMeant(Difference difference, String answer) {
    return difference.ours().equals(Difference.ANY) || difference.ours().equals(answer.strip());
  }

  private List<String> mismatches(Exchange exchange, String answer) throws IOException {
    if (exchange.httpStatus() > 200 || exchange.response().isEmpty() || answer.isEmpty()) {
      return exchange.response().equals(answer.strip()) ? List.of() : List.of(answer);
    }
    return new AnswerComparison(names, sentTexts)
        .compare(JSON.readTree(exchange.response()), JSON.readTree(answer));
  }

  private void report(Exchange exchange, List<String> mismatches) {
    mismatches.forEach(mismatch -> report.failures.add(exchange + ": " + mismatch));
  }

  // Requests

  private void noteTexts(String request) {
    try {
      noteTexts(JSON.readTree(request));
    } catch (IOException malformedOnPurpose) {
      // Holds no texts that could come back.
    }
  }

  private void noteTexts(JsonNode value) {
    if (value.isTextual()) {
      sentTexts.add(value.textValue());
    }
    value.forEach(this::noteTexts);
  }

  private URI node(String name) {
    return name.equals("B") ? httpB.orElseThrow() : httpA;
  }

  private String post(URI node, String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(node)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString()).body();
  }

  private static List<JsonNode> lines(String resource) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    try (InputStream in = TranscriptReplay.class.getResourceAsStream(resource);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }

  @Override
  public void close() {
    webSocket.close();
  }
}
