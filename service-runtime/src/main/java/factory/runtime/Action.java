package factory.runtime;

import java.util.List;

/**
 * A named operation: {@code POST /{plural}/{key}/{name}} on one record, or {@code POST
 * /{plural}/{name}} on the collection. Underscores of the name are hyphens in the path. Elsewhere,
 * and in other shapes, when it has an {@link Endpoint}.
 */
public final class Action implements Part {
  /** What an action does. */
  public interface Body {
    /** Does it. */
    Outcome run(Call call);
  }

  private final String plural;
  private final String name;
  private final boolean onRecord;
  private final Body body;
  private final Access access;
  private final List<Field> inputs;
  private final List<Field> outputs;
  private final Endpoint endpoint;

  private Action(
      String plural,
      String name,
      boolean onRecord,
      Body body,
      Access access,
      List<Field> inputs,
      List<Field> outputs,
      Endpoint endpoint) {
    this.plural = plural;
    this.name = Names.operation(name);
    this.onRecord = onRecord;
    this.body = body;
    this.access = access;
    this.inputs = Field.named(inputs);
    this.outputs = Field.named(outputs);
    this.endpoint = endpoint;
  }

  /** An action on one record of a resource. */
  public static Action onRecord(String plural, String name, Body body) {
    var endpoint =
        Endpoint.usual("/" + plural + "/{id}/" + Names.path(Names.operation(name))).key("id", "id");
    return new Action(plural, name, true, body, Access.anyone(), List.of(), List.of(), endpoint);
  }

  /** An action on a resource as a whole. */
  public static Action onCollection(String plural, String name, Body body) {
    var endpoint = Endpoint.usual("/" + plural + "/" + Names.path(Names.operation(name)));
    return new Action(plural, name, false, body, Access.anyone(), List.of(), List.of(), endpoint);
  }

  /** The same with one more field of its body. */
  public Action input(Field field) {
    return new Action(
        plural, name, onRecord, body, access, Names.more(inputs, field), outputs, endpoint);
  }

  /** The same with one more field of the answer, for {@link Outcome#values}. */
  public Action output(Field field) {
    return new Action(
        plural, name, onRecord, body, access, inputs, Names.more(outputs, field), endpoint);
  }

  /**
   * The same for those who may do it, beyond who may read the record; whoever passes the gate until
   * then.
   */
  public Action allowed(Access who) {
    return new Action(plural, name, onRecord, body, who, inputs, outputs, endpoint);
  }

  /** The same elsewhere, and in other shapes. */
  public Action at(Endpoint other) {
    return new Action(plural, name, onRecord, body, access, inputs, outputs, other);
  }

  String plural() {
    return plural;
  }

  String name() {
    return name;
  }

  boolean isOnRecord() {
    return onRecord;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  Access access() {
    return access;
  }

  Body body() {
    return body;
  }

  List<Field> inputs() {
    return inputs;
  }

  List<Field> outputs() {
    return outputs;
  }
}
