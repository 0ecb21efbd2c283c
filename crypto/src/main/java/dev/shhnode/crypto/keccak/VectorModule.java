// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto.keccak;

import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Method;
import java.util.Optional;

/**
 * Finds {@code VectorKeccakF} if it can be used here. Its module, jdk.incubator.vector, may be
 * resolved by {@code --add-modules}; but then the JVM warns at every start, and starts slower as
 * what it has archived of its modules does not fit. So where the launcher lets us ({@code
 * --add-exports java.base/jdk.internal.module=ALL-UNNAMED -XX:+UnlockExperimentalVMOptions
 * -XX:+EnableVectorSupport}), the module is resolved when it is wanted, as the JVM itself does with
 * that of a management agent. Found by reading and trying JDK 17 and 25; where a JDK differs, there
 * is no such permutation.
 */
public final class VectorModule {

  private static final String NAME = "jdk.incubator.vector";
  private static final String PERMUTATION_CLASS = "dev.shhnode.crypto.keccak.VectorKeccakF";

  private VectorModule() {}

  /**
   * The permutation; empty where there is none. The first call resolves the module, which takes
   * some 40 ms.
   */
  public static Optional<VectorPermutation> permutation() {
    return Loaded.PERMUTATION;
  }

  /** Looked for once. */
  private static final class Loaded {
    static final Optional<VectorPermutation> PERMUTATION = load();

    private static Optional<VectorPermutation> load() {
      try {
        if (ModuleLayer.boot().findModule(NAME).isEmpty()) {
          resolve();
        }
        return Optional.of(
            Class.forName(PERMUTATION_CLASS)
                .asSubclass(VectorPermutation.class)
                .getDeclaredConstructor()
                .newInstance());
      } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
        return Optional.empty();
      }
    }

    private static void resolve() throws ReflectiveOperationException {
      Class<?> modules = Class.forName("jdk.internal.module.Modules");
      modules.getMethod("loadModule", String.class).invoke(null, NAME);
      Module vectors = Class.forName(NAME + ".LongVector").getModule();
      Module base = Object.class.getModule();
      Method export = modules.getMethod("addExports", Module.class, String.class, Module.class);
      for (ModuleDescriptor.Exports exports : base.getDescriptor().exports()) {
        if (exports.targets().contains(NAME)) {
          export.invoke(null, base, exports.source(), vectors);
        }
      }
    }
  }
}
