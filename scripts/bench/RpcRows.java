// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Calls of one client over HTTP, one after the other, a thousand on each connection. */
final class RpcRows {

  private static final int CALLS = 10_000;

  private static final int FILTERS = 4_000;

  private static final Repeats REPEATS = new Repeats(12, 5, 4);

  /** Ours lets a connection make so many filters. */
  private static final int CALLS_PER_CONNECTION = 1_000;

  private static final int BATCHES = 1_000;

  private static final int BATCH = 100;
  private static final String TOPIC = "0x62656e63";

  /** Says what is called on a node, after preparing it. */
  private interface Preparation {
    String request(Rpc rpc) throws Exception;
  }

  /** What is done after a load, uncounted, with all that was answered. */
  private interface Clearing {
    void clear(Victim node, List<String> answers) throws IOException;
  }

  List<Row> all() {
    return List.of(
        row("post", "shh_post without target", CALLS, RpcRows::post, RpcRows::leave),
        row("poll", "shh_getFilterMessages", CALLS, RpcRows::poll, RpcRows::leave),
        row(
            "filter",
            "shh_newMessageFilter",
            FILTERS,
            RpcRows::newFilter,
            RpcRows::deleteFilters),
        row("batch", "batch of 100 shh_version", BATCHES, RpcRows::batch, RpcRows::leave));
  }

  private static Row row(
      String name, String label, int calls, Preparation preparation, Clearing clearing) {
    List<Row.Measure> measures =
        List.of(
            new Row.Measure(label + ", a second", false),
            new Row.Measure(label + ", µs of processor", true));
    return new Row(name, measures, who -> measure(who, calls, preparation, clearing));
  }

  private static List<double[]> measure(
      Contestant who, int calls, Preparation preparation, Clearing clearing) throws Exception {
    List<double[]> loads = new ArrayList<>();
    try (Victim node = who.start()) {
      byte[] request = Tcp.httpPost(preparation.request(node.rpc()));
      List<byte[]> requests = Collections.nCopies(calls, request);
      for (int i = 0; i < REPEATS.of(who); i++) {
        long before = node.processorTime().toNanos();
        long begun = System.nanoTime();
        List<String> answers = call(node, requests);
        double seconds = (System.nanoTime() - begun) / 1e9;
        double micros = (node.processorTime().toNanos() - before) / 1e3;
        loads.add(new double[] {calls / seconds, micros / calls});
        clearing.clear(node, answers);
      }
    }
    return REPEATS.coldAndWarm(loads);
  }

  private static List<String> call(Victim node, List<byte[]> requests) throws IOException {
    List<String> answers = new ArrayList<>(requests.size());
    for (int from = 0; from < requests.size(); from += CALLS_PER_CONNECTION) {
      int to = Math.min(from + CALLS_PER_CONNECTION, requests.size());
      try (KeepAlive client = new KeepAlive(node.httpPort())) {
        for (byte[] request : requests.subList(from, to)) {
          answers.add(client.call(request));
        }
      }
    }
    return answers;
  }

  private static void leave(Victim node, List<String> answers) {
    // They take no room that the next load needs.
  }

  /** Ours has room for 20 000. */
  private static void deleteFilters(Victim node, List<String> answers) throws IOException {
    List<byte[]> requests = new ArrayList<>(answers.size());
    for (String answer : answers) {
      String filter = "[\"" + Rpc.result(answer) + "\"]";
      requests.add(Tcp.httpPost(Tcp.call("shh_deleteMessageFilter", filter)));
    }
    call(node, requests);
  }

  private static String post(Rpc rpc) throws Exception {
    return call(
        "shh_post",
        rpc,
        ",\"topic\":\"%s\",\"payload\":\"0x68656c6c6f\",\"ttl\":10,\"powTime\":1,\"powTarget\":0.0001"
            .formatted(TOPIC));
  }

  private static String newFilter(Rpc rpc) throws Exception {
    return call("shh_newMessageFilter", rpc, ",\"topics\":[\"%s\"]".formatted(TOPIC));
  }

  /** A call with a fresh key and more parameters. */
  private static String call(String method, Rpc rpc, String more) throws Exception {
    String key = rpc.text("shh_newSymKey", "[]");
    return Tcp.call(method, "[{\"symKeyID\":\"" + key + "\"" + more + "}]");
  }

  private static String poll(Rpc rpc) throws Exception {
    String key = rpc.text("shh_newSymKey", "[]");
    String criteria = "[{\"symKeyID\":\"%s\",\"topics\":[\"%s\"]}]".formatted(key, TOPIC);
    String filter = rpc.text("shh_newMessageFilter", criteria);
    return Tcp.call("shh_getFilterMessages", "[\"" + filter + "\"]");
  }

  private static String batch(Rpc rpc) {
    return Stream.generate(() -> Tcp.call("shh_version", "[]"))
        .limit(BATCH)
        .collect(Collectors.joining(",", "[", "]"));
  }
}
