// SPDX-License-Identifier: Apache-2.0
import java.util.List;

/**
 * How often a load is repeated on one process, as the compiler of the JVM needs some, and the heap
 * of geth has to grow.
 *
 * @param ofOurs at least as many as count, and the first
 * @param ofGeth likewise
 * @param counted the last that make up the warm figure
 */
record Repeats(int ofOurs, int ofGeth, int counted) {

  int of(Contestant who) {
    return who.isOurs() ? ofOurs : ofGeth;
  }

  /** The figures of the first load, and the mean of those that count. */
  List<double[]> coldAndWarm(List<double[]> loads) {
    double[] warm = new double[loads.get(0).length];
    for (double[] load : loads.subList(loads.size() - counted, loads.size())) {
      for (int i = 0; i < warm.length; i++) {
        warm[i] += load[i] / counted;
      }
    }
    return List.of(loads.get(0), warm);
  }
}
