// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Sends what was sent to a recorded node to one of ours and compares the answers. Driven by URLs,
 * so that it does not matter what runs behind them.
 *
 * <p>The node has to be fresh, with geth's defaults, and all namespaces enabled. With a second
 * node, the two have to be connected.
 */
public final class TranscriptReplay implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** How long a message may take to get from a post to a filter. */
  private static final Duration DELIVERY = Duration.ofSeconds(20);

  /** Counts direct messages of peers that are not trusted. */
  private static final String DROPPED_DIRECT = "dropped.direct_of_untrusted";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI httpA;
  private final Optional<URI> httpB;
  private final URI webSocketA;
  private final ReplaySocket webSocket;
  private final Names names = new Names();
  private final SamePosts samePosts = new SamePosts();
  private final Set<String> sentTexts = new HashSet<>();
  private final Transcript transcript;
  private final Recording recording;
  private final ReplayReport report = new ReplayReport();

  /** Posted to B over the connection with it. */
  private int directPosts;

  /**
   * Prepares a replay.
   *
   * @param transcript what to replay, on the endpoint of its dialect
   * @param httpA of the node
   * @param webSocketA of the same node
   * @param httpB of a second node that the first is connected to
   */
  public TranscriptReplay(Transcript transcript, URI httpA, URI webSocketA, Optional<URI> httpB)
      throws IOException {
    this.transcript = transcript;
    this.recording = Recording.of(transcript);
    this.httpA = httpA.resolve(transcript.path());
    this.webSocketA = webSocketA.resolve(transcript.path());
    this.httpB = httpB.map(uri -> uri.resolve(transcript.path()));
    this.webSocket = new ReplaySocket(client, this.webSocketA);
  }

  /** Replays the whole transcript. */
  public ReplayReport run() throws IOException, InterruptedException {
    if (httpB.isPresent()) {
      names.bind(Recording.ENODE_OF_A, enode(httpA));
      String enodeOfB = enode(httpB.get());
      recording.enodeOfB().ifPresent(recorded -> names.bind(recorded, enodeOfB));
    }
    for (Exchange exchange : recording.exchanges()) {
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
    for (JsonNode step : recording.before(line)) {
      if (isPossible(step)) {
        callBetween(step);
      }
    }
  }

  private void callBetween(JsonNode step) throws IOException, InterruptedException {
    String request =
        names.translate(request(step.path("method").asText(), (ArrayNode) step.get("params")));
    noteTexts(step.get("params"));
    samePosts.await(step.path("method").asText(), step.get("params"));
    awaitDirectMessages(step.path("node").asText(), request);
    int messages = step.path("messages").asInt();
    JsonNode result =
        step.path("node").asText().equals("ws")
            ? result(webSocket.call(request))
            : callUntil(node(step.path("node").asText()), request, messages);
    if (step.has("result")) {
      names.bind(step.path("result").asText(), result.asText());
    }
  }

  private boolean isPossible(JsonNode step) {
    return !needsMissingNode(step.path("node").asText(), step.toString());
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
    } else if (exchange.isRequest() && !needsMissingNode(exchange.node(), exchange.request())) {
      String request =
          names.translate(
              exchange.node().equals("B")
                  ? recording.requestToB(exchange.request())
                  : exchange.request());
      noteTexts(exchange.request());
      awaitDirectMessages(exchange.node(), request);
      String answer =
          exchange.isWebSocket() ? callWebSocket(exchange, request) : call(exchange, request);
      if (request.contains("\"targetPeer\"") && answer.contains("\"result\"")) {
        directPosts++;
      }
      compare(exchange, answer);
    }
  }

  /**
   * Direct messages posted while B does not trust A must have come, and been dropped, before it
   * does.
   */
  private void awaitDirectMessages(String node, String request)
      throws IOException, InterruptedException {
    if (!node.equals("B") || !request.contains("shh_markTrustedPeer")) {
      return;
    }
    String counters = request("admin_counters", JSON.createArrayNode());
    long deadline = System.nanoTime() + DELIVERY.toNanos();
    while (result(post(node(node), counters)).path(DROPPED_DIRECT).asInt() < directPosts) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("a direct message did not reach B");
      }
    }
  }

  private boolean needsMissingNode(String node, String request) {
    return httpB.isEmpty()
        && (node.equals("B") || recording.enodeOfB().filter(request::contains).isPresent());
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
    if (exchange.polls()) {
      return callAsRecorded(exchange, node, request);
    }
    HttpRequest.Builder http = HttpRequest.newBuilder(node).POST(BodyPublishers.ofString(request));
    String contentType =
        exchange.note().equals("text/plain content type") ? "text/plain" : "application/json";
    HttpResponse<String> response =
        client.send(http.header("Content-Type", contentType).build(), BodyHandlers.ofString());
    if (response.statusCode() != exchange.httpStatus() && difference(exchange).isEmpty()) {
      report.fail(exchange, "HTTP status " + response.statusCode());
    }
    return response.body();
  }

  /** A message takes a moment from a post to a filter, so polls until there are as many. */
  private String callAsRecorded(Exchange exchange, URI node, String request)
      throws IOException, InterruptedException {
    JsonNode recorded = JSON.readTree(exchange.response());
    int messages =
        difference(exchange)
            .map(Difference::messages)
            .filter(count -> count >= 0)
            .orElse(recorded.path("result").size());
    if (messages == 0) {
      return post(node, request);
    }
    ObjectNode answer = (ObjectNode) JSON.readTree("{\"jsonrpc\":\"2.0\"}");
    answer.set("id", recorded.get("id"));
    answer.set("result", callUntil(node, request, messages));
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
    report.replayed().add(exchange.line());
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
    report.replayed().add(exchange.line());
    Optional<Difference> difference = difference(exchange);
    List<String> mismatches = mismatches(exchange, answer);
    if (difference.isEmpty()) {
      report(exchange, mismatches);
    } else if (mismatches.isEmpty()) {
      report.fail(exchange, "no longer differs: " + difference.get().reason());
    } else if (!isAsMeant(difference.get(), answer)) {
      report.fail(exchange, "differs, but not as meant: " + answer);
    }
  }

  private Optional<Difference> difference(Exchange exchange) {
    return Optional.ofNullable(transcript.differences().get(exchange.line()));
  }

  private static boolean isAsMeant(Difference difference, String answer) throws IOException {
    if (difference.messages() >= 0) {
      return JSON.readTree(answer).path("result").size() == difference.messages();
    }
    return difference.ours().equals(Difference.ANY) || difference.ours().equals(answer.strip());
  }

  private List<String> mismatches(Exchange exchange, String answer) throws IOException {
    if (!isJson(exchange.response()) || !isJson(answer)) {
      return exchange.response().equals(answer.strip()) ? List.of() : List.of(answer);
    }
    JsonNode recorded = JSON.readTree(exchange.response());
    JsonNode ours = JSON.readTree(answer);
    Luck.remove(exchange, recorded, ours);
    if (transcript.path().equals("/classic")) {
      ClassicItems.toGeth(ours);
    }
    return new AnswerComparison(names, sentTexts).compare(recorded, ours);
  }

  private static boolean isJson(String answer) {
    return answer.startsWith("{") || answer.startsWith("[");
  }

  private void report(Exchange exchange, List<String> mismatches) {
    mismatches.forEach(mismatch -> report.fail(exchange, mismatch));
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

  @Override
  public void close() {
    webSocket.close();
  }
}
