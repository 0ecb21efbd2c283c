// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Keeps posts of the same content in different seconds. What is random in a clear envelope of
 * Whisper 2 has 128 values, and two envelopes that are the same are one message: of posts in the
 * same second one in 128 would not come to a filter.
 */
final class SamePosts {

  private static final String POST = "shh_post";

  /** By content, the Unix time in seconds in which it was posted last. */
  private final Map<String, Long> lastPosted = new HashMap<>();

  /** Waits if the same has been posted in this second or the one before, in which it was sealed. */
  void await(String method, JsonNode parameters) throws InterruptedException {
    if (!method.equals(POST)) {
      return;
    }
    String content = content(parameters.path(0));
    while (now() <= lastPosted.getOrDefault(content, 0L) + 1) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    lastPosted.put(content, now());
  }

  private static long now() {
    return TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis());
  }

  /** The members but for those that say nothing: no topics are as good as an empty list of them. */
  private static String content(JsonNode post) {
    Map<String, String> members = new TreeMap<>();
    post.fields()
        .forEachRemaining(
            member -> {
              if (saysSomething(member.getValue())) {
                members.put(member.getKey(), member.getValue().toString());
              }
            });
    return members.toString();
  }

  private static boolean saysSomething(JsonNode value) {
    return value.isValueNode() ? !value.isNull() : !value.isEmpty();
  }
}
