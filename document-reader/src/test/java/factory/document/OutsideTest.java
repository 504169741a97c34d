package factory.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is outside of a document is refused with its line, and nobody looks there. */
class OutsideTest {
  private static final String SECRET = "never-to-be-read";

  /** Each has a reference where %s is, in line 4. */
  private static final List<String> PLACES =
      List.of(
          "paths:\n  /x:\n    $ref: '%s'\n",
          "paths:\n  /x: {get: {responses: {'200':\n    {$ref: '%s'}}}}\n",
          "paths:\n  /x: {get: {parameters: [\n    {$ref: '%s'}]}}\n",
          "paths:\n  /x: {post: {requestBody:\n    {$ref: '%s'}}}\n",
          "paths:\n  /x: {get: {callbacks: {c:\n    {$ref: '%s'}}}}\n",
          "paths:\n  /x: {get: {responses: {'200': {headers: {H:\n    {$ref: '%s'}}}}}}\n",
          "paths:\n  /x: {get: {responses: {'200': {links: {L:\n    {operationRef: '%s'}}}}}}\n",
          "paths:\n  /x: {get: {responses: {'200': {content: {a/b: {schema:\n    {$ref: '%s'}}}}}}}\n",
          "paths:\n  /x: {get: {responses: {'200': {content: {a/b: {examples: {e:\n    {$ref: '%s'}}}}}}}}\n",
          "paths:\n  /x: {get: {responses: {'200': {content: {a/b: {examples: {e:\n    {externalValue: '%s'}}}}}}}}\n",
          "components:\n  schemas: {A: {properties: {default:\n    {$ref: '%s'}}}}\n",
          "components:\n  schemas: {A: {items:\n    {$ref: '%s'}}}\n",
          "components:\n  schemas: {A: {additionalProperties:\n    {$ref: '%s'}}}\n",
          "components:\n  schemas: {A: {allOf: [\n    {$ref: '%s'}]}}\n",
          "components:\n  schemas: {A: {not:\n    {$ref: '%s'}}}\n",
          "components:\n  schemas: {A: {$defs: {value:\n    {$ref: '%s'}}}}\n",
          "components:\n  schemas: {A: {discriminator: {propertyName: p, mapping: {m:\n    '%s'}}}}\n",
          "components:\n  schemas: {A:\n    {$dynamicRef: '%s'}}\n",
          "components:\n  schemas: {A:\n    {$id: '%s'}}\n",
          "components:\n  securitySchemes: {S:\n    {$ref: '%s'}}\n",
          "webhooks:\n  w:\n    {$ref: '%s'}\n");

  @Test
  void isRefusedInEveryPositionAndEveryForm(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("schema.yaml"), "description: " + SECRET);
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var host = "127.0.0.1:" + server.getLocalPort();
      var forms =
          List.of(
              "http://" + host + "/a.yaml#/A",
              "https://" + host + "/a.yaml",
              "HTTP://" + host + "/a",
              "//" + host + "/a.yaml",
              "file://" + file,
              "file:" + file + "#/A",
              "jar:file:" + file + "!/x",
              file.toString(),
              "schema.yaml",
              "./schema.yaml#/A",
              "../../etc/passwd",
              "other.json#/components/schemas/A",
              "urn:example:a",
              " http://" + host + "/b",
              "");
      List<String> wrong = new ArrayList<>();
      for (var version : List.of("3.0.3", "3.1.0")) {
        for (var place : PLACES) {
          for (var form : forms) {
            var text = "openapi: " + version + "\n" + place.formatted(form);
            var answer = DocumentReaderTest.read(text);
            if (answer.at("/refused/line").asInt() != 4 || answer.toString().contains(SECRET)) {
              wrong.add(text + " -> " + answer);
            }
          }
        }
      }
      assertThat(wrong).isEmpty();
      server.setSoTimeout(1);
      assertThat(accepted(server)).isFalse();
    }
  }

  @Test
  void isLeftAloneWhereItIsNoReference() throws IOException {
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var address = "http://127.0.0.1:" + server.getLocalPort();
      var answer =
          DocumentReaderTest.read(
              """
              openapi: 3.1.0
              info: {title: T, version: '1', termsOfService: %1$s, contact: {url: %1$s}}
              jsonSchemaDialect: %1$s
              servers: [{url: %1$s}]
              externalDocs: {url: %1$s}
              paths:
                /x:
                  get:
                    responses:
                      '200':
                        description: x
                        content:
                          application/json:
                            schema: {type: object, properties: {$ref: {type: string}}, example: {$ref: %1$s}}
                            example: {$ref: %1$s}
              components:
                securitySchemes:
                  o: {type: openIdConnect, openIdConnectUrl: %1$s}
              """
                  .formatted(address));
      assertThat(answer.at("/document/operations")).hasSize(1);
      server.setSoTimeout(1);
      assertThat(accepted(server)).isFalse();
    }
  }

  private static boolean accepted(ServerSocket server) throws IOException {
    try (var connection = server.accept()) {
      return connection.isConnected();
    } catch (SocketTimeoutException nobodyCame) {
      return false;
    }
  }
}
