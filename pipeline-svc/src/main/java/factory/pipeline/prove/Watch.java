package factory.pipeline.prove;

import com.fasterxml.jackson.databind.node.MissingNode;
import factory.pipeline.prove.Proof.Area;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Looks at every answer of a proof, whatever it was asked for, and at what the service leaves
 * behind: for what it tells, what it shows of secrets, and what a caller's text has done. Threads
 * may share one.
 */
final class Watch implements Client {
  private static final Pattern SECRET = Pattern.compile("Secret-[0-9]+-x{8,}");

  /** The store must be read for each; those of the last records may be in its log alone. */
  private static final int MOST_SECRETS = 6;

  private final Client client;
  private final String document;
  private final Map<Sought, String> found = new EnumMap<>(Sought.class);
  private final List<String> secrets = new ArrayList<>();

  /** What is looked for, with what holds when it is not found. */
  private enum Sought {
    INTERNALS("No refusal tells of the machine, the code or the statements of the store"),
    SCRIPT("No answer runs in a page: each has its type, which no browser guesses"),
    HEADER("Nothing that was sent became a header of an answer"),
    SECRET("No answer shows a secret that was sent");

    private final String holds;

    Sought(String holds) {
      this.holds = holds;
    }
  }

  /**
   * @param document the one that is to be served
   */
  Watch(Client client, String document) {
    this.client = client;
    this.document = document.toLowerCase(Locale.ROOT);
  }

  @Override
  public Answer send(Request request) throws IOException {
    remember(request);
    var answer = client.send(request);
    look(request, answer);
    return answer;
  }

  @Override
  public Optional<Answer> send(Request request, BadAssertion assertion) throws IOException {
    var answer = client.send(request, assertion);
    answer.ifPresent(one -> look(request, one));
    return answer;
  }

  @Override
  public String lastWords() {
    return client.lastWords();
  }

  @Override
  public Optional<Path> data() {
    return client.data();
  }

  @Override
  public Optional<String> log() {
    return client.log();
  }

  private synchronized void remember(Request request) {
    var sent = SECRET.matcher(request.body());
    while (sent.find()) {
      secrets.remove(sent.group());
      secrets.add(sent.group());
    }
    while (secrets.size() > MOST_SECRETS) {
      secrets.removeFirst();
    }
  }

  private void look(Request request, Answer answer) {
    Leak.internals(request, answer, document)
        .ifPresent(fault -> found(Sought.INTERNALS, request, answer, fault));
    Leak.script(answer).ifPresent(fault -> found(Sought.SCRIPT, request, answer, fault));
    Leak.header(answer).ifPresent(fault -> found(Sought.HEADER, request, answer, fault));
    if (SECRET.matcher(answer.body()).find()
        || answer.headers().values().stream().anyMatch(value -> SECRET.matcher(value).find())) {
      found(Sought.SECRET, request, answer, "which shows a secret");
    }
  }

  private synchronized void found(Sought sought, Request request, Answer answer, String fault) {
    found.computeIfAbsent(
        sought,
        _ ->
            new Exchange(
                        request,
                        answer,
                        MissingNode.getInstance(),
                        MissingNode.getInstance(),
                        Reading.HOUSE)
                    .told()
                + ", "
                + fault);
  }

  /** What was found first in answers. */
  synchronized Optional<String> fault() {
    return found.values().stream().findFirst();
  }

  /** Tells what was seen, as checks. */
  void end(Session session) {
    for (var sought : Sought.values()) {
      Optional<String> fault;
      synchronized (this) {
        fault = Optional.ofNullable(found.get(sought));
        if (sought == Sought.SECRET && secrets.isEmpty() && fault.isEmpty()) {
          continue;
        }
      }
      session.seen(Area.ATTACKS, sought.holds, fault);
    }
    left(session);
  }

  private void left(Session session) {
    var command = "Nothing that was sent was run as a command";
    var line = "Nothing that was sent made a line of the log";
    var data = data();
    if (data.isPresent()) {
      lookedAt(session, command, () -> ran(data.get()));
    } else {
      session.notTried(Area.ATTACKS, command, "its folder cannot be looked into");
    }
    var log = log().filter(text -> !text.isBlank());
    if (log.isPresent()) {
      session.seen(Area.ATTACKS, line, Leak.log(log.get()));
    } else {
      session.notTried(Area.ATTACKS, line, "its log cannot be read");
    }
    if (!secrets().isEmpty() && data.isPresent()) {
      lookedAt(
          session,
          "Secrets are in neither its files nor its log, nor are plain digests of them",
          () -> kept(secrets(), data.get(), log.orElse("")));
    }
  }

  /** What is left behind, as far as that can be looked at. */
  Optional<String> left() {
    var log = log().orElse("");
    var written = Leak.log(log);
    var data = data();
    if (written.isPresent() || data.isEmpty()) {
      return written;
    }
    try {
      var made = ran(data.get());
      return made.isPresent() ? made : kept(secrets(), data.get(), log);
    } catch (IOException | UncheckedIOException e) {
      // The store's files come and go.
      return Optional.empty();
    }
  }

  private synchronized List<String> secrets() {
    return List.copyOf(secrets);
  }

  private interface Look {
    Optional<String> at() throws IOException;
  }

  private static void lookedAt(Session session, String name, Look look) {
    try {
      session.seen(Area.ATTACKS, name, look.at());
    } catch (IOException | UncheckedIOException e) {
      session.notTried(Area.ATTACKS, name, "its folder cannot be read: " + e.getMessage());
    }
  }

  /** What a command that was run has left. */
  private static Optional<String> ran(Path data) throws IOException {
    try (var files = Files.walk(data)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.startsWith(Hostile.MARK))
          .findFirst()
          .map(name -> "a command that was sent as text has made the file " + name);
    }
  }

  private static Optional<String> kept(List<String> secrets, Path data, String log)
      throws IOException {
    Map<String, String> forms = new LinkedHashMap<>();
    for (var secret : secrets) {
      forms.put(secret, "as it is");
      forms.put(
          Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)), "as Base64");
      for (var algorithm : List.of("MD5", "SHA-1", "SHA-256", "SHA-512")) {
        var digest = digest(algorithm, secret);
        forms.put(HexFormat.of().formatHex(digest), "as its " + algorithm);
        forms.put(Base64.getEncoder().encodeToString(digest), "as its " + algorithm);
        forms.put(new String(digest, StandardCharsets.ISO_8859_1), "as its " + algorithm);
      }
    }
    for (var form : forms.entrySet()) {
      if (log.contains(form.getKey())) {
        return Optional.of("the log has a secret " + form.getValue());
      }
    }
    List<String> found = new ArrayList<>();
    KeptFiles.each(
        data,
        (file, text) ->
            forms.forEach(
                (form, how) -> {
                  if (text.contains(form)) {
                    found.add("the file " + file.getFileName() + " has a secret " + how);
                  }
                }));
    return found.stream().findFirst();
  }

  private static byte[] digest(String algorithm, String text) {
    try {
      return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
