package factory.pipeline.spec;

import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.Action.Refusal;
import java.util.List;
import java.util.Optional;

/**
 * An operation that keeps nothing: {@code POST /{name}} with its inputs as a JSON object, unless a
 * document says otherwise.
 *
 * @param name snake_case; in the path with hyphens
 * @param description a sentence; may be empty
 * @param inputs each {@code input.name} in expressions
 * @param lets named values, each over the inputs and those before it
 * @param refusals looked at in order, after the lets that they use
 * @param outputs the fields of the answer, at least one unless the answer is always the same
 * @param http where it is where a document says so
 */
public record Function(
    String name,
    String description,
    List<Field> inputs,
    List<Let> lets,
    List<RefuseWhen> refusals,
    List<Output> outputs,
    Optional<Endpoint> http) {
  /** Keeps copies of the lists. */
  public Function {
    inputs = List.copyOf(inputs);
    lets = List.copyOf(lets);
    refusals = List.copyOf(refusals);
    outputs = List.copyOf(outputs);
  }

  /** One at the house's address. */
  public Function(
      String name,
      String description,
      List<Field> inputs,
      List<Let> lets,
      List<RefuseWhen> refusals,
      List<Output> outputs) {
    this(name, description, inputs, lets, refusals, outputs, Optional.empty());
  }

  /** A named value. */
  public record Let(String name, String value) {}

  /** A computed refusal: when the CEL condition over {@code input} holds. */
  public record RefuseWhen(String when, Refusal refusal) {}
}
