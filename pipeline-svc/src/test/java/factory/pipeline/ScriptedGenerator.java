package factory.pipeline;

import factory.pipeline.prove.Budget;
import factory.pipeline.prove.Client;
import factory.pipeline.prove.Fuzzed;
import factory.pipeline.prove.Proof;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.Proof.Check;
import factory.pipeline.prove.Proving;
import factory.pipeline.prove.Wallet;
import factory.pipeline.prove.Yielding;
import factory.pipeline.source.SpecSource;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specification.Question;
import factory.pipeline.spec.Specifications;
import factory.pipeline.write.Artifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads any idea as a specification of that title, and writes a small service that needs nothing
 * but the JDK; words in the idea make it misbehave: {@code nonsense} (leaves a question open),
 * {@code exhausting}, {@code uncompilable}, {@code dying}, {@code forgetful}, {@code mute} (answers
 * nothing), {@code private} (says that records are their makers' alone), {@code unkillable} (does
 * not end when it is asked to, nor does what it starts), {@code hostile} and {@code fragile}.
 */
public final class ScriptedGenerator
    implements SpecSource, Function<Specification, Artifact>, Proving {
  private static Kind thing(Kind.KindAccess access) {
    return new Kind(
        "thing",
        "things",
        "",
        new Kind.Key.Uuid(),
        List.of(
            new Field(
                "name",
                new FieldType.Text(0, 100, Optional.empty(), false, false, false),
                "",
                false,
                false,
                new Origin.Given(Optional.empty(), false))),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Kind.Listing.NEWEST_FIRST,
        access,
        EnumSet.allOf(Kind.Operation.class));
  }

  private static final Kind.KindAccess PRIVATE =
      new Kind.KindAccess(
          new Access.Owner(), new Access.Anyone(), new Access.Owner(), new Access.Owner());

  /** How often a fuzz went on, and the one that waits for others. */
  final AtomicInteger turns = new AtomicInteger();

  volatile @Nullable Thread waiting;

  /** What a lengthy proof waits for after its first check, and after its second. */
  final CountDownLatch proving = new CountDownLatch(1);

  final CountDownLatch proven = new CountDownLatch(1);

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a fuzz waits for that is to be held up. */
  final CountDownLatch held = new CountDownLatch(1);

  /** Of these services only that they keep what they are given. */
  @Override
  public Proof prove(Specification specification, String openapi, Client client, Seen seen) {
    var outcome = Proof.Outcome.PASSED;
    var evidence = "";
    try {
      var made = client.send(request("POST", "/things", "{\"rating\":3}"));
      var item = "/things/" + made.body().replaceAll("\\{\"id\":\"(.*)\"}", "$1");
      var read = client.send(request("GET", item, ""));
      if (read.status() != 200) {
        outcome = Proof.Outcome.FAILED;
        evidence = "GET " + item + " answered " + read.status() + " instead of 200";
      }
    } catch (IOException e) {
      outcome = Proof.Outcome.FAILED;
      evidence = "no answer: " + e.getMessage();
    }
    var check = new Check(Area.RECORDS, "It keeps things", outcome, evidence);
    seen.check(check);
    if (specification.title().contains("lengthy")) {
      // Told once nothing holds it up any more, as a long proof goes on.
      await(proving);
      seen.check(new Check(Area.LISTS, "It lists things", Proof.Outcome.PASSED, ""));
      await(proven);
    }
    return new Proof(0, 2, List.of(check));
  }

  /** Finds what an idea says that is to be found. */
  @Override
  public Fuzzed fuzz(
      Specification specification,
      String openapi,
      Client client,
      Budget budget,
      long seed,
      Yielding yielding) {
    while (specification.title().contains("courteous") && !Thread.currentThread().isInterrupted()) {
      try {
        waiting = Thread.currentThread();
        var _ = yielding.await();
        waiting = null;
        turns.incrementAndGet();
        Thread.sleep(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (specification.title().contains("held")) {
      try {
        held.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (specification.title().contains("lasting")) {
      try {
        Thread.sleep(1_000_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    var found = specification.title().contains("brittle");
    return new Fuzzed(
        found ? Fuzzed.Outcome.FAILED : Fuzzed.Outcome.PASSED,
        seed,
        1,
        Duration.ofMillis(1),
        Map.of(),
        found ? "POST /things answered 500" : "");
  }

  private static Client.Request request(String method, String path, String body) {
    return new Client.Request(
        Wallet.A,
        method,
        path,
        Map.of("content-type", "application/json"),
        body,
        StandardCharsets.UTF_8);
  }

  @Override
  public SpecSource.Outcome read(String idea) {
    var open =
        idea.contains("nonsense")
            ? List.of(new Question("0".repeat(16), "What should it keep?", "/kinds", List.of()))
            : List.<Question>of();
    var specification =
        new Specification(
            Specification.FORMAT,
            // A title is one line of so many characters.
            idea.substring(0, Math.min(200, idea.length())),
            "",
            List.of(thing(idea.contains("private") ? PRIVATE : Kind.KindAccess.OPEN)),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            open);
    return open.isEmpty()
        ? new SpecSource.Outcome.Understood(specification)
        : new SpecSource.Outcome.Questions(specification);
  }

  @Override
  public Artifact apply(Specification specification) {
    var artifact = artifact(specification.title());
    var files = new TreeMap<>(artifact.files());
    files.put(Artifact.SPECIFICATION, Specifications.write(specification));
    return new Artifact(artifact.title(), files, artifact.openapi());
  }

  /** What is written for an idea. */
  public static Artifact artifact(String idea) {
    if (idea.contains("exhausting")) {
      throw new OutOfMemoryError("Java heap space");
    }
    var source =
        MAIN.replace(
                "//START",
                idea.contains("dying")
                    ? "if (args.length > 0) { System.err.println(\"I cannot go on\"); System.exit(7); }"
                    : idea.contains("hostile") ? HOSTILE : idea.contains("fragile") ? FRAGILE : "")
            .replace("//UNKILLABLE", idea.contains("unkillable") ? UNKILLABLE : "")
            .replace("//MUTE", idea.contains("mute") ? "Thread.sleep(1_000_000);" : "")
            .replace(
                "//STORE",
                idea.contains("forgetful") ? "" : "Files.writeString(data.resolve(id), body);")
            .replace("//BROKEN", idea.contains("uncompilable") ? "int x = \"text\";" : "");
    var files = new TreeMap<String, String>();
    files.put("factory/generated/Main.java", source);
    files.put("openapi.json", OPENAPI);
    if (idea.contains("hostile")) {
      files.put("factory/pipeline/sandbox/Hostile.java", hostile());
    }
    files.put("idea.txt", idea);
    return new Artifact(idea, files, OPENAPI);
  }

  /** Its child is the same program with no socket: in a sandbox there is nothing else to start. */
  private static final String UNKILLABLE =
      """
      Runtime.getRuntime().addShutdownHook(new Thread(Main::hang));
          if (args.length == 1) {
            hang();
          }
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
              "-cp", System.getProperty("java.class.path"),
              "factory.generated.Main", "--data=" + value(args, "--data=") + "/child").start();
      """;

  /** Ends at once for as long as there is a certain file. */
  private static final String FRAGILE =
      """
      if (Files.exists(Path.of(value(args, "--data="), "die"))) {
            System.err.println("I break");
            System.exit(8);
          }
      """;

  /** Where it finds what to try it goes for it, beside serving as any other one does. */
  private static final String HOSTILE =
      """
      Path targets = Path.of(value(args, "--data="), "hostile.args");
          if (Files.exists(targets)) {
            String[] all = Files.readAllLines(targets).toArray(String[]::new);
            Thread.ofPlatform().start(() -> {
              try {
                factory.pipeline.sandbox.Hostile.main(all);
              } catch (Throwable e) {
                System.out.println("BROKEN " + e);
              }
            });
          }
      """;

  private static String hostile() {
    try {
      return Files.readString(Path.of("src/test/java/factory/pipeline/sandbox/Hostile.java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final String OPENAPI =
      """
      {"openapi": "3.1.0", "info": {"title": "Things", "version": "1"},
       "paths": {
         "/health": {"get": {}},
         "/things": {"get": {}, "post": {"requestBody": {"content": {"application/json": {
           "schema": {"$ref": "#/components/schemas/Thing"}}}}}},
         "/things/{id}": {"get": {}}},
       "components": {"schemas": {"Thing": {"type": "object", "required": ["rating"], "properties": {
         "id": {"type": "string", "readOnly": true},
         "rating": {"type": "integer", "minimum": 3, "maximum": 5}}}}}}
      """;

  private static final String MAIN =
      """
      package factory.generated;

      import java.io.IOException;
      import java.net.StandardProtocolFamily;
      import java.net.UnixDomainSocketAddress;
      import java.nio.ByteBuffer;
      import java.nio.channels.ServerSocketChannel;
      import java.nio.channels.SocketChannel;
      import java.nio.charset.StandardCharsets;
      import java.nio.file.Files;
      import java.nio.file.Path;
      import java.util.TreeSet;
      import java.util.UUID;

      public final class Main {
        private static volatile boolean hanging;

        public static void main(String[] args) throws IOException {
          //START
          //UNKILLABLE
          Path socket = Path.of(value(args, "--socket="));
          Path data = Path.of(value(args, "--data="));
          String version = value(args, "--version=");
          System.out.println("version " + version + " starts, stdin " + System.in.read());
          try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            while (true) {
              SocketChannel channel = server.accept();
              Thread.startVirtualThread(() -> serve(channel, data, version));
            }
          }
        }

        private static void hang() {
          try {
            Thread.sleep(1_000_000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }

        private static void serve(SocketChannel channel, Path data, String version) {
          //BROKEN
          try (channel) {
            String request = "";
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            while (true) {
              buffer.clear();
              int count = channel.read(buffer);
              if (count < 0) {
                return;
              }
              request += new String(buffer.array(), 0, count, StandardCharsets.UTF_8);
              int end = request.indexOf("\\r\\n\\r\\n");
              if (end > 0) {
                int length = 0;
                for (String line : request.substring(0, end).split("\\r\\n")) {
                  if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(line.substring(15).strip());
                  }
                }
                if (request.length() >= end + 4 + length) {
                  answer(channel, request.split(" ")[0], request.split(" ")[1],
                      request.substring(end + 4), data, version);
                  return;
                }
              }
            }
          } catch (IOException | InterruptedException e) {
            System.err.println(e);
          }
        }

        private static void answer(SocketChannel channel, String method, String path, String body,
            Path data, String version) throws IOException, InterruptedException {
          if (path.equals("/exit")) {
            System.exit(3);
          }
          if (path.equals("/hang")) {
            hanging = true;
          }
          while (hanging && path.equals("/health")) {
            Thread.sleep(1000);
          }
          //MUTE
          int status = 200;
          String answer;
          if (path.equals("/health")) {
            answer = "{\\"status\\":\\"up\\",\\"version\\":\\"" + version + "\\"}";
          } else if (path.equals("/env")) {
            answer = System.getenv().toString();
          } else if (path.equals("/things") && method.equals("POST")) {
            if (!body.contains("\\"rating\\":3")) {
              status = 422;
            } else {
              status = 201;
            }
            String id = UUID.randomUUID().toString();
            //STORE
            answer = "{\\"id\\":\\"" + id + "\\"}";
          } else if (path.equals("/things")) {
            StringBuilder all = new StringBuilder();
            try (var files = Files.list(data)) {
              TreeSet<String> names = new TreeSet<>();
              files.filter(f -> f.getFileName().toString().length() == 36)
                  .forEach(f -> names.add(f.getFileName().toString()));
              for (String name : names) {
                all.append(all.isEmpty() ? "" : ",").append("{\\"id\\":\\"" + name + "\\"}");
              }
            }
            answer = "{\\"things\\":[" + all + "]}";
          } else if (Files.exists(data.resolve(path.substring(path.lastIndexOf('/') + 1)))) {
            answer = "{\\"id\\":\\"" + path.substring(path.lastIndexOf('/') + 1) + "\\"}";
          } else {
            status = 404;
            answer = "{}";
          }
          channel.write(ByteBuffer.wrap(("HTTP/1.1 " + status + " X\\r\\nContent-Length: "
              + answer.length() + "\\r\\n\\r\\n" + answer).getBytes(StandardCharsets.UTF_8)));
        }

        private static String value(String[] args, String key) {
          for (String arg : args) {
            if (arg.startsWith(key)) {
              return arg.substring(key.length());
            }
          }
          throw new IllegalArgumentException(key);
        }
      }
      """;
}
