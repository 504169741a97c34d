package factory.standalone;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import factory.mesh.Address;
import factory.mesh.MeshChannel;
import factory.mesh.MeshServer;
import factory.mesh.Node;
import factory.mesh.Trust;
import io.grpc.ServiceDescriptor;
import io.helidon.dbclient.DbExecute;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.Test;

/** The walls of the house, held by the build. */
class WallsTest {
  private static final List<String> NODES = List.of("registry", "pipeline", "chain", "edge", "web");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          // What tests share comes in a jar of its own.
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("factory");

  /**
   * Not on this module's class path: it depends on nothing of the platform, nor the platform on it.
   */
  private static final JavaClasses RUNTIME =
      new ClassFileImporter().importPath(Place.ROOT.resolve("service-runtime/target/classes"));

  private static DescribedPredicate<JavaClass> nodeCode(String node) {
    return resideInAPackage("factory." + node + "..")
        .and(DescribedPredicate.not(resideInAPackage("factory.*.v1..")));
  }

  @Test
  void noNodeKnowsAnother() {
    for (var node : NODES) {
      for (var other : NODES) {
        if (!node.equals(other)) {
          noClasses()
              .that(nodeCode(node))
              .should()
              .dependOnClassesThat(nodeCode(other))
              .check(CLASSES);
        }
      }
    }
  }

  @Test
  void meshAndStoreNameNoBusinessType() {
    noClasses()
        .that()
        .resideInAnyPackage("factory.mesh..", "factory.store..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "factory.registry..",
            "factory.pipeline..",
            "factory.chain..",
            "factory.edge..",
            "factory.web..")
        .check(CLASSES);
  }

  @Test
  void onlyChainSvcTalksToChains() {
    noClasses()
        .that()
        .resideOutsideOfPackage("factory.chain..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.web3j..")
        .check(CLASSES);
  }

  @Test
  void onlyStoresSpeakSql() {
    classes()
        .that()
        .resideInAPackage("factory..")
        .and(
            DescribedPredicate.describe(
                "speak SQL, and not only hand a transaction on",
                c ->
                    c.getDirectDependenciesFromSelf().stream()
                            .map(d -> d.getTargetClass())
                            .anyMatch(
                                t ->
                                    t.getPackageName().startsWith("io.helidon.dbclient")
                                        && !t.isEquivalentTo(DbExecute.class))
                        || c.getMethodCallsFromSelf().stream()
                            .anyMatch(
                                call -> call.getTargetOwner().isEquivalentTo(DbExecute.class))))
        .should()
        .haveSimpleNameEndingWith("Store")
        .orShould()
        .resideInAPackage("factory.store..")
        .check(CLASSES);
  }

  /** And so carries no driver, no pool and no migrations. */
  @Test
  void webAndTheMeshHaveNoStore() {
    noClasses()
        .that()
        .resideInAnyPackage("factory.mesh..", "factory.web..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("factory.store..", "io.helidon.dbclient..", "java.sql..")
        .check(CLASSES);
  }

  /** Nodes show each other who they are; Envoy's own socket, which WarmUp asks, is no node's. */
  @Test
  void noNodeCallsOrAnswersWithoutTrust() {
    noClasses()
        .that()
        .resideInAPackage("factory..")
        .and()
        .doNotHaveSimpleName("WarmUp")
        .should()
        .callMethod(MeshChannel.class, "open", Address.class, ServiceDescriptor[].class)
        .orShould()
        .callMethod(MeshServer.class, "at", Address.class)
        .check(CLASSES);
    classes()
        .that()
        .haveSimpleNameEndingWith("Node")
        .and()
        .implement(Node.class)
        .should()
        .callMethod(MeshServer.class, "at", Address.class, Trust.class)
        .check(CLASSES);
  }

  /** Threads that end by themselves, each with what it ends with. */
  private static final Set<String> SHORT_LIVED =
      Set.of(
          // The process whose output it copies.
          "factory.standalone.Child",
          // Two minutes.
          "factory.standalone.ServicesStarting",
          // This one: hooks at its end.
          "factory.standalone.Main",
          // One exchange with a process.
          "factory.pipeline.deploy.UpstreamConnection",
          // One request or one run of a tool each, and what closes those that are late.
          "factory.pipeline.tool.ToolBroker",
          "factory.pipeline.tool.ToolRun",
          // One document each, for some seconds.
          "factory.pipeline.document.DocumentProcess",
          // What one compiler says.
          "factory.pipeline.build.OwnSourceCompiler",
          // The end of each of some processes, or telling of it.
          "factory.pipeline.deploy.LocalDeployer",
          "factory.pipeline.deploy.Rollout",
          // One answer each.
          "factory.edge.gate.AuthorizationRpc",
          // Threads of an executor, which replaces those that die.
          "factory.pipeline.compute.CpuPool",
          // The process's end.
          "factory.pipeline.PipelineNode",
          // One job.
          "factory.pipeline.job.Engine",
          // Until one process is warm, or a moment before.
          "factory.pipeline.deploy.Standby");

  /** A thread that dies of an Error, or a timer that drops a task that threw, dies in silence. */
  @Test
  void onlyTheMeshStartsEndlessThreads() {
    noClasses()
        .that()
        .resideInAPackage("factory..")
        .and()
        .resideOutsideOfPackage("factory.mesh..")
        .and(
            DescribedPredicate.describe(
                "are not known to start threads that end",
                c -> SHORT_LIVED.stream().noneMatch(c.getName()::startsWith)))
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "it starts a thread or a timer",
                call ->
                    (call.getTargetOwner().isEquivalentTo(Thread.class)
                            && Set.of("ofVirtual", "ofPlatform", "startVirtualThread")
                                .contains(call.getName()))
                        || (call.getTargetOwner().isEquivalentTo(Executors.class)
                            && call.getName().contains("cheduled"))))
        .orShould()
        .callConstructorWhere(
            DescribedPredicate.describe(
                "it makes a thread or a timer",
                call ->
                    call.getTargetOwner().isAssignableTo(Thread.class)
                        || call.getTargetOwner().isAssignableTo(Timer.class)
                        || call.getTargetOwner().isAssignableTo(ScheduledThreadPoolExecutor.class)))
        .check(CLASSES);
  }

  @Test
  void packagesOfANodeFormNoCycle() {
    for (var node : NODES) {
      slices()
          .matching("factory." + node + ".(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(false)
          .check(CLASSES);
    }
  }

  @Test
  void generatedServicesKnowNothingOfThePlatform() {
    noClasses()
        .that()
        .resideInAPackage("factory.runtime..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("factory..")
                .and(DescribedPredicate.not(resideInAPackage("factory.runtime.."))))
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.grpc..", "com.google.protobuf..", "org.web3j..", "io.helidon.dbclient..")
        .allowEmptyShould(false)
        .check(RUNTIME);
  }

  /** A rule that sees no class holds nothing. */
  @Test
  void everyRuleSeesTheClassesThatItIsAbout() {
    for (var node : NODES) {
      assertThat(CLASSES.stream().filter(nodeCode(node))).as(node).hasSizeGreaterThan(10);
    }
    assertThat(CLASSES.stream().filter(resideInAPackage("factory.mesh.."))).hasSizeGreaterThan(10);
    assertThat(RUNTIME.stream().filter(resideInAPackage("factory.runtime..")))
        .hasSizeGreaterThan(10);
    // What the rules forbid elsewhere is really seen where it is allowed.
    assertThat(dependents("factory.chain", "org.web3j")).isNotEmpty();
    assertThat(dependents("factory.registry", "io.helidon.dbclient")).isNotEmpty();
    assertThat(dependents("factory.web", "factory.mesh")).isNotEmpty();
  }

  private static List<String> dependents(String from, String on) {
    return CLASSES.stream()
        .filter(c -> c.getPackageName().startsWith(from))
        .filter(
            c ->
                c.getDirectDependenciesFromSelf().stream()
                    .anyMatch(d -> d.getTargetClass().getPackageName().startsWith(on)))
        .map(JavaClass::getName)
        .toList();
  }
}
