// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import dev.shhnode.node.failures.Failures;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The keys that a command gives to a node for as long as it needs them there. Belongs to the main
 * thread.
 */
final class KeysOnNode implements AutoCloseable {

  private final RpcClient client;
  private final PrintWriter err;

  /** The method that deletes a key, by the id of the key. */
  private final Map<String, String> deletions = new LinkedHashMap<>();

  /**
   * Starts without keys.
   *
   * @param err told of keys that could not be deleted
   */
  KeysOnNode(RpcClient client, PrintWriter err) {
    this.client = client;
    this.err = err;
  }

  /** Gives a symmetric key to the node; returns its id there. */
  String addSymmetric(MessageKeyOptions key) throws IOException, InterruptedException {
    return added(key.install(client), "shh_deleteSymKey");
  }

  /** Gives a private key to the node; returns the id of the key pair there. */
  String addPrivate(String key) throws IOException, InterruptedException {
    return added(
        client.call("shh_addPrivateKey", Hex.withPrefix(key)).asText(), "shh_deleteKeyPair");
  }

  private String added(String id, String deletion) {
    deletions.put(id, deletion);
    return id;
  }

  /** Deletes the keys. One that stays is told of, but changes nothing of what has been done. */
  @Override
  public void close() {
    deletions.forEach(this::delete);
  }

  private void delete(String id, String deletion) {
    try {
      client.call(deletion, id);
    } catch (IOException e) {
      stays(id, Failures.describe(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stays(id, "interrupted");
    }
  }

  private void stays(String id, String why) {
    err.println("shhnode: the key given to the node stays there as " + id + ": " + why);
    err.flush();
  }
}
