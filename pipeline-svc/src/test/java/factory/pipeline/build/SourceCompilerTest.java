package factory.pipeline.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.pipeline.source.SpecSource.Outcome.Understood;
import factory.pipeline.source.english.EnglishSource;
import factory.pipeline.write.Sources;
import factory.pipeline.write.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceCompilerTest {
  private final SourceCompiler compiler = new SourceCompiler(Sources.RUNTIME_LIBS);

  @Test
  void makesTheSameJarOfTheSameSources(@TempDir Path folder) throws Exception {
    var read = (Understood) new EnglishSource().read("authors with name, and books with title");
    var artifact = new Writer().write(read.specification());
    Sources.write(artifact, folder.resolve("one"));
    Sources.write(artifact, folder.resolve("two"));
    compiler.compileToJar(folder.resolve("one"), folder.resolve("one.jar"));
    compiler.compileToJar(folder.resolve("two"), folder.resolve("two.jar"));
    assertThat(folder.resolve("one.jar")).hasSameBinaryContentAs(folder.resolve("two.jar"));
    try (var jar = new JarFile(folder.resolve("one.jar").toFile())) {
      assertThat(jar.stream().map(entry -> entry.getName()))
          .containsExactly(
              "README.md",
              "call.sh",
              "factory/generated/Authors.class",
              "factory/generated/Books.class",
              "factory/generated/Main.class",
              "gate.mjs",
              "openapi.json",
              "run.sh",
              "specification.json",
              "stories.arazzo.json");
    }
  }

  @Test
  void saysWhereASourceIsWrong(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("Wrong.java"), "class Wrong {\n  int x = \"no\";\n}\n");
    assertThatThrownBy(() -> compiler.compileToJar(folder, folder.resolve("wrong.jar")))
        .isInstanceOf(CompilationFailed.class)
        .hasMessageContaining("Wrong.java:2: incompatible types");
    assertThat(folder.resolve("wrong.jar")).doesNotExist();
  }

  @Test
  void refusesWarnings(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("Raw.java"), "class Raw { java.util.List list; }\n");
    assertThatThrownBy(() -> compiler.compileToJar(folder, folder.resolve("raw.jar")))
        .isInstanceOf(CompilationFailed.class)
        .hasMessageContaining("raw type");
  }

  @Test
  void refusesAFolderWithoutSources(@TempDir Path folder) {
    assertThatThrownBy(() -> compiler.compileToJar(folder, folder.resolve("none.jar")))
        .isInstanceOf(CompilationFailed.class);
  }
}
