// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Calls of one client over HTTP, one after the other on one connection. */
final class RpcRows {

  private static final int CALLS = 2_000;

  /** Fewer, as an answer has a hundred parts. */
  private static final int BATCHES = 500;

  private static final int BATCH = 100;
  private static final String TOPIC = "0x62656e63";

  /** Says what is called on a node, after preparing it. */
  private interface Preparation {
    String request(Rpc rpc) throws Exception;
  }

  List<Row> all() {
    return List.of(
        row("post", "shh_post without target", CALLS, RpcRows::post),
        row("poll", "shh_getFilterMessages", CALLS, RpcRows::poll),
        row("filter", "shh_newMessageFilter", CALLS, RpcRows::newFilter),
        row("batch", "batch of 100 shh_version", BATCHES, RpcRows::batch));
  }

  private static Row row(String name, String label, int calls, Preparation preparation) {
    List<Row.Measure> measures =
        List.of(
            new Row.Measure(label + ", a second", false),
            new Row.Measure(label + ", µs of processor", true));
    return new Row(name, measures, who -> measure(who, calls, preparation));
  }

  private static List<double[]> measure(Contestant who, int calls, Preparation preparation)
      throws Exception {
    List<double[]> loads = new ArrayList<>();
    try (Victim node = who.start()) {
      byte[] request = Tcp.httpPost(preparation.request(node.rpc()));
      for (int i = 0; i < who.loads(); i++) {
        long before = node.processorTime().toNanos();
        long begun = System.nanoTime();
        List<String> answers = call(node, request, calls);
        double seconds = (System.nanoTime() - begun) / 1e9;
        double micros = (node.processorTime().toNanos() - before) / 1e3;
        loads.add(new double[] {calls / seconds, micros / calls});
        deleteFilters(node.rpc(), request, answers);
      }
    }
    return loads;
  }

  private static List<String> call(Victim node, byte[] request, int calls) throws IOException {
    List<String> answers = new ArrayList<>();
    try (KeepAlive client = new KeepAlive(node.httpPort())) {
      for (int i = 0; i < calls; i++) {
        answers.add(client.call(request));
      }
    }
    return answers;
  }
}
