package factory.pipeline.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.version.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents of our own, each of one sort of operations: what is served of them, as they say. */
@Tag("slow")
class MadeDocumentsTest {
  private Path folder = Path.of("");

  @BeforeEach
  void makeFolder() throws Exception {
    folder = Files.createTempDirectory("fm");
  }

  @AfterEach
  void deleteFolder() throws Exception {
    Trees.delete(folder);
  }

  /** Each with the operations that are left out, and a part of the reason. */
  static Stream<Arguments> documents() {
    return Stream.of(
        Arguments.of("recipes", new String[] {}),
        Arguments.of("answers", new String[] {}),
        Arguments.of("frameworks", new String[] {}),
        Arguments.of("pages", new String[] {}),
        Arguments.of("jsend", new String[] {}),
        Arguments.of("borrowing", new String[] {}),
        Arguments.of("memberships", new String[] {}),
        Arguments.of(
            "toolbox",
            new String[] {
              "GET /stats/now: What it does cannot be told", "POST /cart/add: ", "POST /translate: "
            }),
        Arguments.of("relations", new String[] {}),
        Arguments.of("workshop", new String[] {}),
        Arguments.of("journals", new String[] {}),
        Arguments.of("helpdesk", new String[] {}),
        Arguments.of("bodies", new String[] {}),
        Arguments.of(
            "diary",
            new String[] {
              "PATCH /users/{id}: The field 'role' of the body is not made by anything"
            }),
        Arguments.of("club", new String[] {}),
        Arguments.of("signups", new String[] {}),
        Arguments.of(
            "depot",
            new String[] {"GET /api/sales/stats/recent-daily: What it does cannot be told"}),
        Arguments.of("invitations", new String[] {}),
        Arguments.of("climbing", new String[] {}),
        Arguments.of("tokens", new String[] {}),
        Arguments.of(
            "truths",
            new String[] {
              "GET /switches/{id}/exists: What it does cannot be told",
              "DELETE /lamps/{id}: What it does cannot be told"
            }),
        Arguments.of(
            "catalogue", new String[] {"GET /books/top-tags: What it does cannot be told"}),
        Arguments.of("tickets", new String[] {}),
        Arguments.of("stars", new String[] {}),
        Arguments.of("shelves", new String[] {}),
        Arguments.of("vouchers", new String[] {}),
        Arguments.of("apikeys", new String[] {}),
        Arguments.of(
            "figures",
            new String[] {
              "GET /expenses/by-mood: What it does cannot be told",
              "GET /expenses/outlook: What it does cannot be told"
            }),
        Arguments.of("picks", new String[] {"GET /posts/legendary: What it does cannot be told"}),
        Arguments.of("slugs", new String[] {}),
        Arguments.of("bounds", new String[] {}),
        Arguments.of(
            "articles",
            new String[] {"POST /articles/{slug}/comments/{id}/hide: Its path names what it is"}),
        Arguments.of("tallies", new String[] {}),
        Arguments.of("chores", new String[] {}),
        Arguments.of("lending", new String[] {}),
        Arguments.of(
            "envelopes",
            new String[] {
              "GET /payments: Here nothing can ever make a payment",
              "POST /payments: What it does cannot be told"
            }),
        Arguments.of("unsaid", new String[] {"GET /weather: What it does cannot be told"}),
        Arguments.of(
            "beginnings",
            new String[] {
              "GET /signals: The field 'colour' of an item of the answer 200 is not made",
              "POST /signals: The field 'colour' of the answer 201 is not made"
            }),
        Arguments.of(
            "generated",
            new String[] {
              "POST /api/machines/{id}/wipe: What it does cannot be told",
              "GET /api/users: Callers show who they are by office",
              "POST /api/users: Callers show who they are by office"
            }),
        Arguments.of(
            "ballots",
            new String[] {
              "POST /movies/{movieId}/vote: What can be chosen cannot",
              "POST /matches/{matchId}/ballots: How what is none of the teams is refused is not",
              "GET /albums: Its query parameter"
            }),
        Arguments.of(
            "nested",
            new String[] {
              "POST /boards/{boardId}/cards/{cardId}/marks: The card of its path can come to"
            }),
        Arguments.of("errands", new String[] {}),
        Arguments.of("avatars", new String[] {}),
        Arguments.of(
            "links",
            new String[] {
              "GET /links/{code}/qr: What it does cannot be told",
              "GET /go: What it does cannot be told"
            }),
        Arguments.of("pastes", new String[] {"GET /browse: What it does cannot be told"}),
        Arguments.of(
            "board", new String[] {"POST /posts/{postId}/promote: What it does cannot be told"}),
        Arguments.of(
            "texts",
            new String[] {
              "PUT /notes/{noteId}: The body is text/plain in the document",
              "GET /cards: What it does cannot be told",
              "POST /cards: What it does cannot be told",
              "GET /logs: Here nothing can ever make a log",
              "POST /logs: Its query parameter 'level' is not understood"
            }),
        Arguments.of("wordings", new String[] {"POST /uppercase: What it does cannot be told"}),
        Arguments.of(
            "tenants",
            new String[] {
              "GET /secrets: Here nothing can ever make a secret",
              "POST /secrets: The gate keeps the header 'X-Wallet-Address' to itself"
            }),
        Arguments.of("gallery", new String[] {"POST /photos/{id}/thumbnails: "}));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void whatTheySayIsServedAndTheRestIsLeftOut(String name, String[] leftOut) throws Exception {
    var result = new Promises(folder).run(OthersDocument.made(name));
    assertThat(result.leftOut().entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()))
        .zipSatisfy(
            java.util.List.of(leftOut), (told, wanted) -> assertThat(told).startsWith(wanted));
    assertThat(result.leftOut()).hasSize(leftOut.length);
    assertThat(result.failed()).isEmpty();
    assertThat(result.about()).isEqualTo(result.tests());
  }
}
