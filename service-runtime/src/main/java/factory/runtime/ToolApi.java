package factory.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import factory.runtime.Problem.FieldError;
import factory.runtime.ToolClient.Given;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Operations that are tools of the platform. */
final class ToolApi {
  private static final JsonFactory JSON = new JsonFactory();

  /** More of a text no answer has. */
  private static final int MAX_TEXT = 1 << 20;

  private static final int MOST_FILES = 50;

  private final Bodies bodies;
  private final Inputs inputs;
  private final ToolClient tools;

  ToolApi(Bodies bodies, ToolClient tools) {
    this.bodies = bodies;
    this.inputs = new Inputs(bodies);
    this.tools = tools;
  }

  /**
   * Serves one.
   *
   * @param parameters of the path, in their order
   */
  void serve(
      ServerRequest request,
      ServerResponse response,
      ToolOperation operation,
      List<String> parameters)
      throws IOException {
    var length = request.headers().contentLength().orElse(Bodies.MAX_BYTES);
    if (operation.from() != ToolOperation.From.MEMBER && !request.content().hasEntity()) {
      throw Problem.malformed("The body is empty; send the bytes.");
    }
    var _ =
        bodies.held(
            length,
            () -> {
              var endpoint = operation.endpoint();
              var values = inputs.read(request, endpoint, beside(operation), parameters);
              var given = given(request, operation, values);
              return tools.run(
                  operation.tool(),
                  options(operation, values),
                  given,
                  done -> {
                    answer(request, response, operation, done);
                    return true;
                  });
            });
  }

  /** The inputs that are read before the body: where that is a form, those in it are its parts. */
  private static List<Field> beside(ToolOperation operation) {
    return operation.inputs().stream().filter(input -> !isPart(operation, input)).toList();
  }

  private static boolean isPart(ToolOperation operation, Field input) {
    return operation.from() == ToolOperation.From.PART
        && operation.endpoint().place(input).in() == Endpoint.In.BODY;
  }

  private static Map<String, String> options(
      ToolOperation operation, Map<String, @Nullable Object> values) {
    Map<String, String> options = new LinkedHashMap<>();
    for (var input : operation.inputs()) {
      var value = values.get(input.name());
      var isText =
          operation.from() == ToolOperation.From.MEMBER && operation.called().equals(input.name());
      if (value != null && !isText) {
        options.put(input.name(), value.toString());
      }
    }
    return options;
  }

  private static List<Given> given(
      ServerRequest request, ToolOperation operation, Map<String, @Nullable Object> values)
      throws IOException {
    return switch (operation.from()) {
      case MEMBER -> {
        var text = values.get(operation.called());
        yield List.of(new Given("", String.valueOf(text).getBytes(StandardCharsets.UTF_8)));
      }
      case BODY -> {
        var type = type(request, operation.types());
        var bytes = request.content().inputStream().readAllBytes();
        if (bytes.length == 0) {
          throw Problem.malformed("The body is empty; send the bytes.");
        }
        yield List.of(new Given(type.equals(MediaTypes.BYTES) ? "" : type, bytes));
      }
      case PART -> files(request, operation, values);
    };
  }

  /**
   * The files of a form that have the operation's name for them, and the options that are in it;
   * what else is in it is nothing.
   */
  private static List<Given> files(
      ServerRequest request, ToolOperation operation, Map<String, @Nullable Object> values)
      throws IOException {
    var _ = Http.mediaType(request, Set.of(Http.MULTIPART), Http.MULTIPART);
    var type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse(Http.MULTIPART);
    List<Given> files = new ArrayList<>();
    Map<String, List<String>> texts = new LinkedHashMap<>();
    try (var form =
        Multipart.read(
            type,
            request.content().inputStream(),
            Multipart.Limits.files(MOST_FILES, Bodies.MAX_BYTES),
            null)) {
      for (var part : form.parts()) {
        if (part.name().equals(operation.called())) {
          // What its sender calls it is nobody's business: neither name nor type is believed.
          files.add(new Given("", part.content().bytes()));
        } else if (!part.isFile()) {
          texts
              .computeIfAbsent(part.name(), _ -> new ArrayList<>())
              .add(new String(part.content().bytes(), StandardCharsets.UTF_8));
        }
      }
    }
    var options = operation.inputs().stream().filter(input -> isPart(operation, input)).toList();
    Inputs.ofForm(options, operation.endpoint(), texts, values);
    if (files.isEmpty()) {
      throw Problem.invalid(List.of(new FieldError(operation.called(), FieldError.REQUIRED)));
    }
    if (files.size() > 1 && !operation.isMany()) {
      throw Problem.malformed("The body has the field '" + operation.called() + "' twice.");
    }
    return files;
  }

  private static String type(ServerRequest request, List<String> types) {
    var said =
        MediaTypes.bare(request.headers().first(HeaderNames.CONTENT_TYPE).orElse(MediaTypes.BYTES));
    if (MediaTypes.isOne(said, types)) {
      return said;
    }
    throw Problem.mediaType(String.join(" or ", types));
  }

  private static void answer(
      ServerRequest request, ServerResponse response, ToolOperation operation, ToolClient.Done done)
      throws IOException {
    var status = operation.endpoint().success(200);
    switch (operation.as()) {
      case OBJECT ->
          Http.send(
              request,
              response,
              Http.JSON,
              new Reply(status, null, null, object(operation.members(), done)));
      case TEXT ->
          Http.send(
              request,
              response,
              Endpoint.Content.TEXT.mediaType(),
              new Reply(status, null, null, text(done).getBytes(StandardCharsets.UTF_8)));
      case BYTES -> {
        response.status(Status.create(status));
        response.header(HeaderNames.CONTENT_TYPE, operation.type());
        response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(done.length()));
        if (!operation.type().startsWith("image/")) {
          response.header(HeaderNames.CONTENT_DISPOSITION, "attachment");
        }
        Http.send(response, done.output(), done.length());
      }
    }
  }

  private static String text(ToolClient.Done done) throws IOException {
    if (done.length() > MAX_TEXT) {
      throw Problem.tool("OUTPUT_TOO_LARGE");
    }
    return new String(done.output().readNBytes(done.length()), StandardCharsets.UTF_8);
  }

  private static byte[] object(Map<String, ToolOperation.Told> members, ToolClient.Done done)
      throws IOException {
    var output = text(done);
    var bytes = new ByteArrayOutputStream();
    try (var json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      for (var member : members.entrySet()) {
        switch (member.getValue()) {
          case OUTPUT -> json.writeStringField(member.getKey(), output);
          case MESSAGES -> json.writeStringField(member.getKey(), done.said());
          case CODE -> json.writeNumberField(member.getKey(), done.code());
          case SUCCESS -> json.writeBooleanField(member.getKey(), done.code() == 0);
        }
      }
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }
}
