// SPDX-License-Identifier: Apache-2.0
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Attacks a node in many ways, a fresh one each time, while it serves the honest. All traffic stays
 * on this machine and ends by itself.
 */
public final class Main {

  private Main() {}

  /** The program that starts the node, then {@code all} or names of attacks. */
  public static void main(String[] args) throws Exception {
    List<String> chosen = Arrays.asList(args).subList(1, args.length);
    Settings settings = Settings.of(args[0], chosen.isEmpty());
    Trial trial = new Trial(Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2)), settings);
    System.out.println(
        Addresses.PUBLIC
            ? "peers come from public addresses of a network namespace"
            : "no network namespace: all peers come from 127.0.0.1, where no bounds on addresses"
                + " apply");
    int passed = 0;
    int failed = 0;
    for (Attack attack : attacks()) {
      if (isChosen(attack, chosen) && settings.allows(attack)) {
        Outcome outcome = trial.run(attack);
        System.out.println(outcome.describe());
        if (outcome.isGood()) {
          passed++;
        } else {
          failed++;
        }
      }
    }
    System.out.println(passed + " passed, " + failed + " failed");
    // Threads of attackers whose sockets nobody answers any more are left behind.
    Runtime.getRuntime().halt(failed == 0 ? 0 : 1);
  }

  private static boolean isChosen(Attack attack, List<String> chosen) {
    return chosen.isEmpty()
        ? attack.brief()
        : chosen.contains("all") || chosen.contains(attack.name());
  }

  private static List<Attack> attacks() {
    List<Attack> all = new ArrayList<>();
    all.add(Attack.peer("none", Scene::rest).always());
    all.addAll(FloodAttacks.all());
    all.addAll(PacketAttacks.all());
    all.addAll(HandshakeAttacks.all());
    all.addAll(DefectAttacks.all());
    all.addAll(FilterAttacks.all());
    all.addAll(RequestAttacks.all());
    all.addAll(ConnectionAttacks.all());
    all.addAll(TokenAttacks.all());
    all.addAll(MixAttacks.all());
    return all;
  }
}
