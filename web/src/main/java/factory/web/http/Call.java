package factory.web.http;

import factory.mesh.MeshServer;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** One request, as a handler asks about it. Used by one thread. */
public final class Call {
  private static final HeaderName HX_REQUEST = HeaderNames.create("HX-Request");
  private static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("Idempotency-Key");
  static final HeaderName IF_MATCH = HeaderNames.create("If-Match");
  private static final HeaderName IF_NONE_MATCH = HeaderNames.create("If-None-Match");
  private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");

  /** What a form's body is sent as. */
  static final String FORM = "application/x-www-form-urlencoded";

  /** What browsers and other clients call archives. */
  private static final Set<String> ARCHIVES =
      Set.of(
          "application/zip",
          "application/x-zip-compressed",
          "application/gzip",
          "application/x-gzip");

  private final ServerRequest request;
  private final Media as;
  private final String query;

  Call(ServerRequest request, Media as) {
    this(request, as, request.query().rawValue());
  }

  private Call(ServerRequest request, Media as, String query) {
    this.request = request;
    this.as = as;
    this.query = query;
  }

  /**
   * The same caller's call of a part of a page.
   *
   * @param query without its question mark
   */
  public Call forPart(String query) {
    return new Call(request, Media.HTML, query);
  }

  /** The form of answer that was agreed on. */
  public Media as() {
    return as;
  }

  /** Whether htmx asks, for a part of a page. */
  public boolean htmx() {
    return htmx(request);
  }

  static boolean htmx(ServerRequest request) {
    return request.headers().first(HX_REQUEST).filter("true"::equals).isPresent();
  }

  /** The id in the path. */
  public String id() {
    return Query.uuid("id", request.path().pathParameters().get("id"));
  }

  /** A named part of the path. */
  public String pathPart(String name) {
    return request.path().pathParameters().get(name);
  }

  /** The query as it was sent, with its question mark; empty when there is none. */
  public String rawQuery() {
    return query.isEmpty() ? "" : "?" + query;
  }

  /** The query, which may have only these parameters. */
  public Query query(String... known) {
    return Query.parse(query, Set.of(known), "parameter");
  }

  /** The query, which may have only these parameters and those of a pattern. */
  public Query query(Pattern also, String... known) {
    return Query.parse(query, Set.of(known), name -> also.matcher(name).matches(), "parameter");
  }

  /** Whether the body is a form rather than JSON. */
  public boolean isForm() {
    return isForm(request);
  }

  static boolean isForm(ServerRequest request) {
    return mediaType(request).equals(FORM);
  }

  /** The form, which may have only these fields. */
  public Query form(String... known) {
    if (!isForm()) {
      throw unsupported(FORM);
    }
    return Query.parse(
        new String(body(), StandardCharsets.US_ASCII), Set.of(known), "field of this form");
  }

  /** The form, which may have these fields and those of a pattern. */
  public Query form(Pattern also, String... known) {
    if (!isForm()) {
      throw unsupported(FORM);
    }
    return Query.parse(
        new String(body(), StandardCharsets.US_ASCII),
        Set.of(known),
        name -> also.matcher(name).matches(),
        "field of this form");
  }

  /** The JSON object in the body, which may have only these fields. */
  public Fields json(String... known) {
    if (!mediaType(request).equals("application/json")) {
      throw unsupported("application/json");
    }
    return Fields.parse(body(), Set.of(known));
  }

  /** Whether the body is JSON. */
  public boolean isJson() {
    return mediaType(request).equals("application/json");
  }

  /** The archive in the body: a zip, or a tar.gz. */
  public byte[] archive() {
    if (!ARCHIVES.contains(mediaType(request))) {
      throw unsupported("application/json, application/zip or application/gzip");
    }
    return body();
  }

  /** Refuses a body where none belongs. */
  public Call withoutBody() {
    if (body().length > 0) {
      throw new Rejected(
          new Problem(400, "INVALID_ARGUMENT", "This request takes no body; send none."));
    }
    return this;
  }

  /** By which host and port it was called. */
  public String host() {
    return request.authority();
  }

  /** Which page led here, as far as the browser says. */
  public Optional<String> referrer() {
    return request.headers().first(HeaderNames.REFERER);
  }

  /** {@code Idempotency-Key}, or empty. */
  public String idempotencyKey() {
    var keys = request.headers().all(IDEMPOTENCY_KEY, List::of);
    if (keys.size() > 1) {
      throw Problem.field("Idempotency-Key", "is given twice; give it once");
    }
    var key = keys.isEmpty() ? "" : keys.getFirst();
    if (!key.matches("[\\x21-\\x7e]{0,128}")) {
      throw Problem.field(
          "Idempotency-Key", "must be at most 128 printable ASCII characters without spaces");
    }
    return key;
  }

  /** {@code If-Match}, when given. */
  public Optional<EntityTags> ifMatch() {
    return EntityTags.parse("If-Match", request.headers().all(IF_MATCH, List::of));
  }

  /** {@code If-None-Match}, when given. */
  public Optional<EntityTags> ifNoneMatch() {
    return EntityTags.parse("If-None-Match", request.headers().all(IF_NONE_MATCH, List::of));
  }

  /** {@code Last-Event-ID}: the sequence after which to go on, or 0. */
  public long lastEventId() {
    var id = request.headers().first(LAST_EVENT_ID).orElse("0");
    if (!id.matches("[0-9]{1,18}")) {
      throw Problem.field("Last-Event-ID", "must be the id of an event of this service");
    }
    return Long.parseLong(id);
  }

  /**
   * Whether to answer with a thing that has this tag: no, when {@code If-None-Match} says that the
   * caller has it. Compared weakly, as RFC 9110 asks.
   */
  public boolean ifNoneMatch(String tag) {
    return request.headers().all(HeaderNames.IF_NONE_MATCH, List::of).stream()
        .flatMap(line -> java.util.Arrays.stream(line.split(",")))
        .map(String::trim)
        .noneMatch(one -> one.equals("*") || opaque(one).equals(opaque(tag)));
  }

  private static String opaque(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }

  /** A cookie's value. */
  public Optional<String> cookie(String name) {
    return request.headers().all(HeaderNames.COOKIE, List::of).stream()
        .flatMap(line -> java.util.Arrays.stream(line.split(";")))
        .map(String::trim)
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .findFirst();
  }

  private static String mediaType(ServerRequest request) {
    var header = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
    var parts = header.toLowerCase(Locale.ROOT).split(";");
    for (var i = 1; i < parts.length; i++) {
      var parameter = parts[i].trim().replace("\"", "");
      if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
        return "";
      }
    }
    return parts[0].trim();
  }

  private static Rejected unsupported(String wanted) {
    return new Rejected(
        new Problem(
                415,
                "UNSUPPORTED_MEDIA_TYPE",
                "The body's type is not accepted here; send "
                    + wanted
                    + (wanted.contains(",") ? "." : " in UTF-8."))
            .withHeader("Accept-Post", wanted));
  }

  private byte[] body() {
    if (request.headers().contains(HeaderNames.CONTENT_ENCODING)) {
      throw encoded();
    }
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    var limit = (int) MeshServer.MAX_HTTP_BODY_BYTES;
    try (var in = request.content().inputStream()) {
      var bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw tooLarge();
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Rejected encoded() {
    return new Rejected(
        new Problem(
            415, "UNSUPPORTED_MEDIA_TYPE", "Encoded bodies are not read; send it plainly."));
  }

  static Rejected tooLarge() {
    return new Rejected(
        new Problem(413, "BODY_TOO_LARGE", "The body is larger than the limit; send less.")
            .with("limit_bytes", Long.toString(MeshServer.MAX_HTTP_BODY_BYTES)));
  }
}
