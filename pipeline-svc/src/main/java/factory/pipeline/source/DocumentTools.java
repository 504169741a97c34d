package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Content;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.Endpoint.In;
import factory.pipeline.spec.Endpoint.Place;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.ToolOperation;
import factory.pipeline.spec.ToolOperation.Answer;
import factory.pipeline.spec.ToolOperation.As;
import factory.pipeline.spec.ToolOperation.From;
import factory.pipeline.spec.ToolOperation.Given;
import factory.pipeline.spec.ToolOperation.Member;
import factory.pipeline.spec.ToolOperation.Says;
import factory.pipeline.tool.Tool;
import factory.pipeline.tool.Toolbox;
import factory.pipeline.tool.UsualTools;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads which operations of a document are tools of the platform: bytes or a text go in, bytes or a
 * message come out, and its words and types fit one tool and no other.
 */
final class DocumentTools {
  private static final String JSON = "application/json";
  private static final String MULTIPART = "multipart/form-data";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,59}");
  private static final Pattern SOURCE =
      Pattern.compile("code|source|source_code|program|text|content|markdown|html|input|snippet");

  private final ApiDocument document;
  private final Toolbox here;
  private final Map<ApiDocument.Operation, ToolOperation> tools = new LinkedHashMap<>();
  private final Map<ApiDocument.Operation, String> missing = new LinkedHashMap<>();
  private final Set<String> names = new LinkedHashSet<>();

  private DocumentTools(ApiDocument document, Toolbox here) {
    this.document = document;
    this.here = here;
  }

  /**
   * Those of a document.
   *
   * @param here the tools that there are
   */
  static DocumentTools of(ApiDocument document, Toolbox here) {
    var read = new DocumentTools(document, here);
    document.operations().forEach(read::read);
    return read;
  }

  /** Which tool each operation is. */
  Map<ApiDocument.Operation, ToolOperation> tools() {
    return tools;
  }

  /** Those that a tool is missing for, and which. */
  Map<ApiDocument.Operation, String> missing() {
    return missing;
  }

  /**
   * What an operation is sent.
   *
   * @param types the media types that it takes; empty for text
   * @param members others than the bytes or the text, by their names
   */
  private record Sent(
      Given given,
      Set<String> types,
      Map<String, Described> members,
      Set<String> required,
      Optional<Field> text) {}

  private void read(ApiDocument.Operation operation) {
    var successes = DocumentGroup.successes(operation);
    if (!Set.of("POST", "PUT").contains(operation.method())
        || operation.requestBody().isEmpty()
        || successes.size() != 1) {
      return;
    }
    var said = DocumentCall.said(operation);
    var sent = sent(operation);
    if (sent.isEmpty() || !ToolRules.VERBS.matcher(said).find()) {
      return;
    }
    List<Tool> fitting = new ArrayList<>();
    var isUsual = false;
    for (var content : successes.getFirst().content()) {
      var type = bare(content.mediaType());
      for (var rule : ToolRules.ALL) {
        var name = rule.tool().replace("{type}", type.replace("image/", ""));
        var tool = usual(name);
        if (rule.words().matcher(said).find()
            && tool.isPresent()
            && fits(tool.get(), sent.get(), said)
            && answer(tool.get(), content).isPresent()) {
          isUsual = true;
          here.find(name).filter(one -> !fitting.contains(one)).ifPresent(fitting::add);
        }
      }
      for (var tool : here.all()) {
        if (usual(tool.name()).isEmpty()
            && names(tool, said)
            && fits(tool, sent.get(), said)
            && answer(tool, content).isPresent()) {
          fitting.add(tool);
        }
      }
    }
    var made =
        fitting.stream()
            .flatMap(tool -> made(operation, tool, sent.get(), successes.getFirst()).stream())
            .toList();
    if (made.size() == 1 || (made.size() > 1 && isUsual)) {
      names.add(made.getFirst().name());
      tools.put(operation, made.getFirst());
    } else if (made.isEmpty() && (isBytes(sent.get()) || isUsual)) {
      missing.put(operation, missing(sent.get(), successes.getFirst().content()));
    }
  }

  private static boolean isBytes(Sent sent) {
    return sent.given().from() != From.INPUT;
  }

  private static String missing(Sent sent, List<Content> answers) {
    var to = answers.stream().map(Content::mediaType).toList();
    return "no tool here makes %s of %s; the platform's operator can add one (pipeline.tools)"
        .formatted(
            to.isEmpty() ? "nothing" : String.join(" or ", to),
            sent.types().isEmpty() ? "a text" : String.join(" or ", sent.types()));
  }

  private static Optional<Tool> usual(String name) {
    return UsualTools.all().stream().filter(tool -> tool.name().equals(name)).findFirst();
  }

  /** Whether words say each part of a tool's name. */
  private static boolean names(Tool tool, String said) {
    return List.of(tool.name().split("-")).stream()
        .allMatch(part -> part.equals("to") || said.contains(" " + part + " "));
  }

  /** Whether a tool takes what is sent: all of its types, or what is said in words. */
  private static boolean fits(Tool tool, Sent sent, String said) {
    if (sent.given().many() && !tool.many()) {
      return false;
    }
    if (sent.given().from() == From.INPUT) {
      return tool.takes().stream().anyMatch(type -> type.startsWith("text/") && isSaid(type, said));
    }
    return tool.takes().isEmpty()
        || sent.types().stream()
            .allMatch(
                type ->
                    tool.takes().contains(type)
                        || (type.equals("text/plain")
                            && tool.takes().stream()
                                .anyMatch(t -> t.startsWith("text/") && isSaid(t, said)))
                        || (isAnything(type)
                            && tool.takes().stream().anyMatch(t -> isSaid(t, said))));
  }

  private static boolean isAnything(String type) {
    return type.equals(ToolOperation.ANYTHING) || type.equals("*/*") || type.equals("image/*");
  }

  /** Whether words name a type that is sent as bytes of any. */
  private static boolean isSaid(String type, String said) {
    return switch (type) {
      case "text/x-c" -> said.contains(" c ") || said.contains(" gcc ");
      case "text/markdown" -> said.contains(" markdown ");
      case "text/html" -> said.contains(" html ");
      case "application/pdf" -> said.contains(" pdf ") || said.contains(" pdfs ");
      case "application/zip" -> said.contains(" zip ");
      case "application/gzip" -> said.contains(" gzip ") || said.contains(" gunzip ");
      case "application/x-tar" -> said.contains(" tar ");
      default ->
          type.startsWith("image/")
              && said.matches(".* (image|images|picture|photo|png|jpeg|jpg|gif|thumbnail) .*");
    };
  }

  private Optional<Sent> sent(ApiDocument.Operation operation) {
    var contents = operation.requestBody().map(ApiDocument.Body::content).orElse(List.of());
    if (contents.isEmpty()) {
      return Optional.empty();
    }
    var types = contents.stream().map(content -> bare(content.mediaType())).toList();
    if (types.equals(List.of(MULTIPART))) {
      return form(contents.getFirst());
    }
    if (types.equals(List.of(JSON))) {
      return text(contents.getFirst());
    }
    if (types.stream()
        .anyMatch(
            type ->
                type.endsWith("json") || type.equals(MULTIPART) || type.endsWith("urlencoded"))) {
      return Optional.empty();
    }
    return Optional.of(
        new Sent(
            new Given(From.BODY, "", types, false),
            new LinkedHashSet<>(types),
            Map.of(),
            Set.of(),
            Optional.empty()));
  }

  private Optional<Described> object(Content content) {
    return content
        .schema()
        .flatMap(schema -> Schemas.described(document, schema))
        .filter(schema -> schema.is("object") && !schema.isComposed());
  }

  /** A form with one file, or files of one name. */
  private Optional<Sent> form(Content content) {
    var object = object(content);
    if (object.isEmpty()) {
      return Optional.empty();
    }
    Optional<Given> file = Optional.empty();
    Map<String, Described> others = new LinkedHashMap<>();
    for (var property : object.get().properties().entrySet()) {
      var schema = Schemas.described(document, property.getValue());
      if (schema.isEmpty()) {
        return Optional.empty();
      }
      var item =
          schema.get().is("array")
              ? schema.get().items().flatMap(items -> Schemas.described(document, items))
              : schema;
      if (item.filter(DocumentFiles::isBytes).isPresent()) {
        if (file.isPresent()) {
          return Optional.empty();
        }
        file =
            Optional.of(
                new Given(From.PART, property.getKey(), List.of(), schema.get().is("array")));
      } else {
        others.put(property.getKey(), schema.get());
      }
    }
    return file.map(
        given ->
            new Sent(
                given,
                Set.of(ToolOperation.ANYTHING),
                others,
                object.get().required(),
                Optional.empty()));
  }

  /** An object with a text that is worked on. */
  private Optional<Sent> text(Content content) {
    var object = object(content);
    if (object.isEmpty()) {
      return Optional.empty();
    }
    Optional<Field> text = Optional.empty();
    String called = "";
    Map<String, Described> others = new LinkedHashMap<>();
    for (var property : object.get().properties().entrySet()) {
      var schema = Schemas.described(document, property.getValue());
      if (schema.isEmpty()) {
        return Optional.empty();
      }
      var name = DocumentPath.snake(property.getKey());
      if (text.isEmpty()
          && SOURCE.matcher(name).matches()
          && schema.get().is("string")
          && object.get().required().contains(property.getKey())
          && DocumentTypes.of(document, schema.get()).orElse(null)
              instanceof FieldType.Text(var least, var most, var pattern, _, _, _)) {
        called = property.getKey();
        text =
            Optional.of(
                new Field(
                    name,
                    new FieldType.Text(
                        least, most == 1000 ? 20_000 : most, pattern, true, false, false),
                    schema.get().description().strip(),
                    true,
                    false,
                    new Origin.Given(Optional.empty(), false)));
      } else {
        others.put(property.getKey(), schema.get());
      }
    }
    var name = called;
    return text.map(
        field ->
            new Sent(
                new Given(From.INPUT, name, List.of(), false),
                Set.of(),
                others,
                object.get().required(),
                Optional.of(field)));
  }

  private Optional<ToolOperation> made(
      ApiDocument.Operation operation, Tool tool, Sent sent, ApiDocument.Response success) {
    var answer =
        success.content().stream().flatMap(content -> answer(tool, content).stream()).findFirst();
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    List<Field> inputs = new ArrayList<>();
    Map<String, Place> places = new LinkedHashMap<>();
    var given = sent.given();
    if (sent.text().isPresent()) {
      var text = sent.text().get();
      inputs.add(text);
      if (!text.name().equals(given.name())) {
        places.put(text.name(), new Place(In.BODY, given.name()));
      }
      given = new Given(From.INPUT, text.name(), List.of(), false);
    }
    for (var parameter : operation.parameters()) {
      var in = in(parameter.in());
      if (in.isEmpty()) {
        continue;
      }
      var schema = parameter.schema().flatMap(s -> Schemas.described(document, s));
      if (schema.isEmpty()
          || !option(
              tool,
              parameter.name(),
              in.get(),
              parameter.required(),
              schema.get(),
              inputs,
              places)) {
        if (parameter.required()) {
          return Optional.empty();
        }
      }
    }
    for (var member : sent.members().entrySet()) {
      if (given.from() == From.BODY
          || !option(
              tool,
              member.getKey(),
              In.BODY,
              sent.required().contains(member.getKey()),
              member.getValue(),
              inputs,
              places)) {
        return Optional.empty();
      }
    }
    var name = name(operation);
    return name.map(
        called ->
            new ToolOperation(
                called,
                operation.summary().strip(),
                tool.name(),
                withoutText(sent, inputs),
                inputs,
                answer.get(),
                new Endpoint(
                    operation.method(),
                    operation.path(),
                    Map.of(),
                    places,
                    false,
                    Integer.parseInt(success.status()),
                    Endpoint.Answer.Result.USUAL,
                    DocumentStatuses.of(operation))));
  }

  private static Given withoutText(Sent sent, List<Field> inputs) {
    return sent.text().isPresent()
        ? new Given(From.INPUT, inputs.getFirst().name(), List.of(), false)
        : sent.given();
  }

  private static Optional<In> in(String in) {
    return switch (in) {
      case "path" -> Optional.of(In.PATH);
      case "query" -> Optional.of(In.QUERY);
      default -> Optional.empty();
    };
  }

  /** Adds an option, within the bounds that the tool has. */
  private boolean option(
      Tool tool,
      String wire,
      In in,
      boolean required,
      Described schema,
      List<Field> inputs,
      Map<String, Place> places) {
    var name = ToolRules.option(DocumentPath.snake(wire));
    var option = tool.options().get(name);
    var type = DocumentTypes.of(document, schema);
    if (option == null || type.isEmpty() || places.containsKey(name)) {
      return false;
    }
    FieldType held;
    switch (option) {
      case Tool.Option.Whole(var min, var max)
          when type.get() instanceof FieldType.Whole(var bounds) ->
          held =
              new FieldType.Whole(
                  new FieldType.Bounds(
                      Optional.of(
                          bounds
                              .min()
                              .orElse(BigDecimal.valueOf(min))
                              .max(BigDecimal.valueOf(min))),
                      bounds.minExclusive(),
                      Optional.of(
                          bounds
                              .max()
                              .orElse(BigDecimal.valueOf(max))
                              .min(BigDecimal.valueOf(max))),
                      bounds.maxExclusive()));
      case Tool.Option.Words(var words)
          when type.get() instanceof FieldType.Choice choice && words.containsAll(choice.words()) ->
          held = choice;
      default -> {
        return false;
      }
    }
    var fallback = DocumentTypes.fallback(held, schema.fallback());
    inputs.add(
        new Field(
            name,
            held,
            schema.description().strip(),
            required || in == In.PATH || fallback.isPresent(),
            false,
            new Origin.Given(fallback, false)));
    places.put(name, new Place(in, wire));
    return true;
  }

  private Optional<String> name(ApiDocument.Operation operation) {
    var said =
        operation.operationId().isBlank()
            ? operation.path().replaceAll("\\{[^}]*}", "").replaceAll("[^A-Za-z0-9]+", "_")
            : operation.operationId();
    var plain = DocumentPath.snake(said).replaceAll("^[^a-z]+|_+$", "").replaceAll("_+", "_");
    return NAME.matcher(plain).matches() && !names.contains(plain)
        ? Optional.of(plain)
        : Optional.empty();
  }

  /** What is answered of what a tool gives; empty when that does not fit. */
  private Optional<Answer> answer(Tool tool, Content content) {
    var type = bare(content.mediaType());
    if (type.equals(JSON)) {
      return members(tool, content)
          .map(members -> new Answer(As.OBJECT, ToolOperation.ANYTHING, members));
    }
    if (type.equals("text/plain")) {
      return tool.gives().startsWith("text/")
          ? Optional.of(new Answer(As.TEXT, ToolOperation.ANYTHING, List.of()))
          : Optional.empty();
    }
    return type.equals(tool.gives())
            || (type.equals(ToolOperation.ANYTHING) && !tool.gives().startsWith("text/"))
        ? Optional.of(new Answer(As.BYTES, type, List.of()))
        : Optional.empty();
  }

  private Optional<List<Member>> members(Tool tool, Content content) {
    var object = object(content);
    if (object.isEmpty() || !tool.gives().startsWith("text/")) {
      return Optional.empty();
    }
    var judges = tool.exits().size() > 1;
    List<Member> members = new ArrayList<>();
    for (var property : object.get().properties().entrySet()) {
      var schema = Schemas.described(document, property.getValue());
      var says = schema.flatMap(s -> says(judges, DocumentPath.snake(property.getKey()), s));
      if (says.isEmpty()) {
        return Optional.empty();
      }
      members.add(new Member(property.getKey(), says.get()));
    }
    return members.isEmpty() ? Optional.empty() : Optional.of(members);
  }

  private static Optional<Says> says(boolean judges, String name, Described schema) {
    if (schema.is("boolean")) {
      return judges && name.matches("success|ok|valid|compiled|compiles|passed|succeeded")
          ? Optional.of(Says.SUCCESS)
          : Optional.empty();
    }
    if (schema.is("integer")) {
      return judges && name.matches("(exit_|return_)?(code|status)")
          ? Optional.of(Says.CODE)
          : Optional.empty();
    }
    if (!schema.is("string") || !schema.format().isEmpty()) {
      return Optional.empty();
    }
    if (judges) {
      return name.matches(
              "(std)?err|stderr|errors?|diagnostics?|messages?|warnings?|log|output|compiler_output")
          ? Optional.of(Says.MESSAGES)
          : Optional.empty();
    }
    return name.matches("text|content|result|output|data|markdown|plain")
        ? Optional.of(Says.OUTPUT)
        : Optional.empty();
  }

  private static String bare(String type) {
    return type.replaceFirst(";.*", "").strip().toLowerCase(java.util.Locale.ROOT);
  }
}
