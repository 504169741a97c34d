package factory.edge;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a decision costs in two builds, of which one is this one or neither is. Both are loaded into
 * one JVM and take turns every two milliseconds, so that whatever else the machine does meets both.
 *
 * <p>{@code CLASSPATH CLASSPATH}: those of the tests of the two, such as Maven's {@code
 * dependency:build-classpath} writes them. Prints a row for each of seven rounds.
 */
final class DecisionPair {
  private static final int WARMING = 1_000;
  private static final int ROUNDS = 7;
  private static final int BATCHES = 200;

  private DecisionPair() {}

  /** Compares. */
  public static void main(String[] classPaths) throws Throwable {
    List<MethodHandle> builds = new ArrayList<>();
    for (var classPath : classPaths) {
      builds.add(load(classPath));
    }
    for (var i = 0; i < WARMING; i++) {
      for (var build : builds) {
        build.invoke();
      }
    }
    for (var round = 0; round < ROUNDS; round++) {
      print(measure(builds));
    }
    System.exit(0);
  }

  /** The {@code batch} of a build's {@link DecisionCost}. */
  private static MethodHandle load(String classPath) throws Throwable {
    List<URL> urls = new ArrayList<>();
    for (var entry : classPath.split(":", -1)) {
      urls.add(url(entry));
    }
    var loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    var type = loader.loadClass(DecisionCost.class.getName());
    var open = type.getDeclaredMethod("open", Path.class);
    open.setAccessible(true);
    var batch = type.getDeclaredMethod("batch");
    batch.setAccessible(true);
    return MethodHandles.lookup()
        .unreflect(batch)
        .bindTo(open.invoke(null, Files.createTempDirectory("decision-pair-")));
  }

  private static URL url(String entry) throws MalformedURLException {
    return Path.of(entry).toUri().toURL();
  }

  private static List<List<long[]>> measure(List<MethodHandle> builds) throws Throwable {
    List<List<long[]>> costs =
        builds.stream().map(_ -> (List<long[]>) new ArrayList<long[]>()).toList();
    for (var i = 0; i < BATCHES; i++) {
      for (var k = 0; k < builds.size(); k++) {
        // Each is first every other time.
        var next = i % 2 == 0 ? k : builds.size() - 1 - k;
        costs.get(next).add((long[]) builds.get(next).invoke());
      }
    }
    return costs;
  }

  private static void print(List<List<long[]>> costs) {
    var text = new StringBuilder();
    var first = DecisionCost.at(costs.getFirst(), 0, 2);
    for (var cost : costs) {
      var nanos = DecisionCost.at(cost, 0, 2);
      text.append(
          "  %.2f us of CPU (%.2fx) and %d bytes"
              .formatted(nanos / 1e3, (double) nanos / first, DecisionCost.at(cost, 1, 2)));
    }
    System.out.println(text);
  }
}
