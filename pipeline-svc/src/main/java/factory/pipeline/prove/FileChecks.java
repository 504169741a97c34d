package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.FileRoutes;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Files of records: as they come out, in parts, by whom, under which names, and what is refused.
 */
final class FileChecks {
  /** Larger ones take the time of other checks. */
  private static final int LARGEST_SENT = 6_000_000;

  /** In names of callers; what is drawn at random never is so. */
  static final String EVIL = "evil-by-its-caller";

  private static final List<String> NAMES =
      List.of(
          "../../../../tmp/" + EVIL + ".txt",
          "/etc/" + EVIL + ".txt",
          "C:\\evil\\" + EVIL + ".txt",
          "a\r\nX-Evil: yes",
          EVIL + "\"; x=\"y",
          "x".repeat(2_000) + "." + EVIL);

  private final Session session;
  private final Maker maker;

  FileChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  void run(Kind kind) {
    for (var field : kind.fields()) {
      if (field.type() instanceof FieldType.File type) {
        run(kind, field, type);
      }
    }
  }

  private void run(Kind kind, Field field, FieldType.File type) {
    var what = "The " + field.name() + " of a " + kind.name();
    check(
        what + " comes out byte for byte, and is not taken for something else",
        () -> {
          var read = read(kind, field, make(kind, field, sample(type)));
          same(read, sample(type).content());
          plain(read);
        });
    check(what + " is answered in parts", () -> ranges(kind, field, type));
    check(
        what + " may be called anything, which is data and no path",
        () -> names(kind, field, type));
    check(what + " has one of its types, whatever is said of it", () -> types(kind, field, type));
    check(what + " has at most " + type.maxBytes() + " bytes", () -> large(kind, field, type));
    check(
        "A page that is sent as " + what.toLowerCase(Locale.ROOT) + " is never shown as one",
        () -> pages(kind, field));
    check(what + " is nobody's who does not see the record", () -> foreign(kind, field, type));
    check(
        "A link in the place of " + what.toLowerCase(Locale.ROOT) + " leads nowhere",
        () -> links(kind, field, type));
    if (field.required()) {
      check(what + " must be there", () -> missing(kind, field));
    }
    replacing(kind, field)
        .ifPresent(
            route ->
                check(
                    what + " is replaced, and the one before is gone",
                    () -> replaces(kind, field, type, route)));
  }

  private void check(String name, Session.Attempt attempt) {
    session.check(Area.FILES, name, attempt);
  }

  private static SentFile sample(FieldType.File type) throws Ended {
    return SentFile.of(type, 7)
        .orElseThrow(() -> Ended.notTried("no bytes of its types are known here"));
  }

  private static Optional<Route> reading(Kind kind, Field field) {
    return routes(kind).stream()
        .filter(Route::answersFile)
        .filter(route -> route.file().equals(Optional.of(field.name())))
        .findFirst();
  }

  private static Optional<Route> replacing(Kind kind, Field field) {
    return routes(kind).stream()
        .filter(Route::takesFile)
        .filter(route -> route.operation() == Kind.Operation.UPDATE)
        .filter(route -> route.file().equals(Optional.of(field.name())))
        .findFirst();
  }

  private static List<Route> routes(Kind kind) {
    return kind.http().map(Http::routes).orElseGet(() -> FileRoutes.of(kind));
  }

  /** Makes a record with a file; gives what came back, whatever it is. */
  private Exchange send(Kind kind, Field field, SentFile file) throws Ended {
    if (!Maker.hasCreate(kind)) {
      throw Ended.notTried("only actions make one");
    }
    var later = later(kind, field);
    if (later.isPresent()) {
      return upload(kind, field, later.get(), maker.make(kind, Wallet.A), file);
    }
    var body = maker.body(kind, Wallet.A, true);
    body.set(field.name(), file.json());
    return session.call(Wallet.A, "POST", Maker.path(kind), body);
  }

  /** Where a file is sent to a record that is there, if what makes one takes none. */
  private static Optional<Route> later(Kind kind, Field field) {
    return replacing(kind, field)
        .filter(_ -> kind.http().isPresent())
        .filter(
            _ ->
                routes(kind).stream()
                    .filter(route -> route.operation() == Kind.Operation.CREATE)
                    .noneMatch(
                        route -> route.takesFile() || route.takes().contains(FormBody.MULTIPART)));
  }

  private Exchange upload(Kind kind, Field field, Route route, JsonNode record, SentFile file)
      throws Ended {
    var member = kind.http().flatMap(http -> http.name(field.name())).orElse(field.name());
    var form =
        route.takes().equals(List.of(FormBody.MULTIPART))
            ? FormBody.of(FormBody.MULTIPART, form(member, file))
            : new FormBody(file.type(), file.content());
    return session.send(
        new Request(
            Wallet.A,
            route.method(),
            Paths.path(route, record),
            Map.of("content-type", form.type()),
            form.text(),
            StandardCharsets.ISO_8859_1));
  }

  private static ObjectNode form(String member, SentFile file) {
    var form = ExactJson.MAPPER.createObjectNode();
    form.set(member, file.json());
    return form;
  }

  private JsonNode make(Kind kind, Field field, SentFile file) throws Ended {
    var later = later(kind, field);
    if (later.isPresent()) {
      var record = maker.make(kind, Wallet.A);
      var sent = upload(kind, field, later.get(), record, file);
      if (sent.status() != later.get().status()) {
        throw sent.contradicts("not " + later.get().status());
      }
      return record;
    }
    var made = send(kind, field, file);
    if (made.is(422) && !kind.rules().isEmpty()) {
      throw Ended.notTried("rules between its fields");
    }
    return made.expect(201).json();
  }

  private Exchange read(Kind kind, Field field, JsonNode record, String... headers) throws Ended {
    return ask(Wallet.A, "GET", kind, field, record, headers);
  }

  private Exchange ask(
      Wallet as, String method, Kind kind, Field field, JsonNode record, String... headers)
      throws Ended {
    var route = reading(kind, field).orElseThrow(() -> Ended.notTried("no route reads the file"));
    var values =
        record instanceof ObjectNode object
            ? object.deepCopy()
            : session.translation().parents(kind, as);
    Map<String, String> all = new LinkedHashMap<>();
    for (var i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    return session.send(new Request(as, method, Paths.path(route, values), all, ""));
  }

  /** As a client that reads UTF-8 sees bytes. */
  private static String seen(String content) {
    return new String(content.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static void same(Exchange read, String content) throws Ended {
    read.expect(200);
    if (!read.answer().body().equals(seen(content))) {
      throw read.contradicts("with other bytes than were sent");
    }
  }

  private static String header(Exchange read, String name) {
    return read.answer().headers().getOrDefault(name, "");
  }

  /** What keeps a browser from taking a file for a page. */
  private static void plain(Exchange read) throws Ended {
    if (!header(read, "x-content-type-options").equalsIgnoreCase("nosniff")) {
      throw read.contradicts("without nosniff");
    }
    var type = header(read, "content-type").toLowerCase(Locale.ROOT);
    var disposition = header(read, "content-disposition").toLowerCase(Locale.ROOT);
    var runs = type.matches(".*(html|xml|svg|script|pdf\\+).*");
    if (runs && !disposition.startsWith("attachment")) {
      throw read.contradicts("where a page is to be an attachment");
    }
    if (disposition.isEmpty()) {
      throw read.contradicts("without Content-Disposition");
    }
  }

  private void ranges(Kind kind, Field field, FieldType.File type) throws Ended {
    var content = sample(type).content();
    var record = make(kind, field, sample(type));
    if (content.length() < 6 || !seen(content).equals(content)) {
      // Behind what is no UTF-8, all is.
      content = content.replaceAll("[\u0080-\u00ff]", "?");
    }
    var part = read(kind, field, record, "Range", "bytes=-4");
    if (part.status() != 206
        || !part.answer().body().equals(content.substring(content.length() - 4))
        || !header(part, "content-range")
            .equals(
                "bytes %d-%d/%d"
                    .formatted(content.length() - 4, content.length() - 1, content.length()))) {
      throw part.contradicts("where the last four bytes are asked for");
    }
    var beyond = read(kind, field, record, "Range", "bytes=" + content.length() + "-");
    if (beyond.status() != beyond.reading().status(416) && beyond.status() != 416) {
      throw beyond.contradicts("where nothing of it is asked for");
    }
    var etag = header(part, "etag");
    var other = read(kind, field, record, "Range", "bytes=0-0", "If-Range", "\"another\"");
    other.expect(200);
    if (read(kind, field, record, "If-None-Match", etag).status() != 304) {
      throw part.contradicts("of which its own tag is not known");
    }
    var head = ask(Wallet.A, "HEAD", kind, field, record);
    if (head.status() != 200
        || !header(head, "content-length").equals(Integer.toString(content.length()))) {
      throw head.contradicts("where HEAD is to say its length");
    }
  }

  private void names(Kind kind, Field field, FieldType.File type) throws Ended {
    var content = sample(type).content();
    for (var name : NAMES) {
      var record = make(kind, field, new SentFile(name, sample(type).type(), content));
      var read = read(kind, field, record);
      same(read, content);
      var disposition = header(read, "content-disposition");
      if (disposition.contains("..")
          || disposition.contains("/")
          || disposition.replaceFirst("; filename=\"[^\"]*\"", "").contains("\"")
          || disposition.length() > 2_000
          || read.answer().headers().containsKey("x-evil")) {
        throw read.contradicts("with a name that is more than data");
      }
    }
    var folder = session.client().data();
    if (folder.isPresent()) {
      try (var all = Files.walk(folder.get())) {
        var evil = all.filter(path -> path.getFileName().toString().contains(EVIL)).findFirst();
        if (evil.isPresent()) {
          throw Ended.failed("a file has the name that its caller said: " + evil.get());
        }
      } catch (IOException e) {
        throw Ended.notTried("the data folder cannot be looked into");
      }
    }
  }

  private void types(Kind kind, Field field, FieldType.File type) throws Ended {
    if (SentFile.takes(type, "application/octet-stream")) {
      throw Ended.notTried("it may have any bytes");
    }
    if (SentFile.takes(type, "text/html")) {
      throw Ended.notTried("a page is one of its types");
    }
    var lie = new SentFile("a.bin", sample(type).type(), "<html><script>alert(1)</script></html>");
    send(kind, field, lie).expect(415, 422, 400);
  }

  private void large(Kind kind, Field field, FieldType.File type) throws Ended {
    if (type.maxBytes() > LARGEST_SENT) {
      throw Ended.notTried("so much is not sent for one check");
    }
    var file = sample(type);
    var more = file.content() + "x".repeat(type.maxBytes() + 1 - file.content().length());
    send(kind, field, new SentFile(file.name(), file.type(), more)).expect(413);
  }

  private void pages(Kind kind, Field field) throws Ended {
    for (var page :
        List.of(
            "<html><script>alert(1)</script></html>",
            "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")) {
      for (var said : List.of("text/html", "image/svg+xml", "image/png")) {
        var file = new SentFile("page.html", said, page);
        var later = later(kind, field);
        if (later.isPresent()) {
          var record = maker.make(kind, Wallet.A);
          var sent = upload(kind, field, later.get(), record, file);
          if (sent.status() == later.get().status()) {
            plain(read(kind, field, record).expect(200));
          }
          continue;
        }
        var sent = send(kind, field, file);
        if (sent.is(201)) {
          plain(read(kind, field, sent.json()).expect(200));
        }
      }
    }
  }

  private void foreign(Kind kind, Field field, FieldType.File type) throws Ended {
    if (!(kind.access().read() instanceof Access.Owner)) {
      throw Ended.notTried("who sees a record is not its maker alone");
    }
    var record = make(kind, field, sample(type));
    ask(Wallet.B, "GET", kind, field, record).expect(404);
    ask(Wallet.B, "HEAD", kind, field, record).expect(404);
  }

  private void missing(Kind kind, Field field) throws Ended {
    var body = maker.body(kind, Wallet.A, true);
    body.remove(field.name());
    session.call(Wallet.A, "POST", Maker.path(kind), body).expectRefused(field.name());
  }

  private void replaces(Kind kind, Field field, FieldType.File type, Route route) throws Ended {
    var record = make(kind, field, sample(type));
    var before = kept();
    var next =
        SentFile.of(type, 8).orElseThrow(() -> Ended.notTried("no other bytes are known here"));
    var put = upload(kind, field, route, record, next);
    if (put.status() != route.status()) {
      throw put.contradicts("not " + route.status());
    }
    same(read(kind, field, record), next.content());
    if (!before.equals(kept())) {
      throw put.contradicts("and the file before is still kept");
    }
  }

  /** How many files are kept, where that can be looked at. */
  private Optional<Long> kept() {
    return session
        .client()
        .data()
        .flatMap(
            folder -> {
              try (var all = Files.list(folder.resolve("files"))) {
                return Optional.of(all.filter(Files::isRegularFile).count());
              } catch (IOException e) {
                return Optional.empty();
              }
            });
  }

  private void links(Kind kind, Field field, FieldType.File type) throws Ended {
    var data = session.client().data();
    if (data.isEmpty()) {
      throw Ended.notTried("the data folder cannot be looked into");
    }
    var record = make(kind, field, sample(type));
    try {
      var secret = Files.writeString(data.get().resolve("not-of-a-record"), "behind a link");
      var file = newest(data.get().resolve("files"));
      Files.delete(file);
      Files.createSymbolicLink(file, Path.of("../" + secret.getFileName()));
      var read = read(kind, field, record);
      Files.delete(file);
      if (read.answer().body().contains("behind a link")) {
        throw read.contradicts("which is behind a link in the data folder");
      }
    } catch (IOException | RuntimeException e) {
      throw Ended.notTried("no link could be put there");
    }
  }

  private static Path newest(Path folder) throws IOException {
    try (var all = Files.list(folder)) {
      Path newest = null;
      for (var file : all.filter(Files::isRegularFile).toList()) {
        if (newest == null
            || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(newest)) > 0) {
          newest = file;
        }
      }
      if (newest == null) {
        throw new IOException("there are no files");
      }
      return newest;
    }
  }
}
