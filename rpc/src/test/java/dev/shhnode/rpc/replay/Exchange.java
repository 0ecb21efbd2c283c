// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.replay;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One line of a transcript.
 *
 * @param line its number, from 1
 * @param section what the exchange is about
 * @param note what is special about it
 * @param transport {@code http}, {@code ws}
 * @param node {@code A} or {@code B}, empty over WebSocket
 * @param request the text sent, empty where only the response was kept
 * @param httpStatus 0 over WebSocket
 * @param response the text that came back
 */
record Exchange(
    int line,
    String section,
    String note,
    String transport,
    String node,
    String request,
    int httpStatus,
    String response) {

  static Exchange of(int line, JsonNode json) {
    return new Exchange(
        line,
        json.path("section").asText(),
        json.path("note").asText(),
        json.path("transport").asText(),
        json.path("node").asText(""),
        json.path("request").asText(""),
        json.path("httpStatus").asInt(),
        json.path("response").asText("").strip());
  }

  boolean isWebSocket() {
    return transport.equals("ws");
  }

  /** Whether it can be replayed; one recording also shows what another node was asked. */
  boolean isRequest() {
    return !request.isEmpty() && !section.equals("geth");
  }

  /** Whether it asks for messages, which take a moment to come. */
  boolean polls() {
    return request.contains("shh_getFilterMessages") || request.contains("shh_getFilterChanges");
  }

  @Override
  public String toString() {
    return "line " + line + " [" + section + ": " + note + "] " + shorten(request);
  }

  private static String shorten(String text) {
    return text.length() > 300 ? text.substring(0, 300) + "…" : text;
  }
}
