package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import factory.pipeline.spec.Accounts;
import factory.pipeline.spec.FileRoutes;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Specification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a service's OpenAPI 3.1 document. */
final class OpenApi {
  private static final String JSON = "application/json";
  private static final String MANNERS =
      "Fields are snake_case and unknown ones are refused. Lists are newest first. Errors are"
          + " problem+json: 400 for what cannot be read, 422 for fields that cannot be accepted.";

  private final Specification specification;
  private final Names names;
  private final Schemas schemas;
  private final KindOperations operations;
  private final RouteOperations routes;
  private final OtherOperations others;

  private final Optional<AccountOperations> accounts;

  private OpenApi(Specification specification, Names names) {
    this.specification = specification;
    this.names = names;
    var samples = new Samples(specification);
    schemas = new Schemas(specification);
    operations = new KindOperations(names, samples, schemas);
    others = new OtherOperations(specification, names, samples, schemas, operations);
    accounts =
        specification
            .accounts()
            .flatMap(
                all ->
                    specification
                        .kind(all.kind())
                        .map(kind -> new AccountOperations(all, kind, names, samples, schemas)));
    routes = new RouteOperations(names, samples, schemas, accounts);
  }

  static String of(Specification specification, Names names) {
    return JsonText.of(Unused.removed(new OpenApi(specification, names).document()));
  }

  private Map<String, Object> document() {
    var components =
        object(
            "parameters",
            parameters(),
            "headers",
            headers(),
            "responses",
            Refusals.responses(specification.errors()),
            "schemas",
            allSchemas());
    accounts.ifPresent(all -> components.put("securitySchemes", all.schemes()));
    return object(
        "openapi",
        "3.1.0",
        "info",
        info(),
        "servers",
        List.of(object("url", ".", "description", "Where this document was read")),
        "tags",
        tags(),
        "paths",
        paths(),
        "components",
        components);
  }

  private Map<String, Object> info() {
    var info = object("title", specification.title(), "version", "1", "description", description());
    if (!specification.leftOut().isEmpty()) {
      info.put(
          "x-left-out",
          specification.leftOut().stream()
              .map(left -> object("text", left.text(), "reason", left.reason()))
              .toList());
    }
    return info;
  }

  private String manners() {
    var exact =
        specification.kinds().stream().anyMatch(kind -> kind.http().isPresent())
            || (specification.kinds().isEmpty() && !specification.tools().isEmpty())
            || specification.errors().isPresent();
    return exact ? "Paths and names are those of the document that it was made from." : MANNERS;
  }

  private String description() {
    var said =
        specification.description().isBlank() ? "" : specification.description().strip() + "\n\n";
    var left =
        specification.leftOut().stream()
            .map(one -> "\n- " + one.text() + " (" + one.reason() + ")")
            .collect(Collectors.joining());
    return said
        + manners()
        + (left.isEmpty() ? "" : "\n\nLeft out of what was asked for:\n" + left);
  }

  private List<Object> tags() {
    List<Object> tags = new ArrayList<>();
    specification
        .kinds()
        .forEach(
            kind ->
                tags.add(tag(kind.plural(), Names.sentence(kind.plural()), kind.description())));
    if (!specification.reports().isEmpty()) {
      tags.add(tag("reports", "Figures about records.", ""));
    }
    if (!specification.functions().isEmpty()) {
      tags.add(tag("functions", "What keeps nothing.", ""));
    }
    if (!specification.tools().isEmpty()) {
      tags.add(tag("tools", "What the platform does with bytes, of which nothing is kept.", ""));
    }
    tags.add(tag("service", "The service itself.", ""));
    return tags;
  }

  private static Map<String, Object> tag(String name, String usual, String said) {
    return object("name", name, "description", said.isBlank() ? usual : said.strip());
  }

  private Map<String, Object> paths() {
    Map<String, Object> paths = new LinkedHashMap<>();
    paths.put("/", fixed("index", "Links to everything here", Schemas.ref("Index")));
    if (specification.functions().stream()
        .noneMatch(function -> OtherOperations.path(function).equals("/health"))) {
      paths.put("/health", fixed("health", "Whether the service is up", Schemas.ref("Health")));
    }
    paths.put("/openapi.json", fixed("openapi", "This document", object("type", "object")));
    for (var kind : specification.kinds()) {
      if (kind.http().isPresent()) {
        routes.all(kind, kind.http().get()).forEach((path, found) -> merge(paths, path, found));
      } else {
        putUnlessEmpty(paths, "/" + kind.plural(), operations.collection(kind));
        putUnlessEmpty(paths, "/" + kind.plural() + "/{id}", operations.single(kind));
        var files = new Http(Map.of(), Set.of(), false, true, FileRoutes.of(kind));
        routes.all(kind, files).forEach((path, found) -> merge(paths, path, found));
      }
      for (var action : specification.actions()) {
        if (action.kind().equals(kind.name())) {
          merge(paths, OtherOperations.path(kind, action), others.action(kind, action));
        }
      }
    }
    accounts.ifPresent(all -> all.all().forEach((path, found) -> merge(paths, path, found)));
    specification
        .reports()
        .forEach(report -> paths.put("/" + Names.path(report.name()), others.report(report)));
    specification
        .functions()
        .forEach(
            function -> merge(paths, OtherOperations.path(function), others.function(function)));
    specification.tools().forEach(tool -> merge(paths, tool.http().path(), others.tool(tool)));
    specification
        .accounts()
        .flatMap(Accounts::roles)
        .ifPresent(roles -> roles.only().forEach(only -> keep(roles, only, paths)));
    return paths;
  }

  /** Says that an operation is for some accounts. */
  private static void keep(Accounts.Roles roles, Accounts.Only only, Map<String, Object> paths) {
    if (paths.get(only.path()) instanceof Map<?, ?> methods
        && methods.get(only.method().toLowerCase(Locale.ROOT)) instanceof Map<?, ?> found) {
      @SuppressWarnings("unchecked")
      var operation = (Map<String, Object>) found;
      AccountOperations.keep(operation, roles, only);
    }
  }

  /** Two kinds may have operations at one path. */
  private static void merge(
      Map<String, Object> paths, String path, Map<String, Object> operations) {
    if (paths.get(path) instanceof Map<?, ?> present) {
      present.forEach((method, operation) -> operations.putIfAbsent((String) method, operation));
    }
    paths.put(path, operations);
  }

  private static void putUnlessEmpty(
      Map<String, Object> paths, String path, Map<String, Object> operations) {
    if (!operations.isEmpty()) {
      paths.put(path, operations);
    }
  }

  private static Map<String, Object> fixed(String id, String summary, Object schema) {
    return object(
        "get",
        object(
            "operationId",
            id,
            "summary",
            summary,
            "description",
            summary + ".",
            "tags",
            List.of("service"),
            "responses",
            KindOperations.answers(
                "200",
                object("description", summary, "content", object(JSON, object("schema", schema))),
                List.of())));
  }

  private Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    for (var kind : specification.kinds()) {
      parameters.put(
          names.schema(kind) + "Id",
          object(
              "name",
              "id",
              "in",
              "path",
              "description",
              "The id of " + KindOperations.article(Names.words(kind.name())),
              "required",
              true,
              "schema",
              schemas.key(kind)));
    }
    parameters.put(
        "page_size",
        object(
            "name", "page_size",
            "in", "query",
            "description", "How many at most",
            "schema", object("type", "integer", "minimum", 1, "maximum", 100, "default", 20)));
    parameters.put(
        "page_token",
        object(
            "name", "page_token",
            "in", "query",
            "description", "The next_page_token of the page before",
            "schema", object("type", "string")));
    parameters.put(
        "if_match",
        header("If-Match", "The ETag of the revision that is meant; another one is 412"));
    parameters.put(
        "if_none_match", header("If-None-Match", "An ETag; the same revision is 304, without it"));
    parameters.put(
        "idempotency_key",
        header("Idempotency-Key", "The same request with the same key is done once, for a day"));
    return parameters;
  }

  private static Map<String, Object> header(String name, String description) {
    return object(
        "name",
        name,
        "in",
        "header",
        "description",
        description,
        "schema",
        object("type", "string"));
  }

  private static Map<String, Object> headers() {
    return object(
        "ETag",
        object("description", "Its revision", "required", true, "schema", object("type", "string")),
        "Location",
        object(
            "description",
            "Its address, relative to this one",
            "required",
            true,
            "schema",
            object("type", "string", "format", "uri-reference")));
  }

  private Map<String, Object> allSchemas() {
    Map<String, Object> all = new LinkedHashMap<>();
    for (var kind : specification.kinds()) {
      var name = names.schema(kind);
      all.put(name, schemas.record(kind));
      if (kind.http().isPresent()) {
        continue;
      }
      all.put(name + "Input", schemas.input(kind.fields()));
      if (Schemas.replacesWithLess(kind)) {
        all.put(name + "Replacement", schemas.replacement(kind));
      }
      all.put(name + "Patch", schemas.patch(kind));
      all.put(name + "Page", page(kind));
    }
    others.schemas(all);
    all.put("Index", index());
    all.put("Health", health());
    all.putAll(Refusals.schemas(specification.errors()));
    return all;
  }

  private Map<String, Object> index() {
    Map<String, Object> links = new LinkedHashMap<>();
    for (var kind : specification.kinds()) {
      if (kind.http().isEmpty() || isLinked(kind.http().get())) {
        links.put(kind.plural(), object("type", "string"));
      }
    }
    links.put("health", object("type", "string"));
    links.put("openapi", object("type", "string"));
    return object(
        "type", "object",
        "required", List.of("links"),
        "properties",
            object(
                "links",
                object(
                    "type",
                    "object",
                    "required",
                    List.copyOf(links.keySet()),
                    "properties",
                    links)));
  }

  private static boolean isLinked(Http http) {
    return http.routes().stream()
        .anyMatch(
            route -> route.operation() == Kind.Operation.LIST && route.parameters().isEmpty());
  }

  private static Map<String, Object> health() {
    return object(
        "type", "object",
        "required", List.of("status", "version"),
        "properties",
            object(
                "status",
                object("type", "string", "const", "up"),
                "version",
                object("type", "string")));
  }

  private Map<String, Object> page(Kind kind) {
    return Schemas.closed(
        List.of(kind.plural(), "next_page_token"),
        object(
            kind.plural(),
            object("type", "array", "items", Schemas.ref(names.schema(kind))),
            "next_page_token",
            object("type", List.of("string", "null"), "description", "Null on the last page")));
  }
}
