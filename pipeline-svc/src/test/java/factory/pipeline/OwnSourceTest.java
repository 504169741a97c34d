package factory.pipeline;

import static factory.pipeline.Stage.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import factory.pipeline.source.english.EnglishSource;
import factory.pipeline.v1.ChangeSpecificationRequest;
import factory.pipeline.v1.GetSourceRequest;
import factory.pipeline.v1.GetSourceResponse;
import factory.pipeline.v1.GetVersionRequest;
import factory.pipeline.v1.GetVersionSourceRequest;
import factory.pipeline.v1.Job;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.pipeline.v1.PutSourceRequest;
import factory.pipeline.v1.SourceConflict;
import factory.pipeline.v1.SourceOf;
import factory.pipeline.v1.Version;
import factory.pipeline.write.Writer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people make of a service's source by hand, and what becomes of it when it is made anew. */
@Tag("slow")
@Timeout(180)
class OwnSourceTest {
  private static final String BOOK = "src/factory/generated/Books.java";
  private static final String MAIN = "src/factory/generated/Main.java";
  private static final String STRANGER = "0x" + "0b".repeat(20);

  private static final String BOOKS =
      """
      {"format": 1, "title": "Books", "kinds": [{"name": "book", "plural": "books", "fields": [
        {"name": "title", "type": "text", "required": true}%s]}]}
      """;

  private static Stage stage;

  @BeforeAll
  static void start() {
    stage =
        new Stage()
            .with(new EnglishSource(), new Writer()::write)
            .with("pipeline.runtime-libs", Path.of("../service-runtime/target/libs").toString())
            .start();
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  private static UUID books() {
    var service = stage.registry.create("track books with title");
    become(service, BOOKS.formatted(""));
    stage.succeeded(stage.generate(service));
    return service;
  }

  private static void become(UUID service, String specification) {
    var _ =
        stage
            .rpc()
            .changeSpecification(
                ChangeSpecificationRequest.newBuilder()
                    .setServiceId(service.toString())
                    .setSpecification(specification)
                    .build());
  }

  private static GetSourceResponse source(UUID service, SourceOf of) {
    return stage
        .rpc()
        .getSource(
            GetSourceRequest.newBuilder().setServiceId(service.toString()).setOf(of).build());
  }

  private static Map<String, String> files(UUID service) {
    return new TreeMap<>(source(service, SourceOf.SOURCE_OF_VERSION).getFilesMap());
  }

  private static Version newest(UUID service) {
    return stage
        .rpc()
        .getVersion(GetVersionRequest.newBuilder().setServiceId(service.toString()).build())
        .getVersion();
  }

  private static PutSourceRequest.Builder given(UUID service, Map<String, String> files) {
    return PutSourceRequest.newBuilder()
        .setServiceId(service.toString())
        .setArchive(ByteString.copyFrom(zip(files)))
        .setFrom(newest(service).getNumber());
  }

  private static Job put(UUID service, Map<String, String> files) {
    return stage.rpc().putSource(given(service, files).build()).getJob();
  }

  private static byte[] zip(Map<String, String> files) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (var file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  private static String at(Map<String, String> files, String path) {
    return files.getOrDefault(path, "");
  }

  private static Map<String, String> changed(
      Map<String, String> files, String path, String from, String to) {
    assertThat(files.get(path)).contains(from);
    var changed = new TreeMap<>(files);
    changed.put(path, at(files, path).replace(from, to));
    return changed;
  }

  @Test
  void aPersonsSourceIsAVersionThatSaysSo() {
    var service = books();
    var files = files(service);
    var own = new TreeMap<>(files);
    own.put(MAIN, at(files, MAIN).replaceFirst("(?m)^(final |public )", "/** Mine. */\n$1"));
    own.put(
        "src/factory/generated/Mine.java", "package factory.generated;\n\nfinal class Mine {}\n");

    stage.succeeded(put(service, own));

    var version = newest(service);
    assertThat(version.getNumber()).isEqualTo(2);
    assertThat(version.getParent()).isEqualTo(1);
    assertThat(version.getEdited()).isTrue();
    assertThat(version.getEditedBy()).isEqualTo(stage.registry.requester);
    assertThat(version.getReason()).isEqualTo("Its source was edited by hand.");
    assertThat(files(service)).isEqualTo(own);
    assertThat(
            stage
                .rpc()
                .getVersion(
                    GetVersionRequest.newBuilder()
                        .setServiceId(service.toString())
                        .setWithProof(true)
                        .build())
                .getVersion()
                .getProof())
        .contains("passed");
    stage.succeeded(stage.deploy(service));
    assertThat(stage.call(service, "/books").statusCode()).isEqualTo(200);

    // Made anew of the same specification, it stays a person's.
    stage.succeeded(stage.generate(service));
    assertThat(newest(service).getContentHash()).isEqualTo(version.getContentHash());
    assertThat(newest(service).getEditedBy()).isEqualTo(stage.registry.requester);

    // What was written once is as it was written.
    stage.succeeded(put(service, files));
    assertThat(newest(service).getEdited()).isFalse();
  }

  @Test
  void whatDoesNotCompileSaysWhere() {
    var service = books();
    var own = new TreeMap<>(files(service));
    own.put(MAIN, own.get(MAIN) + "\nfinal class Broken {\n  int x = nothing;\n}\n");

    var ended = stage.ended(put(service, own));

    assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_FAILED);
    assertThat(ended.getMessage())
        .contains("does not compile", MAIN + ":", "cannot find symbol", "nothing")
        .doesNotContain(stage.folder.toString());
    assertThat(newest(service).getNumber()).isEqualTo(1);
  }

  @Test
  void whatDoesOtherwiseThanItsSpecificationIsNoVersion() {
    var service = books();
    var own = changed(files(service), BOOK, ".required()", "");

    var ended = stage.ended(put(service, own));

    assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_FAILED);
    assertThat(ended.getMessage()).contains("It does not prove itself.");
    assertThat(newest(service).getNumber()).isEqualTo(1);
  }

  @Test
  void whatIsThePlatformsStaysSo() {
    var service = books();
    var files = files(service);
    var tried = new TreeMap<String, String>();
    tried.put("openapi.json", "{}");
    tried.put("specification.json", "{}");
    tried.put("run.sh", "echo");
    tried.put("META-INF/MANIFEST.MF", "Class-Path: x");
    tried.put("src/factory/runtime/Service.java", "package factory.runtime;");
    tried.put("src/factory/generated/../../x.java", "x");
    tried.put("/etc/passwd", "x");
    tried.forEach(
        (path, text) -> {
          var own = new TreeMap<>(files);
          own.put(path, text);
          var refused = refusal(() -> put(service, own));
          assertThat(refused.fields().getFirst().field()).as(path).isEqualTo("source");
          assertThat(refused.fields().getFirst().message())
              .contains(path.replaceAll("[^ -~]", "?"));
        });
    assertThat(refusal(() -> put(service, files)).fields().getFirst().message())
        .contains("version 1 is made of already");
    assertThat(refusal(() -> put(service, Map.of("README.md", "x"))).fields().getFirst().message())
        .contains("Java");
  }

  @Test
  void onlyOwnersDoAndOnlyFromTheNewest() {
    var service = books();
    var files = files(service);
    assertThat(
            refusal(() -> stage.rpcAs(STRANGER).putSource(given(service, files).build())).reason())
        .isEqualTo("NOT_THE_OWNER");
    assertThat(
            refusal(
                    () ->
                        stage
                            .rpcAs(STRANGER)
                            .getSource(
                                GetSourceRequest.newBuilder()
                                    .setServiceId(service.toString())
                                    .build()))
                .reason())
        .isEqualTo("NOT_THE_OWNER");
    stage.succeeded(stage.generate(service));
    var late = given(service, files).setFrom(1).build();
    assertThat(refusal(() -> stage.rpc().putSource(late)).reason()).isEqualTo("SOURCE_OUTDATED");
    var nowhere = stage.registry.create("nothing yet");
    assertThat(refusal(() -> source(nowhere, SourceOf.SOURCE_OF_VERSION)).reason())
        .isEqualTo("NO_VERSION");
  }

  /** What was changed by hand and what the specification changes stand side by side. */
  @Test
  void aChangeOfTheSpecificationGoesTogetherWithThoseByHand() {
    var service = books();
    var own = new TreeMap<>(files(service));
    own.put(MAIN, own.get(MAIN) + "\n/** Mine. */\nfinal class Mine {}\n");
    own.put("README.md", "# My books\n\n" + own.get("README.md"));
    stage.succeeded(put(service, own));
    become(service, BOOKS.formatted(", {\"name\": \"pages\", \"type\": \"integer\"}"));

    stage.succeeded(stage.generate(service));

    var merged = files(service);
    assertThat(merged.get(MAIN)).contains("class Mine");
    assertThat(merged.get("README.md")).startsWith("# My books").contains("pages");
    assertThat(merged.get(BOOK)).contains("pages");
    assertThat(merged.get("specification.json")).contains("pages");
    assertThat(newest(service).getEdited()).isTrue();
  }

  @Test
  void conflictsAreShownAndNothingIsOverwritten() {
    var service = books();
    var files = files(service);
    var line =
        at(files, BOOK).lines().filter(l -> l.contains("\"title\"")).findFirst().orElseThrow();
    stage.succeeded(put(service, changed(files, BOOK, line, line + " // mine")));
    become(
        service,
        BOOKS
            .formatted("")
            .replace("\"required\": true", "\"required\": true, \"max_length\": 70"));

    var ended = stage.ended(stage.generate(service));

    assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_FAILED);
    assertThat(ended.getMessage())
        .contains(BOOK + ":", "// mine", "70", "nothing was overwritten", "of=draft");
    assertThat(newest(service).getNumber()).isEqualTo(2);
    var both = source(service, SourceOf.SOURCE_OF_DRAFT);
    assertThat(both.getConflictsList()).extracting(SourceConflict::getPath).containsExactly(BOOK);
    var marked = at(both.getFilesMap(), BOOK);
    assertThat(marked.lines().toList().get(both.getConflicts(0).getLine() - 1))
        .isEqualTo("<<<<<<< yours");

    var resolved = new TreeMap<>(both.getFilesMap());
    resolved.put(
        BOOK,
        marked
            .replaceAll("(?s)<<<<<<< yours\n.*?=======\n", "")
            .replace(">>>>>>> written\n", "// mine, too\n"));
    stage.succeeded(
        stage
            .rpc()
            .putSource(given(service, resolved).setOf(SourceOf.SOURCE_OF_DRAFT).build())
            .getJob());

    assertThat(files(service).get(BOOK)).contains("70", "// mine, too");
    // Which goes on with the next one.
    stage.succeeded(stage.generate(service));
    assertThat(files(service).get(BOOK)).contains("70", "// mine, too");
  }

  @Test
  void itGoesOnByItselfWhenThatIsAsked() {
    var service = books();
    var own = new TreeMap<>(files(service));
    own.put(MAIN, own.get(MAIN) + "\nfinal class Mine {}\n");
    stage.succeeded(stage.rpc().putSource(given(service, own).setAuto(true).build()).getJob());
    stage.succeeded(stage.jobOf(service, JobKind.JOB_KIND_DEPLOY));
    assertThat(
            stage
                .rpc()
                .getVersionSource(
                    GetVersionSourceRequest.newBuilder()
                        .setServiceId(service.toString())
                        .setNumber(2)
                        .build())
                .getFilesMap()
                .get(MAIN))
        .contains("Mine");
  }
}
