package factory.pipeline.template;

import factory.mesh.Fault;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Map;

/** Each way in which templates are refused. */
public sealed interface TemplateFault extends Fault.Tabled {
  /** There is no such template. */
  record NoTemplate(String name, List<String> known) implements TemplateFault {
    /** Keeps a copy. */
    public NoTemplate {
      known = List.copyOf(known);
    }
  }

  @Override
  default Fault.Plain told() {
    return switch (this) {
      case NoTemplate(var name, var known) ->
          new Fault.Plain(
              Code.NOT_FOUND,
              "TEMPLATE_NOT_FOUND",
              "There is no such template.",
              Map.of("template", name, "templates", String.join(", ", known)));
    };
  }
}
