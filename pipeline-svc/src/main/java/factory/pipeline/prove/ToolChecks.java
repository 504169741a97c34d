package factory.pipeline.prove;

import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.ToolSamples.Sample;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.ToolOperation;
import factory.pipeline.tool.Tool;
import factory.pipeline.tool.UsualTools;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Operations that are tools: they do their work on a small file, and nothing else on any other. */
final class ToolChecks {
  /** What no option of a tool is, and a shell or a program would take for something else. */
  private static final List<String> NO_OPTIONS =
      List.of("-o/job/x", "@/etc/passwd", ";id", "$(id)", "../../etc/passwd", "1 -write /job/x");

  /** What answers have that were read where nothing is to be read. */
  private static final List<String> SECRETS =
      List.of("root:x:", "FACTORY_", "factory.generated", "/bin/bash", "--ro-bind");

  /** An option, a path and a command, if anything were one. */
  private static final String FILE_NAME = "-rf ..%2f@x;id.png";

  private static final Sample NOTHING_KNOWN =
      new Sample("application/octet-stream", new byte[] {0, 1, 2, 3, 0, (byte) 255, 7, 0});

  private final Session session;

  ToolChecks(Session session) {
    this.session = session;
  }

  void run(ToolOperation tool) {
    var name = tool.name().replace('_', ' ');
    var sample = sample(tool);
    if (sample.isEmpty()) {
      session.notTried(
          Area.FUNCTIONS,
          "The tool of " + name + " does its work",
          "no file of " + tool.given().types() + " can be made");
      return;
    }
    session.check(
        Area.FUNCTIONS,
        "The tool of " + name + " does its work",
        () -> done(tool, sample.get(), false));
    if (!options(tool).isEmpty()) {
      session.check(
          Area.FUNCTIONS,
          "The tool of " + name + " does it with every option",
          () -> done(tool, sample.get(), true));
      session.check(
          Area.ATTACKS,
          "Options of " + name + " that are arguments, files or commands are refused",
          () -> options(tool, sample.get()));
    }
    session.check(
        Area.ATTACKS,
        "Bytes for " + name + " that are of no type it takes, or none, are refused",
        () -> wrong(tool));
    session.check(
        Area.ATTACKS,
        "No file for " + name + " has it read what is not in the file, or never end",
        () -> {
          for (var hostile : ToolSamples.hostile()) {
            harmless(tool, hostile);
          }
          harmless(tool, ToolSamples.bomb());
          session.call(Wallet.A, "GET", "/health").expect(200);
        });
  }

  /** One call, for whoever draws. */
  void some(ToolOperation tool) throws Ended {
    var sample = sample(tool);
    var random = session.random();
    if (sample.isEmpty()) {
      return;
    }
    switch (random.nextInt(4)) {
      case 0 -> {
        var all = ToolSamples.hostile();
        harmless(tool, all.get(random.nextInt(all.size())));
      }
      case 1 -> {
        // A file that is broken somewhere.
        var bytes = sample.get().bytes().clone();
        for (var i = 0; i < 3; i++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        harmless(tool, new Sample(sample.get().type(), bytes));
      }
      case 2 -> options(tool, sample.get());
      default -> done(tool, sample.get(), random.nextBoolean());
    }
  }

  private static List<Field> options(ToolOperation tool) {
    return tool.inputs().stream().filter(input -> !tool.isText(input)).toList();
  }

  /** A file that it takes; empty where that is not known: of an operator's tool it is not here. */
  private static Optional<Sample> sample(ToolOperation tool) {
    if (tool.given().from() != ToolOperation.From.INPUT
        && tool.given().types().isEmpty()
        && UsualTools.all().stream().noneMatch(one -> one.name().equals(tool.tool()))) {
      return Optional.empty();
    }
    var takes = takes(tool);
    return ToolSamples.all().stream()
        .filter(sample -> takes.isEmpty() || takes.contains(sample.type()))
        .filter(
            sample ->
                tool.given().from() != ToolOperation.From.INPUT
                    || sample.type().startsWith("text/"))
        .filter(
            sample ->
                tool.given().from() != ToolOperation.From.BODY || sent(tool, sample).isPresent())
        .findFirst();
  }

  private static Set<String> takes(ToolOperation tool) {
    return UsualTools.all().stream()
        .filter(one -> one.name().equals(tool.tool()))
        .map(Tool::takes)
        .findFirst()
        .orElse(Set.copyOf(tool.given().types()));
  }

  /** The media type with which a file is sent; empty where none of those that it takes fits. */
  private static Optional<String> sent(ToolOperation tool, Sample sample) {
    var types = tool.given().types();
    if (types.isEmpty()) {
      return Optional.of(sample.type());
    }
    return types.stream()
        .filter(
            type ->
                type.equals(ToolOperation.ANYTHING)
                    || (type.startsWith("text/") && sample.type().startsWith("text/"))
                    || SentFile.isIn(sample.type(), type))
        .findFirst()
        .map(type -> type.endsWith("*") ? sample.type() : type);
  }

  /**
   * A request.
   *
   * @param options their values, by the names of inputs
   */
  private static Request request(ToolOperation tool, Sample sample, Map<String, String> options) {
    var http = tool.http();
    var path = http.path();
    List<String> query = new ArrayList<>();
    Map<String, String> headers = new LinkedHashMap<>();
    var body = ExactJson.MAPPER.createObjectNode();
    for (var option : options.entrySet()) {
      var place = http.place(option.getKey());
      var value = URLEncoder.encode(option.getValue(), StandardCharsets.UTF_8);
      switch (place.in()) {
        case PATH -> path = path.replace("{" + place.name() + "}", value);
        case QUERY -> query.add(place.name() + "=" + value);
        case HEADER -> headers.put(place.name(), option.getValue());
        case COOKIE -> SentHeaders.cookie(headers, place.name(), option.getValue());
        // A tool's body is never an option alone.
        case BODY, TEXT -> {
          if (option.getValue().matches("-?[0-9]{1,9}")) {
            body.put(place.name(), Long.parseLong(option.getValue()));
          } else {
            body.put(place.name(), option.getValue());
          }
        }
      }
    }
    var target = path + (query.isEmpty() ? "" : "?" + String.join("&", query));
    return switch (tool.given().from()) {
      case INPUT -> {
        headers.put("content-type", "application/json");
        var member = http.place(tool.given().name()).name();
        body.put(member, new String(sample.bytes(), StandardCharsets.UTF_8));
        yield new Request(Wallet.A, http.method(), target, headers, body.toString());
      }
      case BODY -> {
        sent(tool, sample).ifPresent(type -> headers.put("content-type", type));
        yield new Request(
            Wallet.A, http.method(), target, headers, sample.body(), StandardCharsets.ISO_8859_1);
      }
      case PART -> {
        var file = new SentFile(FILE_NAME, sample.type(), sample.body()).json();
        body.set(
            tool.given().name(), tool.given().many() ? body.arrayNode().add(file).add(file) : file);
        var form = FormBody.of(FormBody.MULTIPART, body);
        headers.put("content-type", form.type());
        yield new Request(
            Wallet.A, http.method(), target, headers, form.text(), StandardCharsets.ISO_8859_1);
      }
    };
  }

  private static Map<String, String> values(ToolOperation tool, boolean all) {
    Map<String, String> values = new LinkedHashMap<>();
    for (var option : options(tool)) {
      if (all || option.required()) {
        values.put(option.name(), value(option));
      }
    }
    return values;
  }

  private static String value(Field option) {
    return switch (option.type()) {
      case FieldType.Choice choice -> choice.words().getFirst();
      case FieldType.Whole(var bounds) -> {
        var least = bounds.min().map(java.math.BigDecimal::longValue).orElse(0L);
        var most = bounds.max().map(java.math.BigDecimal::longValue).orElse(999L);
        yield Long.toString(Math.max(least, Math.min(most, 20)));
      }
      default -> "";
    };
  }

  private void done(ToolOperation tool, Sample sample, boolean all) throws Ended {
    var values = values(tool, all);
    var exchange = session.send(request(tool, sample, values));
    if (exchange.status() != tool.http().status()) {
      throw exchange.contradicts(
          "not "
              + tool.http().status()
              + (exchange.status() == 503
                  ? ": this platform has no such tool, or it is busy"
                  : ""));
    }
    var fault = new ToolAnswers(tool, sample, values).fault(exchange);
    if (fault.isPresent()) {
      throw exchange.contradicts(fault.get());
    }
  }

  private void options(ToolOperation tool, Sample sample) throws Ended {
    for (var option : options(tool)) {
      for (var wrong : NO_OPTIONS) {
        var in = tool.http().place(option.name()).in();
        if (in == Endpoint.In.PATH && wrong.contains("/")) {
          continue;
        }
        Map<String, String> values = values(tool, false);
        values.put(option.name(), wrong);
        refused(session.send(request(tool, sample, values)));
      }
    }
  }

  private void wrong(ToolOperation tool) throws Ended {
    if (tool.given().from() != ToolOperation.From.INPUT) {
      var none =
          session.send(
              request(tool, new Sample(NOTHING_KNOWN.type(), new byte[0]), values(tool, false)));
      if (tool.given().from() == ToolOperation.From.BODY) {
        refused(none);
      }
    }
    if (takes(tool).isEmpty() || tool.given().from() == ToolOperation.From.INPUT) {
      return;
    }
    var request = request(tool, NOTHING_KNOWN, values(tool, false));
    Map<String, String> headers = new LinkedHashMap<>(request.headers());
    sample(tool)
        .flatMap(good -> sent(tool, good))
        .ifPresent(type -> headers.putIfAbsent("content-type", type));
    refused(session.send(request.with(headers)));
  }

  private static void refused(Exchange exchange) throws Ended {
    if (exchange.status() < 400 || exchange.status() >= 500) {
      throw exchange.contradicts("where it is to be refused");
    }
  }

  /** Whatever comes of a file, it is an answer, and has nothing of the machine. */
  private void harmless(ToolOperation tool, Sample hostile) throws Ended {
    if (tool.given().from() == ToolOperation.From.BODY && sent(tool, hostile).isEmpty()) {
      return;
    }
    if (tool.given().from() == ToolOperation.From.INPUT && !hostile.type().startsWith("text/")) {
      return;
    }
    var exchange = session.send(request(tool, hostile, values(tool, false)));
    var sent = new String(hostile.bytes(), StandardCharsets.ISO_8859_1);
    var shown =
        SECRETS.stream()
            .filter(exchange.answer().body()::contains)
            .filter(secret -> !sent.contains(secret))
            .collect(Collectors.joining(", "));
    if (!shown.isEmpty()) {
      throw exchange.contradicts("which shows of the machine: " + shown);
    }
    if (exchange.status() >= 500) {
      throw exchange.contradicts("where it is answered or refused");
    }
  }
}
