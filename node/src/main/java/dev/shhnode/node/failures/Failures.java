// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.failures;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Exceptions in words for a user. */
public final class Failures {

  private Failures() {}

  /**
   * The outermost message, as it says most about what was being done; in our own words if it is one
   * of Java's that a user would not understand.
   */
  public static String describe(Throwable failure) {
    String description = failure.getClass().getSimpleName();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String plain = plainWords(cause);
      if (plain != null) {
        description = plain;
      }
      if (saysSomething(cause)) {
        return plain == null ? String.valueOf(cause.getMessage()) : plain;
      }
    }
    return description;
  }

  /**
   * Whether the message is worth telling: that of a mere wrapper repeats its cause and begins with
   * the name of a class.
   */
  private static boolean saysSomething(Throwable failure) {
    boolean carrier =
        failure instanceof ExecutionException || failure instanceof CompletionException;
    return failure.getMessage() != null && !(carrier && failure.getCause() != null);
  }

  /**
   * Our words for exceptions whose message is only a path, a term of Java, or missing; else null.
   */
  private static @Nullable String plainWords(Throwable failure) {
    if (failure instanceof FileSystemException file && file.getReason() == null) {
      return failure.getMessage() + ": " + ofFile(file);
    }
    if (failure instanceof CharacterCodingException) {
      return "not a text in UTF-8";
    }
    if (failure instanceof UnknownHostException || failure instanceof UnresolvedAddressException) {
      return "unknown host";
    }
    if (failure instanceof HttpTimeoutException || failure instanceof TimeoutException) {
      return "no answer in time";
    }
    if (failure instanceof WebSocketHandshakeException refusal) {
      return "no WebSocket there, but HTTP status " + refusal.getResponse().statusCode();
    }
    return failure instanceof ConnectException && failure.getMessage() == null
        ? "nothing listens there"
        : null;
  }

  private static String ofFile(FileSystemException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof NotDirectoryException) {
      return "not a directory";
    }
    return failure instanceof FileAlreadyExistsException
        ? "there is a file of that name"
        : "failed";
  }
}
