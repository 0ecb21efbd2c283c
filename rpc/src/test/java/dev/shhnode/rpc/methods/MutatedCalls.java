// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.methods;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** Calls of every dialect that are valid, and what becomes of them by a few changes. */
final class MutatedCalls {

  static final String SYM_KEY = "0x" + "5e".repeat(32);
  static final String PRIVATE_KEY = "0x" + "51".repeat(32);
  static final String PAYLOAD = "0x" + "a7".repeat(40);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A method and its parameters in JSON with single quotes; capitals stand for what a node has. */
  private record Call(String method, String params) {}

  private static final List<Call> VALID =
      List.of(
          // V6 and V5
          new Call(
              "shh_post",
              "[{'symKeyID':'SYM','ttl':50,'topic':'0x01020304','powTarget':0.2,'powTime':2,"
                  + "'payload':'PAYLOAD','padding':'0x0102','sig':'PAIR'}]"),
          new Call(
              "shh_post",
              "[{'pubKey':'PUBLIC','ttl':7,'topic':'0x01020304','powTarget':1,'powTime':1,"
                  + "'payload':'PAYLOAD','targetPeer':'ENODE'}]"),
          new Call(
              "shh_post",
              "[{'symKeyID':'SYM','ttl':60,'topic':'0x01020304','powTarget':0.2,'powTime':2,"
                  + "'payload':'PAYLOAD','sig':'PAIR','route':{'hops':3,'profile':'std'}}]"),
          new Call("mix_subscribe", "['posts']"),
          new Call("mix_directory", "[]"),
          new Call(
              "shhext_post",
              "[{'type':'sym','key':'SYM','sig':'PUBLIC','ttl':9,'topic':'0x01020304',"
                  + "'powTarget':0.2,'powTime':4294967295,'payload':'PAYLOAD'}]"),
          new Call(
              "shh_newMessageFilter",
              "[{'symKeyID':'SYM','topics':['0x01020304','0x0102'],'minPow':0.2,"
                  + "'allowP2P':true,'sig':'PUBLIC'}]"),
          new Call("shh_newMessageFilter", "[{'privateKeyID':'PAIR','topics':['0x01020304']}]"),
          new Call("shh_newMessageFilter", "[{'type':'asym','key':'PAIR'}]"),
          new Call("shh_subscribe", "['messages',{'symKeyID':'SYM','topics':['0x01020304']}]"),
          new Call("shh_unsubscribe", "['FILTER']"),
          new Call("shh_getFilterMessages", "['FILTER']"),
          new Call("shhext_getNewFilterMessages", "['FILTER']"),
          new Call("shhext_confirmMessagesProcessed", "[[{'hash':'0x01'},'0x02']]"),
          new Call("shh_deleteMessageFilter", "['FILTER']"),
          new Call("shh_uninstallFilter", "['FILTER']"),
          new Call("shh_addPrivateKey", "['KEY']"),
          new Call("shh_getPrivateKey", "['PAIR']"),
          new Call("shh_addSymKey", "['SECRET']"),
          new Call("shh_getSymKey", "['SYM']"),
          new Call("shh_setMinPoW", "[0.3]"),
          new Call("shh_setMaxMessageSize", "[100000]"),
          new Call("shh_setBloomFilter", "['0x" + "0f".repeat(64) + "']"),
          new Call("shh_markTrustedPeer", "['ENODE']"),
          new Call("shh_makeLightClient", "[]"),
          new Call("web3_sha3", "['PAYLOAD']"),
          new Call("admin_addPeer", "['ENODE']"),
          // Classic
          new Call(
              "shh_post",
              "[{'from':'IDENTITY','to':'PUBLIC','topics':['0x01','0x02'],'payload':'PAYLOAD',"
                  + "'priority':'0x10','ttl':'0x32'}]"),
          new Call("shh_post", "[{'topics':['0x01'],'payload':'PAYLOAD','priority':9,'ttl':50}]"),
          new Call("shh_newFilter", "[{'to':'IDENTITY','topics':['0x01',['0x02','0x03']]}]"),
          new Call("shh_getFilterChanges", "['0x0']"),
          new Call("shh_getMessages", "['0x0']"),
          new Call("shh_uninstallFilter", "['0x0']"),
          new Call("shh_hasIdentity", "['IDENTITY']"),
          // Parity
          new Call(
              "shh_post",
              "[{'to':{'identity':'PAIR'},'from':'PAIR','topics':['0x0102'],"
                  + "'payload':'PAYLOAD','padding':'0x01','priority':10,'ttl':30}]"),
          new Call(
              "shh_post",
              "[{'to':null,'topics':['0x0102'],'payload':'PAYLOAD','priority':10,'ttl':30}]"),
          new Call("shh_newMessageFilter", "[{'decryptWith':'PAIR','from':null,'topics':[]}]"),
          new Call(
              "shh_newMessageFilter", "[{'decryptWith':null,'from':'PUBLIC','topics':['0x0102']}]"),
          new Call("shh_subscribe", "[{'decryptWith':null,'topics':['0x0102']}]"),
          new Call("shh_deleteKey", "['PAIR']"));

  /** Where decoders tend to break. */
  private static final List<String> ODD_VALUES =
      List.of(
          "null",
          "true",
          "-1",
          "0",
          "0.5",
          "-0.0",
          "1e60",
          "1e400",
          "-1e400",
          "1e-400",
          "4294967295",
          "4294967296",
          "9223372036854775808",
          "18446744073709551616",
          "''",
          "'0x'",
          "'0x0'",
          "'0x1'",
          "'0xzz'",
          "'0x01020304'",
          "'0x0102030405'",
          "'0xffffffffffffffffff'",
          "'\\ud800'",
          "'\\u0000'",
          "'" + "x".repeat(500) + "'",
          "'0x" + "00".repeat(64) + "'",
          "'0x04" + "11".repeat(64) + "'",
          "'0x" + "ff".repeat(32) + "'",
          "'enode://'",
          "'enode://@[::1]:0?discport=x'",
          "'SYM'",
          "'PAIR'",
          "'PUBLIC'",
          "'IDENTITY'",
          "'FILTER'",
          "'ENODE'",
          "[]",
          "{}",
          "[null]",
          "[[['0x01']]]",
          "['0x01',null,['0x02','" + "y".repeat(200) + "']]",
          "[" + "'0x01020304',".repeat(70) + "'']",
          "[[" + "'0x01020304',".repeat(300) + "'']]",
          "{'identity':'PAIR'}",
          "{'public':'PUBLIC'}");

  private static final List<String> MEMBERS =
      List.of(
          "symKeyID",
          "pubKey",
          "privateKeyID",
          "sig",
          "ttl",
          "topic",
          "topics",
          "payload",
          "padding",
          "powTime",
          "powTarget",
          "targetPeer",
          "minPow",
          "allowP2P",
          "type",
          "key",
          "from",
          "to",
          "priority",
          "decryptWith",
          "route",
          "hops",
          "profile");

  private final List<String> methods;
  private final Map<String, String> names;
  private final IntUnaryOperator choice;

  /**
   * @param methods those of the node
   * @param names what the capitals stand for
   * @param choice gives a number below its argument
   */
  MutatedCalls(List<String> methods, Map<String, String> names, IntUnaryOperator choice) {
    this.methods = methods;
    this.names = names;
    this.choice = choice;
  }

  /** A request. */
  ObjectNode next(int id) {
    Call call = oneOf(VALID);
    JsonNode params = parse(call.params());
    for (int changes = choice.applyAsInt(4); changes > 0; changes--) {
      change(params);
    }
    boolean usual = choice.applyAsInt(4) > 0;
    return JSON.createObjectNode()
        .put("id", id)
        .put("method", usual ? call.method() : oneOf(methods))
        .set("params", params);
  }

  private void change(JsonNode params) {
    List<JsonNode> containers = new ArrayList<>();
    collectContainers(params, containers);
    JsonNode container = oneOf(containers);
    JsonNode value = parse(oneOf(ODD_VALUES));
    if (container instanceof ObjectNode object) {
      changeMember(object, value);
    } else {
      changeElement((ArrayNode) container, value);
    }
  }

  private void changeMember(ObjectNode object, JsonNode value) {
    List<String> present = new ArrayList<>();
    object.fieldNames().forEachRemaining(present::add);
    switch (present.isEmpty() ? 0 : choice.applyAsInt(4)) {
      case 0 -> object.set(oneOf(MEMBERS), value);
      case 1 -> object.remove(oneOf(present));
      default -> object.set(oneOf(present), value);
    }
  }

  private void changeElement(ArrayNode array, JsonNode value) {
    int index = array.isEmpty() ? 0 : choice.applyAsInt(array.size());
    switch (array.isEmpty() ? 0 : choice.applyAsInt(4)) {
      case 0 -> array.insert(index, value);
      case 1 -> array.remove(index);
      default -> array.set(index, value);
    }
  }

  private static void collectContainers(JsonNode node, List<JsonNode> found) {
    if (node.isContainerNode()) {
      found.add(node);
      node.forEach(child -> collectContainers(child, found));
    }
  }

  private JsonNode parse(String template) {
    String text = template.replace('\'', '"');
    for (Map.Entry<String, String> name : names.entrySet()) {
      text = text.replace(name.getKey(), name.getValue());
    }
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private <T> T oneOf(List<T> list) {
    return list.get(choice.applyAsInt(list.size()));
  }
}
