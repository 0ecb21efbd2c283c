// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes a property of the process for a moment; the tests of this module run one by one. */
class LogSetupTest {

  private final LoggerContext loggers = new LoggerContext();
  private final Logger root = loggers.getLogger(Logger.ROOT_LOGGER_NAME);

  @AfterEach
  void forgetFile() {
    System.clearProperty(ClassicConstants.CONFIG_FILE_PROPERTY);
    loggers.stop();
  }

  @Test
  void shouldWriteWhatGoesWrongToStandardError() throws JoranException {
    new ContextInitializer(loggers).autoConfig();

    assertThat(root.getLevel()).isEqualTo(Level.WARN);
    assertThat(root.iteratorForAppenders())
        .toIterable()
        .singleElement()
        .isInstanceOfSatisfying(
            ConsoleAppender.class,
            appender -> {
              assertThat(appender.getTarget()).isEqualTo("System.err");
              assertThat(appender.isStarted()).isTrue();
            });
  }

  @Test
  void shouldNotTellMoreOfTheLibraries() throws JoranException {
    new ContextInitializer(loggers).autoConfig();
    root.setLevel(Level.DEBUG);

    assertThat(loggers.getLogger("io.netty.channel").isInfoEnabled()).isFalse();
    assertThat(loggers.getLogger("io.vertx.core").isInfoEnabled()).isFalse();
    assertThat(loggers.getLogger("io.vertx.core").isWarnEnabled()).isTrue();
    assertThat(loggers.getLogger("dev.shhnode.node").isDebugEnabled()).isTrue();
  }

  @Test
  void shouldGiveWayToTheOperatorsFile(@TempDir Path directory) throws Exception {
    Path file = writeConfiguration(directory);
    System.setProperty(ClassicConstants.CONFIG_FILE_PROPERTY, file.toString());

    new ContextInitializer(loggers).autoConfig();

    assertThat(root.getLevel()).isEqualTo(Level.TRACE);
    assertThat(root.iteratorForAppenders())
        .toIterable()
        .singleElement()
        .isInstanceOf(ListAppender.class);
  }

  private static Path writeConfiguration(Path directory) throws IOException {
    String appender = ListAppender.class.getName();
    return Files.writeString(
        directory.resolve("own.xml"),
        """
        <configuration>
          <appender name="LIST" class="%s"/>
          <root level="TRACE"><appender-ref ref="LIST"/></root>
        </configuration>
        """
            .formatted(appender));
  }
}
