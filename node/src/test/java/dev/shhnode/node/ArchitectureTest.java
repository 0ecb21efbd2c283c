// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** The module graph of ARCHITECTURE.md, by packages. */
@AnalyzeClasses(
    packages = "dev.shhnode",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.WithoutTestJars.class})
class ArchitectureTest {

  /** Test classes of other modules come in a jar that does not say so. */
  static final class WithoutTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar") && !location.contains("/replay/");
    }
  }

  @ArchTest
  static final ArchRule SOCKETS_STAY_AT_THE_EDGE =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.shhnode.rlpx.vertx..", "dev.shhnode.rpc.vertx..", "dev.shhnode.node..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "io.netty..");

  @ArchTest
  static final ArchRule ENVELOPES_AND_TRANSPORT_DO_NOT_KNOW_EACH_OTHER =
      noClasses()
          .that()
          .resideInAnyPackage("dev.shhnode.crypto..", "dev.shhnode.pow..", "dev.shhnode.envelope..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.shhnode.rlpx..", "dev.shhnode.shh..", "dev.shhnode.rpc..");

  @ArchTest
  static final ArchRule TRANSPORT_KNOWS_NO_SUB_PROTOCOL =
      noClasses()
          .that()
          .resideInAPackage("dev.shhnode.rlpx..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.shhnode.pow..",
              "dev.shhnode.envelope..",
              "dev.shhnode.shh..",
              "dev.shhnode.mix..");

  @ArchTest
  static final ArchRule MIXES_AND_WHISPER_DO_NOT_KNOW_EACH_OTHER =
      slices().matching("dev.shhnode.(shh|mix)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule SHH_KNOWS_NEITHER_SOCKETS_NOR_RPC =
      noClasses()
          .that()
          .resideInAPackage("dev.shhnode.shh..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.shhnode.rlpx.vertx..", "dev.shhnode.rpc..");

  @ArchTest
  static final ArchRule MODULES_OF_RPC_DO_NOT_KNOW_EACH_OTHER =
      slices()
          .matching("dev.shhnode.rpc.(shh|status|classic|parity|node|mix)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule NOBODY_IN_RPC_KNOWS_ALL_METHODS =
      noClasses()
          .that()
          .resideInAPackage("dev.shhnode.rpc..")
          .and()
          .resideOutsideOfPackage("dev.shhnode.rpc.methods..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.shhnode.rpc.methods..");

  @ArchTest
  static final ArchRule NOBODY_KNOWS_THE_PROGRAM =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.shhnode.node..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.shhnode.node..");

  @ArchTest
  static final ArchRule OTHERS_SEE_WHISPER_AND_NOTHING_BEHIND_IT =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.shhnode.shh..", "dev.shhnode.node..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.shhnode.shh.wire..",
              "dev.shhnode.shh.gossip..",
              "dev.shhnode.shh.pool..",
              "dev.shhnode.shh.clock..",
              "dev.shhnode.shh.filter..",
              "dev.shhnode.shh.classic..",
              "dev.shhnode.shh.post..",
              "dev.shhnode.shh.service..");

  @ArchTest
  static final ArchRule OTHERS_SEE_MIX_AND_NOTHING_BEHIND_IT =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.shhnode.mix..", "dev.shhnode.node..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.shhnode.mix.directory..",
              "dev.shhnode.mix.service..",
              "dev.shhnode.mix.traffic..",
              "dev.shhnode.mix.wire..");

  @ArchTest
  static final ArchRule THE_RUNTIME_DEPENDS_ON_NOTHING =
      noClasses()
          .that()
          .resideInAPackage("dev.shhnode.runtime..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("dev.shhnode.runtime..", "java..", "org.jspecify..");

  /** Time and randomness are arguments of a core, so that tests decide about them. */
  @ArchTest
  static final ArchRule CORES_READ_NO_CLOCK_AND_DRAW_NO_LOTS =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.shhnode.rlpx.vertx..", "dev.shhnode.rpc.vertx..", "dev.shhnode.node..")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(InstantSource.class, "system")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callMethod(ThreadLocalRandom.class, "current")
          .orShould()
          .callConstructor(Random.class)
          .orShould()
          .callConstructor(SecureRandom.class);

  @ArchTest
  static final ArchRule NO_CYCLES = slices().matching("dev.shhnode.(**)").should().beFreeOfCycles();
}
