package factory.web.page;

import factory.mesh.Caller;
import factory.web.http.Call;
import factory.web.http.Media;
import factory.web.http.Problem;
import factory.web.http.Reply;
import factory.web.http.Resource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * One stream for all tabs of a browser: which version of the parts of its open pages there is now,
 * each time that is another one. It tells no more than that; whoever has an older one asks for the
 * part, as who he is then. What many look at is looked up once for all of them.
 */
public final class Live implements AutoCloseable {
  private static final int MAX_PARTS = 40;
  private static final int MAX_CHARS = 500;
  private static final long PERIOD_MILLIS = 2000;

  /** Every so many looks a word comes, whether or not anything changed. */
  private static final int LOOKS_OF_SILENCE = 2;

  /** What a part that cannot be shown has in place of a version. */
  private static final String NONE = "none";

  /** A part of a page asks for itself with the version that it shows. */
  private static final Pattern VERSION = Pattern.compile("[?;&]v=([0-9a-f]{16})\"");

  private final Map<String, Resource.Action> actions;
  private final Map<Viewed, Look> looks = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** A part as somebody sees it: others may see another one. */
  private record Viewed(String path, String query, Caller caller, String wallet, String host) {}

  /** What a part was at the last look at it. */
  private static final class Look {
    private int streams;
    private long at;
    private String version = NONE;
  }

  /**
   * Parts of pages, by their paths.
   *
   * @param actions answer with the part, which names its version
   */
  public Live(Map<String, Resource.Action> actions) {
    this.actions = Map.copyOf(actions);
  }

  /** {@code GET /live?parts=}: paths with their queries, and spaces between them. */
  public Reply follow(Call call) {
    var wanted = call.query("parts").text("parts").strip();
    var parts = wanted.isEmpty() ? List.<String>of() : Arrays.asList(wanted.split(" +"));
    if (parts.isEmpty() || parts.size() > MAX_PARTS) {
      throw Problem.field("parts", "must be 1 to " + MAX_PARTS + " parts of pages");
    }
    var caller = Caller.current();
    Map<String, Viewed> viewed = new LinkedHashMap<>();
    for (var part : parts) {
      viewed.put(part, viewed(part, call, caller));
    }
    return new Reply.Streamed(Media.EVENTS, out -> write(out, call, viewed));
  }

  private Viewed viewed(String part, Call call, Caller caller) {
    var query = part.indexOf('?');
    var path = query < 0 ? part : part.substring(0, query);
    if (part.length() > MAX_CHARS || !actions.containsKey(path)) {
      throw Problem.field(
          "parts", "must be parts of pages, such as /fragments/status, each by its path");
    }
    return new Viewed(
        path,
        query < 0 ? "" : part.substring(query + 1),
        // Who many are alike for: what is shown depends on no network address.
        new Caller(caller.wallet(), caller.session(), Optional.empty()),
        Frame.wallet(call).map(Object::toString).orElse(""),
        call.host());
  }

  private void write(OutputStream out, Call call, Map<String, Viewed> parts)
      throws IOException, InterruptedException {
    parts.values().forEach(this::enter);
    try {
      Map<String, String> told = new LinkedHashMap<>();
      var silence = LOOKS_OF_SILENCE;
      var text = new StringBuilder("retry: 2000\n\n");
      do {
        parts.forEach(
            (part, viewed) -> {
              var version = version(viewed, call);
              if (!version.equals(told.put(part, version))) {
                text.append("event: part\ndata: " + version + " " + part + "\n\n");
              }
            });
        if (text.isEmpty() && ++silence >= LOOKS_OF_SILENCE) {
          text.append("event: same\ndata: \n\n");
        }
        if (!text.isEmpty()) {
          silence = 0;
          out.write(text.toString().getBytes(StandardCharsets.UTF_8));
          out.flush();
          text.setLength(0);
        }
      } while (!closed.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS));
    } finally {
      parts.values().forEach(this::leave);
    }
  }

  private void enter(Viewed viewed) {
    looks.compute(
        viewed,
        (_, before) -> {
          var look = Optional.ofNullable(before).orElseGet(Look::new);
          look.streams++;
          return look;
        });
  }

  private void leave(Viewed viewed) {
    looks.computeIfPresent(viewed, (_, look) -> --look.streams == 0 ? null : look);
  }

  private String version(Viewed viewed, Call call) {
    var look = looks.get(viewed);
    if (look == null) {
      throw new IllegalStateException("nobody looks at " + viewed.path());
    }
    synchronized (look) {
      var now = System.nanoTime();
      // Streams are not in step: one that is a little early takes what another has just seen.
      if (look.at == 0 || now - look.at > TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS * 3 / 4)) {
        look.version = viewed.caller().ask(() -> shown(viewed, call, look.version));
        look.at = System.nanoTime();
      }
      return look.version;
    }
  }

  private String shown(Viewed viewed, Call call, String before) {
    try {
      var action = actions.get(viewed.path());
      var reply = action == null ? null : action.on(call.forPart(viewed.query() + "&v=" + before));
      if (reply instanceof Reply.Whole whole) {
        if (whole.status() == 204) {
          return before;
        }
        var version = VERSION.matcher(whole.body().toStringUtf8());
        return version.find() ? version.group(1) : NONE;
      }
      return NONE;
    } catch (RuntimeException e) {
      // Whoever asks for the part is told what is wrong with it.
      return NONE;
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
