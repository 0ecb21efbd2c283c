// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Writes a {@code double} as Go's {@code encoding/json} does: the fewest digits that read back as
 * the same number, without exponent from 1e-6 up to below 1e21.
 *
 * <p>{@code Double.toString} of Java 17 does neither: it writes {@code 1.0} and {@code 1.0E21}, and
 * sometimes a digit too many (JDK-4511638).
 */
final class GoFloat {

  private static final double SMALLEST_PLAIN = 1e-6;
  private static final double SMALLEST_WITH_EXPONENT = 1e21;

  /** Digits after which every double reads back as itself. */
  private static final int MAX_DIGITS = 17;

  private GoFloat() {}

  /**
   * Formats a number.
   *
   * @throws IllegalArgumentException if it is infinite or not a number, which JSON cannot say
   */
  static String format(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(value + " has no form in JSON");
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    BigDecimal shortest = shortest(value);
    double magnitude = Math.abs(value);
    return magnitude < SMALLEST_PLAIN || magnitude >= SMALLEST_WITH_EXPONENT
        ? withExponent(shortest)
        : shortest.toPlainString();
  }

  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < MAX_DIGITS; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == value) {
        return rounded.stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(MAX_DIGITS, RoundingMode.HALF_EVEN));
  }

  private static String withExponent(BigDecimal value) {
    String digits = value.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - value.scale();
    return (value.signum() < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + (exponent < 0 ? "e-" : "e+")
        + Math.abs(exponent);
  }
}
