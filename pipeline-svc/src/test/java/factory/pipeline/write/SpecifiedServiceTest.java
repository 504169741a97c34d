package factory.pipeline.write;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Specifications as real processes; every answer is held against the served document. */
@Tag("slow")
final class SpecifiedServiceTest {
  private static final String ADA = "0x" + "a1".repeat(20);
  private static final String BOB = "0x" + "b2".repeat(20);

  private static Specification given(String name) throws IOException {
    return Specifications.parse(
        Files.readString(Path.of("src/test/resources/specifications/given/" + name + ".json")));
  }

  @Test
  void aLibraryLendsWhatItHas(@TempDir Path folder) throws Exception {
    try (var service = GeneratedService.start(given("library"), folder, "v1")) {
      var book =
          service.call(
              "POST", "/books", "{\"title\":\"Emma\",\"isbn\":\"9780141439587\",\"copies\":1}");
      assertThat(book.status()).as(book.body()).isEqualTo(201);
      assertThat(book.text("free")).isEqualTo("1");
      var member =
          service.call("POST", "/members", "{\"name\":\"Ada\",\"email\":\"ada@example.com\"}");
      var borrow = "/books/" + book.text("id") + "/borrow";
      var body = "{\"member\":\"" + member.text("id") + "\"}";

      var loan = service.call("POST", borrow, body);
      assertThat(loan.status()).as(loan.body()).isEqualTo(201);
      assertThat(loan.text("book")).isEqualTo(book.text("id"));
      assertThat(service.call("POST", borrow, body).text("reason")).isEqualTo("NO_COPY_LEFT");
      var lent = service.get("/books/" + book.text("id"));
      assertThat(List.of(lent.text("free"), lent.text("open_loans"))).containsExactly("0", "1");
      assertThat(service.get("/loans?member=" + member.text("id")).body())
          .contains(loan.text("id"));
      assertThat(service.get("/loans-per-member").body()).contains("\"loans\":1");

      var back = "/loans/" + loan.text("id") + "/return";
      assertThat(service.call("POST", back, null).status()).isEqualTo(200);
      assertThat(service.call("POST", back, null).text("reason")).isEqualTo("ALREADY_RETURNED");
      assertThat(service.get("/books/" + book.text("id")).text("open_loans")).isEqualTo("0");
      assertThat(service.call("POST", "/fine", "{\"days\":20}").text("amount")).isEqualTo("1.20");
      assertThat(service.call("POST", "/fine", "{\"days\":4000}").text("reason"))
          .isEqualTo("TOO_LONG");
    }
  }

  @Test
  void aPollCountsAVoteOfEachWallet(@TempDir Path folder) throws Exception {
    try (var service = GeneratedService.start(given("poll"), folder, "v1")) {
      assertThat(service.call("POST", "/polls", "{\"question\":\"Tea?\"}").status()).isEqualTo(401);
      var poll = service.callAs(ADA, "POST", "/polls", "{\"question\":\" Tea? \"}");
      assertThat(poll.status()).as(poll.body()).isEqualTo(201);
      assertThat(poll.text("question")).isEqualTo("Tea?");
      assertThat(poll.text("made_by")).isEqualTo(ADA);
      var option =
          service.callAs(
              ADA, "POST", "/options", "{\"poll\":\"" + poll.text("id") + "\",\"text\":\"Yes\"}");
      var vote = "/polls/" + poll.text("id") + "/vote";
      var yes = "{\"option\":\"" + option.text("id") + "\"}";
      assertThat(service.callAs(BOB, "POST", vote, yes).status()).isEqualTo(201);
      assertThat(service.callAs(BOB, "POST", vote, yes).text("reason")).isEqualTo("ALREADY_EXISTS");
      assertThat(service.callAs(ADA, "POST", vote, yes).status()).isEqualTo(201);
      assertThat(service.get("/options?poll=" + poll.text("id")).body()).contains("\"votes\":2");
      // Hidden from others.
      assertThat(service.callAs(BOB, "GET", "/votes", null).body()).doesNotContain(ADA);
      var close = "/polls/" + poll.text("id") + "/close";
      assertThat(service.callAs(BOB, "POST", close, null).status()).isEqualTo(403);
      assertThat(service.callAs(ADA, "POST", close, null).text("state")).isEqualTo("closed");
      assertThat(service.callAs(BOB, "POST", vote, yes).text("reason")).isEqualTo("POLL_CLOSED");
      assertThat(service.get("/openapi.json").body())
          .contains("x-left-out", "No messages can be sent from here.");
    }
  }

  @Test
  void aFunctionComputesExactly(@TempDir Path folder) throws Exception {
    try (var service = GeneratedService.start(given("mortgage"), folder, "v1")) {
      var answer =
          service.call(
              "POST",
              "/monthly-payment",
              "{\"amount\":\"200000.00\",\"yearly_rate\":6,\"years\":20}");
      assertThat(answer.text("payment")).isEqualTo("1432.86");
    }
  }

  /** With nothing but a JDK and the runtime's jars, in a folder of its own. */
  @Test
  void itBuildsAndRunsOutsideThisProjectWithOneCommand(@TempDir Path folder) throws Exception {
    Sources.write(new Writer().write(given("library")), folder);
    var builder =
        new ProcessBuilder("sh", "run.sh", Sources.RUNTIME_LIBS.toAbsolutePath().toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    var service = builder.start();
    try {
      awaitUp(service, folder);
      var made =
          output(
              folder,
              "sh",
              "call.sh",
              "POST",
              "/books",
              "{\"title\":\"Emma's\",\"isbn\":\"9780141439587\",\"copies\":1}");
      assertThat(made).contains("HTTP/1.1 201", "\"title\":\"Emma's\"");
      assertThat(output(folder, "sh", "call.sh", "GET", "/books?title_prefix=Em"))
          .contains("\"title\":\"Emma's\"");
    } finally {
      service.destroy();
      service.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }
  }

  private static void awaitUp(Process service, Path folder) throws Exception {
    var end = Instant.now().plus(Duration.ofMinutes(2));
    while (true) {
      try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(folder.resolve("build/service.sock")));
        return;
      } catch (IOException notYet) {
        assertThat(service.isAlive() && Instant.now().isBefore(end))
            .as(() -> "the service runs: " + read(folder.resolve("log")))
            .isTrue();
      }
      service.waitFor(50, TimeUnit.MILLISECONDS);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String output(Path folder, String... command) throws Exception {
    var process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return new String(
        process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
  }
}
