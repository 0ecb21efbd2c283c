// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarFile;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

class TuweniClassesTest {

  private static final int ROUNDS = 50;
  private static final int PATIENCE_SECONDS = 10;

  /** Every round has classes of its own, none of them initialized. Without, the first hangs. */
  @Test
  void shouldLetThreadsBeginWithAnyClass() throws Exception {
    List<String> names = namesIn(placeOf(Bytes.class));
    assertThat(names).contains(Bytes.class.getName());
    ExecutorService threads = Executors.newCachedThreadPool(TuweniClassesTest::daemon);
    for (int round = 0; round < ROUNDS; round++) {
      try (URLClassLoader classes = freshClasses()) {
        classes.loadClass(TuweniClasses.class.getName()).getMethod("initialize").invoke(null);

        CyclicBarrier together = new CyclicBarrier(names.size());
        List<Future<?>> begun = new ArrayList<>();
        for (String name : names) {
          begun.add(
              threads.submit(
                  () -> {
                    together.await();
                    return Class.forName(name, true, classes);
                  }));
        }

        for (Future<?> each : begun) {
          assertThat(each).succeedsWithin(PATIENCE_SECONDS, SECONDS);
        }
      }
    }
  }

  private static List<String> namesIn(URL jar) throws Exception {
    String suffix = ".class";
    try (JarFile open = new JarFile(Path.of(jar.toURI()).toFile())) {
      return open.stream()
          .map(entry -> entry.getName().replace('/', '.'))
          .filter(name -> name.endsWith(suffix) && !name.startsWith("META-INF"))
          .map(name -> name.substring(0, name.length() - suffix.length()))
          .toList();
    }
  }

  private static URLClassLoader freshClasses() {
    return new URLClassLoader(
        new URL[] {placeOf(TuweniClasses.class), placeOf(Bytes.class)},
        ClassLoader.getPlatformClassLoader());
  }

  private static URL placeOf(Class<?> of) {
    return of.getProtectionDomain().getCodeSource().getLocation();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    return thread;
  }
}
