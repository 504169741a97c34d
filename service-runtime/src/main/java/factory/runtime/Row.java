package factory.runtime;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One stored record, as it was when it was read. {@code id}, {@code created_at} and {@code
 * updated_at} are fields of every record. Of a field without a value, {@link #whole} and {@link
 * #truth} throw, and the other accessors are null.
 */
public final class Row implements Typed {
  private final Resource resource;
  private final long seq;
  private final String id;
  private final String createdAt;
  private final String updatedAt;
  private final long revision;
  private final @Nullable String owner;
  private final Map<String, @Nullable Object> stored;
  private final Map<String, @Nullable Object> figures;
  private final Map<String, String> issued;

  /** By reference, what is shown of others. */
  private final Map<String, Row> others;

  /**
   * One that was read.
   *
   * @param seq its place in the order of creation
   * @param id its key
   * @param createdAt as stored
   * @param updatedAt as stored
   * @param revision rises with every change
   * @param owner the wallet that made it, if one did
   * @param stored by field, as stored
   * @param figures the values of aggregated fields
   */
  Row(
      Resource resource,
      long seq,
      String id,
      String createdAt,
      String updatedAt,
      long revision,
      @Nullable String owner,
      Map<String, @Nullable Object> stored,
      Map<String, @Nullable Object> figures) {
    this.resource = resource;
    this.seq = seq;
    this.id = id;
    this.createdAt = createdAt;
    this.updatedAt = updatedAt;
    this.revision = revision;
    this.owner = owner;
    this.stored = stored;
    this.figures = figures;
    issued = Map.of();
    others = Map.of();
  }

  private Row(Row row, Map<String, String> issued, Map<String, Row> others) {
    resource = row.resource;
    seq = row.seq;
    id = row.id;
    createdAt = row.createdAt;
    updatedAt = row.updatedAt;
    revision = row.revision;
    owner = row.owner;
    stored = row.stored;
    figures = row.figures;
    this.issued = Map.copyOf(issued);
    this.others = Map.copyOf(others);
  }

  /** The same record with the secrets that were made with it, which nothing keeps. */
  Row issued(Map<String, String> secrets) {
    return secrets.isEmpty() ? this : new Row(this, secrets, others);
  }

  /** The same record with those that it refers to, by reference. */
  Row with(Map<String, Row> referred) {
    return referred.isEmpty() ? this : new Row(this, issued, referred);
  }

  /** The record that a reference is to, where something of it is shown. */
  @Nullable Row other(String reference) {
    return others.get(reference);
  }

  /** What it shows of others, as they are. */
  Map<String, Row> others() {
    return others;
  }

  /** A secret that was made with it just now; null in any record that was read. */
  @Nullable String issued(String name) {
    return issued.get(name);
  }

  /** What names it: its id. */
  public String key() {
    return id;
  }

  /** A field's value: of the type that its accessor has, or null. */
  @Override
  public @Nullable Object value(String name) {
    return switch (name) {
      case "id" -> id;
      case "created_at" -> createdAt();
      case "updated_at" -> updatedAt();
      default -> value(resource.required(name));
    };
  }

  private @Nullable Object value(Field field) {
    if (field.origin() instanceof Origin.Computed(var computed, _)) {
      return computed(field, computed);
    }
    if (field.origin() instanceof Origin.Aggregated) {
      return figures.get(field.name());
    }
    var value = stored.get(field.name());
    if (value == null) {
      value = field.kind().absent();
    }
    return value == null ? null : field.kind().load(value);
  }

  /** Null too where an older record cannot be computed from. */
  private @Nullable Object computed(
      Field field, java.util.function.Function<Row, ? extends @Nullable Object> computed) {
    try {
      var value = field.rounded(computed.apply(this));
      return value == null ? null : field.kind().load(field.kind().store(value));
    } catch (ArithmeticException | IllegalStateException | Kind.Unfit e) {
      return null;
    }
  }

  /** A whole number. */
  @Override
  public long whole(String name) {
    return (Long) given(name);
  }

  /** True or false. */
  @Override
  public boolean truth(String name) {
    return (Boolean) given(name);
  }

  private Object given(String name) {
    var value = value(name);
    if (value == null) {
      throw new IllegalStateException(name + " has no value in " + resource.plural() + " " + id);
    }
    return value;
  }

  Resource resource() {
    return resource;
  }

  long seq() {
    return seq;
  }

  Instant createdAt() {
    return Instant.parse(createdAt);
  }

  Instant updatedAt() {
    return Instant.parse(updatedAt);
  }

  String storedCreatedAt() {
    return createdAt;
  }

  String storedUpdatedAt() {
    return updatedAt;
  }

  long revision() {
    return revision;
  }

  @Nullable String owner() {
    return owner;
  }

  /** The values of aggregated fields. */
  Map<String, @Nullable Object> figures() {
    return figures;
  }

  @Nullable Object stored(String name) {
    return stored.get(name);
  }

  /** About how much memory it takes: the characters of its texts. */
  long characters() {
    return stored.values().stream()
        .mapToLong(value -> value instanceof String text ? text.length() : 0)
        .sum();
  }
}
