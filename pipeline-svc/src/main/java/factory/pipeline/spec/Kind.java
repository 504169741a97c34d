package factory.pipeline.spec;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of record: made, read, listed, changed and deleted at {@code /{plural}}.
 *
 * @param name singular, such as {@code book_shelf}
 * @param plural its path, its table and its name in expressions, such as {@code book_shelves}
 * @param description a sentence; may be empty
 * @param key what names one record
 * @param fields at least one, unless a question asks for them
 * @param unique combinations of fields that no two records share
 * @param noOverlap intervals of which no two may overlap
 * @param rules conditions over one record that hold whenever it is stored
 * @param expires the name of an instant field after which a record is gone
 * @param listing how it can be listed
 * @param access who may do what
 * @param operations which of the five there are
 * @param http how records look over HTTP where a document says so
 */
public record Kind(
    String name,
    String plural,
    String description,
    Key key,
    List<Field> fields,
    List<Unique> unique,
    List<NoOverlap> noOverlap,
    List<Rule> rules,
    Optional<String> expires,
    Listing listing,
    KindAccess access,
    Set<Operation> operations,
    Optional<Http> http) {
  /** Keeps copies of the lists. */
  public Kind {
    fields = List.copyOf(fields);
    unique = List.copyOf(unique);
    noOverlap = List.copyOf(noOverlap);
    rules = List.copyOf(rules);
    operations = Sorted.copyOf(operations);
  }

  /** One in the house's shapes. */
  public Kind(
      String name,
      String plural,
      String description,
      Key key,
      List<Field> fields,
      List<Unique> unique,
      List<NoOverlap> noOverlap,
      List<Rule> rules,
      Optional<String> expires,
      Listing listing,
      KindAccess access,
      Set<Operation> operations) {
    this(
        name,
        plural,
        description,
        key,
        fields,
        unique,
        noOverlap,
        rules,
        expires,
        listing,
        access,
        operations,
        Optional.empty());
  }

  /** The same with other operations, and how they look. */
  public Kind with(Set<Operation> operations, Optional<Http> http) {
    return new Kind(
        name,
        plural,
        description,
        key,
        fields,
        unique,
        noOverlap,
        rules,
        expires,
        listing,
        access,
        operations,
        http);
  }

  /** The field of that name. */
  public Optional<Field> field(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst();
  }

  /** The field that says who made a record: the account that was logged in, or the wallet. */
  public Optional<Field> maker() {
    return fields.stream()
        .filter(f -> f.origin() instanceof Origin.Account || f.origin() instanceof Origin.Caller)
        .min(Comparator.comparing(f -> f.origin() instanceof Origin.Caller));
  }

  /** What a client may do with records besides actions. */
  public enum Operation {
    /** GET of the collection. */
    LIST,
    /** POST to the collection. */
    CREATE,
    /** GET of one. */
    READ,
    /** PUT and PATCH of one. */
    UPDATE,
    /** DELETE of one. */
    DELETE
  }

  /** What names a record in its path and in references. */
  public sealed interface Key {
    /** A random UUID. */
    record Uuid() implements Key {}

    /** A number that rises from 1. */
    record Sequence() implements Key {}

    /** A random code, unguessable when it is long: so many characters of an alphabet. */
    record Code(String alphabet, int length) implements Key {}

    /** A text of the record when it is made, as it stands in an address; {@link Origin.Slug}. */
    record Slug(String of, int length) implements Key {}

    /** The value of a required, unique text or integer field, which cannot be changed. */
    record Natural(String field) implements Key {}
  }

  /** Fields of which no two records have all the same values; a null is like no other. */
  public record Unique(List<String> fields) {
    /** Keeps a copy of the names. */
    public Unique {
      fields = List.copyOf(fields);
    }
  }

  /**
   * Intervals {@code [from, to)} of which no two overlap among records with the same values of some
   * fields.
   */
  public record NoOverlap(String from, String to, List<String> per) {
    /** Keeps a copy of the names. */
    public NoOverlap {
      per = List.copyOf(per);
    }
  }

  /**
   * A condition over one record.
   *
   * @param check CEL over {@code record}; boolean
   * @param field the field that the refusal names
   * @param message what must be, such as {@code must be after starts_at}
   */
  public record Rule(String check, String field, String message) {}

  /**
   * How records are listed.
   *
   * @param filters by field, each with its ways
   * @param search text fields that {@code q} looks into; may be empty
   * @param order fields by which a list can be ordered, besides {@code created_at}
   * @param defaultOrder a field of those or {@code created_at}, with a leading {@code -} for
   *     descending
   */
  public record Listing(
      List<Filter> filters, List<String> search, List<String> order, String defaultOrder) {
    /** Newest first, no filters. */
    public static final Listing NEWEST_FIRST =
        new Listing(List.of(), List.of(), List.of(), "-created_at");

    /** Keeps copies of the lists. */
    public Listing {
      filters = List.copyOf(filters);
      search = List.copyOf(search);
      order = List.copyOf(order);
    }
  }

  /** A filter: query parameters for one field. */
  public record Filter(String field, Set<Way> ways) {
    /** Keeps a copy of the ways. */
    public Filter {
      ways = Sorted.copyOf(ways);
    }

    /** How a parameter compares. */
    public enum Way {
      /** {@code ?field=value}. */
      EQUAL,
      /** {@code ?field_from=} and {@code ?field_to=}, both inclusive. */
      RANGE,
      /** {@code ?field_prefix=}. */
      PREFIX,
      /** {@code ?field_in=a,b}. */
      ANY_OF,
      /** {@code ?field_has=value}, of a list. */
      HAS
    }
  }

  /** Who may do what with records. */
  public record KindAccess(Access read, Access create, Access update, Access delete) {
    /** Whoever passes the gate may do everything. */
    public static final KindAccess OPEN =
        new KindAccess(
            new Access.Anyone(), new Access.Anyone(), new Access.Anyone(), new Access.Anyone());
  }
}
