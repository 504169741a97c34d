package factory.pipeline.version;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.build.CompilationFailed;
import factory.pipeline.build.OwnSourceCompiler;
import factory.pipeline.build.SourceCompiler;
import factory.pipeline.compute.CpuPool;
import factory.pipeline.compute.TookTooLong;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.write.Artifact;
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
import java.util.List;
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
  private final OwnSourceCompiler ownCompiler;
  private final CpuPool cpu;
  private final Path folder;
  private final String jarName;
  private final Path scratch;

  /**
   * Artefacts below a node's data folder.
   *
   * @param ownCompiler compiles what people have edited
   */
  public Versions(
      Database database,
      Clock clock,
      SourceCompiler compiler,
      OwnSourceCompiler ownCompiler,
      CpuPool cpu,
      Path dataDir) {
    this.cpu = cpu;
    this.ownCompiler = ownCompiler;
    store = new VersionStore(database, clock);
    this.compiler = compiler;
    folder = dataDir.resolve("artifacts");
    jarName = "service-" + compiler.runtime() + ".jar";
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

  /**
   * Keeps an artefact that a person has made of another one.
   *
   * @param written what was written from the same specification, and is kept
   * @return its content hash; that of what was written when it is the same
   */
  public String keep(Artifact artifact, String written) {
    var hash = keep(artifact);
    if (!hash.equals(written)) {
      store.edited(hash, written);
    }
    return hash;
  }

  /** What an artefact was before a person edited it; empty when nobody did. */
  public Optional<String> editedFrom(String contentHash) {
    return store.editedFrom(contentHash);
  }

  /** Keeps what a job is to make a version of. */
  public void handIn(UUID job, String contentHash) {
    store.handIn(job, contentHash);
  }

  /** What a job is to make a version of. */
  public String handedIn(UUID job) {
    return store
        .handedIn(job)
        .orElseThrow(() -> new IllegalStateException("nothing was handed in for " + job));
  }

  /** The artefact of a content hash that was kept. */
  public Artifact artifact(String contentHash) {
    return store
        .artifact(contentHash)
        .orElseThrow(() -> new IllegalStateException("no artefact " + contentHash));
  }

  /**
   * The jar of an artefact, compiled unless it was before against the runtime that there is: one of
   * an older runtime may name what is no longer there.
   */
  public Path jar(String contentHash) throws CompilationFailed, TookTooLong, InterruptedException {
    var jar = folder.resolve(contentHash).resolve(jarName);
    if (!Files.exists(jar)) {
      var sources = folder.resolve(contentHash).resolve("src");
      if (!Files.exists(sources)) {
        writeSources(contentHash, artifact(contentHash));
      }
      compile(
          sources, jar, editedFrom(contentHash).isPresent() || OwnSourceCompiler.hasCode(sources));
    }
    return jar;
  }

  private void compile(Path sources, Path jar, boolean apart)
      throws CompilationFailed, TookTooLong, InterruptedException {
    try {
      var _ =
          cpu.run(
              "Compiling",
              () -> {
                if (apart) {
                  ownCompiler.compileToJar(sources, jar);
                } else {
                  compiler.compileToJar(sources, jar);
                }
                return jar;
              });
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case CompilationFailed failed -> throw failed;
        case InterruptedException interrupted -> throw interrupted;
        case null, default -> {
          // Told below.
        }
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** A version that answered; recorded once, with the newest one before it as its parent. */
  public Version record(UUID id, UUID service, UUID job, String contentHash, Made made) {
    return store.record(id, service, job, contentHash, made);
  }

  /**
   * How a version was made.
   *
   * @param by whoever had it made; empty when nobody is known
   * @param why sentences; empty when nobody knows
   * @param proof the report of its proof as JSON; empty when it was not proven
   * @param edited whether its source is what they have handed in; when it is not and was edited all
   *     the same, those who edited the version before it have
   */
  public record Made(String by, String why, Optional<String> proof, boolean edited) {}

  /** What a version was made from, as JSON; empty for one from before there were specifications. */
  public Optional<String> specification(Version version) {
    return store.artifact(version.contentHash()).flatMap(Artifact::specification);
  }

  /**
   * The report of a version's proof as JSON, with {@code fuzz}: what was seen when it was tried for
   * longer after it was deployed, null until then. Empty for one that has none.
   */
  public Optional<String> proof(Version version) {
    return store
        .proof(version.id())
        .map(
            proof -> {
              var report = object(proof);
              report.set(
                  "fuzz",
                  store
                      .fuzz(version.id())
                      .<JsonNode>map(Versions::object)
                      .orElse(NullNode.getInstance()));
              return report.toString();
            });
  }

  private static ObjectNode object(String json) {
    try {
      return (ObjectNode) ExactJson.MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report in the store cannot be read", e);
    }
  }

  /** Keeps the report of a fuzz, as JSON, instead of that of the one before it. */
  public void recordFuzz(UUID version, String report) {
    store.recordFuzz(version, report);
  }

  /** A version was found at fault, which it stays. May be called again. */
  public void markAtFault(UUID version) {
    store.markAtFault(version);
  }

  /**
   * The versions before one that have served and whose proof passed, newest first: none of which
   * was ever found at fault, nor another one of the same content.
   */
  public List<Version> before(Version version) {
    return store.before(version);
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
