// SPDX-License-Identifier: Apache-2.0
import java.util.Arrays;
import java.util.List;

/**
 * Something that is measured in one go.
 *
 * @param name by which it is chosen
 * @param measures what comes of it, a line of the table each
 */
record Row(String name, List<Measure> measures, Trial trial) {

  /**
   * A line of the table.
   *
   * @param label with the unit
   * @param lessIsBetter whether it is a cost
   */
  record Measure(String label, boolean lessIsBetter) {}

  /** Measures a fresh process. */
  interface Trial {
    /** For each load after another, the figures that belong to the row's measures. */
    List<double[]> run(Contestant who) throws Exception;
  }

  static Row ofCost(String name, String label, Trial trial) {
    return new Row(name, List.of(new Measure(label, true)), trial);
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
