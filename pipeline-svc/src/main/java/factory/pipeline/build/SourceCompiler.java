package factory.pipeline.build;

import factory.pipeline.compute.CpuPool;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a folder of sources in-process. Threads may share one; nothing is kept between calls but
 * the warmth of the JVM's own compiler, whose first run takes about a second and later ones a tenth
 * of it.
 */
public final class SourceCompiler {

  static final int SHOWN_DIAGNOSTICS = 5;

  /**
   * The oldest time a zip can hold without an extra field, so that equal sources make equal jars.
   */
  private static final LocalDateTime JAR_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private final Path runtimeLibs;

  /** Compiles against every jar in {@code runtimeLibs}. */
  public SourceCompiler(Path runtimeLibs) {
    this.runtimeLibs = runtimeLibs;
  }

  /**
   * Compiles every {@code .java} file below {@code sourceDir} and puts the classes, with every
   * other file beside them, into {@code jarFile}, which appears whole or not at all. Warnings count
   * as errors.
   */
  public void compileToJar(Path sourceDir, Path jarFile) throws CompilationFailed {
    CpuPool.requirePlatformThread();
    try {
      Path classes = Files.createTempDirectory("classes-");
      try {
        compile(sourceDir, classes);
        CodeClasses.bound(classes);
        writeJar(sourceDir, classes, jarFile);
      } finally {
        deleteTree(classes);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private void compile(Path sourceDir, Path classes) throws IOException, CompilationFailed {
    @Nullable JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IllegalStateException("this Java has no compiler; run on a JDK");
    }
    List<Path> sources = filesBelow(sourceDir).filter(SourceCompiler::isSource).sorted().toList();
    if (sources.isEmpty()) {
      throw new CompilationFailed("there is no .java file to compile");
    }
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8)) {
      manager.setLocationFromPaths(StandardLocation.CLASS_PATH, jars(runtimeLibs));
      manager.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
      List<String> options =
          List.of(
              "-Xlint:all,-classfile,-processing", "-Werror", "-proc:none", "-g", "-parameters");
      boolean compiled =
          compiler
              .getTask(
                  null,
                  manager,
                  diagnostics,
                  options,
                  null,
                  manager.getJavaFileObjectsFromPaths(sources))
              .call();
      if (!compiled) {
        throw new CompilationFailed(shown(sourceDir, diagnostics.getDiagnostics()));
      }
    }
  }

  /**
   * Names the runtime by the classes in its jar: equal ones make an equal name, whenever they were
   * packed. What else lies beside it no service names.
   */
  public String runtime() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (Path jar : jars(runtimeLibs)) {
        if (!jar.getFileName().toString().startsWith("service-runtime")) {
          continue;
        }
        try (var zip = new ZipFile(jar.toFile())) {
          zip.stream()
              .filter(entry -> entry.getName().endsWith(".class"))
              .map(entry -> entry.getName() + " " + entry.getCrc() + "\n")
              .sorted()
              .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
        }
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /** The runtime that services are compiled against and run on, in one order everywhere. */
  public static List<Path> jars(Path runtimeLibs) throws IOException {
    try (Stream<Path> entries = Files.list(runtimeLibs)) {
      return entries.filter(entry -> entry.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static String shown(
      Path sourceDir, List<Diagnostic<? extends JavaFileObject>> diagnostics) {
    return diagnostics.stream()
        .sorted(
            (a, b) ->
                Boolean.compare(
                    b.getKind() == Diagnostic.Kind.ERROR, a.getKind() == Diagnostic.Kind.ERROR))
        .limit(SHOWN_DIAGNOSTICS)
        .map(diagnostic -> shown(sourceDir, diagnostic))
        .collect(Collectors.joining("\n"));
  }

  private static String shown(Path sourceDir, Diagnostic<? extends JavaFileObject> diagnostic) {
    String message = diagnostic.getMessage(Locale.ROOT);
    @Nullable JavaFileObject source = diagnostic.getSource();
    if (source == null) {
      return message;
    }
    Path file = Path.of(source.toUri());
    Path shownFile =
        file.startsWith(sourceDir.toAbsolutePath())
            ? sourceDir.toAbsolutePath().relativize(file)
            : file;
    return "%s:%d: %s".formatted(shownFile, diagnostic.getLineNumber(), message);
  }

  static void writeJar(Path sourceDir, Path classes, Path jarFile) throws IOException {
    SortedMap<String, Path> entries = new TreeMap<>();
    for (Path file : filesBelow(sourceDir).filter(file -> !isSource(file)).toList()) {
      entries.put(name(sourceDir, file), file);
    }
    for (Path file : filesBelow(classes).toList()) {
      entries.put(name(classes, file), file);
    }
    Path absolute = jarFile.toAbsolutePath();
    Files.createDirectories(absolute.getParent());
    Path half =
        Files.createTempFile(absolute.getParent(), absolute.getFileName().toString(), ".part");
    try {
      try (OutputStream out = Files.newOutputStream(half);
          ZipOutputStream jar = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
        for (var entry : entries.entrySet()) {
          ZipEntry zipEntry = new ZipEntry(entry.getKey());
          zipEntry.setTimeLocal(JAR_TIME);
          jar.putNextEntry(zipEntry);
          Files.copy(entry.getValue(), jar);
          jar.closeEntry();
        }
      }
      // Before it appears: in a sandbox the service that runs it is another user.
      Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(
          half, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(half);
    }
  }

  static boolean isSource(Path file) {
    return file.toString().endsWith(".java");
  }

  private static String name(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  static Stream<Path> filesBelow(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile).toList().stream();
    }
  }

  static void deleteTree(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
