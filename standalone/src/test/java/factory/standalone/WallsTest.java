package factory.standalone;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
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
  void meshNamesNoBusinessType() {
    noClasses()
        .that()
        .resideInAPackage("factory.mesh..")
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
  void onlyStoresAndTheMeshSpeakSql() {
    classes()
        .that()
        .resideInAPackage("factory..")
        .and(
            DescribedPredicate.describe(
                "speak JDBI",
                c ->
                    c.getDirectDependenciesFromSelf().stream()
                        .anyMatch(
                            d ->
                                d.getTargetClass()
                                    .getPackageName()
                                    .startsWith("io.helidon.dbclient"))))
        .should()
        .haveSimpleNameEndingWith("Store")
        .orShould()
        .resideInAPackage("factory.mesh..")
        .check(CLASSES);
  }

  @Test
  void packagesOfANodeFormNoCycle() {
    for (var node : NODES) {
      slices()
          .matching("factory." + node + ".(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true)
          .check(CLASSES);
    }
  }

  @Test
  void generatedServicesKnowNothingOfThePlatform() {
    noClasses()
        .that()
        .resideInAPackage("factory.runtime..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("factory.mesh..", "io.grpc..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }
}
