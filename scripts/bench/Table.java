// SPDX-License-Identifier: Apache-2.0
import java.util.Locale;
import java.util.OptionalDouble;

/** Medians as a table in Markdown, printed line by line. */
final class Table {

  private double leastRatio = Double.MAX_VALUE;

  Table() {
    System.out.println("| row | geth | ours cold | ours warm | ratio |");
    System.out.println("|---|---|---|---|---|");
  }

  void add(Results results) {
    for (int i = 0; i < results.row().measures().size(); i++) {
      add(results.row().measures().get(i), results.geth(i), results.cold(i), results.warm(i));
    }
  }

  private void add(
      Row.Measure measure, OptionalDouble geth, OptionalDouble cold, OptionalDouble warm) {
    OptionalDouble ratio = OptionalDouble.empty();
    if (geth.isPresent()) {
      double ours = warm.orElse(cold.getAsDouble());
      double better =
          measure.lessIsBetter() ? geth.getAsDouble() / ours : ours / geth.getAsDouble();
      ratio = OptionalDouble.of(better);
      leastRatio = Math.min(leastRatio, better);
    }
    String times = ratio.isPresent() ? text(ratio) + "×" : "";
    System.out.printf(
        "| %s | %s | %s | %s | %s |%n",
        measure.label(), text(geth), text(cold), text(warm), times);
  }

  /** How much better ours is than geth's in the worst line; huge if nothing was compared. */
  double leastRatio() {
    return leastRatio;
  }

  /** Two digits or more. */
  private static String text(OptionalDouble value) {
    if (value.isEmpty()) {
      return "";
    }
    double number = value.getAsDouble();
    int decimals = number >= 100 ? 0 : number >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + decimals + "f", number).replace(',', ' ');
  }
}
