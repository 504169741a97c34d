package factory.pipeline.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A named operation: {@code POST /{plural}/{key}/{name}} on one record, or {@code POST
 * /{plural}/{name}} on the collection, unless a document says otherwise. All of it happens in one
 * transaction, or nothing.
 *
 * @param name snake_case; in the path with hyphens
 * @param description a sentence; may be empty
 * @param kind the kind's singular name
 * @param onRecord whether it is on one record, {@code record} in expressions
 * @param inputs fields of the body, each {@code input.name} in expressions
 * @param access who may do it, beyond who may read the record
 * @param guards looked at in order, before any effect
 * @param effects in order; each sees what those before it did
 * @param answer what comes back
 * @param http where it is where a document says so
 */
public record Action(
    String name,
    String description,
    String kind,
    boolean onRecord,
    List<Field> inputs,
    Access access,
    List<Guard> guards,
    List<Effect> effects,
    Answer answer,
    Optional<Endpoint> http) {
  /** Keeps copies of the lists. */
  public Action {
    inputs = List.copyOf(inputs);
    guards = List.copyOf(guards);
    effects = List.copyOf(effects);
  }

  /** One at the house's address. */
  public Action(
      String name,
      String description,
      String kind,
      boolean onRecord,
      List<Field> inputs,
      Access access,
      List<Guard> guards,
      List<Effect> effects,
      Answer answer) {
    this(
        name,
        description,
        kind,
        onRecord,
        inputs,
        access,
        guards,
        effects,
        answer,
        Optional.empty());
  }

  /** The same for others. */
  public Action with(Access others) {
    return new Action(
        name, description, kind, onRecord, inputs, others, guards, effects, answer, http);
  }

  /**
   * What must hold.
   *
   * @param check CEL over {@code record}, {@code input}, {@code caller} and the kinds by their
   *     plurals; boolean
   * @param otherwise what it is refused with
   */
  public record Guard(String check, Refusal otherwise) {}

  /**
   * A refusal.
   *
   * @param status of HTTP, 400 to 499
   * @param reason UPPER_SNAKE
   * @param message a sentence
   */
  public record Refusal(int status, String reason, String message) {}

  /** A change. Values are CEL, with {@code now} and random besides what guards see. */
  public sealed interface Effect {
    /** What it does, whether or not under a condition. */
    default Effect bare() {
      return this;
    }

    /**
     * Sets fields of one record.
     *
     * @param target CEL that names a record: {@code record}, {@code input.book}, {@code
     *     record.book} or a name from before
     */
    record Set(String target, Map<String, String> values) implements Effect {
      /** Keeps a sorted copy of the values. */
      public Set {
        values = Sorted.copyOf(values);
      }
    }

    /** Makes a record of a kind, known as {@code as} after this; {@code as} may be empty. */
    record Insert(String kind, Map<String, String> values, String as) implements Effect {
      /** Keeps a sorted copy of the values. */
      public Insert {
        values = Sorted.copyOf(values);
      }
    }

    /** Deletes one record. */
    record Delete(String target) implements Effect {}

    /**
     * Sets fields of many.
     *
     * @param rows CEL such as {@code seats.filter(s, s.event == record)}
     */
    record SetEach(String rows, Map<String, String> values) implements Effect {
      /** Keeps a sorted copy of the values. */
      public SetEach {
        values = Sorted.copyOf(values);
      }
    }

    /** Deletes many; how many is known as {@code as} after this, which may be empty. */
    record DeleteEach(String rows, String as) implements Effect {}

    /**
     * Takes the first of some records.
     *
     * @param rows CEL such as {@code tickets.filter(t, t.state == 'free')}
     * @param order a field or {@code created_at}, with a leading {@code -} for descending
     * @param as its name after this
     * @param none what the action is refused with when there is none
     */
    record Take(String rows, String order, String as, Refusal none) implements Effect {
      /** Whether it is any of them, by chance: {@code random}, where no field is called so. */
      public boolean isAny(Kind kind) {
        return order.equals("random") && kind.field(order).isEmpty();
      }
    }

    /**
     * Does something only where that holds at that place.
     *
     * @param check boolean CEL
     * @param then sets, makes or deletes, and names nothing
     */
    record When(String check, Effect then) implements Effect {
      @Override
      public Effect bare() {
        return then;
      }
    }

    /**
     * Names a value, as it is at that place, for the effects after it and the answer.
     *
     * @param as its name after this
     * @param value CEL
     */
    record Let(String as, String value) implements Effect {}

    /**
     * Goes no further, and undoes what was done before, unless that holds. Unlike a guard it sees
     * what effects have named, and the moment.
     *
     * @param check boolean CEL
     */
    record Require(String check, Refusal otherwise) implements Effect {}
  }

  /** What comes back when it succeeds. */
  public sealed interface Answer {
    /** 200 with the record as it is after. */
    record Changed() implements Answer {}

    /** 201 (or 200 for a record that was there) with the record of a name. */
    record Named(String name, boolean created) implements Answer {}

    /** 200 with an object of values. */
    record Values(List<Output> outputs) implements Answer {
      /** Keeps a copy. */
      public Values {
        outputs = List.copyOf(outputs);
      }
    }

    /** 204. */
    record Nothing() implements Answer {}
  }

  /**
   * One value of an answer.
   *
   * @param value CEL; of groups the records, such as {@code tasks.filter(t, t.done)}
   * @param type what it is; its rules say how it is rounded and shown
   * @param groups how those records are put together; empty when it is a value
   */
  public record Output(
      String name,
      FieldType type,
      String value,
      Optional<String> description,
      Optional<Groups> groups) {
    /** A value. */
    public Output(String name, FieldType type, String value, Optional<String> description) {
      this(name, type, value, description, Optional.empty());
    }
  }
}
