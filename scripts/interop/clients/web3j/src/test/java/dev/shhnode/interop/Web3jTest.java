// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.ShhFilter;
import org.web3j.protocol.core.methods.request.ShhPost;
import org.web3j.protocol.core.methods.response.ShhMessages;
import org.web3j.protocol.core.methods.response.ShhMessages.SshMessage;
import org.web3j.protocol.http.HttpService;
import org.web3j.utils.Numeric;

/** The typed shh of web3j, which is Whisper 2 in every release. */
class Web3jTest {

  private static final String TEXT = "Schweigen ist Gold – ψ 密";
  private static final String STRANGER = "0x04" + "11".repeat(64);
  private static final long TTL_SECONDS = 20;
  private static final long LIMIT_NANOS = 10_000_000_000L;

  private static Web3j web3j;
  private static String alice;
  private static String bob;

  @BeforeAll
  static void connect() throws IOException {
    web3j = Web3j.build(new HttpService(System.getenv("NODE_HTTP") + "/classic"));
    alice = newIdentity(web3j);
    bob = newIdentity(web3j);
  }

  @AfterAll
  static void disconnect() {
    web3j.shutdown();
  }

  @Test
  void findsTheNodeAliveOfVersion2() throws IOException {
    assertEquals("0x2", answer(web3j.shhVersion().send()).getVersion());
    assertTrue(answer(web3j.netListening().send()).isListening());
    assertFalse(answer(web3j.web3ClientVersion().send()).getWeb3ClientVersion().isEmpty());
  }

  @Test
  void makesIdentitiesAndKnowsThemAgain() throws IOException {
    assertTrue(alice.matches("0x04[0-9a-f]{128}"), alice);
    assertNotEquals(alice, bob);
    assertTrue(answer(web3j.shhHasIdentity(alice).send()).hasPrivateKeyForIdentity());
    assertFalse(answer(web3j.shhHasIdentity(STRANGER).send()).hasPrivateKeyForIdentity());
  }

  @Test
  void postsToAllAndReadsEveryMember() throws IOException {
    String topic = newTopic();
    BigInteger filter = newFilter(web3j, new ShhFilter(null).addSingleTopic(topic));

    assertTrue(answer(web3j.shhPost(post(alice, null, TEXT, topic)).send()).messageSent());
    answer(web3j.shhPost(post(alice, null, "not this", newTopic())).send());
    SshMessage message = onlyChange(web3j, filter);

    assertEquals(TEXT, text(message));
    assertEquals(alice, message.getFrom());
    assertEquals("0x0", message.getTo());
    assertTrue(message.getHash().matches("0x[0-9a-f]{64}"), message.getHash());
    assertEquals(BigInteger.valueOf(TTL_SECONDS), message.getTtl());
    assertEquals(message.getSent().add(message.getTtl()), message.getExpiry());
    assertTrue(Math.abs(message.getSent().longValue() - Instant.now().getEpochSecond()) < 20);
    assertTrue(message.getWorkProved().signum() >= 0);
    uninstall(filter);
  }

  @Test
  void postsToOneIdentity() throws IOException {
    String topic = newTopic();
    BigInteger forBob = newFilter(web3j, new ShhFilter(bob).addSingleTopic(topic));
    BigInteger forAlice = newFilter(web3j, new ShhFilter(alice).addSingleTopic(topic));

    answer(web3j.shhPost(post(alice, bob, TEXT, topic)).send());
    SshMessage message = onlyChange(web3j, forBob);

    assertEquals(alice, message.getFrom());
    assertEquals(bob, message.getTo());
    assertEquals(TEXT, text(message));
    assertEquals(List.of(), messages(web3j.shhGetMessages(forAlice).send()));
    uninstall(forBob);
    uninstall(forAlice);
  }

  @Test
  void filtersBySeveralTopicsInTheirOrder() throws IOException {
    String a = newTopic();
    String b = newTopic();
    String c = newTopic();
    BigInteger both = newFilter(web3j, new ShhFilter(null).addSingleTopic(a).addSingleTopic(b));
    BigInteger either =
        newFilter(web3j, new ShhFilter(null).addSingleTopic(a).addOptionalTopics(b, c));
    BigInteger second = newFilter(web3j, new ShhFilter(null).addNullTopic().addSingleTopic(b));

    answer(web3j.shhPost(post(alice, null, "a b", a, b)).send());
    answer(web3j.shhPost(post(alice, null, "a c", a, c)).send());
    answer(web3j.shhPost(post(alice, null, "b a", b, a)).send());
    answer(web3j.shhPost(post(alice, null, "c b a", c, b, a)).send());

    assertEquals(List.of("a b"), texts(changes(web3j, both, 1)));
    assertEquals(List.of("a b", "a c"), texts(changes(web3j, either, 2)));
    assertEquals(List.of("a b", "c b a"), texts(changes(web3j, second, 2)));
    uninstall(both);
    uninstall(either);
    uninstall(second);
  }

  @Test
  void readsAllMessagesAgainAndChangesOnce() throws IOException {
    String topic = newTopic();
    BigInteger filter = newFilter(web3j, new ShhFilter(null).addSingleTopic(topic));
    answer(web3j.shhPost(post(alice, null, TEXT, topic)).send());
    SshMessage message = onlyChange(web3j, filter);

    assertEquals(List.of(), messages(web3j.shhGetFilterChanges(filter).send()));
    assertEquals(List.of(message), messages(web3j.shhGetMessages(filter).send()));
    uninstall(filter);
  }

  @Test
  void findsNothingInAFilterThatIsGone() throws IOException {
    BigInteger filter = newFilter(web3j, new ShhFilter(null).addSingleTopic(newTopic()));
    uninstall(filter);
    assertFalse(answer(web3j.shhUninstallFilter(filter).send()).isUninstalled());
    assertEquals(List.of(), messages(web3j.shhGetFilterChanges(filter).send()));
    assertEquals(List.of(), messages(web3j.shhGetMessages(filter).send()));
  }

  @Test
  void showsErrors() throws IOException {
    Response.Error unknown =
        web3j.shhPost(post(STRANGER, null, TEXT, newTopic())).send().getError();
    assertEquals(-32000, unknown.getCode());
    assertEquals("unknown identity to send from: " + STRANGER, unknown.getMessage());
    assertEquals(-32601, web3j.shhNewGroup().send().getError().getCode());
    assertEquals(-32601, web3j.shhAddToGroup(alice).send().getError().getCode());
  }

  @Test
  void worksAtTheDefaultEndpointButForTheVersion() throws IOException {
    Web3j there = Web3j.build(new HttpService(System.getenv("NODE_HTTP")));
    try {
      String topic = newTopic();
      String me = newIdentity(there);
      BigInteger filter = newFilter(there, new ShhFilter(null).addSingleTopic(topic));
      assertTrue(answer(there.shhPost(post(me, null, TEXT, topic)).send()).messageSent());
      SshMessage message = onlyChange(there, filter);
      assertEquals(TEXT, text(message));
      assertEquals(me, message.getFrom());
      assertTrue(answer(there.shhUninstallFilter(filter).send()).isUninstalled());
      assertEquals("6.0", answer(there.shhVersion().send()).getVersion());
    } finally {
      there.shutdown();
    }
  }

  private static String newIdentity(Web3j web3j) throws IOException {
    return answer(web3j.shhNewIdentity().send()).getAddress();
  }

  private static BigInteger newFilter(Web3j web3j, ShhFilter filter) throws IOException {
    return answer(web3j.shhNewFilter(filter).send()).getFilterId();
  }

  private static void uninstall(BigInteger filter) throws IOException {
    assertTrue(answer(web3j.shhUninstallFilter(filter).send()).isUninstalled());
  }

  private static ShhPost post(String from, String to, String text, String... topics) {
    return new ShhPost(
        from,
        to,
        Arrays.asList(topics),
        hex(text),
        BigInteger.TEN,
        BigInteger.valueOf(TTL_SECONDS));
  }

  private static String hex(String text) {
    return Numeric.toHexString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(SshMessage message) {
    return new String(Numeric.hexStringToByteArray(message.getPayload()), StandardCharsets.UTF_8);
  }

  private static List<String> texts(List<SshMessage> messages) {
    return messages.stream().map(Web3jTest::text).sorted().toList();
  }

  /** A topic that nobody else uses. */
  private static String newTopic() {
    return hex(UUID.randomUUID().toString());
  }

  private static <T extends Response<?>> T answer(T response) {
    assertFalse(response.hasError(), () -> response.getError().getMessage());
    return response;
  }

  private static List<SshMessage> messages(ShhMessages answer) {
    return answer(answer).getMessages();
  }

  private static SshMessage onlyChange(Web3j web3j, BigInteger filter) throws IOException {
    return changes(web3j, filter, 1).get(0);
  }

  /** Polls the filter until it has given so many messages, and no more. */
  private static List<SshMessage> changes(Web3j web3j, BigInteger filter, int count)
      throws IOException {
    List<SshMessage> messages = new ArrayList<>();
    long start = System.nanoTime();
    while (messages.size() < count) {
      assertTrue(System.nanoTime() - start < LIMIT_NANOS, "messages: only " + messages.size());
      messages.addAll(messages(web3j.shhGetFilterChanges(filter).send()));
    }
    assertEquals(count, messages.size());
    return messages;
  }
}
