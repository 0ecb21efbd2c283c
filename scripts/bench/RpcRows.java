// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Calls of one client over HTTP, one after the other, a thousand on each connection. */
final class RpcRows {

  private static final int CALLS = 10_000;

  private static final int FILTERS = 4_000;

  private static final Repeats OFTEN = new Repeats(12, 5, 4);

  /** No more, as ours has room for 20 000 filters. */
  private static final Repeats REPEATS_OF_FILTERS = new Repeats(4, 2, 1);

  /** Ours lets a connection make so many filters. */
  private static final int CALLS_PER_CONNECTION = 1_000;

  private static final int BATCHES = 1_000;

  private static final int BATCH = 100;
  private static final String TOPIC = "0x62656e63";

  /** Says what is called on a node, after preparing it. */
  private interface Preparation {
    String request(Rpc rpc) throws Exception;
  }

  List<Row> all() {
    return List.of(
        row("post", "shh_post without target", CALLS, OFTEN, RpcRows::post),
        row("poll", "shh_getFilterMessages", CALLS, OFTEN, RpcRows::poll),
        row("filter", "shh_newMessageFilter", FILTERS, REPEATS_OF_FILTERS, RpcRows::newFilter),
        row("batch", "batch of 100 shh_version", BATCHES, OFTEN, RpcRows::batch));
  }

  private static Row row(
      String name, String label, int calls, Repeats repeats, Preparation preparation) {
    List<Row.Measure> measures =
        List.of(
            new Row.Measure(label + ", a second", false),
            new Row.Measure(label + ", µs of processor", true));
    return new Row(name, measures, who -> measure(who, calls, repeats, preparation));
  }

  private static List<double[]> measure(
      Contestant who, int calls, Repeats repeats, Preparation preparation) throws Exception {
    List<double[]> loads = new ArrayList<>();
    try (Victim node = who.start()) {
      byte[] request = Tcp.httpPost(preparation.request(node.rpc()));
      for (int i = 0; i < repeats.of(who); i++) {
        long before = node.processorTime().toNanos();
        long begun = System.nanoTime();
        call(node, request, calls);
        double seconds = (System.nanoTime() - begun) / 1e9;
        double micros = (node.processorTime().toNanos() - before) / 1e3;
        loads.add(new double[] {calls / seconds, micros / calls});
      }
    }
    return repeats.coldAndWarm(loads);
  }

  private static void call(Victim node, byte[] request, int calls) throws IOException {
    for (int left = calls; left > 0; left -= CALLS_PER_CONNECTION) {
      try (KeepAlive client = new KeepAlive(node.httpPort())) {
        for (int i = 0; i < Math.min(left, CALLS_PER_CONNECTION); i++) {
          client.call(request);
        }
      }
    }
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
