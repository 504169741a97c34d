package factory.web.service;

import static org.assertj.core.api.Assertions.assertThat;

import factory.web.service.Snippets.Credential;
import factory.web.service.Snippets.Request;
import org.junit.jupiter.api.Test;

class SnippetsTest {
  private static String text(int language, Request request) {
    return Snippets.of("x", request).get(language).text();
  }

  @Test
  void aCallWithAKeyTakesItFromTheEnvironmentInEachLanguage() {
    var request = new Request("GET", "https://a.example/gateway/1/books", Credential.key(), "");
    assertThat(text(0, request))
        .isEqualTo("curl -H \"X-API-Key: $FACTORY_KEY\" https://a.example/gateway/1/books");
    assertThat(text(1, request)).contains("\"X-API-Key\": process.env.FACTORY_KEY!");
    assertThat(text(2, request)).contains("import json, os,", "os.environ[\"FACTORY_KEY\"]");
    assertThat(text(3, request)).contains("System.getenv(\"FACTORY_KEY\")", "noBody()");
  }

  @Test
  void whatABodySaysStaysWhatItIs() {
    var body = "{\n  \"title\": \"O'Hara's \\\"Emma\\\"\"\n}";
    var request = new Request("POST", "https://a.example/b?c=d", Credential.wallet("0x1"), body);
    assertThat(text(0, request))
        .contains("curl -X POST", "-H 'X-Wallet-Address: 0x1'", "'https://a.example/b?c=d'")
        .contains("-d '{ \"title\": \"O'\\''Hara'\\''s \\\"Emma\\\"\" }'");
    assertThat(text(1, request))
        .contains("JSON.stringify({\n    \"title\": \"O'Hara's \\\"Emma\\\"\"");
    assertThat(text(2, request))
        .contains("r\"\"\"" + body + "\n\"\"\"")
        .doesNotContain("import json, os");
    assertThat(text(3, request)).contains("\\\\\"Emma\\\\\"");
  }
}
