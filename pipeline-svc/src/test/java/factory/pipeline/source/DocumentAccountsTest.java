package factory.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.document.DocumentReaders;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Accounts;
import factory.pipeline.spec.Accounts.Part;
import factory.pipeline.spec.Accounts.Scheme;
import factory.pipeline.spec.Accounts.What;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Specification;
import factory.pipeline.write.Writer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents that log in at the service itself. */
class DocumentAccountsTest {
  /** Posts of people who register and log in, in the words of many such documents. */
  private static final String BLOG =
      """
      openapi: 3.0.3
      info: {title: Blog, version: '1'}
      paths:
        /auth/register:
          post:
            summary: Register
            requestBody: {required: true, content: {application/json: {schema: {type: object, required: [email, password], properties: {email: {type: string, format: email}, password: {type: string, format: password, minLength: 8}, name: {type: string}}}}}}
            responses:
              '201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
              '409': {description: The email is taken}
        /auth/login:
          post:
            summary: Log in
            requestBody: {required: true, content: {application/json: {schema: {type: object, required: [email, password], properties: {email: {type: string}, password: {type: string}}}}}}
            responses:
              '200': {description: in, content: {application/json: {schema: {type: object, required: [accessToken, user], properties: {accessToken: {type: string}, tokenType: {type: string}, expiresIn: {type: integer}, user: {$ref: '#/components/schemas/User'}}}}}}
              '401': {description: wrong}
        /auth/logout:
          post:
            security: [{token: []}]
            responses: {'204': {description: out}}
        /users/me:
          get:
            security: [{token: []}]
            responses: {'200': {description: me, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}, '401': {description: who}}
        /posts:
          get:
            responses: {'200': {description: all, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Post'}}}}}}
          post:
            security: [{token: []}]
            requestBody: {required: true, content: {application/json: {schema: {type: object, required: [title], properties: {title: {type: string}}}}}}
            responses: {'201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Post'}}}}, '401': {description: who}}
        /posts/{id}:
          parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
          get:
            responses: {'200': {description: one, content: {application/json: {schema: {$ref: '#/components/schemas/Post'}}}}, '404': {description: none}}
          delete:
            security: [{token: []}]
            responses: {'204': {description: gone}, '403': {description: not yours}, '404': {description: none}}
        /bookmarks:
          get:
            summary: List my bookmarks
            security: [{token: []}]
            responses: {'200': {description: all, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Bookmark'}}}}}}
          post:
            security: [{token: []}]
            requestBody: {required: true, content: {application/json: {schema: {type: object, required: [url], properties: {url: {type: string}}}}}}
            responses: {'201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Bookmark'}}}}}
      components:
        securitySchemes: {token: {type: http, scheme: bearer}}
        schemas:
          User: {type: object, required: [id, email], properties: {id: {type: integer}, email: {type: string}, name: {type: string}}}
          Post: {type: object, required: [id, title, authorId], properties: {id: {type: integer}, title: {type: string}, authorId: {type: integer}}}
          Bookmark: {type: object, required: [id, url], properties: {id: {type: integer}, url: {type: string}}}
      """;

  private final DocumentSource source =
      new DocumentSource(
          DocumentReaders.here(),
          Checker::check,
          specification -> new Writer().write(specification).openapi());

  private Specification read(String document) {
    return switch (source.read(document)) {
      case SpecSource.Outcome.Understood(var specification) -> specification;
      case SpecSource.Outcome.Questions(var specification) -> specification;
      case SpecSource.Outcome.Refused refused -> throw new AssertionError(refused.toString());
    };
  }

  @Test
  void whoLogsInHasAnAccountOfTheService() {
    var specification = read(BLOG);

    assertThat(specification.leftOut()).isEmpty();
    assertThat(Checker.check(specification)).isEmpty();
    var accounts = specification.accounts().orElseThrow();
    assertThat(accounts.kind()).isEqualTo("user");
    assertThat(accounts.login()).isEqualTo("email");
    assertThat(accounts.scheme()).isEqualTo(Scheme.BEARER);
    assertThat(accounts.operations())
        .extracting(Accounts.Operation::what)
        .containsExactly(What.LOG_IN, What.LOG_OUT, What.ME);
    assertThat(accounts.operation(What.LOG_IN).orElseThrow().members())
        .extracting(Accounts.Member::part)
        .containsExactly(Part.TOKEN, Part.CONSTANT, Part.EXPIRES_IN, Part.RECORD);
    assertThat(specification.assumptions()).anyMatch(one -> one.contains("POST /auth/login"));
    assertThat(specification.assumptions()).noneMatch(one -> one.contains("the gate's to say"));
  }

  @Test
  void whatOnlyWhoIsLoggedInMayDoIsHis() {
    var specification = read(BLOG);

    var post = specification.kind("post").orElseThrow();
    assertThat(post.field("author_id").orElseThrow().origin()).isEqualTo(new Origin.Account());
    assertThat(post.access().read()).isEqualTo(new Access.Anyone());
    assertThat(post.access().create()).isEqualTo(new Access.Account());
    assertThat(post.access().delete()).isEqualTo(new Access.When("record.author_id == account"));
    var bookmark = specification.kind("bookmark").orElseThrow();
    assertThat(bookmark.access().read()).isEqualTo(new Access.When("record.owner == account"));
    assertThat(bookmark.http().orElseThrow().name("owner")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{type: apiKey, in: header, name: X-Auth-Token} | HEADER | X-Auth-Token",
        "{type: apiKey, in: cookie, name: sid}          | COOKIE | sid",
      })
  void sessionsAreShownAsItSays(String scheme, Scheme read, String name) {
    var specification = read(BLOG.replace("{type: http, scheme: bearer}", scheme));

    assertThat(specification.leftOut()).isEmpty();
    assertThat(specification.accounts().orElseThrow().scheme()).isEqualTo(read);
    assertThat(specification.accounts().orElseThrow().name()).isEqualTo(name);
  }

  @Test
  void whatDiffersIsLeftOut() {
    // Nobody here is told of a friend; the rest is served.
    var specification =
        read(
            BLOG.replace(
                "'204': {description: out}",
                "'204': {description: out}, '404': {description: none}"));

    assertThat(specification.leftOut())
        .singleElement()
        .satisfies(one -> assertThat(one.text()).startsWith("POST /auth/logout"));
    assertThat(specification.accounts().orElseThrow().operations()).hasSize(2);
  }

  @Test
  void withoutALoginThatCanBeServedWhatAsksForItIsLeftOut() {
    var specification =
        read(
            BLOG.replace("required: [accessToken, user]", "required: [accessToken, refreshToken]")
                .replace("tokenType: {type: string}", "refreshToken: {type: integer}"));

    assertThat(specification.accounts()).isEmpty();
    assertThat(specification.leftOut()).anyMatch(one -> one.text().startsWith("POST /auth/login"));
    // To keep what was sent, and to answer something, would be no log in.
    assertThat(specification.kinds())
        .flatMap(kind -> kind.http().orElseThrow().routes())
        .noneMatch(route -> route.path().equals("/auth/login"));
    // They would be open to everybody who holds the token.
    assertThat(specification.kind("bookmark")).isEmpty();
    assertThat(specification.leftOut())
        .filteredOn(one -> one.text().contains("/bookmarks"))
        .isNotEmpty()
        .allMatch(one -> one.reason().contains("asks who is logged in"));
  }

  @Test
  void whatLogsInHasTheFormOfWhatRegisters() {
    var body = "properties: {email: {type: string}, password: {type: string}}";
    assertThat(BLOG).contains(body);

    var specification =
        read(
            BLOG.replace(
                body,
                "properties: {email: {type: string, format: email}, password: {type: string, minLength: 8}}"));

    assertThat(specification.leftOut()).isEmpty();
  }

  @Test
  void anActionOfWhoIsLoggedInIsHisAlone() {
    var specification =
        read(
            BLOG.replace(
                    "properties: {id: {type: integer}, title: {type: string}, authorId",
                    "properties: {id: {type: integer}, title: {type: string}, published: {type: boolean}, authorId")
                .replace(
                    "  /bookmarks:",
                    """
                      /posts/{id}/publish:
                        parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
                        post:
                          security: [{token: []}]
                          responses: {'200': {description: done, content: {application/json: {schema: {$ref: '#/components/schemas/Post'}}}}, '404': {description: none}}
                      /bookmarks:"""
                        .indent(2)));

    assertThat(specification.leftOut()).isEmpty();
    assertThat(specification.actions())
        .singleElement()
        .satisfies(action -> assertThat(action.access()).isEqualTo(new Access.Account()));
  }

  @Test
  void aDocumentWithoutALoginIsAsEver() {
    var specification =
        read(BLOG.replace("/auth/login:", "/auth/check:").replace("Log in", "Check"));

    assertThat(specification.accounts()).isEmpty();
  }

  private static final String REGISTERED =
      "'201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}";

  /** The blog, where whoever registers is answered something else. */
  private static String registering(String answer) {
    assertThat(BLOG).contains(REGISTERED);
    return BLOG.replace(REGISTERED, answer);
  }

  private static String json(String schema) {
    return "'201': {description: made, content: {application/json: {schema: %s}}}"
        .formatted(schema);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{type: object, properties: {token: {type: string}, user: {$ref: '#/components/schemas/User'}}} | TOKEN,RECORD",
        "{type: object, required: [jwt], properties: {jwt: {type: string}, expires_at: {type: string, format: date-time}}} | TOKEN,EXPIRES_AT",
        "{type: object, required: [id, email, accessToken], properties: {id: {type: integer}, email: {type: string}, accessToken: {type: string}}} | FIELD,FIELD,TOKEN",
        "{type: object, properties: {data: {type: object, properties: {token: {type: string}, token_type: {type: string}}}}} | TOKEN,CONSTANT",
      })
  void whoRegistersMayBeLoggedInByThat(String schema, String parts) {
    var specification = read(registering(json(schema)));

    assertThat(specification.leftOut()).isEmpty();
    var user = specification.kind("user").orElseThrow();
    var route = specification.accounts().orElseThrow().registering(user).orElseThrow();
    assertThat(((Route.Answer.Session) route.answer()).members())
        .extracting(member -> member.part().name())
        .containsExactly(parts.split(","));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "confirmPassword",
        "password_confirmation",
        "passwordConfirm",
        "repeatPassword",
        "password2",
        "re_password"
      })
  void aPasswordThatIsGivenTwiceIsNotKeptAsAText(String member) {
    var body = "password: {type: string, format";
    assertThat(BLOG).contains(body);
    var specification = read(BLOG.replace(body, member + ": {type: string}, " + body));

    assertThat(specification.leftOut()).isEmpty();
    assertThat(specification.kind("user").orElseThrow().http().orElseThrow().again())
        .containsExactly(Map.entry(member, new Http.Twice("password", false)));
    assertThat(specification.kinds())
        .flatExtracting(kind -> kind.fields())
        .extracting(field -> field.name())
        .filteredOn(name -> name.contains("password"))
        .containsExactly("password");
  }

  /** What an answer has, too, is something else than a password once more. */
  @ParameterizedTest
  @ValueSource(strings = {"{type: boolean}", "{type: integer}", "{type: object}"})
  void whatIsNoTextIsNoPasswordOnceMore(String schema) {
    var body = "password: {type: string, format";
    var specification = read(BLOG.replace(body, "confirmPassword: " + schema + ", " + body));

    assertThat(specification.accounts()).isEmpty();
    assertThat(specification.leftOut())
        .filteredOn(one -> one.text().startsWith("POST /auth/register"))
        .singleElement()
        .satisfies(one -> assertThat(one.reason()).contains("confirmPassword"));
    assertThat(specification.kinds())
        .flatExtracting(kind -> kind.fields())
        .extracting(field -> field.name())
        .noneMatch(name -> name.contains("password"));
  }

  /** Whoever registers gives a phone number, and no answer to others is to tell it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{id: {type: integer}, email: {type: string}} | {id: {type: integer}, email: {type: string}} | unseen",
        "{id: {type: integer}, email: {type: string}, phone: {type: string}} | {id: {type: integer}, email: {type: string}} | left out",
        "{id: {type: integer}, email: {type: string}, phone: {type: string}} | {id: {type: integer}, email: {type: string}, phone: {type: string}} | served",
      })
  void whatNoAnswerHasIsNotToldOfOthers(String made, String shown, String becomes) {
    var document =
        """
        openapi: 3.0.3
        info: {title: People, version: '1'}
        paths:
          /users:
            post:
              summary: Register
              requestBody: {required: true, content: {application/json: {schema: {type: object, required: [email, password], properties: {email: {type: string}, password: {type: string}, phone: {type: string}}}}}}
              responses: {'201': {description: made, content: {application/json: {schema: {type: object, properties: MADE}}}}}
            get:
              responses: {'200': {description: all, content: {application/json: {schema: {type: array, items: {type: object, properties: SHOWN}}}}}}
          /users/{id}:
            get:
              parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
              responses: {'200': {description: one, content: {application/json: {schema: {type: object, properties: SHOWN}}}}, '404': {description: none}}
          /login:
            post:
              requestBody: {required: true, content: {application/json: {schema: {type: object, required: [email, password], properties: {email: {type: string}, password: {type: string}}}}}}
              responses: {'200': {description: in, content: {application/json: {schema: {type: object, required: [token], properties: {token: {type: string}}}}}}, '401': {description: wrong}}
        """
            .replace("MADE", made)
            .replace("SHOWN", shown);

    var specification = read(document);
    var left = specification.leftOut();

    if (!becomes.equals("left out")) {
      assertThat(left).isEmpty();
      assertThat(specification.kind("user").orElseThrow().http().orElseThrow().unseen())
          .isEqualTo(becomes.equals("unseen") ? java.util.Set.of("phone") : java.util.Set.of());
    } else {
      assertThat(left)
          .hasSize(2)
          .allSatisfy(part -> assertThat(part.reason()).contains("phone of every account"));
    }
  }

  /** Nothing makes such codes, so that anybody would register with any, as a record or so. */
  @Test
  void whoeverNeedsACodeThatNothingMakesDoesNotRegister() {
    var specification =
        read(
            """
            openapi: 3.0.3
            info: {title: Invited, version: '1'}
            paths:
              /register:
                post:
                  requestBody: {required: true, content: {application/json: {schema: {type: object, required: [email, password, inviteCode], properties: {email: {type: string}, password: {type: string}, inviteCode: {type: string}}}}}}
                  responses: {'201': {description: made, content: {application/json: {schema: {type: object, properties: {id: {type: integer}, email: {type: string}}}}}}}
              /login:
                post:
                  requestBody: {required: true, content: {application/json: {schema: {type: object, required: [email, password], properties: {email: {type: string}, password: {type: string}}}}}}
                  responses: {'200': {description: in, content: {application/json: {schema: {type: object, required: [token], properties: {token: {type: string}}}}}}}
            """);

    assertThat(specification.kinds()).isEmpty();
    assertThat(specification.leftOut()).hasSize(2);
  }

  @Test
  void toRegisterMayBeTheOnlyWayIn() {
    var login = BLOG.substring(BLOG.indexOf("  /auth/login:"), BLOG.indexOf("  /auth/logout:"));
    var specification =
        read(
            registering(json("{type: object, properties: {token: {type: string}}}"))
                .replace(login, ""));

    assertThat(specification.leftOut()).isEmpty();
    var accounts = specification.accounts().orElseThrow();
    assertThat(accounts.operations())
        .extracting(Accounts.Operation::what)
        .containsExactly(What.LOG_OUT, What.ME);
    assertThat(specification.kind("bookmark")).isPresent();
  }

  @Test
  void aTokenThatNothingTakesIsNone() {
    var specification =
        read(
            registering(
                json(
                    "{type: object, required: [token, refreshToken], properties: {token: {type: string}, refreshToken: {type: string}}}")));

    assertThat(specification.leftOut())
        .anyMatch(one -> one.text().startsWith("POST /auth/register"));
  }

  /** The blog with more that is done by who is logged in. */
  private static String with(String paths) {
    return BLOG.replace("  /bookmarks:", paths.indent(2) + "  /bookmarks:");
  }

  @Test
  void whatIsDoneToMeIsDoneToTheAccount() {
    var me = "  /users/me:\n";
    assertThat(BLOG).contains(me);
    var specification =
        read(
            BLOG.replace(
                me,
                me
                    + """
                          put:
                            security: [{token: []}]
                            requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {email: {type: string, format: email}, name: {type: string}}}}}}
                            responses: {'200': {description: changed, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}, '422': {description: taken}}
                          delete:
                            security: [{token: []}]
                            responses: {'204': {description: gone}}
                      """));

    assertThat(specification.leftOut()).isEmpty();
    var user = specification.kind("user").orElseThrow();
    assertThat(user.operations()).containsExactly(Kind.Operation.CREATE);
    assertThat(user.http().orElseThrow().routes())
        .filteredOn(Route::ofAccount)
        .extracting(Route::operation)
        .containsExactlyInAnyOrder(Kind.Operation.UPDATE, Kind.Operation.DELETE);
    assertThat(user.http().orElseThrow().routes())
        .filteredOn(route -> route.operation() == Kind.Operation.UPDATE)
        .allSatisfy(route -> assertThat(route.status(409)).isEqualTo(422));
    assertThat(specification.assumptions())
        .anyMatch(one -> one.equals("Deleting a user deletes its posts."));
  }

  @Test
  void whatIsDoneToMeByAnybodyIsLeftOut() {
    var specification =
        read(
            with(
                """
                /users/me/profile:
                  put:
                    requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}}
                    responses: {'204': {description: changed}}
                """));

    assertThat(specification.leftOut())
        .singleElement()
        .satisfies(one -> assertThat(one.text()).startsWith("PUT /users/me/profile"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'401': {description: who}, '403': {description: wrong} | 403",
        "'400': {description: wrong}, '401': {description: who} | 400",
        "'401': {description: The password is wrong}, '422': {description: too short} | 401",
        "'401': {description: who} | 401",
      })
  void aNewPasswordNeedsTheOldOne(String responses, int status) {
    var specification =
        read(
            with(
                """
                /account/password:
                  post:
                    security: [{token: []}]
                    requestBody: {required: true, content: {application/json: {schema: {type: object, required: [oldPassword, newPassword], properties: {oldPassword: {type: string}, newPassword: {type: string}}}}}}
                    responses: {'204': {description: changed}, %s}
                """
                    .formatted(responses)));

    assertThat(specification.leftOut()).isEmpty();
    var password = specification.accounts().orElseThrow().operation(What.PASSWORD).orElseThrow();
    assertThat(password.proofMember()).contains("oldPassword");
    assertThat(password.passwordMember()).isEqualTo("newPassword");
    assertThat(password.status(401)).isEqualTo(status);
  }

  @Test
  void aSessionThatIsShownMayBeRenewed() {
    var specification =
        read(
            with(
                """
                /auth/refresh:
                  post:
                    security: [{token: []}]
                    responses: {'200': {description: new, content: {application/json: {schema: {type: object, properties: {accessToken: {type: string}}}}}}, '401': {description: who}}
                """));

    assertThat(specification.leftOut()).isEmpty();
    assertThat(
            specification
                .accounts()
                .orElseThrow()
                .operation(What.REFRESH)
                .orElseThrow()
                .proofMember())
        .isEmpty();
  }

  @Test
  void whatNothingGivesRenewsNothing() {
    var specification =
        read(
            with(
                """
                /auth/refresh:
                  post:
                    requestBody: {required: true, content: {application/json: {schema: {type: object, required: [refresh_token], properties: {refresh_token: {type: string}}}}}}
                    responses: {'200': {description: new, content: {application/json: {schema: {type: object, properties: {accessToken: {type: string}}}}}}}
                """));

    assertThat(specification.leftOut())
        .singleElement()
        .satisfies(one -> assertThat(one.text()).startsWith("POST /auth/refresh"));
    assertThat(specification.accounts().orElseThrow().operations()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "summary: Delete a post (admin only) | '403': {description: no}",
        "summary: Delete a post. Requires the admin role. | '401': {description: who}",
        "summary: Moderators can delete a post | '401': {description: who}",
        "summary: Delete a post | '403': {description: Only administrators may}",
      })
  void whatOnlySomeAccountsMayDoIsServedToNobody(String summary, String refusal) {
    var own = "'204': {description: gone}, '403': {description: not yours}";
    assertThat(BLOG).contains(own);
    var specification =
        read(
            BLOG.replace(
                    "    delete:\n      security",
                    "    delete:\n      %s\n      security".formatted(summary))
                .replace(own, "'204': {description: gone}, " + refusal));

    assertThat(specification.leftOut())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.text()).startsWith("DELETE /posts/{id}");
              assertThat(one.reason()).startsWith("Only some accounts");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "X-Auth-Token, true",
    "X-Session-Token, true",
    "X-Session, true",
    "X-Forwarded-User, false"
  })
  void aSessionIsShownInAnyHeaderThatComesThrough(String header, boolean isServed) {
    var specification =
        read(
            BLOG.replace(
                "{token: {type: http, scheme: bearer}}",
                "{token: {type: apiKey, in: header, name: %s}}".formatted(header)));

    assertThat(specification.accounts().map(Accounts::name))
        .isEqualTo(isServed ? Optional.of(header) : Optional.empty());
    assertThat(specification.leftOut().isEmpty()).isEqualTo(isServed);
  }

  private static final String JSON_LOGIN =
      "content: {application/json: {schema: {type: object, required: [email, password], properties: {email: {type: string}, password: {type: string}}}}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // As frameworks and people write it.
        "required: [username, password], properties: {grant_type: {type: string, pattern: password}, username: {type: string}, password: {type: string}, scope: {type: string, default: ''}, client_id: {type: string}, client_secret: {type: string}}",
        "required: [grant_type, username, password], properties: {grant_type: {type: string, enum: [password]}, username: {type: string}, password: {type: string, format: password}}",
        "required: [email, password], properties: {email: {type: string, format: email}, password: {type: string}}",
        "required: [username, password, client_id], properties: {username: {type: string}, password: {type: string}, client_id: {type: string}}",
      })
  void aFormLogsIn(String schema) {
    assertThat(BLOG).contains(JSON_LOGIN);
    var specification =
        read(
            BLOG.replace(
                    JSON_LOGIN,
                    "content: {application/x-www-form-urlencoded: {schema: {type: object, %s}}}"
                        .formatted(schema))
                .replace(
                    "{token: {type: http, scheme: bearer}}",
                    "{token: {type: oauth2, flows: {password: {tokenUrl: /auth/login, scopes: {}}}}}"));

    assertThat(specification.leftOut()).isEmpty();
    assertThat(specification.accounts().orElseThrow().operation(What.LOG_IN).orElseThrow().takes())
        .containsExactly("application/x-www-form-urlencoded");
  }

  @Test
  void whatSomebodyElseGivesOutIsNoSessionHere() {
    var specification =
        read(
            BLOG.replace(
                "{token: {type: http, scheme: bearer}}",
                "{token: {type: oauth2, flows: {authorizationCode: {authorizationUrl: 'https://a.example/a', tokenUrl: 'https://a.example/t', scopes: {}}}}}"));

    assertThat(specification.accounts()).isEmpty();
  }

  private static final String ROLE =
      "name: {type: string}, role: {type: string, enum: [admin, user]}}}\n    Post";

  private Specification forSome(String summary, String refusal, String role) {
    var own = "'204': {description: gone}, '403': {description: not yours}";
    var user = "name: {type: string}}}\n    Post";
    assertThat(BLOG).contains(own).contains(user);
    return read(
        BLOG.replace(
                "    delete:\n      security",
                "    delete:\n      %s\n      security".formatted(summary))
            .replace(own, "'204': {description: gone}, " + refusal)
            .replace(user, role));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "summary: Delete a post (admin only) | '403': {description: no}",
        "summary: Delete a post. Requires the admin role. | '401': {description: who}",
        "description: Admin privileges required | '403': {description: no}",
        "description: Only administrators can delete posts. | '403': {description: no}",
        "description: The user must have the ADMIN role to call this. | '403': {description: no}",
        "tags: [Admin] | '403': {description: no}",
        "summary: Delete a post | '403': {description: Forbidden - user is not an administrator}",
      })
  void whatAdminsMayDoIsForTheFirstWhoRegisters(String summary, String refusal) {
    var specification = forSome(summary, refusal, ROLE);

    assertThat(specification.leftOut()).isEmpty();
    assertThat(specification.accounts().orElseThrow().roles())
        .contains(
            new Accounts.Roles(
                "role",
                "admin",
                List.of(
                    new Accounts.Only(
                        "DELETE", "/posts/{id}", List.of("admin"), Optional.empty()))));
    assertThat(specification.kind("post").orElseThrow().access().delete())
        .isEqualTo(new Access.Account());
    assertThat(specification.assumptions())
        .anyMatch(one -> one.startsWith("The user that registers while there is no other"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Only the author or an admin may delete a post. | '403': {description: no}",
        "Delete a post | '403': {description: You are neither the author nor an admin}",
      })
  void adminsMayBesideWhoeverMadeIt(String said, String refusal) {
    var specification = forSome("description: " + said, refusal, ROLE);

    assertThat(specification.leftOut()).isEmpty();
    assertThat(specification.kind("post").orElseThrow().access().delete())
        .isEqualTo(new Access.When("record.author_id == account || account.role == 'admin'"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Nobody could ever be one.
        "Moderators only. | '403': {description: no} | role: {type: string, enum: [admin, user]}",
        "Moderators only. | '403': {description: no} | role: {type: string, enum: [moderator, admin, user]}",
        // Which of two it is.
        "Admins only. | '403': {description: no} | role: {type: string, enum: [super_admin, admin, user]}",
        // What they may is something else.
        "Admins can delete the posts of others too. | '403': {description: no} | role: {type: string, enum: [admin, user]}",
        "Only admins can delete posts when they are old. | '403': {description: no} | role: {type: string, enum: [admin, user]}",
        // Somebody is one already.
        "Admins only. A default admin account is made at the start. | '403': {description: no} | role: {type: string, enum: [admin, user]}",
      })
  void whoIsForWhatIsNotGuessed(String said, String refusal, String role) {
    var specification =
        forSome("description: " + said, refusal, "name: {type: string}, " + role + "}}\n    Post");

    assertThat(specification.leftOut())
        .singleElement()
        .satisfies(one -> assertThat(one.text()).startsWith("DELETE /posts/{id}"));
    assertThat(specification.accounts().orElseThrow().roles()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "summary: Get a user (self or admin) | Forbidden",
        "summary: Get a user | Only the user themselves or an admin",
        "description: Users can only access their own profile or need admin rights. | no",
        "summary: Get a user | Not the account owner or an administrator",
      })
  void adminsMayBesideTheOneItself(String said, String refusal) {
    var one =
        """
        /users/{userId}:
          get:
            %s
            security: [{token: []}]
            parameters: [{name: userId, in: path, required: true, schema: {type: integer}}]
            responses: {'200': {description: one, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}, '403': {description: %s}, '404': {description: none}}
        """
            .formatted(said, refusal);
    var specification = read(with(one).replace("name: {type: string}}}\n    Post", ROLE));

    assertThat(specification.leftOut()).isEmpty();
    assertThat(specification.accounts().orElseThrow().roles().orElseThrow().only())
        .containsExactly(
            new Accounts.Only("GET", "/users/{userId}", List.of("admin"), Optional.of("userId")));
  }

  @Test
  void adminsGiveNobodyAPasswordOfWhichNothingIsSaid() {
    var change =
        """
        /users/{id}:
          patch:
            summary: Change a user (admin only)
            security: [{token: []}]
            parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
            requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}}
            responses: {'200': {description: one, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}, '403': {description: no}, '404': {description: none}}
        """;
    var user = "name: {type: string}}}\n    Post";

    var silent = read(with(change).replace(user, ROLE));
    assertThat(silent.leftOut()).isEmpty();
    assertThat(ofPatch(silent)).containsExactly("name");
    var saying =
        change.replace(
            "{name: {type: string}}",
            "{name: {type: string}, password: {type: string, minLength: 8}}");
    var said = read(with(saying).replace(user, ROLE));
    assertThat(said.leftOut()).isEmpty();
    assertThat(ofPatch(said)).containsExactlyInAnyOrder("name", "password");
  }

  /** What the body of the change of an account gives. */
  private static List<String> ofPatch(Specification specification) {
    return specification.kinds().stream()
        .flatMap(kind -> kind.http().stream())
        .flatMap(http -> http.routes().stream())
        .filter(route -> route.method().equals("PATCH"))
        .findFirst()
        .orElseThrow()
        .fields();
  }

  @Test
  void whoGivesRolesMustBeSaid() {
    var role =
        """
        /users/{id}/role:
          parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
          put:
            security: [{token: []}]
            requestBody: {required: true, content: {application/json: {schema: {type: object, required: [role], properties: {role: {type: string, enum: [admin, user]}}}}}}
            responses: {'200': {description: done, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}, '404': {description: none}}
        """;
    var user = "name: {type: string}}}\n    Post";
    var open = read(with(role).replace(user, ROLE));
    assertThat(open.leftOut())
        .singleElement()
        .satisfies(one -> assertThat(one.text()).startsWith("PUT /users/{id}/role"));

    var refusing = role.replace("'404'", "'403': {description: no}, '404'");
    var closed = read(with(refusing).replace(user, ROLE));
    assertThat(closed.leftOut()).isEmpty();
    assertThat(closed.accounts().orElseThrow().roles().orElseThrow().only())
        .containsExactly(
            new Accounts.Only("PUT", "/users/{id}/role", List.of("admin"), Optional.empty()));
  }

  @Test
  void aRoleIsNobodysToGiveHimself() {
    var user = "name: {type: string}}}\n    Post";
    assertThat(BLOG).contains(user);
    var specification =
        read(
            BLOG.replace(
                user,
                "name: {type: string}, role: {type: string, enum: [admin, user]}, isAdmin: {type: boolean}}}\n    Post"));

    assertThat(specification.leftOut()).isEmpty();
    assertThat(specification.kind("user").orElseThrow().field("role").orElseThrow().origin())
        .isEqualTo(new Origin.Actions(Optional.of("'user'")));
    assertThat(specification.assumptions())
        .anyMatch(one -> one.startsWith("The is_admin of every user is false"));
  }

  @Test
  void aTokenForANewSessionMayBeShownInPlaceOfOne() {
    var specification =
        read(
            with("""
                    /auth/refresh:
                      post:
                        security: [{token: []}]
                        responses: {'200': {description: new, content: {application/json: {schema: {type: object, properties: {accessToken: {type: string}}}}}}, '401': {description: who}}
                    """)
                .replace("required: [accessToken, user]", "required: [accessToken, refreshToken]")
                .replace("tokenType: {type: string}", "refreshToken: {type: string}"));

    assertThat(specification.leftOut()).isEmpty();
    assertThat(specification.accounts().orElseThrow().refreshes(specification)).isTrue();
    assertThat(specification.assumptions()).anyMatch(one -> one.contains("is good for 60 days"));
  }
}
