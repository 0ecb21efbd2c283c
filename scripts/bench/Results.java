// SPDX-License-Identifier: Apache-2.0
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What the rounds of a row have measured. */
final class Results {

  private final Row row;
  private final List<List<double[]>> ours = new ArrayList<>();
  private final List<List<double[]>> geths = new ArrayList<>();

  Results(Row row) {
    this.row = row;
  }

  Row row() {
    return row;
  }

  /** Takes note of a round; of none if geth has nothing like it. */
  void add(Contestant who, List<double[]> loads) {
    if (!loads.isEmpty()) {
      (who.isOurs() ? ours : geths).add(loads);
    }
  }

  OptionalDouble geth(int measure) {
    return median(geths, loads -> loads.get(loads.size() - 1)[measure]);
  }

  /** Of the first load that a process had. */
  OptionalDouble cold(int measure) {
    return median(ours, loads -> loads.get(0)[measure]);
  }

  /** Of the last; nothing if there was one only. */
  OptionalDouble warm(int measure) {
    return ours.get(0).size() == 1
        ? OptionalDouble.empty()
        : median(ours, loads -> loads.get(loads.size() - 1)[measure]);
  }

  private static OptionalDouble median(
      List<List<double[]>> rounds, Function<List<double[]>, Double> figure) {
    return rounds.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Row.median(rounds.stream().mapToDouble(figure::apply).toArray()));
  }
}
