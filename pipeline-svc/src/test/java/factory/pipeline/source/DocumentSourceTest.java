package factory.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import factory.pipeline.document.DocumentReaders;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.ErrorShape;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Specification;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of documents: an operation is honoured, or it is told why not. */
class DocumentSourceTest {
  /** One in the shapes that services have, but that its list is a bare array. */
  private static final String SHELF =
      """
      openapi: 3.0.3
      info: {title: Shelf, version: '1'}
      paths:
        /books:
          post:
            requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewBook'}}}}
            responses: {'201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}}
          get:
            responses: {'200': {description: all, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Book'}}}}}}
        /books/{book}:
          parameters: [{name: book, in: path, required: true, schema: {type: integer}}]
          get:
            responses: {'200': {description: one, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}, '404': {description: none}}
          delete:
            responses: {'204': {description: gone}}
      components:
        schemas:
          NewBook: {type: object, required: [title, pages], properties: {title: {type: string, maxLength: 80}, pages: {type: integer, minimum: 1}}}
          Book: {type: object, required: [id, title], properties: {id: {type: integer}, title: {type: string}, pages: {type: integer}, created_at: {type: string, format: date-time}}}
      """;

  /** One in nobody's shapes: names, statuses, envelopes, errors and sub-resources of its own. */
  private static final String TASKS =
      """
      openapi: 3.1.0
      info: {title: Tasks, version: '1'}
      paths:
        /api/v1/tasks:
          get:
            parameters:
              - {name: done, in: query, schema: {type: boolean}}
              - {name: dueBefore, in: query, schema: {type: string, format: date}}
              - {name: search, in: query, schema: {type: string}}
              - {name: sort, in: query, schema: {type: string, enum: [title, -title]}}
              - {name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}
              - {name: pageSize, in: query, schema: {type: integer, maximum: 50, default: 10}}
            responses: {'200': {description: all, content: {application/json: {schema: {$ref: '#/components/schemas/Tasks'}}}}}
          post:
            requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewTask'}}}}
            responses:
              '201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Task'}}}}
              '400': {$ref: '#/components/responses/Refused'}
              '409': {description: The title is taken, content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}
        /api/v1/tasks/{taskId}:
          parameters: [{name: taskId, in: path, required: true, schema: {type: string, format: uuid}}]
          put:
            requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {title: {type: string}, done: {type: boolean}}}}}}
            responses:
              '200': {description: one, content: {application/json: {schema: {$ref: '#/components/schemas/Task'}}}}
              '400': {$ref: '#/components/responses/Refused'}
          delete:
            responses: {'200': {description: gone, content: {application/json: {schema: {type: object, properties: {success: {type: boolean}}}}}}}
        /api/v1/tasks/{taskId}/steps:
          parameters: [{name: taskId, in: path, required: true, schema: {type: string, format: uuid}}]
          get:
            responses: {'200': {description: all, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Step'}}}}}}
          post:
            requestBody: {required: true, content: {application/json: {schema: {type: object, required: [text], properties: {text: {type: string}}}}}}
            responses: {'201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Step'}}}}}
      components:
        responses:
          Refused: {description: wrong, content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}
        schemas:
          NewTask: {type: object, additionalProperties: false, required: [title], properties: {title: {type: string}, dueDate: {type: string, format: date}}}
          Task: {type: object, required: [taskId, title, done, createdAt], properties: {taskId: {type: string, format: uuid}, title: {type: string}, dueDate: {type: string, format: date}, done: {type: boolean}, stepCount: {type: integer}, createdAt: {type: string, format: date-time}}}
          Tasks: {type: object, required: [items, total], properties: {items: {type: array, items: {$ref: '#/components/schemas/Task'}}, total: {type: integer}}}
          Step: {type: object, required: [id, text], properties: {id: {type: integer}, text: {type: string}}}
          Error: {type: object, required: [error], properties: {error: {type: object, required: [code, message], properties: {code: {type: string}, message: {type: string}}}}}
      """;

  /** One with what only some documents have: statuses, shapes and types of its own. */
  private static final String NOTES =
      """
      openapi: 3.1.0
      info: {title: Notes, version: '1'}
      paths:
        /authors:
          get:
            parameters:
              - {name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}
              - {name: X-Trace, in: header, schema: {type: string}}
            responses:
              '200':
                description: all
                headers: {X-Total-Count: {schema: {type: integer}}, X-Page: {schema: {type: integer}}}
                content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Author'}}}}
              '404': {description: No authors found, content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}
          post:
            requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewAuthor'}}}}
            responses:
              '200': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Author'}}}}
              '201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Author'}}}}
              '202': {description: later}
              '409': {description: The handle is taken, content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}
              '422': {description: wrong, content: {application/json: {schema: {$ref: '#/components/schemas/Invalid'}}}}
        /authors/{handle}:
          parameters: [{name: handle, in: path, required: true, schema: {type: string}}]
          get:
            responses:
              '200': {description: one, content: {application/json: {schema: {$ref: '#/components/schemas/Author'}}}}
              '404': {description: none, content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}
          put:
            requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewAuthor'}}}}
            responses:
              '200': {description: one, content: {application/json: {schema: {$ref: '#/components/schemas/Author'}}}}
              '404': {description: none, content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}
              '422': {description: wrong, content: {application/json: {schema: {$ref: '#/components/schemas/Invalid'}}}}
          delete:
            responses: {'204': {description: gone}, '200': {description: gone}}
      components:
        schemas:
          NewAuthor:
            type: object
            required: [handle, name]
            properties:
              handle: {type: string, minLength: 2, maxLength: 20, pattern: '^[a-z0-9]+$'}
              name: {type: string}
              bio: {type: [string, 'null']}
              age: {anyOf: [{type: integer}, {type: 'null'}]}
              labels: {type: object, additionalProperties: {type: string}}
              settings: {type: object}
              retry: {type: object, properties: {times: {type: integer, default: 3}, headers: {type: object, additionalProperties: {type: string}}}}
              level: {oneOf: [{type: string}, {type: integer}]}
              mark: {type: [string, number, 'null']}
          Author:
            type: object
            required: [id, handle, name]
            properties:
              id: {type: integer}
              handle: {type: string}
              name: {type: string}
              bio: {type: [string, 'null']}
              age: {anyOf: [{type: integer}, {type: 'null'}]}
              labels: {type: object, additionalProperties: {type: string}}
              settings: {type: object}
              retry: {type: object, properties: {times: {type: integer, default: 3}, headers: {type: object, additionalProperties: {type: string}}}}
              level: {oneOf: [{type: string}, {type: integer}]}
              mark: {type: [string, number, 'null']}
          Error: {type: object, properties: {detail: {type: string}}}
          Invalid: {type: object, properties: {detail: {type: array, items: {type: object, required: [loc, msg, type], properties: {loc: {type: array, items: {anyOf: [{type: string}, {type: integer}]}}, msg: {type: string}, type: {type: string}}}}}}
      """;

  private DocumentSource source =
      new DocumentSource(
          text -> {
            throw new IllegalStateException();
          },
          Checker::check,
          specification -> "");

  @BeforeEach
  void useTheRealReader(@TempDir Path folder) {
    source =
        new DocumentSource(
            DocumentReaders.plain(folder),
            Checker::check,
            specification -> new Writer().write(specification).openapi());
  }

  @Test
  void aDocumentThatIsServedAsItIsIsUnderstood() {
    var specification = understood(SHELF);
    assertThat(Checker.check(specification)).isEmpty();
    assertThat(specification.title()).isEqualTo("Shelf");
    assertThat(specification.leftOut()).isEmpty();
    var book = specification.kind("book").orElseThrow();
    assertThat(book.key()).isInstanceOf(Kind.Key.Sequence.class);
    assertThat(book.operations())
        .containsExactlyInAnyOrder(
            Kind.Operation.LIST, Kind.Operation.CREATE, Kind.Operation.READ, Kind.Operation.DELETE);
    assertThat(specification.assumptions().toString()).contains("has the maximum 9007199254740991");
  }

  @Test
  void namesStatusesEnvelopesAndErrorsAreTheDocuments() {
    var specification = understood(TASKS);
    assertThat(specification.leftOut()).isEmpty();
    var task = specification.kind("task").orElseThrow();
    var http = task.http().orElseThrow();
    assertThat(http.names())
        .containsEntry("id", "taskId")
        .containsEntry("due_date", "dueDate")
        .containsEntry("created_at", "createdAt")
        .doesNotContainKey("updated_at");
    assertThat(http.nullsLeftOut()).isTrue();
    assertThat(http.unknownRefused()).isTrue();
    var list = http.route(Kind.Operation.LIST, "").orElseThrow();
    assertThat(list.answer())
        .isInstanceOfSatisfying(
            Route.Answer.Rows.class,
            rows -> {
              assertThat(rows.within()).contains("items");
              assertThat(rows.total()).contains("total");
              assertThat(rows.paging())
                  .isEqualTo(
                      new Route.Paging(
                          Optional.of("pageSize"),
                          10,
                          50,
                          Optional.empty(),
                          Optional.of("page"),
                          1,
                          Optional.empty()));
              assertThat(rows.parameters())
                  .extracting(Route.Parameter::name, Route.Parameter::by)
                  .containsExactly(
                      tuple("done", Route.By.EQUAL),
                      tuple("dueBefore", Route.By.TO),
                      tuple("search", Route.By.SEARCH),
                      tuple("sort", Route.By.ORDER));
            });
    var change = http.route(Kind.Operation.UPDATE, "PUT").orElseThrow();
    assertThat(change.partial()).isTrue();
    assertThat(change.status(422)).isEqualTo(400);
    assertThat(http.route(Kind.Operation.DELETE, "").orElseThrow().answer())
        .isInstanceOf(Route.Answer.Constant.class);
    assertThat(specification.errors().orElseThrow())
        .isEqualTo(
            new ErrorShape(
                "application/json",
                Optional.of("error"),
                List.of(
                    new ErrorShape.Member("code", ErrorShape.Part.REASON, Optional.empty()),
                    new ErrorShape.Member("message", ErrorShape.Part.DETAIL, Optional.empty()))));
    var step = specification.kind("step").orElseThrow();
    assertThat(step.http().orElseThrow().hidden()).containsExactly("task");
    assertThat(step.field("task").orElseThrow().type())
        .isEqualTo(new FieldType.Reference("task", FieldType.OnDelete.CASCADE));
    assertThat(task.field("step_count").orElseThrow().origin())
        .isInstanceOf(Origin.Aggregated.class);
    assertThat(specification.assumptions())
        .contains(
            "Deleting a task deletes its steps.",
            "No two tasks share a title, since making one can be refused with 409.");
  }

  /** A right one, whose only difference from what is served is the document's to have. */
  @Test
  void shapesThatOnlySomeDocumentsHaveAreServed() {
    var specification = understood(NOTES);
    var author = specification.kinds().getFirst();
    var http = author.http().orElseThrow();
    assertThat(author.key()).isEqualTo(new Kind.Key.Sequence());
    assertThat(author.field("handle").orElseThrow().unique()).isTrue();
    assertThat(author.field("labels").orElseThrow().type())
        .isEqualTo(new FieldType.Json(Optional.of(DocumentTypes.line()), List.of()));
    assertThat(author.field("settings").orElseThrow().type())
        .isEqualTo(new FieldType.Json(Optional.of(new FieldType.Json()), List.of()));
    var retry = (FieldType.ObjectOf) author.field("retry").orElseThrow().type();
    assertThat(retry.members())
        .extracting(FieldType.Member::name, FieldType.Member::fallback)
        .containsExactly(tuple("times", Optional.of("3")), tuple("headers", Optional.empty()));
    assertThat(author.field("level").orElseThrow().type())
        .isEqualTo(
            new FieldType.Json(
                Optional.empty(), List.of(FieldType.Scalar.TEXT, FieldType.Scalar.INTEGER)));
    assertThat(http.routes())
        .extracting(route -> route.method() + " " + route.path(), Route::status)
        .containsExactly(
            tuple("GET /authors", 200),
            tuple("POST /authors", 201),
            tuple("GET /authors/{handle}", 200),
            tuple("PUT /authors/{handle}", 200),
            tuple("DELETE /authors/{handle}", 204));
    assertThat(http.routes().getLast().keys()).containsEntry("handle", "handle");
    var rows = (Route.Answer.Rows) http.routes().getFirst().answer();
    assertThat(rows.emptyNotFound()).isTrue();
    assertThat(rows.headers())
        .containsExactly(
            new Route.Figure("X-Total-Count", Route.Part.TOTAL),
            new Route.Figure("X-Page", Route.Part.PAGE));
    var errors = specification.errors().orElseThrow();
    assertThat(errors.members()).hasSize(1);
    assertThat(errors.of(422).members().getFirst().items())
        .extracting(ErrorShape.Item::says)
        .containsExactly(ErrorShape.Says.LOCATION, ErrorShape.Says.MESSAGE, ErrorShape.Says.CODE);
    assertThat(specification.assumptions())
        .contains(
            "GET /authors ignores its header parameter 'X-Trace'.",
            "POST /authors answers 201, and no other success.");
  }

  @Test
  void whatIsNotServedAsItIsStandsInLeftOutWithItsReason() {
    var before = "    get:\n      responses: {'200': {description: all";
    var after =
        before.replace(
            "get:\n",
            "get:\n      parameters: [{name: colour, in: query, schema: {type: string}}]\n");
    var draft = draft(SHELF.replace(before, after));
    assertThat(draft.questions()).hasSize(1);
    assertThat(draft.leftOut())
        .singleElement()
        .satisfies(
            left -> {
              assertThat(left.text()).isEqualTo("GET /books (line 8)");
              assertThat(left.reason())
                  .isEqualTo("Its query parameter 'colour' is not understood yet.");
            });
    assertThat(draft.kind("book").orElseThrow().operations()).doesNotContain(Kind.Operation.LIST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          201': {description: made | default': {description: made | What it does cannot be told
          204': {description: gone} | 204': {description: gone}, 418: {description: tea} | never answers 418
          maxLength: 80 | pattern: a$b | has the pattern a$b
          maxLength: 80 | maxLength: 80, writeOnly: true | no field here can hold
          delete: | delete:\\n      security: [{k: []}] | show who they are by k
          created_at: {type: string, format: date-time} | shelf_mark: {type: string} | Nothing here makes it
          Book: {type: object, required: [id, title], properties: { | Book: {type: object, required: [id, title, shelf], properties: {shelf: {type: string}, | shelf' of the answer 201 is not made by anything
          404': {description: none} | 404': {description: none}, default: {description: e, content: {application/json: {schema: {type: object}}}} | application/json in the document
          """)
  void eachDifferenceIsTold(String before, String after, String reason) {
    var text = withoutList().replace(before, after.replace("\\n", "\n"));
    assertThat(text).contains(after.replace("\\n", "\n"));
    assertThat(draft(text).leftOut().toString()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          status: {type: string, enum: [ok, degraded]}, timestamp: {type: string, format: date-time} | true
          status: {type: string} | true
          status: {type: string, enum: [fine, degraded]} | false
          status: {type: string, example: ok}, load: {type: number, minimum: 0} | true
          """)
  void aDocumentsOwnHealthIsAnsweredWhereItIsTold(String members, boolean told) {
    var health =
        """
        paths:
          /health:
            get:
              responses: {'200': {description: up, content: {application/json: {schema: {type: object, required: [status], properties: {%s}}}}}}
        """
            .formatted(members);
    var text = withoutList().replaceFirst("paths:\n", health);
    assertThat(read(text).leftOut().stream().noneMatch(left -> left.text().startsWith("GET /health")))
        .isEqualTo(told);
    var closed =
        text.replace(
            "  /health:\n    get:\n", "  /health:\n    get:\n      security: [{k: []}]\n");
    assertThat(read(closed).leftOut().toString())
        .contains("GET /health")
        .contains("anybody may ask that here");
  }

  @Test
  void numbersThatNameRecordsAreWhole() {
    var text = SHELF.replace("id: {type: integer", "id: {type: number");
    assertThat(text).isNotEqualTo(SHELF);
    var specification = read(text);
    assertThat(specification.leftOut()).isEqualTo(read(SHELF).leftOut());
    assertThat(specification.assumptions())
        .contains("Numbers that name records, or say which part of a list is meant, are whole: id.");
    var broken = text.replace("id: {type: number", "id: {type: number, example: 1.5");
    assertThat(read(broken).leftOut()).isNotEmpty();
  }

  /** Others' documents: how many operations each has, and how many are honoured today. */
  @ParameterizedTest
  @CsvSource({
    "petstore-expanded.yaml, 4, 4",
    "petstore-simple.yaml, 2, 0",
    "link-example.yaml, 6, 0",
    "uspto.yaml, 3, 0",
    "callbacks.yaml, 1, 0",
    "file-uploads.yaml, 3, 2",
    "circular.json, 1, 0",
    "webhooks.yaml, 0, 0",
  })
  void documentsOfOthersAreReadWholeAndNotPretended(String name, int operations, int honoured)
      throws IOException {
    var draft = read(Files.readString(Path.of("src/test/resources/documents", name)));
    var left = draft.leftOut().stream().filter(l -> l.text().matches("[A-Z]+ /.*")).toList();
    assertThat(left).hasSize(operations - honoured);
    assertThat(left)
        .allSatisfy(l -> assertThat(l.text()).matches("[A-Z]+ /\\S* \\(line \\d+\\).*"));
    assertThat(draft.kinds().stream().mapToInt(kind -> kind.operations().size()).sum())
        .isEqualTo(honoured);
    assertThat(draft.questions().isEmpty()).isEqualTo(operations > 0 && honoured == operations);
  }

  /** Each twice in the one before: a million times in all, if it were followed each time. */
  @Test
  void whatIsPutTogetherOfTheSamePartsIsReadOnce() {
    var parts = new StringBuilder();
    for (var i = 0; i < 30; i++) {
      parts.append(
          "    P%d: {allOf: [{$ref: '#/components/schemas/P%d'}, {$ref: '#/components/schemas/P%d'}]}\n"
              .formatted(i, i + 1, i + 1));
    }
    parts.append(
        "    P30: {type: object, required: [title, pages], properties: {title: {type: string}, pages: {type: integer}}}\n");
    var text =
        SHELF.replace("#/components/schemas/NewBook'", "#/components/schemas/P0'").stripTrailing()
            + "\n"
            + parts;
    assertThat(read(text).kind("book").orElseThrow().field("title")).isPresent();
  }

  @Test
  void tellsTextsThatMeanToBeDocuments() {
    assertThat(
            List.of("openapi: 3", "# x\nopenapi : 3", " {\n\"openapi\":\"3\"}", "swagger: '2.0'"))
        .allMatch(DocumentSource::looksLikeDocument);
    assertThat(List.of("", "An openapi: service", "{\"a\": 1}", "Notes with a title"))
        .noneMatch(DocumentSource::looksLikeDocument);
  }

  private static String withoutList() {
    return SHELF
        .lines()
        .filter(line -> !line.contains("type: array"))
        .collect(java.util.stream.Collectors.joining("\n"))
        .replaceFirst("(/books:\n(?:.*\n){3}) {4}get:\n", "$1");
  }

  private Specification read(String text) {
    return switch (source.read(text)) {
      case SpecSource.Outcome.Understood(var specification) -> specification;
      case SpecSource.Outcome.Questions(var draft) -> draft;
      case SpecSource.Outcome.Refused(var why) -> throw new AssertionError(why);
    };
  }

  /** All records are deleted only where a text says so, or says nothing. */
  @ParameterizedTest
  @CsvSource({
    "'', 1", "Delete all books, 1", "Clears the shelf, 1", "Removes each of them, 1",
    "Log out, 0", "Sign off, 0", "End the session, 0", "Unsubscribe, 0"
  })
  void aCollectionIsDeletedWhereItsTextSaysSo(String summary, int actions) {
    var document =
        SHELF.replaceFirst(
            "  /books:\n",
            "  /books:\n    delete: {summary: '%s', responses: {'204': {description: ok}}}\n"
                .formatted(summary));

    var specification =
        switch (source.read(document)) {
          case SpecSource.Outcome.Understood(var read) -> read;
          case SpecSource.Outcome.Questions(var read) -> read;
          case SpecSource.Outcome.Refused(var why) -> throw new AssertionError(why);
        };

    assertThat(specification.actions()).hasSize(actions);
    assertThat(specification.leftOut()).hasSize(1 - actions);
  }

  private Specification understood(String text) {
    return ((SpecSource.Outcome.Understood) source.read(text)).specification();
  }

  private Specification draft(String text) {
    return ((SpecSource.Outcome.Questions) source.read(text)).draft();
  }
}
