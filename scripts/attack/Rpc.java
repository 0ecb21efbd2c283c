// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** An honest client of a node's JSON-RPC. */
final class Rpc {

  private static final Duration CALL_PATIENCE = Duration.ofSeconds(20);

  static {
    // The certificate is for no name in particular.
    System.setProperty("jdk.internal.httpclient.disableHostnameVerification", "true");
  }

  private final String url;
  private final Secrets secrets;
  private final HttpClient client = HttpClient.newBuilder().sslContext(Secrets.trusting()).build();

  Rpc(String url, Secrets secrets) {
    this.url = url;
    this.secrets = secrets;
  }

  Rpc onConnectionOfItsOwn() {
    return new Rpc(url, secrets);
  }

  /** What is answered. */
  String call(String method, String parameters) throws IOException, InterruptedException {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
            + method
            + "\",\"params\":"
            + parameters
            + "}";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(CALL_PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    secrets.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
  }

  /** The text that is answered. */
  String text(String method, String parameters) throws IOException, InterruptedException {
    return result(call(method, parameters));
  }

  /** The text in a result such as {@code "result":"0x1"}. */
  static String result(String answer) throws IOException {
    int start = answer.indexOf("\"result\":\"");
    if (start < 0) {
      throw new IOException("no text is answered, but " + answer);
    }
    start += "\"result\":\"".length();
    return answer.substring(start, answer.indexOf('"', start));
  }
}
