package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.DocumentExcerpt;
import factory.pipeline.document.DocumentReader;
import factory.pipeline.document.Reading;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Accounts;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.ErrorShape;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Problem;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.ToolOperation;
import factory.pipeline.tool.Toolbox;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Makes a specification of an OpenAPI document, when what would be served honours it. What a kind
 * would serve is written, read again by the same reader, and held against the document: an
 * operation that differs is left out with its difference, and asked about.
 */
public final class DocumentSource implements SpecSource {
  private static final Pattern JSON = Pattern.compile("\"(?:openapi|swagger)\" {0,9}:");
  private static final Pattern YAML = Pattern.compile("(?m)^(?:openapi|swagger) {0,9}:");
  private static final Set<String> OURS = Set.of("/", "/health", "/openapi.json");
  private static final String UNTOLD = "what it does cannot be told from the document yet";
  private static final String FOR_SOME =
      "only some accounts may do that in the document, and nothing here asks exactly for them";
  private static final int LOOKED_AT = 4_000;
  private static final int MAX_SHOWN = 300;
  private static final int MAX_TITLE = 100;

  private final DocumentReader reader;
  private final Function<Specification, List<Problem>> checked;
  private final Function<Specification, String> served;
  private final Toolbox tools;

  /** What a model is shown of a document at once, in characters: some 15,000 tokens. */
  private static final int SHOWN_AT_ONCE = 60_000;

  /** A source where there are no tools. */
  public DocumentSource(
      DocumentReader reader,
      Function<Specification, List<Problem>> checked,
      Function<Specification, String> served) {
    this(reader, checked, served, Toolbox.EMPTY);
  }

  /**
   * A source.
   *
   * @param checked what {@code Checker} has against a specification
   * @param served the document that a service of a specification serves
   * @param tools those that there are
   */
  public DocumentSource(
      DocumentReader reader,
      Function<Specification, List<Problem>> checked,
      Function<Specification, String> served,
      Toolbox tools) {
    this.tools = tools;
    this.reader = reader;
    this.checked = checked;
    this.served = served;
  }

  /** Whether a text means to be a document, whether or not it is a good one. */
  public static boolean looksLikeDocument(String text) {
    var top = text.substring(0, Math.min(text.length(), LOOKED_AT)).replace("\uFEFF", "");
    return (top.stripLeading().startsWith("{") ? JSON : YAML).matcher(top).find();
  }

  @Override
  public Outcome read(String text) {
    return switch (reader.read(text)) {
      case Reading.Refused refused -> new Outcome.Refused(refused.words());
      case Reading.Understood(var document) -> outcome(text, document);
    };
  }

  /**
   * Which operations of a document a specification does not serve as it says, each with why.
   *
   * @return empty when the text is no document
   */
  public Optional<Map<String, String>> differences(String text, Specification specification) {
    if (!(reader.read(text) instanceof Reading.Understood(var read))) {
      return Optional.empty();
    }
    var document = GeneratedForms.plain(read, new LinkedHashSet<>());
    var parts =
        new DocumentParts(
            specification.kinds(),
            specification.actions(),
            specification.functions(),
            specification.tools(),
            specification.accounts());
    var here =
        parts.isEmpty()
            ? new Reading.Refused(0, 0, "Nothing would be.")
            : reader.read(served.apply(specification));
    Map<String, String> differences = new LinkedHashMap<>();
    for (var operation : document.operations()) {
      (isForOthers(operation, document, parts)
              ? Optional.of(FOR_SOME)
              : switch (here) {
                case Reading.Understood(var ours) ->
                    new Honoured(document, ours, new LinkedHashSet<>(), new LinkedHashSet<>())
                        .difference(operation)
                        .or(() -> OthersAccounts.told(operation, parts, document, ours));
                case Reading.Refused refused -> Optional.of(refused.words());
              })
          .ifPresent(why -> differences.put(operation.name(), why));
    }
    return Optional.of(differences);
  }

  /**
   * The parts in which a document is shown to whoever reads some of its operations: one with all of
   * it where it is not too long.
   */
  public List<DocumentExcerpt.Part> parts(String text, Set<String> operations) {
    if (text.length() <= SHOWN_AT_ONCE
        || !(reader.read(text) instanceof Reading.Understood(var document))) {
      return List.of(new DocumentExcerpt.Part(operations, text, true));
    }
    var excerpt = new DocumentExcerpt(document);
    return excerpt.grouped(operations, SHOWN_AT_ONCE).stream()
        .map(group -> new DocumentExcerpt.Part(Set.copyOf(group), excerpt.of(group), false))
        .toList();
  }

  private Outcome outcome(String text, ApiDocument read) {
    Set<String> ranges = new LinkedHashSet<>();
    var document = GeneratedForms.plain(read, ranges);
    Set<String> assumptions = new LinkedHashSet<>();
    Map<ApiDocument.Operation, String> differences = new LinkedHashMap<>();
    Map<String, String> absent = new LinkedHashMap<>();
    var errors = DocumentErrors.of(document);
    var said = DocumentAccounts.of(document);
    var parts = parts(document, errors, said, differences, absent, assumptions);
    if (said.isPresent() && parts.accounts().isEmpty()) {
      // What logs in cannot be served. What asks who is logged in would be open to everybody then,
      // and is left out; who calls the rest is the gate's to say, as without it.
      var others =
          document.operations().stream()
              .filter(operation -> !said.get().isAboutSessions(operation))
              .filter(operation -> !DocumentAccounts.isClosed(operation))
              .toList();
      differences.keySet().removeAll(others);
      absent.clear();
      assumptions.clear();
      parts =
          parts(document.with(others), errors, Optional.empty(), differences, absent, assumptions);
      for (var operation : document.operations()) {
        if (said.get().isAboutSessions(operation)) {
          differences.putIfAbsent(operation, "no accounts of its own can be served");
        } else if (DocumentAccounts.isClosed(operation)) {
          differences.put(
              operation, "it asks who is logged in, and no accounts of its own can be served");
        }
      }
    }
    assumptions.addAll(assumed(document, parts));
    if (!parts.isEmpty()) {
      assumptions.addAll(ranges);
    }
    List<Specification.LeftOut> leftOut = new ArrayList<>();
    for (var operation : document.operations()) {
      if (differences.containsKey(operation)) {
        leftOut.add(
            new Specification.LeftOut(
                "%s (line %d)%s"
                    .formatted(
                        operation.name(),
                        operation.line(),
                        operation.summary().isBlank() ? "" : ": " + shown(operation.summary())),
                shown(Schemas.capital(differences.get(operation)) + ".")));
      }
    }
    absent.forEach(
        (what, operation) ->
            leftOut.add(
                new Specification.LeftOut(
                    shown(Schemas.capital(what) + " in answers of " + operation),
                    "Nothing here makes it, so it is never there.")));
    for (var webhook : document.webhooks()) {
      leftOut.add(
          new Specification.LeftOut(
              "The webhook " + shown(webhook), "Services here cannot call out yet."));
    }
    for (var note : document.notes()) {
      leftOut.add(
          new Specification.LeftOut(shown(note), "It was read without what this says is wrong."));
    }
    var specification =
        new Specification(
            Specification.FORMAT,
            title(document),
            "",
            parts.kinds(),
            parts.actions(),
            List.of(),
            parts.functions(),
            List.of(),
            leftOut,
            List.copyOf(assumptions),
            questions(text, document, parts, leftOut),
            parts.isEmpty() ? Optional.empty() : errors,
            parts.accounts(),
            parts.tools());
    return specification.questions().isEmpty()
        ? new Outcome.Understood(specification)
        : new Outcome.Questions(specification);
  }

  /** What is honoured, all of it or some; of the other operations the differences. */
  private DocumentParts parts(
      ApiDocument document,
      Optional<ErrorShape> errors,
      Optional<DocumentAccounts> said,
      Map<ApiDocument.Operation, String> differences,
      Map<String, String> absent,
      Set<String> assumptions) {
    Map<String, String> impossible = new LinkedHashMap<>();
    var possible = possible(document, said, impossible);
    dropUnchecked(document, errors, possible, impossible);
    var here =
        possible.isEmpty()
            ? new Reading.Refused(0, 0, "")
            : reader.read(served.apply(alone(document, possible, errors)));
    Set<String> honoured = new LinkedHashSet<>();
    for (var operation : document.operations()) {
      Set<String> besides = new LinkedHashSet<>();
      Set<String> never = new LinkedHashSet<>();
      var isOurs = OURS.contains(operation.path()) && !possible.isEmpty();
      var difference =
          said.isPresent() && isForOthers(operation, document, possible)
              ? Optional.of(FOR_SOME)
              : isOurs && DocumentAccounts.isClosed(operation)
                  ? Optional.of("anybody may ask that here, and in the document not")
                  : !possible.has(operation) && !isOurs
                      ? Optional.of(impossible.getOrDefault(operation.name(), UNTOLD))
                      : switch (here) {
                        case Reading.Understood(var ours) ->
                            new Honoured(document, ours, never, besides)
                                .difference(operation)
                                .or(() -> OthersAccounts.told(operation, possible, document, ours));
                        case Reading.Refused refused ->
                            Optional.of(
                                "what would be served cannot be read again: " + refused.words());
                      };
      if (difference.isPresent()) {
        differences.put(
            operation,
            isOurs
                ? "every service answers there itself, and differently: " + difference.get()
                : difference.get());
      } else {
        honoured.add(operation.name());
        assumptions.addAll(besides);
        never.forEach(what -> absent.putIfAbsent(what, operation.name()));
      }
    }
    var parts = possible.kept(honoured);
    var undone = parts.neverDone();
    if (!undone.isEmpty()) {
      // Where nothing makes one, nothing follows from it either.
      var others =
          document.operations().stream()
              .filter(
                  one ->
                      possible.actionsOf(undone).stream()
                          .noneMatch(action -> action.http().get().named().equals(one.name())))
              .toList();
      for (var operation : document.operations()) {
        if (!others.contains(operation)) {
          differences.putIfAbsent(operation, "what it takes back is done by nothing here");
        }
      }
      differences.keySet().removeAll(others);
      absent.clear();
      assumptions.clear();
      return parts(document.with(others), errors, said, differences, absent, assumptions);
    }
    Map<String, String> dropped = new LinkedHashMap<>();
    dropUnchecked(document, errors, parts, dropped);
    for (var operation : document.operations()) {
      if (!parts.has(operation) && !(OURS.contains(operation.path()) && !parts.isEmpty())) {
        differences.putIfAbsent(
            operation, dropped.getOrDefault(operation.name(), "nothing here can make one"));
      }
    }
    return parts;
  }

  /** Whether only some accounts may do that, or say who they are, and nothing here asks for it. */
  private static boolean isForOthers(
      ApiDocument.Operation operation, ApiDocument document, DocumentParts parts) {
    var roles = roles(document, parts.kinds(), parts.accounts());
    var asks = Roles.isForSome(operation) || roles.filter(all -> all.gives(operation)).isPresent();
    return asks
        && roles
            .flatMap(
                all ->
                    parts
                        .accounts()
                        .flatMap(Accounts::roles)
                        .filter(said -> all.keeps(operation, said, parts.kinds())))
            .isEmpty();
  }

  private static Optional<DocumentRoles> roles(
      ApiDocument document, List<Kind> kinds, Optional<Accounts> accounts) {
    return accounts.flatMap(
        all ->
            kinds.stream()
                .filter(kind -> kind.name().equals(all.kind()))
                .findFirst()
                .flatMap(kind -> DocumentRoles.of(document, all, kind)));
  }

  /** What could be: functions where words say so, and kinds and their actions of the rest. */
  private DocumentParts possible(
      ApiDocument document, Optional<DocumentAccounts> said, Map<String, String> impossible) {
    var others =
        document.operations().stream()
            .filter(one -> said.filter(all -> all.isAboutSessions(one)).isEmpty())
            .toList();
    var used = DocumentTools.of(document.with(others), tools);
    used.missing().forEach((operation, reason) -> impossible.put(operation.name(), reason));
    var functions =
        DocumentFunctions.of(
            document.with(others.stream().filter(one -> !used.tools().containsKey(one)).toList()));
    functions.unclear().forEach((operation, reason) -> impossible.put(operation.name(), reason));
    List<Action> actions = new ArrayList<>();
    var rest =
        document.operations().stream()
            .filter(operation -> !used.tools().containsKey(operation))
            .filter(operation -> !used.missing().containsKey(operation))
            .filter(operation -> !functions.functions().containsKey(operation))
            .filter(operation -> !functions.unclear().containsKey(operation))
            .filter(operation -> !OURS.contains(operation.path()))
            .toList();
    var kinds = DocumentKinds.of(document.with(rest), impossible, actions, said);
    var found = said.flatMap(all -> all.accounts(kinds));
    var roles = roles(document, kinds, found);
    var accounts = found.map(all -> all.with(roles.map(some -> some.roles(kinds, actions))));
    if (accounts.isEmpty()) {
      return new DocumentParts(
          kinds,
          actions,
          List.copyOf(functions.functions().values()),
          List.copyOf(used.tools().values()),
          Optional.empty());
    }
    List<factory.pipeline.spec.Function> open = new ArrayList<>();
    List<ToolOperation> openTools = new ArrayList<>();
    used.tools()
        .forEach(
            (operation, tool) -> {
              if (DocumentAccounts.isClosed(operation)) {
                impossible.put(operation.name(), "a tool cannot ask who is logged in yet");
              } else {
                openTools.add(tool);
              }
            });
    functions
        .functions()
        .forEach(
            (operation, function) -> {
              if (DocumentAccounts.isClosed(operation)) {
                impossible.put(
                    operation.name(), "what only computes cannot ask who is logged in yet");
              } else {
                open.add(function);
              }
            });
    return new DocumentParts(
        kinds.stream()
            .map(kind -> ClosedKinds.of(document, accounts.get(), actions, roles, kind))
            .toList(),
        actions.stream().map(action -> ClosedKinds.of(document, action)).toList(),
        open,
        openTools,
        accounts);
  }

  /** Takes out what does not make sense, and what does not without it, with the reasons. */
  private void dropUnchecked(
      ApiDocument document,
      Optional<ErrorShape> errors,
      DocumentParts parts,
      Map<String, String> reasons) {
    while (!parts.isEmpty()) {
      var problem = checked.apply(alone(document, parts, errors)).stream().findFirst();
      if (problem.isEmpty()) {
        return;
      }
      parts.drop(problem.get().pointer(), "here " + problem.get().message(), reasons);
    }
  }

  /** What was decided about kinds by general rules. */
  private static List<String> assumed(ApiDocument document, DocumentParts parts) {
    List<String> assumed = new ArrayList<>();
    for (var kind : parts.kinds()) {
      assumed.addAll(DocumentSlugs.assumed(kind));
      assumed.addAll(DocumentIssued.assumed(kind));
      for (var field : kind.fields()) {
        if (field.origin() instanceof Origin.Slug || field.isIssued()) {
          continue;
        }
        var isMade = field.origin() instanceof Origin.Code;
        if (field.unique() && !kind.key().equals(new Kind.Key.Natural(field.name()))) {
          var isNaming =
              kind.http().stream()
                      .flatMap(http -> http.routes().stream())
                      .anyMatch(route -> route.keys().containsValue(field.name()))
                  || parts.actions().stream()
                      .anyMatch(action -> isNamedBy(action, kind, field.name()));
          if (isMade && !isNaming) {
            continue;
          }
          assumed.add(
              "No two %s share a %s, since %s."
                  .formatted(
                      kind.plural(),
                      field.name(),
                      isNaming ? "calls name one by it" : "making one can be refused with 409"));
        }
        if (field.type() instanceof FieldType.Reference(var of, var onDelete)
            && onDelete == FieldType.OnDelete.CASCADE) {
          assumed.add("Deleting a %s deletes its %s.".formatted(of, kind.plural()));
        }
      }
    }
    parts.kinds().forEach(kind -> assumed.addAll(DocumentSent.assumed(kind)));
    for (var kind : parts.kinds()) {
      for (var unique : kind.unique()) {
        if (kind.http().isPresent()) {
          assumed.add(
              "No two %s share %s, since making one can be refused with 409."
                  .formatted(kind.plural(), String.join(" and ", unique.fields())));
        }
      }
    }
    assumed.addAll(new NeverAnswered(document, parts).sentences());
    assumed.addAll(DocumentTexts.assumed(parts));
    assumed.addAll(NamedInBody.assumed(parts.actions()));
    assumed.addAll(Beginnings.assumed(parts));
    assumed.addAll(DocumentHistories.assumed(parts.kinds(), parts.actions()));
    assumed.addAll(DocumentPicks.assumed(parts.kinds()));
    var accounts = parts.accounts();
    if (accounts.isPresent()) {
      assumed.addAll(AccountTexts.assumed(accounts.get(), parts.kinds()));
      for (var kind : parts.kinds()) {
        if (kind.access().update() instanceof Access.When
            && !kind.name().equals(accounts.get().kind())) {
          assumed.add(
              "A %s is changed and deleted by the account that made it alone."
                  .formatted(kind.name()));
        }
      }
    } else if (document.operations().stream()
        .anyMatch(operation -> !operation.security().isEmpty())) {
      assumed.add("Who may call is the gate's to say: it asks for the credentials.");
    }
    return assumed;
  }

  /** Whether an action is about one record of a kind that a field names. */
  private static boolean isNamedBy(Action action, Kind kind, String field) {
    return action.kind().equals(kind.name())
        && (action.http().filter(http -> http.keys().containsValue(field)).isPresent()
            || action.effects().stream()
                .anyMatch(
                    effect ->
                        effect instanceof Action.Effect.Take(var rows, _, _, _)
                            && rows.contains("." + field + " == input.")));
  }

  private static Specification alone(
      ApiDocument document, DocumentParts parts, Optional<ErrorShape> errors) {
    return new Specification(
        Specification.FORMAT,
        title(document),
        "",
        parts.kinds(),
        parts.actions(),
        List.of(),
        parts.functions(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        errors,
        parts.accounts(),
        parts.tools());
  }

  private static List<Specification.Question> questions(
      String text, ApiDocument document, DocumentParts parts, List<Specification.LeftOut> leftOut) {
    var all = document.operations().size();
    if (parts.isEmpty()) {
      return List.of(
          question(
              text,
              all == 0
                  ? "The document has no operations. What does the service keep, and which fields"
                      + " does it have?"
                  : "None of the document's %d operations can be served as it says yet. What does the service keep, and which fields does it have?"
                      .formatted(all),
              "/kinds",
              List.of()));
    }
    return leftOut.isEmpty()
        ? List.of()
        : List.of(
            question(
                text,
                "Not all of the document can be served as it says yet; what is left out says why."
                    + " Is the rest worth having?",
                "",
                List.of(new Specification.Choice("rest", "Yes, without what is left out."))));
  }

  private static Specification.Question question(
      String text, String words, String path, List<Specification.Choice> choices) {
    return Specification.Question.of(text + words, words, path, choices);
  }

  private static String title(ApiDocument document) {
    var line =
        document.title().lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ").strip();
    return line.isEmpty() ? "A new service" : shortened(line, MAX_TITLE);
  }

  private static String shown(String text) {
    return shortened(text.replaceAll("\\s+", " ").strip(), MAX_SHOWN);
  }

  private static String shortened(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most));
  }
}
