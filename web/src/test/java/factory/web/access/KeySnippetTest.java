package factory.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import factory.web.service.ServiceOperations.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page that is proposed with a publishable key; a browser runs one in standalone. */
class KeySnippetTest {
  private static final String BASE = "https://factory.example/gateway/x";

  @Test
  void readsTheFirstListAndOffersTheFirstWriteWithItsExample() {
    var page =
        KeySnippet.of(
            BASE,
            "mfp_key",
            List.of("GET /books/{id}", "GET /books", "PATCH /books/{id}", "POST /books"),
            List.of(new Operation("POST /books", "{\"title\":\"Emma\"}")));
    assertThat(page)
        .contains(
            "const service = \"" + BASE + "\", key = \"mfp_key\";",
            "show(call(\"GET\", \"/books\"));",
            "<button id=\"send\">POST /books</button>",
            "show(call(\"POST\", \"/books\", {\"title\":\"Emma\"}));");
  }

  @Test
  void nothingThatItNamesEndsItsScriptOrBeginsAnElement() {
    var evil = "</script><img src=x onerror=alert(1)>\"\\";
    var page =
        KeySnippet.of(
            BASE + evil,
            "mfp_key",
            List.of("GET /" + evil, "POST /" + evil),
            List.of(new Operation("POST /" + evil, "{\"a\":\"</script>\"}")));
    assertThat(page).containsOnlyOnce("</script>").doesNotContain("<img");
    assertThat(page.strip()).endsWith("</script>");
    assertThat(page).contains("\\u003c/script>\\u003cimg src=x onerror=alert(1)>\\\"\\\\\"");
  }
}
