// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@code VectorKernel} if it can be used here. Its module, jdk.incubator.vector, may be
 * resolved by {@code --add-modules}; but then the JVM warns at every start, and starts slower as
 * what it has archived of its modules does not fit. So where the launcher lets us ({@code
 * --add-exports java.base/jdk.internal.module=ALL-UNNAMED -XX:+UnlockExperimentalVMOptions
 * -XX:+EnableVectorSupport}), the module is resolved when it is wanted, as the JVM itself does with
 * that of a management agent. Found by reading and trying JDK 17 and 25; where a JDK differs, there
 * is no such kernel.
 */
final class VectorModule {

  private static final String NAME = "jdk.incubator.vector";
  private static final String KERNEL_CLASS = "dev.shhnode.pow.VectorKernel";

  private VectorModule() {}

  /** Whether there is such a kernel, for which the module is resolved the first time. */
  static boolean isUsable() {
    return Loaded.KERNEL != null;
  }

  /**
   * Makes a kernel.
   *
   * @throws IllegalStateException if {@link #isUsable} says no
   */
  static NonceKernel kernelOf(NonceBlock block) {
    if (Loaded.KERNEL == null) {
      throw new IllegalStateException("this JVM has no vector kernel");
    }
    try {
      return Loaded.KERNEL.newInstance(block);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the vector kernel cannot be made", e);
    }
  }

  /** The constructor of the kernel, looked for once. */
  private static final class Loaded {
    static final @Nullable Constructor<? extends NonceKernel> KERNEL = load();

    private static @Nullable Constructor<? extends NonceKernel> load() {
      try {
        if (ModuleLayer.boot().findModule(NAME).isEmpty()) {
          resolve();
        }
        return Class.forName(KERNEL_CLASS)
            .asSubclass(NonceKernel.class)
            .getDeclaredConstructor(NonceBlock.class);
      } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
        return null;
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
