package factory.pipeline.spec;

import java.util.List;

/**
 * A computation in Java, for what expressions cannot say: expressions call it by its name. It sees
 * its inputs and nothing else, and gives the same for the same.
 *
 * @param name snake_case, as expressions call it
 * @param description a sentence; may be empty
 * @param inputs what it takes, in order
 * @param result what it gives
 * @param java members of a class, among them the method {@code static R compute(...)}
 */
public record Code(
    String name, String description, List<Input> inputs, FieldType result, String java) {
  /** Keeps a copy of the inputs. */
  public Code {
    inputs = List.copyOf(inputs);
  }

  /** One thing that it takes. */
  public record Input(String name, FieldType type) {}
}
