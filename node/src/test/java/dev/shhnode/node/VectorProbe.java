// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import java.lang.reflect.Method;

/** Prints whether the nonce search has its vector kernel in this JVM. */
public final class VectorProbe {

  private VectorProbe() {}

  /** Leaves arguments alone: they are those that the launcher adds. */
  public static void main(String[] args) throws ReflectiveOperationException {
    Method usable = Class.forName("dev.shhnode.pow.VectorModule").getDeclaredMethod("isUsable");
    usable.setAccessible(true);
    System.out.println(usable.invoke(null));
  }
}
