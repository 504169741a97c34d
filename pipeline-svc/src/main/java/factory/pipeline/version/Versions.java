package factory.pipeline.version;

import factory.pipeline.compute.CpuPool;
import factory.pipeline.compute.TookTooLong;
import factory.pipeline.generator.Artifact;
import factory.pipeline.generator.CompilationFailed;
import factory.pipeline.generator.SourceCompiler;
import factory.store.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

/**
 * Versions and the artefacts behind them. The store is the truth; the folder {@code
 * <data-dir>/artifacts/<content hash>} holds the sources and the jar that any node can make anew
 * from it. Whatever appears there appears whole.
 */
public final class Versions {
  private final VersionStore store;
  private final SourceCompiler compiler;
  private final CpuPool cpu;
  private final Path folder;
  private final Path scratch;

  /** Artefacts below a node's data folder. */
  public Versions(
      Database database, Clock clock, SourceCompiler compiler, CpuPool cpu, Path dataDir) {
    this.cpu = cpu;
    store = new VersionStore(database, clock);
    this.compiler = compiler;
    folder = dataDir.resolve("artifacts");
    scratch = dataDir.resolve("tmp");
  }

  /** The id of the version that a job makes: known before it is made, the same after a crash. */
  public static UUID idOf(UUID job) {
    return UUID.nameUUIDFromBytes(("version of " + job).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Keeps an artefact and writes its sources.
   *
   * @return its content hash
   */
  public String keep(Artifact artifact) {
    var hash = artifact.contentHash();
    store.keep(artifact, hash);
    writeSources(hash, artifact);
    return hash;
  }

  /** The artefact of a content hash that was kept. */
  public Artifact artifact(String contentHash) {
    return store
        .artifact(contentHash)
        .orElseThrow(() -> new IllegalStateException("no artefact " + contentHash));
  }

  /** The jar of an artefact, compiled unless it was before. */
  public Path jar(String contentHash) throws CompilationFailed, TookTooLong, InterruptedException {
    var jar = folder.resolve(contentHash).resolve("service.jar");
    if (!Files.exists(jar)) {
      var sources = folder.resolve(contentHash).resolve("src");
      if (!Files.exists(sources)) {
        writeSources(contentHash, artifact(contentHash));
      }
      compile(sources, jar);
    }
    return jar;
  }

  private void compile(Path sources, Path jar)
      throws CompilationFailed, TookTooLong, InterruptedException {
    try {
      var _ =
          cpu.run(
              "Compiling",
              () -> {
                compiler.compileToJar(sources, jar);
                return jar;
              });
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CompilationFailed failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** A version that answered its probes; recorded once. */
  public Version record(UUID id, UUID service, UUID job, String contentHash) {
    return store.record(id, service, job, contentHash);
  }

  /** One version. */
  public Optional<Version> find(UUID id) {
    return store.find(id);
  }

  /** The newest version of a service. */
  public Optional<Version> newest(UUID service) {
    return store.newest(service);
  }

  private void writeSources(String hash, Artifact artifact) {
    var target = folder.resolve(hash).resolve("src");
    if (Files.exists(target)) {
      return;
    }
    try {
      Files.createDirectories(target.getParent());
      Files.createDirectories(scratch);
      var half = Files.createTempDirectory(scratch, "src-");
      for (var file : artifact.files().entrySet()) {
        var path = half.resolve(file.getKey()).normalize();
        if (!path.startsWith(half)) {
          throw new IllegalStateException("a generated file lies outside its folder");
        }
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
      try {
        Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
        // Another job wrote the same content at the same time.
        Trees.delete(half);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
