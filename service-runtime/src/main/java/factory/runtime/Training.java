package factory.runtime;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a JVM does while the ahead-of-time cache of generated services is recorded: it serves
 * something like what they serve, answers one call of each kind as the gate sends it, and ends. A
 * {@link Standby} warms up with it; no service runs it.
 */
final class Training {
  private static final String SERVICE = "00000000-0000-0000-0000-000000000000";
  private static final String WALLET = "0x" + "0".repeat(40);
  private static final byte[] KEY = new byte[32];

  private Training() {}

  /**
   * Serves and calls itself.
   *
   * @param args a folder for what is stored and for the socket
   */
  public static void main(String[] args) throws Exception {
    var folder = Path.of(args[0]);
    var options =
        Options.parse(
            Map.of(
                "FACTORY_SERVICE",
                SERVICE,
                "FACTORY_ASSERTION_KEY",
                Base64.getEncoder().encodeToString(KEY)),
            "--socket=" + folder.resolve("s"),
            "--data=" + folder.resolve("data"),
            "--version=training");
    var things =
        Resource.of(
                "thing",
                "things",
                Field.text("name").unique().ignoreCase().from(1).pattern("[a-z ]*"),
                Field.wholeNumber("count").from(0),
                Field.number("weight"),
                Field.money("price"),
                Field.yesNo("done"),
                Field.date("due"),
                Field.dateTime("seen_at"),
                Field.oneOf("state", "open", "done").transition("open", "done"),
                Field.texts("tags"),
                Field.wholeNumber("twice").computed(row -> 2 * row.whole("count")),
                Field.wholeNumber("parts").aggregated(Aggregate.count("parts", "thing")),
                Field.money("worth").aggregated(Aggregate.sum("parts", "thing", "price")))
            .rule("count", "must not be 7", row -> row.whole("count") != 7)
            .filter("name", Filter.EQUAL, Filter.PREFIX)
            .filter("count", Filter.RANGE)
            .search("name")
            .order("name", "count");
    var parts =
        Resource.of(
                "part",
                "parts",
                Field.reference("thing", "things").required().cascade(),
                Field.money("price"),
                Field.decimal("rate", 4),
                Field.email("email"),
                Field.url("url"),
                Field.time("at"),
                Field.duration("lasts"),
                Field.wallet("maker").setToCaller())
            .sequenceKey()
            .read(Access.when(caller -> Condition.equal("maker", caller)))
            .update(Access.owner());
    var notes =
        Resource.of("note", "notes", Field.text("title").required(), Field.text("kept_by"))
            .naturalKey("title")
            .order("kept_by")
            .called("kept_by", "keptBy")
            .nullsLeftOut()
            .routes(
                Route.list("/keepers/{keeper}/notes")
                    .key("keeper", "kept_by")
                    .in("items")
                    .figure("total", Route.Part.TOTAL)
                    .limit("limit", 10, 100)
                    .offset("offset")
                    .parameter("title", "title", Route.By.EQUAL)
                    .order("sort"),
                Route.update("PUT", "/notes/{title}").key("title", "id").madeStatus(201),
                Route.read("/notes/{title}").key("title", "id"));
    var finish =
        Action.onRecord("things", "finish", Training::finish)
            .input(Field.number("factor").required())
            .allowed(Access.anyone());
    var report =
        Report.of("things_by_month", "things")
            .input(Field.date("since"))
            .where(input -> Condition.atLeast("due", input.date("since")))
            .groupByMonth("month", "due")
            .count("things")
            .sum("price", "price")
            .order("-things");
    var function =
        Function.of(
                "share",
                input ->
                    Outcome.values(
                        Values.of(
                            "share",
                            Decimals.divide(
                                Decimals.decimal(input.whole("part")), Decimals.decimal("3"), 2))))
            .input(Field.wholeNumber("part").required())
            .output(Field.money("share"));
    try (var _ =
        Service.start(
            options,
            List.of(things, parts, notes, finish, report, function),
            "{}".getBytes(StandardCharsets.US_ASCII),
            Clock.systemUTC())) {
      var json =
          "{\"name\":\"a\",\"count\":1,\"weight\":1.5,\"price\":\"1.50\",\"due\":\"2026-01-31\","
              + "\"seen_at\":\"2026-01-31T18:30:00Z\",\"tags\":[\"x\"]}";
      call(options.socket(), "GET", "/health", "");
      call(options.socket(), "GET", "/openapi.json", "");
      var thing = "/things/" + id(call(options.socket(), "POST", "/things", json));
      call(options.socket(), "POST", "/things", json);
      call(options.socket(), "GET", "/things?page_size=1", "");
      call(options.socket(), "GET", "/things?name=a&count_from=0&order=-name&q=a", "");
      call(options.socket(), "GET", thing, "");
      call(options.socket(), "PUT", thing, json);
      call(options.socket(), "POST", thing + "/finish", "{\"factor\":1.5}");
      call(options.socket(), "GET", "/things-by-month?since=2026-01-01", "");
      call(options.socket(), "POST", "/share", "{\"part\":1}");
      call(options.socket(), "PATCH", thing, "{\"state\":\"done\"}");
      call(
          options.socket(),
          "POST",
          "/parts",
          "{\"thing\":\""
              + thing.substring("/things/".length())
              + "\",\"price\":\"1\",\"rate\":\"0.5\","
              + "\"email\":\"a@example.com\",\"url\":\"https://example.com/\",\"at\":\"18:30\",\"lasts\":\"PT1H\"}");
      call(options.socket(), "GET", "/parts/1", "");
      call(options.socket(), "GET", "/parts", "");
      call(options.socket(), "PUT", "/notes/a", "{\"keptBy\":\"b\"}");
      call(options.socket(), "GET", "/notes/a", "");
      call(options.socket(), "GET", "/keepers/b/notes?limit=1&offset=1&sort=-keptBy&x=1", "");
      call(options.socket(), "DELETE", thing, "");
      call(options.socket(), "GET", thing, "");
      call(options.socket(), "POST", "/things", "{\"name\":1}");
      refusals(options.socket());
      revisions(options.socket(), json.replace("\"a\"", "\"b\""));
    }
  }

  /** What is asked of it that it does not do, as a proof asks it. */
  private static void refusals(Path socket) throws IOException, GeneralSecurityException {
    for (var body :
        List.of("{", "[]", "null", "{\"a\":1}{}", "", "{\"name\":\"c\",\"name\":\"c\"}")) {
      call(socket, "POST", "/things", body);
    }
    call(
        socket,
        "POST",
        "/things",
        "{\"name\":[\"x\"],\"count\":1.5,\"weight\":true,\"price\":\"1.234\",\"due\":\"x\","
            + "\"seen_at\":1,\"state\":\"x\",\"tags\":\"x\",\"not_a_field\":1,\"id\":\"1\"}");
    call(socket, "POST", "/things", "{\"name\":\"d\",\"count\":7,\"due\":\"2026-02-30\"}");
    call(socket, "POST", "/things", "Content-Type: text/plain\r\n", "{}");
    call(socket, "DELETE", "/things", "");
    call(socket, "GET", "/a/b/c", "");
    call(socket, "PATCH", "/things/nonsense", "{}");
    call(socket, "DELETE", "/parts/9", "");
    call(socket, "POST", "/things/nonsense/finish", "{\"factor\":\"x\",\"y\":1}");
    call(socket, "POST", "/share", "{\"part\":\"x\"}");
    for (var query : List.of("not_a_parameter=1", "page_size=0", "page_token=x", "name=%ff")) {
      call(socket, "GET", "/things?" + query, "");
    }
    call(socket, "GET", "/things-by-month?since=x", "");
  }

  /** A life of a record by somebody who makes sure that nobody was there between. */
  private static void revisions(Path socket, String json)
      throws IOException, GeneralSecurityException {
    var once = "Idempotency-Key: training\r\n";
    var thing = "/things/" + id(call(socket, "POST", "/things", once, json));
    call(socket, "POST", "/things", once, json);
    call(socket, "POST", "/things", once, json.replace("1.50", "2.50"));
    var read = call(socket, "GET", thing, "");
    var etag = between(read.replace("etag: ", "ETag: "), "ETag: ", "\r\n");
    call(socket, "GET", thing, "If-None-Match: " + etag + "\r\n", "");
    call(socket, "PATCH", thing, "If-Match: " + etag + "\r\n", "{\"count\":2}");
    call(socket, "PATCH", thing, "If-Match: " + etag + "\r\n", "{\"count\":3}");
    call(socket, "PATCH", thing, "If-Match: x\r\n", "{\"count\":3}");
    call(socket, "POST", "/things", json.replace("\"b\"", "\"e\""));
    var page = call(socket, "GET", "/things?page_size=1&order=name", "");
    var token = between(page, "\"next_page_token\":\"", "\"");
    call(socket, "GET", "/things?page_size=1&order=name&page_token=" + token, "");
    call(socket, "DELETE", thing, "");
    call(socket, "DELETE", thing, "");
  }

  private static Outcome finish(Call call) {
    var thing = call.record();
    call.require(
        call.count("parts", Condition.equal("thing", thing)) < 3, 409, "MANY", "It has parts.");
    var price =
        Decimals.multiply(
            Decimals.decimal(thing.whole("count")),
            Decimals.decimal(String.valueOf(call.input().value("factor"))));
    return Outcome.changed(call.set(thing, Values.of("price", price)));
  }

  /** The id in an answer; empty when it has none. */
  private static String id(String answer) {
    return between(answer, "{\"id\":\"", "\"");
  }

  private static String between(String text, String start, String end) {
    var from = text.indexOf(start) + start.length();
    var to = text.indexOf(end, from);
    return from < start.length() || to < 0 ? "" : text.substring(from, to);
  }

  private static String call(Path socket, String method, String path, String body)
      throws IOException, GeneralSecurityException {
    return call(socket, method, path, "", body);
  }

  /**
   * A call.
   *
   * @param more headers besides those that each has, each with its line's end
   */
  private static String call(Path socket, String method, String path, String more, String body)
      throws IOException, GeneralSecurityException {
    var type = more.startsWith("Content-Type") ? "" : "Content-Type: application/json\r\n";
    var request =
        "%s %s HTTP/1.1\r\nHost: service\r\nx-factory-assertion: %s\r\n%s%sContent-Length: %d\r\n\r\n%s"
            .formatted(method, path, assertion(), type, more, body.length(), body);
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      var out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
      while (out.hasRemaining()) {
        channel.write(out);
      }
      var in = ByteBuffer.allocate(16 * 1024);
      var _ = channel.read(in);
      return new String(in.array(), 0, in.position(), StandardCharsets.UTF_8);
    }
  }

  private static String assertion() throws GeneralSecurityException {
    var now = System.currentTimeMillis() / 1_000;
    var claims =
        "{\"iss\":\"factory-edge\",\"aud\":\"%s\",\"sub\":\"%s\",\"iat\":%d,\"exp\":%d}"
            .formatted(SERVICE, WALLET, now, now + 30);
    var text = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + base64(claims);
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    return text
        + "."
        + encoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String base64(String text) {
    return encoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Base64.Encoder encoder() {
    return Base64.getUrlEncoder().withoutPadding();
  }
}
