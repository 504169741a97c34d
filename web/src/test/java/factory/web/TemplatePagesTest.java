package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Templates as people see them, and what becomes of what they choose. */
class TemplatePagesTest {
  private final FakeRegistry registry = new FakeRegistry(Neighbourhood.CLOCK);
  private final FakePipeline pipeline = new FakePipeline(Neighbourhood.CLOCK);
  private Neighbourhood web;

  @BeforeEach
  void start() {
    var chain = new FakeChain();
    var _ = new Exhibits(registry, pipeline, chain);
    web =
        new Neighbourhood(
            Map.of("registry", registry, "pipeline", pipeline, "chain", chain),
            Neighbourhood.CLOCK,
            "127.0.0.1:0");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private String page(String path) {
    var answer = web.get(path, "Accept", "text/html");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void eachSaysWhatItMakes() {
    assertThat(page("/templates"))
        .contains(
            "href=\"/templates/polls\"",
            "It keeps nothing.",
            "It keeps books, loans. Besides: borrow, fine, loans per book.",
            "You choose: what is lent, in the singular; the same in the plural;",
            "/new?template=shelves");
    assertThat(page("/templates/shelves"))
        .contains(
            "<code>isbn</code>",
            "<span class=\"method\">POST</span><code>/books/{id}/lend</code>",
            "name=\"parameters.item\"",
            // What is made of what is chosen before it.
            "placeholder=\"books\"");
    assertThat(web.get("/templates/none", "Accept", "text/html").statusCode()).isEqualTo(404);
  }

  @Test
  void whatIsChosenGoesIntoThePlan() {
    page("/new?template=shelves&parameters.item=record&parameters.items=");
    var use = pipeline.asked.getTemplates(0);
    assertThat(use.getName()).isEqualTo("shelves");
    assertThat(use.getParametersMap()).containsExactly(Map.entry("item", "record"));
  }

  @Test
  void whatIsWrongIsSaidBesideItsField() {
    var answer = web.get("/new?template=shelves&parameters.item=BAD", "Accept", "text/html");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body())
        .contains("value=\"BAD\"", "id=\"parameters.item-error\"", "It must match [a-z]+.");
    assertThat(web.get("/new?template=polls&other=1", "Accept", "text/html").statusCode())
        .isEqualTo(400);
  }

  @Test
  void withoutThePipelineNothingIsPretended() {
    web.close();
    web = new Neighbourhood(Map.of("registry", registry), Neighbourhood.CLOCK, "127.0.0.1:0");
    assertThat(web.get("/templates", "Accept", "text/html").statusCode()).isEqualTo(503);
  }
}
