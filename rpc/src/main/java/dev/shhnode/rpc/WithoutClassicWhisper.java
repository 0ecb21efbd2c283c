// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.shh.ClassicCriteria;
import dev.shhnode.shh.ClassicMessage;
import dev.shhnode.shh.ClassicPost;
import dev.shhnode.shh.ClassicWhisper;
import dev.shhnode.shh.ShhException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.tuweni.bytes.Bytes32;

/** The Whisper 2 of a node that does not speak it: says so to whoever asks. */
final class WithoutClassicWhisper implements ClassicWhisper {

  @Override
  public CompletableFuture<Bytes32> postClassic(ClassicPost post) {
    return refused();
  }

  @Override
  public CompletableFuture<Long> addClassicFilter(ClassicCriteria criteria) {
    return refused();
  }

  @Override
  public CompletableFuture<List<ClassicMessage>> newClassicMessages(long id) {
    return refused();
  }

  @Override
  public CompletableFuture<List<ClassicMessage>> allClassicMessages(long id) {
    return refused();
  }

  @Override
  public CompletableFuture<Boolean> removeClassicFilter(long id) {
    return refused();
  }

  private static <T> CompletableFuture<T> refused() {
    return CompletableFuture.failedFuture(
        new ShhException("this node does not speak version 2 of Whisper"));
  }
}
