package factory.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever comes in, the answer is a document or a refusal with a place inside of it. */
class FuzzTest {
  private static final String SEED =
      """
      openapi: 3.1.0
      info: {title: T, version: '1'}
      security: [{key: []}]
      paths:
        /pets/{id}:
          parameters: [{name: id, in: path, required: true, schema: {type: integer, minimum: 1}}]
          get:
            tags: [pets]
            parameters: [{$ref: '#/components/parameters/Q'}]
            responses:
              '200': {description: ok, headers: {E: {schema: {type: string}}}, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}, examples: {a: {value: {id: 1}}}}}}
              default: {$ref: '#/components/responses/Error'}
          put:
            requestBody: {required: true, content: {application/json: {schema: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object}]}}}}
            callbacks: {c: {'{$request.body#/u}': {post: {responses: {'200': {description: x}}}}}}
            responses: {'204': {description: gone, links: {l: {operationId: x, parameters: {a: 1}}}}}
      components:
        parameters: {Q: {name: q, in: query, style: form, explode: true, schema: {type: array, items: {type: string, enum: [a, b]}}}}
        responses: {Error: {description: e, content: {text/plain: {}}}}
        securitySchemes: {key: {type: apiKey, in: header, name: K}, o: {type: oauth2, flows: {implicit: {authorizationUrl: x, scopes: {a: b}}}}}
        schemas:
          Pet: {type: object, required: [id], discriminator: {propertyName: t, mapping: {m: Pet}}, properties: {id: {type: [integer, 'null']}, born: {type: string, format: date, default: '2020-01-01'}, parent: {$ref: '#/components/schemas/Pet'}, more: {additionalProperties: {type: number, multipleOf: 0.5, exclusiveMaximum: 5}}}}
      tags: [{name: pets}]
      """;

  private static final List<String> PIECES =
      List.of(
          "null",
          "true",
          "[]",
          "{}",
          "''",
          "-1",
          "1e9",
          "[1, 2]",
          "{a: b}",
          "- x\n",
          ": ",
          "&a ",
          "*a",
          "\t",
          "\"",
          "'",
          "{",
          "}",
          "[",
          "]",
          "$ref: x",
          "!!str ",
          "| \n",
          "\n",
          "# ",
          "\u0000",
          "\uD83D\uDE00",
          "<<: ",
          "? ",
          "---\n",
          "%YAML 1.2\n",
          "openapi",
          "type: [",
          "~");

  @Test
  void everyTextHasAnAnswer() {
    var random = new Random(20_261_129);
    var documents = 0;
    for (var round = 0; round < 1_500; round++) {
      var text = mutated(random);
      var answer = DocumentReader.read(text.getBytes(StandardCharsets.UTF_8));
      if (answer.has("document")) {
        documents++;
      } else {
        var lines = (int) text.chars().filter(c -> c == '\n').count() + 1;
        assertThat(answer.at("/refused/line").asInt()).as(text).isBetween(1, lines + 1);
        assertThat(answer.at("/refused/why").asText()).as(text).isNotBlank();
      }
    }
    // A fuzz that is refused at once each time tries nothing.
    assertThat(documents).isGreaterThan(150);
  }

  private static String mutated(Random random) {
    var text = new StringBuilder(SEED);
    for (var i = random.nextInt(1, 4); i > 0; i--) {
      var at = random.nextInt(text.length());
      var end = Math.min(text.length(), at + random.nextInt(1, 12));
      switch (random.nextInt(5)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 2 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
        case 3 -> value(text, at, PIECES.get(random.nextInt(14)));
        default -> value(text, at, Integer.toString(random.nextInt()));
      }
    }
    return text.toString();
  }

  /** Another value for whatever stands behind the next colon. */
  private static void value(StringBuilder text, int from, String value) {
    var colon = text.indexOf(": ", from);
    if (colon >= 0) {
      var end = colon + 2;
      while (end < text.length() && ",}]\n".indexOf(text.charAt(end)) < 0) {
        end++;
      }
      text.replace(colon + 2, end, value);
    }
  }
}
