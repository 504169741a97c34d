package factory.runtime;

import java.util.List;

/**
 * An operation that keeps nothing: {@code POST /{name}} with its inputs as a JSON object, answered
 * with its outputs as one. Underscores of the name are hyphens in the path. Elsewhere, and in other
 * shapes, when it has an {@link Endpoint}.
 */
public final class Function implements Part {
  /** What a function computes. */
  public interface Body {
    /** Computes it. */
    Outcome compute(Input input);
  }

  private final String name;
  private final Body body;
  private final List<Field> inputs;
  private final List<Field> outputs;
  private final Endpoint endpoint;

  private Function(
      String name, Body body, List<Field> inputs, List<Field> outputs, Endpoint endpoint) {
    this.name = Names.operation(name);
    this.endpoint = endpoint;
    this.body = body;
    this.inputs = Field.named(inputs);
    this.outputs = Field.named(outputs);
  }

  /** A function without inputs and outputs. */
  public static Function of(String name, Body body) {
    var endpoint = Endpoint.usual("/" + Names.path(Names.operation(name)));
    return new Function(name, body, List.of(), List.of(), endpoint);
  }

  /** The same with one more input. */
  public Function input(Field field) {
    return new Function(name, body, Names.more(inputs, field), outputs, endpoint);
  }

  /** The same with one more output. */
  public Function output(Field field) {
    return new Function(name, body, inputs, Names.more(outputs, field), endpoint);
  }

  /** The same elsewhere, and in other shapes. */
  public Function at(Endpoint other) {
    return new Function(name, body, inputs, outputs, other);
  }

  String name() {
    return name;
  }

  Body body() {
    return body;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  List<Field> inputs() {
    return inputs;
  }

  List<Field> outputs() {
    return outputs;
  }
}
