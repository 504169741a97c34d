package factory.pipeline.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import factory.pipeline.write.Sources;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the code of a specification may not, and that its loops end. */
class CodeClassesTest {
  private final Path folder;

  CodeClassesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path compiled(String members) throws Exception {
    var sources = Files.createDirectories(folder.resolve("given/src/" + CodeClasses.FOLDER));
    Files.writeString(
        sources.resolve("XCode.java"),
        """
        package factory.generated.code;
        import java.util.*;
        import java.util.function.*;
        import java.util.stream.*;
        public final class XCode {
          private XCode() {}
          public static Object call(Object x) {
            return factory.runtime.Code.<Object>compute("x", () -> compute(x));
          }
          %s
        }
        """
            .formatted(members));
    var jar = folder.resolve("x.jar");
    Files.deleteIfExists(jar);
    new SourceCompiler(Sources.RUNTIME_LIBS).compileToJar(folder.resolve("given"), jar);
    return jar;
  }

  private Object called(Path jar, Object argument) throws Exception {
    List<URL> urls = new ArrayList<>(List.of(jar.toUri().toURL()));
    for (var lib : SourceCompiler.jars(Sources.RUNTIME_LIBS)) {
      urls.add(lib.toUri().toURL());
    }
    try (var loader = new URLClassLoader(urls.toArray(URL[]::new), null)) {
      return loader
          .loadClass("factory.generated.code.XCode")
          .getMethod("call", Object.class)
          .invoke(null, argument);
    } catch (InvocationTargetException e) {
      throw (Exception) e.getCause();
    }
  }

  @Test
  void whatComputesIsWhatItWas() throws Exception {
    var jar =
        compiled(
            """
            enum Suit { HEARTS, SPADES }
            record Card(Suit suit, long rank) {}
            sealed interface Shape permits Square, Circle {}
            record Square(long side) implements Shape {}
            record Circle(long radius) implements Shape {}
            private static final String NAMES = "ab";
            static Object compute(Object x) {
              var cards = new ArrayList<Card>();
              for (var suit : Suit.values()) {
                switch (suit) {
                  case HEARTS -> cards.add(new Card(suit, 1));
                  case SPADES -> cards.add(new Card(suit, 2));
                }
              }
              Shape shape = cards.size() > 1 ? new Square(3) : new Circle(4);
              long area = switch (shape) {
                case Square(var side) -> side * side;
                case Circle(var radius) -> radius;
              };
              long sum = 0;
              outer:
              for (int i = 0; i < 10; i++) {
                int j = 0;
                do {
                  if (j * i > 20) { continue outer; }
                  sum += j;
                } while (++j < i);
              }
              try {
                sum += Long.parseLong(String.valueOf(x));
              } catch (NumberFormatException e) {
                sum = -1;
              } finally {
                sum++;
              }
              return NAMES + cards + area + " " + sum
                  + IntStream.range(0, 5).boxed().map(i -> i * i).collect(Collectors.toList());
            }
            """);
    assertThat(called(jar, "7"))
        .isEqualTo(
            "ab[Card[suit=HEARTS, rank=1], Card[suit=SPADES, rank=2]]9 %d[0, 1, 4, 9, 16]"
                .formatted(expected() + 8));
    assertThat(called(jar, "no").toString()).contains("]9 0[");
  }

  private static long expected() {
    var sum = 0L;
    outer:
    for (var i = 0; i < 10; i++) {
      var j = 0;
      do {
        if (j * i > 20) {
          continue outer;
        }
        sum += j;
      } while (++j < i);
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "static Object compute(Object x) { return System.getenv(); } | java.lang.System",
        "static Object compute(Object x) { return System.nanoTime(); } | java.lang.System",
        "static Object compute(Object x) { return new java.io.File(\"/\").list(); } | java.io.File",
        "static Object compute(Object x) { return java.nio.file.Path.of(\"/\"); } | java.nio.file.Path",
        "static Object compute(Object x) { return new Random().nextInt(); } | java.util.Random",
        "static Object compute(Object x) { return Math.random(); } | java.lang.Math.random",
        "static Object compute(Object x) { return java.time.LocalDate.now(); } | java.time.LocalDate.now",
        "static Object compute(Object x) { return UUID.randomUUID(); } | java.util.UUID",
        "static Object compute(Object x) { new Thread(() -> {}).start(); return x; } | java.lang.Thread",
        "static Object compute(Object x) { return List.of(1).parallelStream().count(); } | java.util.List.parallelStream",
        "static Object compute(Object x) { return IntStream.range(0, 9).parallel().sum(); } | java.util.stream.IntStream.parallel",
        "static Object compute(Object x) { return x.getClass(); } | java.lang.Object.getClass",
        "static Object compute(Object x) { try { return Class.forName(\"java.lang.System\"); } catch (Exception e) { return x; } } | java.lang.Class",
        "static Object compute(Object x) { return XCode.class.getClassLoader(); } | java.lang.Class",
        "static Object compute(Object x) { Supplier<Object> s = Object::new; return java.lang.invoke.MethodHandles.lookup(); } | java.lang.invoke.MethodHandles.lookup",
        "static Object compute(Object x) { return Runtime.getRuntime(); } | java.lang.Runtime",
        "static Object compute(Object x) { synchronized (x) { return x; } } | synchronized",
        "static synchronized Object compute(Object x) { return x; } | synchronized",
        "static int n; static Object compute(Object x) { return n++; } | static field n",
        "static final List<Object> SEEN = new ArrayList<>(); static Object compute(Object x) { SEEN.add(x); return SEEN; } | static field SEEN",
        "static final int[] N = {0}; static Object compute(Object x) { return N[0]++; } | static field N",
        "enum E { A; int n; } static Object compute(Object x) { return E.A.n++; } | static field n",
        "enum E { A; final List<Object> seen = new ArrayList<>(); } static Object compute(Object x) { return E.A.seen; } | static field seen",
        "interface I { List<Object> SEEN = new ArrayList<>(); } static Object compute(Object x) { return I.SEEN; } | static field SEEN",
        "static Object compute(Object x) { return Stream.generate(Object::new).count(); } | java.util.stream.Stream.generate",
        "static Object compute(Object x) { return IntStream.iterate(0, Math::abs).sum(); } | java.util.stream.IntStream.iterate",
        "static Object compute(Object x) { return \"aaaa\".matches(\"(a+)+b\"); } | java.lang.String.matches",
        "static Object compute(Object x) { return java.util.regex.Pattern.compile(\"(a+)+b\"); } | java.util.regex.Pattern",
        "static Object compute(Object x) { return factory.runtime.Values.of(\"a\", 1L); } | factory.runtime.Values",
        "static Object compute(Object x) { Function<Object, Object> f = System::identityHashCode; return f.apply(x); } | java.lang.System",
        "static native Object compute(Object x); | native",
        "static Object compute(Object x) { return x; } protected void finalize() {} | finalize",
        "static Object compute(Object x) { return x; } } class Other { static Object y = System.out; static Object z() { return y; } | java.lang.System",
        "static Object compute(Object x) { return new Timer(); } | java.util.Timer",
        "static Object compute(Object x) { return ServiceLoader.load(Runnable.class); } | java.util.ServiceLoader",
        "static Object compute(Object x) { return new Scanner(\"x\"); } | java.util.Scanner",
      })
  void moreThanComputingIsRefusedByName(String members, String named) {
    var failed =
        catchThrowableOfType(
            CompilationFailed.class,
            () -> compiled("@SuppressWarnings({\"all\", \"removal\"}) " + members));

    assertThat(failed).as(members).isNotNull();
    assertThat(failed.getMessage()).contains("XCode.java", named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "static Object compute(Object x) { while (true) {} }",
        "static Object compute(Object x) { long n = 0; for (;;) { n++; if (n < 0) { return n; } } }",
        "static Object compute(Object x) { int i = 0; do { i ^= 1; } while (i < 2); return i; }",
        "static Object compute(Object x) { while (true) { try { Long.parseLong(\"x\"); } catch (RuntimeException e) { continue; } } }",
        "static Object compute(Object x) { while (true) { try { while (true) {} } catch (Throwable t) { x = t; } } }",
        "static Object compute(Object x) { while (true) { try { while (true) {} } finally { continue; } } }",
        "static Object compute(Object x) { return a(40); } static long a(int n) { return n == 0 ? 1 : a(n - 1) + a(n - 1); }",
        "static Object compute(Object x) { return LongStream.range(0, Long.MAX_VALUE).filter(n -> n < 0).count(); }",
        "static Object compute(Object x) { return Y.N; } static class Y { static final long N = n(); static long n() { long n = 0; while (n >= 0) { n = (n + 1) % 7; } return n; } }",
      })
  void whatDoesNotEndIsEnded(String members) throws Exception {
    var jar = compiled("@SuppressWarnings(\"finally\") " + members);

    assertThat(catchThrowable(() -> called(jar, "x")))
        .isInstanceOf(ArithmeticException.class)
        .satisfies(
            e -> assertThat(e.getMessage()).containsAnyOf("takes longer", "cannot be computed"));
  }
}
