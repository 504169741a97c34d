package factory.pipeline.spec.expression;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructTypeReference;
import factory.pipeline.spec.FieldType;
import java.util.Locale;

/** What an expression gives. Exact decimals are CEL's {@code double}, so that 1.5 is one. */
public sealed interface Type {
  /** A value without parts. */
  enum Scalar implements Type {
    /** {@code long}. */
    INT(SimpleType.INT, "long", "Long"),
    /** {@code BigDecimal}. */
    DECIMAL(SimpleType.DOUBLE, "BigDecimal", "BigDecimal"),
    /** {@code String}. */
    STRING(SimpleType.STRING, "String", "String"),
    /** {@code boolean}. */
    BOOL(SimpleType.BOOL, "boolean", "Boolean"),
    /** {@code LocalDate}. */
    DATE(OpaqueType.create("date"), "LocalDate", "LocalDate"),
    /** {@code LocalTime}. */
    TIME(OpaqueType.create("time"), "LocalTime", "LocalTime"),
    /** {@code Instant}. */
    INSTANT(OpaqueType.create("instant"), "Instant", "Instant"),
    /** {@code Duration}. */
    DURATION(OpaqueType.create("duration"), "Duration", "Duration"),
    /** Any JSON, as text, which can only be handed on. */
    JSON(OpaqueType.create("json"), "String", "String"),
    /** A secret's hash, which can only be verified. */
    SECRET(OpaqueType.create("secret"), "String", "String"),
    /** Only {@code null}. */
    NULL(SimpleType.NULL_TYPE, "Object", "Object");

    private final CelType cel;
    private final String java;
    private final String boxed;

    Scalar(CelType cel, String java, String boxed) {
      this.cel = cel;
      this.java = java;
      this.boxed = boxed;
    }

    @Override
    public CelType cel() {
      return cel;
    }

    /** The name of its Java type. */
    public String java() {
      return java;
    }

    /** The name of its Java type in a list. */
    public String boxed() {
      return boxed;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A list of values. */
  record Items(Type item) implements Type {
    @Override
    public CelType cel() {
      return ListType.create(item.cel());
    }

    @Override
    public String toString() {
      return "list(" + item + ")";
    }
  }

  /** A record of a kind, by its singular name. */
  record Row(String kind) implements Type {
    @Override
    public CelType cel() {
      return StructTypeReference.create(nameOf(kind));
    }

    @Override
    public String toString() {
      return nameOf(kind);
    }
  }

  /** Records of a kind that the database finds, by its singular name. */
  record Rows(String kind) implements Type {
    @Override
    public CelType cel() {
      return ListType.create(StructTypeReference.create(nameOf(kind)));
    }

    @Override
    public String toString() {
      return "rows of " + kind;
    }
  }

  /** The type as the checker of CEL knows it. */
  CelType cel();

  /** With a space, so that no expression can name it. */
  static String nameOf(String kind) {
    return kind + " record";
  }

  /** What a field of that type is in expressions. */
  static Type of(FieldType type) {
    return switch (type) {
      case FieldType.Text _,
          FieldType.Email _,
          FieldType.Url _,
          FieldType.Choice _,
          FieldType.Wallet _ ->
          Scalar.STRING;
      case FieldType.Whole _ -> Scalar.INT;
      case FieldType.Decimal _, FieldType.Money _ -> Scalar.DECIMAL;
      case FieldType.Truth _ -> Scalar.BOOL;
      case FieldType.Date _ -> Scalar.DATE;
      case FieldType.Time _ -> Scalar.TIME;
      case FieldType.Instant _ -> Scalar.INSTANT;
      case FieldType.Duration _ -> Scalar.DURATION;
      case FieldType.Json _, FieldType.ObjectOf _ -> Scalar.JSON;
      case FieldType.ListOf list -> new Items(of(list.item()));
      // Whether there is one is all that an expression can ask.
      case FieldType.Secret _, FieldType.File _ -> Scalar.SECRET;
      case FieldType.Reference reference -> new Row(reference.kind());
    };
  }

  /** The type that CEL's checker found. */
  static Type of(CelType cel) {
    if (cel instanceof NullableType nullable) {
      return of(nullable.targetType());
    }
    if (cel instanceof ListType list) {
      var item = of(list.elemType());
      return item instanceof Row(var kind) ? new Rows(kind) : new Items(item);
    }
    for (var scalar : Scalar.values()) {
      if (scalar.cel.equals(cel)) {
        return scalar;
      }
    }
    if (cel.name().endsWith(" record")) {
      return new Row(cel.name().substring(0, cel.name().length() - " record".length()));
    }
    return Scalar.NULL;
  }
}
