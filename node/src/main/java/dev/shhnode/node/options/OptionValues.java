// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import dev.shhnode.rlpx.peers.Enode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of options as they are meant, also in the forms that Besu, shells and container
 * files give them, and refuses what could never work, naming the option. Every method throws {@link
 * IllegalArgumentException} for that.
 */
final class OptionValues {

  /** What separates the items of a list. */
  static final String LIST = "\\s*,\\s*";

  static final String ANY = "*";

  private static final int MAX_PORT = 65_535;

  /** Besu's word for {@value #ANY}. */
  private static final String ALL = "all";

  /** Besu's word for an empty list. */
  private static final String NONE = "none";

  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "[::]");

  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(?:https?://)?(?<host>\\[[^\\[\\]]*]|[^:/\\[\\]]*)(?::[0-9]{1,5})?/?");

  /** RFC 6454, section 6.2; a file has no host. */
  private static final Pattern ORIGIN =
      Pattern.compile(
          "(?<origin>(?<scheme>[a-z][a-z0-9+.-]*)://(?:\\[[0-9a-f:.]+]|[0-9a-z._-]*))"
              + "(?<port>:[0-9]{1,5})?/?");

  /** Not an origin of a page, but sent as such by some clients: a word such as {@code embark}. */
  private static final Pattern BARE_WORD = Pattern.compile("(?!localhost$)[0-9a-z_-]+");

  private OptionValues() {}

  /** Whether an address stands for all interfaces, and so is no place to connect to. */
  static boolean isWildcard(String host) {
    return WILDCARDS.contains(host);
  }

  /**
   * {@code Host} headers to answer: names without port, IPv6 in brackets. {@code none} gives an
   * empty list: nobody is answered.
   */
  static List<String> hosts(String option, List<String> given) {
    List<String> items = items(given);
    if (items.isEmpty()) {
      throw new IllegalArgumentException(
          option + " is empty, expected hosts, * for all or none for nobody");
    }
    return isNone(items) ? List.of() : items.stream().map(item -> listed(option, item)).toList();
  }

  private static String listed(String option, String item) {
    if (isAny(item)) {
      return ANY;
    }
    if (item.contains(":") && Enode.isHost(item)) {
      return "[" + item + "]";
    }
    Matcher parts = HOST_AND_PORT.matcher(item);
    if (!parts.matches() || !Enode.isHost(withoutBrackets(parts.group("host")))) {
      throw new IllegalArgumentException(
          option + ": " + item + " is no host, expected a name or address, or * for all");
    }
    return parts.group("host");
  }

  /** Web origins as browsers send them. */
  static List<String> origins(String option, List<String> given) {
    List<String> items = items(given);
    return isNone(items) ? List.of() : items.stream().map(item -> origin(option, item)).toList();
  }

  private static String origin(String option, String item) {
    if (isAny(item)) {
      return ANY;
    }
    String lower = item.toLowerCase(Locale.ROOT);
    if (BARE_WORD.matcher(lower).matches()) {
      return lower;
    }
    Matcher parts = ORIGIN.matcher(lower);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          option
              + ": "
              + item
              + " is no origin that a browser sends, expected for example https://dapp.example");
    }
    String port = parts.group("port") == null ? "" : parts.group("port");
    return parts.group("origin") + (isDefault(parts.group("scheme"), port) ? "" : port);
  }

  /** Whether a port is the default of its scheme, which browsers leave out of an origin. */
  private static boolean isDefault(String scheme, String port) {
    return (scheme + port).equals("http:80") || (scheme + port).equals("https:443");
  }

  /** A name or address without port; IPv6 without brackets. */
  static String host(String option, String given) {
    String host = withoutBrackets(withoutQuotes(given));
    if (!Enode.isHost(host)) {
      throw new IllegalArgumentException(
          option
              + (host.isEmpty() ? " is empty" : " is " + given)
              + ", expected a name or address without port");
    }
    return host;
  }

  /** A host that others can connect to. */
  static String reachableHost(String option, String given) {
    String host = host(option, given);
    if (isWildcard(host)) {
      throw new IllegalArgumentException(
          option + " is " + given + ", where no other node can connect: give this one's address");
    }
    return host;
  }

  /**
   * A path, in the home directory if it begins with {@code ~}, which shells do not always replace.
   */
  static Path path(String option, Path given) {
    String text = withoutQuotes(given.toString());
    if (text.isEmpty()) {
      throw new IllegalArgumentException(option + " is empty, expected a path");
    }
    Path path = Path.of(text);
    return path.startsWith("~")
        ? Path.of(System.getProperty("user.home", ".")).resolve(Path.of("~").relativize(path))
        : path;
  }

  /** The path given, else the one by default. */
  static Path pathOr(Path byDefault, String option, @Nullable Path given) {
    return given == null ? byDefault : path(option, given);
  }

  /** A TCP port, 0 for any. */
  static int port(String option, int port) {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(option + " is " + port + ", expected 0 to " + MAX_PORT);
    }
    return port;
  }

  /** The items of a list, without blanks, quotes and what is empty. */
  static List<String> items(List<String> given) {
    List<String> items = new ArrayList<>();
    for (String item : given) {
      String bare = withoutQuotes(item);
      if (!bare.isEmpty()) {
        items.add(bare);
      }
    }
    return items;
  }

  /** Removes quotes, which container and service files do not. */
  private static String withoutQuotes(String text) {
    String bare = text.strip();
    boolean quoted =
        bare.length() >= 2
            && (bare.charAt(0) == '"' || bare.charAt(0) == '\'')
            && bare.charAt(0) == bare.charAt(bare.length() - 1);
    return quoted ? bare.substring(1, bare.length() - 1).strip() : bare;
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static boolean isAny(String item) {
    return item.equals(ANY) || item.equalsIgnoreCase(ALL);
  }

  private static boolean isNone(List<String> items) {
    return items.size() == 1 && items.get(0).equalsIgnoreCase(NONE);
  }
}
