package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Response;
import factory.pipeline.document.Schema;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Route.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads which route an operation is: its path's parameters, statuses, bodies and answers. */
final class DocumentRoutes {
  /** What figures are called; a count beside records is of all of them, as people use it. */
  private static final Map<String, Route.Part> FIGURES = new HashMap<>();

  static {
    put(
        Route.Part.TOTAL,
        "total count total_count total_items total_results total_elements total_records total_docs");
    put(Route.Part.COUNT, "number_of_elements results");
    put(Route.Part.LIMIT, "limit page_size per_page size");
    put(Route.Part.OFFSET, "offset skip");
    put(Route.Part.PAGE, "page page_number current_page number");
    put(Route.Part.PAGES, "pages total_pages page_count last_page");
    put(Route.Part.MORE, "has_more has_next more has_next_page");
    put(
        Route.Part.NEXT_LINK,
        "next next_url next_link next_href next_page_url next_page_link next_page_uri");
    put(
        Route.Part.PREVIOUS_LINK,
        "prev previous prev_url previous_url prev_link previous_link prev_href previous_href prev_page_url previous_page_url");
    put(Route.Part.FIRST_LINK, "first first_url first_link first_href first_page_url");
    put(Route.Part.LAST_LINK, "last last_url last_link last_href last_page_url");
    put(Route.Part.NEXT_PAGE, "next_page next_page_number");
    put(Route.Part.PREVIOUS_PAGE, "prev_page previous_page prev_page_number previous_page_number");
    put(
        Route.Part.NEXT,
        "next_cursor cursor next_page_token next_token next_page_cursor continuation_token end_cursor");
  }

  /** What truths about a list are called. */
  private static final Map<String, Route.Part> TRUTHS =
      Map.ofEntries(
          Map.entry("first", Route.Part.FIRST),
          Map.entry("is_first", Route.Part.FIRST),
          Map.entry("is_first_page", Route.Part.FIRST),
          Map.entry("last", Route.Part.LAST),
          Map.entry("is_last", Route.Part.LAST),
          Map.entry("is_last_page", Route.Part.LAST),
          Map.entry("has_previous", Route.Part.BEFORE),
          Map.entry("has_prev", Route.Part.BEFORE),
          Map.entry("has_prev_page", Route.Part.BEFORE),
          Map.entry("has_previous_page", Route.Part.BEFORE),
          Map.entry("empty", Route.Part.EMPTY));

  /** Says that there is none of several. */
  private static final Pattern NOTHING =
      Pattern.compile("(?i)\\bno \\w+s\\b|\\bempty\\b|\\bno (?:records|results|items|data)\\b");

  private static void put(Route.Part part, String names) {
    for (var name : names.split(" ")) {
      FIGURES.put(name, part);
    }
  }

  private final DocumentGroup group;
  private final DocumentFields fields;
  private final DocumentQueries queries;
  private final Optional<DocumentAccounts> accounts;
  private final ParentNames above;

  DocumentRoutes(
      DocumentGroup group,
      DocumentFields fields,
      DocumentQueries queries,
      Optional<DocumentAccounts> accounts,
      ParentNames above) {
    this.accounts = accounts;
    this.above = above;
    this.group = group;
    this.fields = fields;
    this.queries = queries;
  }

  /** The route; empty when the operation is none of the five. */
  Optional<Route> of(DocumentGroup.Member member) {
    var does = member.does();
    var isMadeBare =
        does.equals(Optional.of(Operation.CREATE)) && member.operation().requestBody().isEmpty();
    if (does.isEmpty()
        || isMadeBare
        || (member.ofAccount() && fields.key() instanceof Kind.Key.Natural)) {
      return Optional.empty();
    }
    return successes(member, does.get()).stream()
        .flatMap(success -> route(member, does.get(), success).stream())
        .findFirst();
  }

  /**
   * The route that is about some of the records; empty when it is none, or nothing is about all of
   * them.
   *
   * @param others what else is about the kind
   */
  Optional<Route> of(DocumentPicks.Picked picked, List<Route> others) {
    var needsAll = !picked.pick().equals(Route.Pick.NONE);
    if (needsAll
        && others.stream().noneMatch(one -> one.operation() == picked.does() && one.isWhole())) {
      return Optional.empty();
    }
    return successes(picked.member(), picked.does()).stream()
        .flatMap(success -> route(picked.member(), picked.does(), success).stream())
        .findFirst()
        .map(
            route -> {
              Map<String, String> keys = new TreeMap<>(route.keys());
              keys.putAll(picked.keys());
              if (picked.does() == Operation.LIST) {
                picked.keys().values().forEach(queries::keptTo);
              }
              return route.picked(keys, picked.pick(), picked.most());
            });
  }

  /** The statuses of success, the usual one first. */
  private static List<Response> successes(DocumentGroup.Member member, Operation does) {
    var usual =
        switch (does) {
          case CREATE -> "201";
          case DELETE -> "204";
          case LIST, READ, UPDATE -> "200";
        };
    return DocumentGroup.successes(member.operation()).stream()
        .sorted(Comparator.comparing(response -> !response.status().equals(usual)))
        .toList();
  }

  private Optional<Route> route(DocumentGroup.Member member, Operation does, Response success) {
    var answer = does == Operation.LIST ? rows(member, success) : answer(member, success);
    var file = file(member, does);
    var partial = isPartial(member, does);
    var text =
        hasBody(does)
            ? DocumentTextBodies.field(group, member, fields, partial)
            : Optional.<String>empty();
    var sent = DocumentSent.of(group, fields, member.operation());
    if (!sent.isEmpty() && isNamedByOthers(member)) {
      // What names one would tell of those of others.
      return Optional.empty();
    }
    if (does == Operation.LIST) {
      sent.forEach(one -> queries.keptTo(one.field()));
    }
    return answer.map(
        found ->
            new Route(
                does,
                member.operation().method(),
                member.operation().path(),
                keys(member, does),
                group.body(member).flatMap(DocumentGroup.Within::member),
                partial,
                Integer.parseInt(success.status()),
                found,
                madeStatus(member, does, success),
                statuses(member, text),
                hasBody(does) ? bodyTypes(member, text) : List.of(),
                isPathChecked(member.operation()),
                file,
                Route.Pick.NONE,
                member.ofAccount(),
                text,
                sent,
                List.of(),
                above.called(member, fields),
                new Envelope(group).always(success, found)));
  }

  /** Whether callers give what names one, and no two may have the same. */
  private boolean isNamedByOthers(DocumentGroup.Member member) {
    return member
        .path()
        .one()
        .flatMap(fields::named)
        .flatMap(fields::field)
        .filter(field -> field.origin() instanceof Origin.Given)
        .isPresent();
  }

  /** The field whose file an operation is about. */
  private Optional<String> file(DocumentGroup.Member member, Operation does) {
    var isAbout =
        hasBody(does)
            ? DocumentFiles.isSentAlone(group.document(), member.operation())
            : does == Operation.READ
                && DocumentFiles.isAnswered(group.document(), member.operation());
    return isAbout ? fields.file().map(Field::name) : Optional.empty();
  }

  private Map<Integer, Integer> statuses(DocumentGroup.Member member, Optional<String> text) {
    var statuses =
        text.isPresent()
            ? DocumentStatuses.ofText(member.operation())
            : DocumentStatuses.of(member.operation(), 409, 422, 400);
    if (member.does().equals(Optional.of(Operation.CREATE))
        && !NamedRecords.of(group, fields, member).isEmpty()) {
      statuses.put(Route.MISSING, 404);
    }
    if (member.does().equals(Optional.of(Operation.CREATE))
        && DocumentAccounts.isAccount(fields)
        && accounts.flatMap(DocumentAccounts::invitations).isPresent()) {
      var refused = DocumentInvitations.refused(member.operation());
      if (refused != 403) {
        statuses.put(403, refused);
      }
    }
    return statuses;
  }

  /** The media types of a body, with that of a text where a field is all of one. */
  private List<String> bodyTypes(DocumentGroup.Member member, Optional<String> text) {
    var others = bodyTypes(member);
    if (text.isEmpty()) {
      return others;
    }
    List<String> types = new ArrayList<>(others);
    if (others.isEmpty() && DocumentGroup.takesJson(member.operation())) {
      types.add(Route.JSON);
    }
    types.add(Route.TEXT);
    return types;
  }

  /** The media types of a body; JSON alone where a form cannot have what is in it. */
  private List<String> bodyTypes(DocumentGroup.Member member) {
    if (DocumentFiles.isSentAlone(group.document(), member.operation())) {
      return member
          .operation()
          .requestBody()
          .map(body -> DocumentFiles.types(body.content()))
          .orElse(List.of());
    }
    var isFlat =
        group.body(member).filter(body -> body.member().isEmpty()).isPresent()
            && fields.fields().stream()
                .filter(field -> field.origin() instanceof Origin.Given)
                .noneMatch(field -> hasParts(field.type()));
    return isFlat ? DocumentGroup.bodyTypes(member.operation()) : List.of();
  }

  private static boolean hasParts(FieldType type) {
    return type instanceof FieldType.ObjectOf
        || type instanceof FieldType.Json
        || (type instanceof FieldType.ListOf list && hasParts(list.item()));
  }

  private static boolean hasBody(Operation does) {
    return does == Operation.CREATE || does == Operation.UPDATE;
  }

  /**
   * Whether the document itself says of some values that they cannot be in the path, and has a
   * status for what cannot be accepted.
   */
  private boolean isPathChecked(ApiDocument.Operation operation) {
    return operation.responses().stream()
            .anyMatch(r -> r.status().equals("400") || r.status().equals("422"))
        && operation.parameters().stream()
            .filter(parameter -> parameter.in().equals("path"))
            .flatMap(parameter -> parameter.schema().stream())
            .flatMap(schema -> group.described(schema).stream())
            .anyMatch(schema -> schema.is("integer") || schema.format().equals("uuid"));
  }

  /** Of a PUT that makes what is not there: nothing else does, or it says that it can. */
  private Optional<Integer> madeStatus(
      DocumentGroup.Member member, Operation does, Response success) {
    if (does != Operation.UPDATE
        || !member.operation().method().equals("PUT")
        || !(fields.key() instanceof Kind.Key.Natural)) {
      return Optional.empty();
    }
    var made =
        DocumentGroup.successes(member.operation()).stream()
            .anyMatch(response -> response.status().equals("201"));
    return made
        ? Optional.of(201)
        : group.of(Operation.CREATE).findAny().isEmpty()
            ? Optional.of(Integer.valueOf(success.status()))
            : Optional.empty();
  }

  private Map<String, String> keys(DocumentGroup.Member member, Operation does) {
    Map<String, String> keys = new TreeMap<>();
    var beside = member.listed().flatMap(DocumentRelations.Listed::of);
    if (beside.isPresent()) {
      keys.put(member.path().parents().getFirst().parameter(), beside.get());
      return keys;
    }
    member
        .path()
        .one()
        .ifPresent(parameter -> keys.put(parameter, fields.named(parameter).orElse("id")));
    for (var parent : member.path().parents()) {
      fields
          .parent(parent.parameter())
          .ifPresent(
              field -> {
                keys.put(parent.parameter(), field);
                if (does == Operation.LIST) {
                  queries.keptTo(field);
                }
              });
    }
    return keys;
  }

  /** A PUT whose body needs nothing, though making one does, keeps what it does not name. */
  private boolean isPartial(DocumentGroup.Member member, Operation does) {
    if (does != Operation.UPDATE) {
      return false;
    }
    var body = group.body(member).map(DocumentGroup.Within::described);
    return !member.operation().method().equals("PUT")
        || (body.filter(b -> b.required().isEmpty()).isPresent()
            && group.input().filter(i -> !i.described().required().isEmpty()).isPresent());
  }

  private Optional<Answer> rows(DocumentGroup.Member member, Response success) {
    if (member
        .listed()
        .filter(all -> all.isOwn() || all.noun().isEmpty())
        .filter(_ -> fields.maker().isEmpty())
        .isPresent()) {
      return Optional.empty();
    }
    var texts = texts(success);
    var hasJson = DocumentGroup.json(success.content()).isPresent();
    if (!hasJson && !texts.isEmpty()) {
      var asked = queries.read(member.operation());
      return Optional.of(
          new Answer.Rows(
              Optional.empty(),
              List.of(),
              Optional.empty(),
              asked.paging(),
              asked.parameters(),
              headers(success, asked.paging()),
              isEmptyNotFound(member, success),
              member.listed().map(this::mine),
              texts.getFirst(),
              texts.subList(1, texts.size()),
              texts.size() > 1 && refusesOthers(member)));
    }
    var schema = DocumentGroup.json(success.content());
    var rows = schema.flatMap(group::rows);
    if (group.isUnsaid(member, success)) {
      var asked = queries.read(member.operation());
      return asked.paging().cursor().isPresent()
          ? Optional.empty()
          : Optional.of(
              new Answer.Rows(
                  Optional.empty(),
                  List.of(),
                  Optional.empty(),
                  asked.paging(),
                  asked.parameters(),
                  headers(success, asked.paging()),
                  isEmptyNotFound(member, success),
                  member.listed().map(this::mine),
                  Route.Form.JSON,
                  List.of(),
                  false));
    }
    if (schema.isEmpty() || rows.isEmpty() || !isRecord(rows.get().described())) {
      return Optional.empty();
    }
    var read = queries.read(member.operation());
    var figures =
        rows.get().member().isEmpty() ? Figures.NONE : figures(schema.get()).with(read.paging());
    var isTold = figures.all().stream().anyMatch(one -> one.part() == Route.Part.NEXT);
    if (isTold != read.paging().cursor().isPresent()) {
      // Nobody could go on with it.
      return Optional.empty();
    }
    return Optional.of(
        new Answer.Rows(
            rows.get().member(),
            figures.all(),
            figures.within(),
            read.paging(),
            read.parameters(),
            headers(success, read.paging()),
            isEmptyNotFound(member, success),
            member.listed().map(this::mine),
            Route.Form.JSON,
            texts,
            !texts.isEmpty() && refusesOthers(member)));
  }

  /** Whether callers that take none of the forms of an answer are refused. */
  private static boolean refusesOthers(DocumentGroup.Member member) {
    return member.operation().responses().stream().anyMatch(one -> one.status().equals("406"));
  }

  /** Which of the records a list of a caller's own has. */
  private Route.Mine mine(DocumentRelations.Listed listed) {
    return new Route.Mine(
        listed.relation().map(DocumentRelations.Relation::kind),
        listed.of().isPresent()
            ? Optional.of(listed.by())
            : listed.relation().map(DocumentRelations.Relation::target),
        listed.isOwn() || listed.noun().isPresent() ? "id" : fields.maker().orElse("id"),
        listed.of());
  }

  /** The forms of a list that are no JSON, in the order of the document. */
  private List<Route.Form> texts(Response success) {
    List<Route.Form> forms = new ArrayList<>();
    for (var content : success.content()) {
      for (var form : List.of(Route.Form.HTML, Route.Form.CSV)) {
        if (content.mediaType().equals(form.mediaType())
            && content
                .schema()
                .flatMap(group::described)
                .filter(schema -> schema.is("string") && schema.format().isEmpty())
                .isPresent()) {
          forms.add(form);
        }
      }
    }
    return forms;
  }

  /**
   * Whether a list is 404 when it has no records: it declares 404, to which nothing else leads, or
   * which says so; and no example shows an empty one.
   */
  private static boolean isEmptyNotFound(DocumentGroup.Member member, Response success) {
    var isShown =
        success.content().stream()
            .flatMap(content -> content.examples().stream())
            .anyMatch(example -> example.isArray() && example.isEmpty());
    return !isShown
        && member.operation().responses().stream()
            .filter(response -> response.status().equals("404"))
            .anyMatch(
                response ->
                    member.path().parents().isEmpty()
                        || NOTHING.matcher(response.description()).find());
  }

  /** Whether a list with that paging can say it. */
  private static boolean isTold(Route.Part part, Route.Paging paging) {
    return switch (part) {
      case NEXT -> paging.cursor().isPresent();
      case NEXT_PAGE, PREVIOUS_PAGE -> paging.page().isPresent();
      // By a cursor nobody knows what comes before.
      case FIRST, LAST, BEFORE -> paging.cursor().isEmpty();
      default -> !part.isLink() || paging.page().isPresent() || paging.offset().isPresent();
    };
  }

  private List<Route.Figure> headers(Response success, Route.Paging paging) {
    List<Route.Figure> headers = new ArrayList<>();
    for (var header : success.headers()) {
      var plain = DocumentPath.snake(header.name()).replaceFirst("^x_", "");
      var isLink = header.name().equalsIgnoreCase("Link");
      var part = isLink ? Route.Part.LINKS : FIGURES.get(plain);
      if (part != null
          && part != Route.Part.NEXT
          && isTold(part, paging)
          && !(part.mayBeNone() && header.required())
          && header.name().matches("[Xx]-[A-Za-z0-9-]{1,60}|[A-Za-z]+-[Cc]ount|[Ll]ink")
          && header.schema().flatMap(group::described).filter(d -> d.is(type(part))).isPresent()) {
        headers.add(new Route.Figure(header.name(), part));
      }
    }
    return headers;
  }

  private record Figures(List<Route.Figure> all, Optional<String> within) {
    static final Figures NONE = new Figures(List.of(), Optional.empty());

    /** The same, of which what goes on stays away where nothing takes it. */
    Figures with(Route.Paging paging) {
      return new Figures(all.stream().filter(one -> isTold(one.part(), paging)).toList(), within);
    }
  }

  private static String type(Route.Part part) {
    return switch (part) {
      case MORE, FIRST, LAST, BEFORE, EMPTY -> "boolean";
      case NEXT, NEXT_LINK, PREVIOUS_LINK, FIRST_LINK, LAST_LINK, LINKS -> "string";
      default -> "integer";
    };
  }

  /** Whether a member may have a figure: whole numbers are numbers, too. */
  private static boolean has(Described schema, Route.Part part) {
    return schema.is(type(part)) || (type(part).equals("integer") && schema.is("number"));
  }

  /** What an answer says about its list, beside the records or in an object of its own. */
  private Figures figures(Schema answer) {
    var members = group.described(answer).map(Described::properties).orElse(Map.of());
    var beside = figures(members);
    if (!beside.isEmpty()) {
      return new Figures(beside, Optional.empty());
    }
    var within =
        members.entrySet().stream()
            .flatMap(
                member ->
                    group.described(member.getValue()).filter(d -> d.is("object")).stream()
                        .map(
                            d ->
                                new Figures(figures(d.properties()), Optional.of(member.getKey()))))
            .filter(figures -> !figures.all().isEmpty())
            .toList();
    // Beside where other parts are, how many there are in all is worth more.
    return within.stream()
        .filter(one -> one.all().stream().anyMatch(of -> of.part() == Route.Part.TOTAL))
        .findFirst()
        .or(() -> within.stream().findFirst())
        .orElse(Figures.NONE);
  }

  /** What a member beside records says: {@code articlesCount} and {@code total_articles} too. */
  private Route.@Nullable Part figure(String name) {
    var plain = DocumentPath.snake(name);
    var plural = Nouns.plural(group.name());
    return FIGURES.get(
        plain.equals(plural + "_count")
                || plain.equals(group.name() + "_count")
                || plain.equals("total_" + plural)
            ? "total"
            : plain);
  }

  private List<Route.Figure> figures(Map<String, Schema> members) {
    List<Route.Figure> figures = new ArrayList<>();
    members.forEach(
        (name, schema) -> {
          var isTruth = group.described(schema).filter(d -> d.is("boolean")).isPresent();
          var truth = isTruth ? TRUTHS.get(DocumentPath.snake(name)) : null;
          var part = truth == null ? figure(name) : truth;
          if (part != null && group.described(schema).filter(d -> has(d, part)).isPresent()) {
            figures.add(new Route.Figure(name, part));
          }
        });
    return figures;
  }

  private Optional<Answer> answer(DocumentGroup.Member member, Response success) {
    var session = session(member, success);
    if (session.isPresent()) {
      return session;
    }
    if (group.isUnsaid(member, success) && fields.file().isEmpty()) {
      return Optional.of(new Answer.Row(Optional.empty()));
    }
    if (success.content().isEmpty()) {
      return Optional.of(new Answer.Nothing());
    }
    if (member.does().equals(Optional.of(Operation.READ))
        && fields.file().isPresent()
        && DocumentFiles.isAnswered(group.document(), member.operation())) {
      return Optional.of(new Answer.Row(Optional.empty()));
    }
    var schema = DocumentGroup.json(success.content());
    var record = schema.flatMap(group::answered);
    // Of what is gone, an object beside words that it went well need not be it.
    var isGone = member.does().equals(Optional.of(Operation.DELETE));
    if (record.isPresent()
        && isRecord(record.get().described())
        && (!isGone || record.get().isSaid())) {
      return Optional.of(new Answer.Row(record.get().member()));
    }
    return member.does().equals(Optional.of(Operation.READ))
        ? Optional.empty()
        : schema
            .flatMap(said -> constant(member, said))
            .or(() -> SentenceAnswer.of(group, member.operation(), success));
  }

  /** An answer that has a session besides, of who registers or changes himself. */
  private Optional<Answer> session(DocumentGroup.Member member, Response success) {
    var does = member.does();
    return DocumentAccounts.isAccount(fields)
            && (does.equals(Optional.of(Operation.CREATE))
                || (member.ofAccount() && does.equals(Optional.of(Operation.UPDATE))))
        ? accounts.flatMap(
            all ->
                all.answer(
                    success,
                    new SessionAnswers.Account(group.name(), fields.fields(), fields.names())))
        : Optional.empty();
  }

  /** Whether most of an object's members are those of the records here, or it may be any. */
  private boolean isRecord(Described object) {
    if (Schemas.isAnyObject(object)) {
      return true;
    }
    var known =
        object.properties().keySet().stream()
            .filter(name -> fields.names().containsValue(name) || fields.called(name).isPresent())
            .count();
    return known > 0 && 2 * known >= object.properties().size();
  }

  /**
   * An answer that says that it was done: true alone, or a sentence, true, or both in an object.
   */
  private Optional<Answer> constant(DocumentGroup.Member member, Schema schema) {
    if (group.described(schema).filter(alone -> alone.is("boolean")).isPresent()) {
      // Where no 404 is declared, what is not there could be false.
      return member.path().one().isEmpty()
              || member.operation().responses().stream().anyMatch(r -> r.status().equals("404"))
          ? Optional.of(new Answer.Constant(BooleanNode.TRUE))
          : Optional.empty();
    }
    var object = group.described(schema).filter(d -> d.is("object") && !d.properties().isEmpty());
    Map<String, JsonNode> members = new LinkedHashMap<>();
    for (var property : object.map(Described::properties).orElse(Map.of()).entrySet()) {
      var described = group.described(property.getValue());
      var value = described.flatMap(of -> Acknowledgement.of(property.getKey(), of));
      if (value.isEmpty()
          && (object.get().required().contains(property.getKey())
              || !Envelope.isBeside(property.getKey()))) {
        return Optional.empty();
      }
      value.ifPresent(said -> members.put(property.getKey(), said));
    }
    var json = JsonNodeFactory.instance.objectNode();
    members.forEach(json::set);
    return members.isEmpty() ? Optional.empty() : Optional.of(new Answer.Constant(json));
  }
}
