// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Ends the process when memory runs out: whatever was being done then is half done, on a loop that
 * others wait for, and a supervisor can start the node anew. Sees uncaught errors as the default
 * handler of threads, and caught ones in the log, where this program, Netty and Vert.x write what
 * they catch. Thread-safe.
 */
final class FatalErrors {

  /** As HotSpot exits with {@code -XX:+ExitOnOutOfMemoryError}. */
  static final int EXIT_CODE = 3;

  static final String LINE =
      "shhnode: out of memory, ending with exit code "
          + EXIT_CODE
          + "; more memory is given with -Xmx in SHHNODE_JAVA_OPTS";

  /** Causes looked at: more than are ever nested, and an end if they form a ring. */
  private static final int MAX_CAUSES = 10;

  /** Made in advance, because there is no memory when they are needed. */
  private static final byte[] OUTPUT =
      (LINE + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);

  private static final FileOutputStream STANDARD_ERROR = new FileOutputStream(FileDescriptor.err);

  private FatalErrors() {}

  /** Watches this process from now on. */
  static void install() {
    Thread.setDefaultUncaughtExceptionHandler(FatalErrors::onUncaught);
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logging) {
      logging.addTurboFilter(new LoggedErrors());
    }
  }

  private static void onUncaught(Thread thread, Throwable failure) {
    endIfOutOfMemory(failure);
    LoggerFactory.getLogger(FatalErrors.class)
        .error("thread {} ended by a fault", thread.getName(), failure);
  }

  private static void endIfOutOfMemory(@Nullable Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      if (cause instanceof OutOfMemoryError) {
        end();
      }
      cause = cause.getCause();
    }
  }

  /** Halts, and does not exit: shutdown hooks need memory, and may wait for the calling thread. */
  private static void end() {
    try {
      STANDARD_ERROR.write(OUTPUT);
    } catch (IOException nobodyReads) {
      // The exit code tells it, too.
    } finally {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }

  /** Sees every call of a logger, also those below the level that is logged. */
  private static final class LoggedErrors extends TurboFilter {
    @Override
    public FilterReply decide(
        @Nullable Marker marker,
        Logger logger,
        Level level,
        @Nullable String format,
        Object @Nullable [] params,
        @Nullable Throwable failure) {
      endIfOutOfMemory(failure);
      if (params != null && params.length > 0 && params[params.length - 1] instanceof Throwable t) {
        endIfOutOfMemory(t);
      }
      return FilterReply.NEUTRAL;
    }
  }
}
