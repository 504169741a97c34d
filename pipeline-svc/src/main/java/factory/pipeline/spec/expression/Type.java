package factory.pipeline.spec.expression;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructTypeReference;
import factory.pipeline.spec.FieldType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

  /** An object with members of its own. Two with the same members are of one type. */
  record Struct(FieldType.ObjectOf object) implements Type {
    private static final String PREFIX = "object of ";

    @Override
    public CelType cel() {
      return StructTypeReference.create(name());
    }

    /** With spaces, so that no expression can name it; it says all that the object is. */
    String name() {
      return PREFIX + object.members();
    }

    /** The type of a member's value. */
    Optional<FieldType.Member> member(String name) {
      return object.members().stream().filter(m -> m.name().equals(name)).findFirst();
    }

    /** Whether a member may have no value. */
    static boolean optional(FieldType.Member member) {
      return !member.required() && member.fallback().isEmpty();
    }

    @Override
    public String toString() {
      return object.members().stream()
          .map(FieldType.Member::name)
          .collect(Collectors.joining(", ", "object of ", ""));
    }
  }

  /**
   * An object that an expression makes.
   *
   * @param members in their order
   * @param nullable those that may have no value
   */
  record Made(Map<String, Type> members, Set<String> nullable) implements Type {
    /** Keeps copies. */
    public Made {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
      nullable = Set.copyOf(nullable);
    }

    @Override
    public CelType cel() {
      return MapType.create(SimpleType.STRING, SimpleType.DYN);
    }

    /** Why it is none of those, which is told; empty when it is one. */
    Optional<String> differs(Struct wanted) {
      for (var member : wanted.object().members()) {
        var type = members.get(member.name());
        var name = "'" + member.name() + "'";
        if (type == null) {
          if (!Struct.optional(member)) {
            return Optional.of("must have the member " + name);
          }
        } else if (!type.equals(of(member.type())) && !isNull(type, member)) {
          return Optional.of(
              "%s must be %s, and is %s".formatted(name, of(member.type()), type)
                  + (of(member.type()) == Scalar.DECIMAL && type == Scalar.INT
                      ? ": write decimal(...)"
                      : ""));
        } else if (nullable.contains(member.name()) && !Struct.optional(member)) {
          return Optional.of(name + " must have a value");
        }
      }
      return members.keySet().stream()
          .filter(name -> wanted.member(name).isEmpty())
          .findFirst()
          .map(name -> "has no member '%s'".formatted(name));
    }

    private static boolean isNull(Type type, FieldType.Member member) {
      return type == Scalar.NULL && Struct.optional(member);
    }

    @Override
    public String toString() {
      return "object of " + String.join(", ", members.keySet());
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
      case FieldType.Json _ -> Scalar.JSON;
      case FieldType.ObjectOf object -> new Struct(object);
      case FieldType.ListOf list -> new Items(of(list.item()));
      // Whether there is one is all that an expression can ask.
      case FieldType.Secret _, FieldType.File _ -> Scalar.SECRET;
      case FieldType.Reference reference -> new Row(reference.kind());
    };
  }

  /**
   * The type that CEL's checker found.
   *
   * @param objects those of objects, by their names
   */
  static Type of(CelType cel, Map<String, Struct> objects) {
    if (cel instanceof NullableType nullable) {
      return of(nullable.targetType(), objects);
    }
    if (cel instanceof MapType) {
      return new Made(Map.of(), Set.of());
    }
    if (cel instanceof ListType list) {
      var item = of(list.elemType(), objects);
      return item instanceof Row(var kind) ? new Rows(kind) : new Items(item);
    }
    for (var scalar : Scalar.values()) {
      if (scalar.cel.equals(cel)) {
        return scalar;
      }
    }
    var object = objects.get(cel.name());
    if (object != null) {
      return object;
    }
    if (cel.name().endsWith(" record")) {
      return new Row(cel.name().substring(0, cel.name().length() - " record".length()));
    }
    return Scalar.NULL;
  }
}
