// SPDX-License-Identifier: Apache-2.0
import java.util.List;

/**
 * How often a load is repeated on one process, as the compiler of the JVM needs some, and the heap
 * of geth has to grow.
 *
 * @param ofOurs two or more
 * @param ofGeth two or more
 * @param counted so many of the last, without the first, make up the warm figure
 */
record Repeats(int ofOurs, int ofGeth, int counted) {

  int of(Contestant who) {
    return who.isOurs() ? ofOurs : ofGeth;
  }

  /** The figures of the first load, and the mean of those that count. */
  List<double[]> coldAndWarm(List<double[]> loads) {
    int first = Math.max(1, loads.size() - counted);
    double[] warm = new double[loads.get(0).length];
    for (double[] load : loads.subList(first, loads.size())) {
      for (int i = 0; i < warm.length; i++) {
        warm[i] += load[i] / (loads.size() - first);
      }
    }
    return List.of(loads.get(0), warm);
  }
}
