// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.shhnode.keys.TooManyKeysException;
import dev.shhnode.shh.Failure;
import dev.shhnode.shh.ShhException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FailuresTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(Failures.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void watchTheLog() {
    log.start();
    logger.setLevel(Level.ERROR);
    logger.setAdditive(false);
    logger.addAppender(log);
  }

  @AfterEach
  void leaveTheLog() {
    logger.detachAppender(log);
    logger.setAdditive(true);
    logger.setLevel(Level.OFF);
  }

  @Test
  void shouldKeepOurOwnFaultsFromTheClientAndParametersFromTheLog() {
    RpcException answer = Failures.toRpc(new IllegalStateException("key 0x1234"));

    assertThat(answer.code()).isEqualTo(-32603);
    assertThat(answer.text()).isEqualTo("internal error");
    assertThat(log.list).hasSize(1);
    String logged =
        log.list.get(0).getFormattedMessage()
            + ThrowableProxyUtil.asString(log.list.get(0).getThrowableProxy());
    assertThat(logged).contains("IllegalStateException", "FailuresTest").doesNotContain("0x1234");
  }

  @Test
  void shouldLogThatMemoryRanOutAsWhatItIs() {
    Failures.toRpc(new CompletionException(new OutOfMemoryError("Java heap space")));

    assertThat(log.list).hasSize(1);
    assertThat(log.list.get(0).getThrowableProxy().getClassName())
        .isEqualTo(OutOfMemoryError.class.getName());
  }

  @Test
  void shouldTellTheClientItsOwnMistake() {
    RpcException mistake = RpcException.failed("invalid id");

    assertThat(Failures.toRpc(new CompletionException(mistake))).isSameAs(mistake);
    assertThat(log.list).isEmpty();
  }

  @Test
  void shouldTellTheClientThatTheWorkersAreBusy() {
    assertThat(Failures.toRpc(new RejectedExecutionException("pool")).text())
        .isEqualTo("node is busy, try again later");
  }

  @Test
  void shouldSayWhichBoundIsReached() {
    assertThat(bound(new RejectedExecutionException())).contains(RpcDrop.WORKERS_BUSY);
    assertThat(bound(new TooManyKeysException("keys"))).contains(RpcDrop.TOO_MANY_KEYS);
    assertThat(bound(new ShhException(new Failure.TooManyFilters(20_000))))
        .contains(RpcDrop.FILTERS_OF_NODE);
    assertThat(bound(new ShhException(new Failure.FilterTooLarge(5_000, 4_096))))
        .contains(RpcDrop.TOPICS_OF_FILTER);
    assertThat(bound(new ShhException(new Failure.TooManyTopics(131_072, 131_072))))
        .contains(RpcDrop.TOPICS_OF_NODE);
    assertThat(bound(new ShhException(new Failure.NoSuchFilter()))).isEmpty();
  }

  private static Optional<RpcDrop> bound(Throwable failure) {
    RpcException ofParity = Failures.toRpc(failure, Dialect.PARITY);
    assertThat(ofParity.code()).isEqualTo(RpcException.PARITY_ERROR);
    assertThat(ofParity.drop()).isEqualTo(Failures.toRpc(failure).drop());
    return ofParity.drop();
  }
}
