package factory.pipeline.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import factory.pipeline.sandbox.Sandbox;
import factory.pipeline.write.Sources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person has written, whatever it is, keeps no compiler busy for long. */
class OwnSourceCompilerTest {
  private Path folder;
  private Path sources;
  private Path jar;

  @BeforeEach
  void places(@TempDir Path given) throws Exception {
    folder = given;
    sources = Files.createDirectories(folder.resolve("given/src/factory/generated"));
    jar = folder.resolve("service.jar");
  }

  private OwnSourceCompiler compiler(Duration atMost) {
    var found = Sandbox.find(folder.resolve("sandbox"), 1L << 30);
    assumeTrue(found instanceof Sandbox.Found.Works, "there is no sandbox here");
    return new OwnSourceCompiler(
        folder.resolve("compiling"),
        Path.of(System.getProperty("java.home")),
        Sources.RUNTIME_LIBS,
        Optional.of(((Sandbox.Found.Works) found).sandbox()),
        atMost);
  }

  private String refusal(Duration atMost, String source) throws Exception {
    Files.writeString(sources.resolve("A.java"), source);
    var failed =
        catchThrowableOfType(
            CompilationFailed.class,
            () -> compiler(atMost).compileToJar(folder.resolve("given"), jar));
    assertThat(failed).as("a refusal").isNotNull();
    assertThat(jar).doesNotExist();
    try (Stream<Path> left = Files.list(folder.resolve("compiling"))) {
      assertThat(left).isEmpty();
    }
    return String.valueOf(failed.getMessage());
  }

  @Test
  void whatCompilesIsAJarAndWarningsAreNoErrors() throws Exception {
    Files.writeString(
        sources.resolve("A.java"),
        "package factory.generated; class A { @SuppressWarnings(\"x\") java.util.List raw; }");
    Files.writeString(sources.resolve("a.txt"), "beside");
    compiler(Duration.ofSeconds(45)).compileToJar(folder.resolve("given"), jar);
    try (var zip = new java.util.zip.ZipFile(jar.toFile())) {
      assertThat(zip.stream().map(e -> e.getName()))
          .containsExactlyInAnyOrder("factory/generated/A.class", "src/factory/generated/a.txt");
    }
  }

  @Test
  void errorsAreToldWithTheirLinesAndNothingElse() throws Exception {
    assertThat(
            refusal(
                Duration.ofSeconds(45),
                "package factory.generated;\nclass A {\n  Nothing x;\n  int y = \"z\";\n}\n"))
        .contains("src/factory/generated/A.java:3: cannot find symbol", "symbol:   class Nothing")
        .contains("src/factory/generated/A.java:4: incompatible types")
        .doesNotContain(folder.toString());
  }

  /** Constants that double: what a compiler computes for itself. */
  @Test
  void whatFillsTheMemoryIsEnded() throws Exception {
    var text = new StringBuilder("package factory.generated; class A {\n");
    text.append("static final String S0 = \"0123456789abcdef\";\n");
    for (var i = 1; i < 60; i++) {
      text.append("static final String S%d = S%d + S%d;\n".formatted(i, i - 1, i - 1));
    }
    assertThat(refusal(Duration.ofSeconds(45), text.append("}\n").toString())).contains("memory");
  }

  @Test
  void whatTakesTooLongIsEnded() throws Exception {
    assertThat(refusal(Duration.ofMillis(1), "class A {}")).contains("longer than");
  }

  @Test
  void withoutASandboxNothingIsCompiled() throws Exception {
    Files.writeString(sources.resolve("A.java"), "class A {}");
    var without =
        new OwnSourceCompiler(
            folder.resolve("compiling"),
            Path.of(System.getProperty("java.home")),
            Sources.RUNTIME_LIBS,
            Optional.empty());
    assertThat(without.works()).isFalse();
    var failed =
        catchThrowableOfType(
            CompilationFailed.class, () -> without.compileToJar(folder.resolve("given"), jar));
    assertThat(failed).hasMessageContaining("no sandbox");
  }
}
