package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One operation on a kind, as a document has it.
 *
 * @param operation what it does
 * @param method {@code GET}, {@code POST}, {@code PUT}, {@code PATCH} or {@code DELETE}
 * @param path a template such as {@code /owners/{ownerId}/pets}
 * @param keys what each parameter of the path is, by its name: {@code id} or a field, to which it
 *     keeps the operation: a record with another value there is not found, and a new one gets it
 * @param bodyWithin the member of the body that has the record; empty when the body is it
 * @param partial of {@code UPDATE}: whether what is not in the body stays as it is
 * @param status of success
 * @param answer what is answered
 * @param madeStatus of a PUT that makes what is not there, where its success is another
 * @param statuses what is answered in place of one of ours, such as 400 in place of 422; of 424
 *     where the body names a record that is not there, if not as of any field
 * @param bodyTypes the media types that a body may have; JSON alone when there are none
 * @param pathChecked whether a parameter of the path that is no value of what it names is refused
 *     with 400, or what is answered in its place; with 404 else
 * @param file the field whose file it is about: one that reads answers the bytes, one that makes or
 *     changes takes them as its body, or as the one file of a form; with {@code DELETE} it is
 *     removed
 * @param pick which of the records alone, and in which order
 * @param ofAccount whether it is about the account that is logged in, which no key of the path
 *     names then; it is none of the kind's operations, which are about any record
 * @param text the field that a body of {@code text/plain} is all of
 * @param sent the headers and cookies that say to which values it is kept besides
 * @param fields those that a body may give, of what clients give; none for all of them. What it may
 *     not is as if there were no such field: a new record has what it is without it, and a
 *     replacement keeps it
 * @param called by parameter of the path that is a reference, the field by which it calls what that
 *     refers to, where it is not the id
 * @param always members that are always the same, beside the one that has the record or the records
 */
public record Route(
    Kind.Operation operation,
    String method,
    String path,
    Map<String, String> keys,
    Optional<String> bodyWithin,
    boolean partial,
    int status,
    Answer answer,
    Optional<Integer> madeStatus,
    Map<Integer, Integer> statuses,
    List<String> bodyTypes,
    boolean pathChecked,
    Optional<String> file,
    Pick pick,
    boolean ofAccount,
    Optional<String> text,
    List<SentKey> sent,
    List<String> fields,
    Map<String, String> called,
    Map<String, JsonNode> always) {
  /** One that is about a record. */
  public Route(
      Kind.Operation operation,
      String method,
      String path,
      Map<String, String> keys,
      Optional<String> bodyWithin,
      boolean partial,
      int status,
      Answer answer,
      Optional<Integer> madeStatus,
      Map<Integer, Integer> statuses,
      List<String> bodyTypes,
      boolean pathChecked) {
    this(
        operation,
        method,
        path,
        keys,
        bodyWithin,
        partial,
        status,
        answer,
        madeStatus,
        statuses,
        bodyTypes,
        pathChecked,
        Optional.empty(),
        Pick.NONE,
        false,
        Optional.empty(),
        List.of(),
        List.of(),
        Map.of(),
        Map.of());
  }

  /** How many characters a search has at most. */
  public static final int MAX_SEARCH = 200;

  /** What a body is that is a text. */
  public static final String TEXT = "text/plain";

  /** What a body is when nothing else is said. */
  public static final String JSON = "application/json";

  private static final Pattern PARAMETER = Pattern.compile("\\{([^/{}]+)\\}");

  /** Keeps copies. */
  public Route {
    keys = Sorted.copyOf(keys);
    statuses = Sorted.copyOf(statuses);
    bodyTypes = List.copyOf(bodyTypes);
    sent = List.copyOf(sent);
    fields = List.copyOf(fields);
    called = Sorted.copyOf(called);
    always = Sorted.copyOf(always);
  }

  /** Whether an operation is meant to keep what is not in its body, as methods are meant. */
  static boolean isPartial(Kind.Operation operation, String method) {
    return operation == Kind.Operation.UPDATE && !method.equals("PUT");
  }

  /**
   * Which records a list or a read is about, of those that its path says.
   *
   * @param where CEL over {@code record} and {@code now} that becomes SQL; empty for all
   * @param order the list's, where a caller asks for none: a field, a count or an average of
   *     others, or {@code created_at}, with a leading {@code -} for descending; a read whose path
   *     names no record is about the first in it. Empty for the kind's own
   * @param random whether a read is about any of them, each as likely as the others
   */
  public record Pick(Optional<String> where, Optional<String> order, boolean random) {
    /** All of them, in the kind's own order. */
    public static final Pick NONE = new Pick(Optional.empty(), Optional.empty(), false);

    /** Whether it says which one a read is about. */
    public boolean isOne() {
      return random || order.isPresent();
    }
  }

  /** The same about some of the records, of which its path says which by these. */
  public Route picked(Map<String, String> by, Pick which, Optional<Integer> most) {
    var records =
        most.isPresent() && answer instanceof Answer.Rows rows ? rows.most(most.get()) : answer;
    return new Route(
        operation,
        method,
        path,
        by,
        bodyWithin,
        partial,
        status,
        records,
        madeStatus,
        statuses,
        bodyTypes,
        pathChecked,
        file,
        which,
        ofAccount,
        text,
        sent,
        fields,
        called,
        always);
  }

  /** The same, whose body may give these fields and no others. */
  public Route giving(List<String> some) {
    return new Route(
        operation,
        method,
        path,
        keys,
        bodyWithin,
        partial,
        status,
        answer,
        madeStatus,
        statuses,
        bodyTypes,
        pathChecked,
        file,
        pick,
        ofAccount,
        text,
        sent,
        some,
        called,
        always);
  }

  /** Whether it is about all of the records that its path says, in the kind's own order. */
  public boolean isWhole() {
    return pick.equals(Pick.NONE);
  }

  /** What the path, headers and cookies say of a record: {@code id}, and fields. */
  public List<String> placed() {
    return Stream.concat(keys.values().stream(), sent.stream().map(SentKey::field)).toList();
  }

  /** The names of the path's parameters, in their order. */
  public List<String> parameters() {
    return parameters(path);
  }

  /** Those of a template. */
  static List<String> parameters(String path) {
    return PARAMETER.matcher(path).results().map(result -> result.group(1)).toList();
  }

  /** The media types that a body may have, the usual one first. */
  public List<String> takes() {
    return !bodyTypes.isEmpty() ? bodyTypes : List.of(file.isPresent() ? "*/*" : JSON);
  }

  /** By reference that a parameter of the path is, the field by which it calls the other record. */
  public Map<String, String> calledBy() {
    Map<String, String> by = new HashMap<>();
    called.forEach((parameter, of) -> by.put(keys.getOrDefault(parameter, "id"), of));
    return by;
  }

  /** Whether its body may give a field of those that clients give. */
  public boolean gives(String field) {
    return fields.isEmpty() || fields.contains(field);
  }

  /** Whether its body is a file, and nothing else. */
  public boolean takesFile() {
    return file.isPresent() && operation != Kind.Operation.READ && !method.equals("DELETE");
  }

  /** Whether it answers the bytes of a file. */
  public boolean answersFile() {
    return file.isPresent() && operation == Kind.Operation.READ;
  }

  /** Which of the records alone are listed, by who calls. */
  public Optional<Mine> mine() {
    return answer instanceof Answer.Rows rows ? rows.mine() : Optional.empty();
  }

  /** What stands for a body that names a record that is not there, in {@link #statuses}. */
  public static final int MISSING = 424;

  /** What is answered to a body that names a record that is not there. */
  public int missing() {
    return statuses.getOrDefault(MISSING, status(422));
  }

  /** What is answered in place of a status of ours. */
  public int status(int ours) {
    return statuses.getOrDefault(ours, ours);
  }

  /** What is answered. */
  public sealed interface Answer {
    /** The record, itself, as a member of an object, or of a member as {@code data/user}. */
    record Row(Optional<String> within) implements Answer {}

    /** No body. */
    record Nothing() implements Answer {}

    /**
     * Always the same, such as {@code {"success": true}}.
     *
     * @param isText whether it is a text that is answered as {@code text/plain}
     */
    record Constant(JsonNode value, boolean isText) implements Answer {
      /** One that is JSON. */
      public Constant(JsonNode value) {
        this(value, false);
      }
    }

    /**
     * An account and its session: of who has made it, who is logged in by that, or of who has
     * changed his own, and stays so.
     *
     * @param within the member that has the rest; empty when the answer is it
     * @param members of the answer; none for no body, where the session is a cookie
     */
    record Session(Optional<String> within, List<Accounts.Member> members) implements Answer {
      /** Keeps a copy. */
      public Session {
        members = List.copyOf(members);
      }
    }

    /**
     * Records, as a list or as a member of an object.
     *
     * @param within the member that has them, or a member of a member as {@code data/users}; empty
     *     when the answer is the list
     * @param figures members that say something about the list
     * @param figuresWithin the member that has the figures; empty when they stand beside the
     *     records
     * @param paging which of them
     * @param parameters of the query, besides
     * @param headers of the answer that say something about the list
     * @param emptyNotFound whether an answer without records is 404
     * @param mine which of them alone, by who calls
     * @param form as what they are answered
     * @param also other forms, for callers that like one of them more
     * @param othersRefused whether callers that take none of the forms are refused
     */
    record Rows(
        Optional<String> within,
        List<Figure> figures,
        Optional<String> figuresWithin,
        Paging paging,
        List<Parameter> parameters,
        List<Figure> headers,
        boolean emptyNotFound,
        Optional<Mine> mine,
        Form form,
        List<Form> also,
        boolean othersRefused)
        implements Answer {
      /** A list for all callers alike. */
      public Rows(
          Optional<String> within,
          List<Figure> figures,
          Optional<String> figuresWithin,
          Paging paging,
          List<Parameter> parameters,
          List<Figure> headers,
          boolean emptyNotFound) {
        this(
            within,
            figures,
            figuresWithin,
            paging,
            parameters,
            headers,
            emptyNotFound,
            Optional.empty(),
            Form.JSON,
            List.of(),
            false);
      }

      /** Keeps a copy. */
      public Rows {
        figures = List.copyOf(figures);
        parameters = List.copyOf(parameters);
        headers = List.copyOf(headers);
        also = List.copyOf(also);
      }

      /** The same with so many at most, where no parameter says how many. */
      Rows most(int most) {
        return paging.limit().isPresent()
            ? this
            : new Rows(
                within,
                figures,
                figuresWithin,
                new Paging(
                    Optional.empty(),
                    most,
                    most,
                    paging.offset(),
                    paging.page(),
                    paging.firstPage(),
                    paging.cursor()),
                parameters,
                headers,
                emptyNotFound,
                mine,
                form,
                also,
                othersRefused);
      }

      /** The member beside the records that says how many there are in all. */
      public Optional<String> total() {
        return figuresWithin.isPresent()
            ? Optional.empty()
            : figures.stream()
                .filter(figure -> figure.part() == Part.TOTAL)
                .map(Figure::name)
                .findFirst();
      }
    }
  }

  /** As what a list is answered. */
  public enum Form {
    /** JSON. */
    JSON,
    /** A page, in which everything is escaped. */
    HTML,
    /** Comma-separated values (RFC 4180), of which no text is a formula. */
    CSV;

    /** The media type. */
    public String mediaType() {
      return switch (this) {
        case JSON -> Route.JSON;
        case HTML -> "text/html";
        case CSV -> "text/csv";
      };
    }
  }

  /** Whether it answers records in another form than JSON. */
  public boolean isText() {
    return answer instanceof Answer.Rows rows && rows.form() != Form.JSON;
  }

  /**
   * Which records of a list are answered.
   *
   * @param limit the parameter that says how many at most
   * @param usualLimit how many when it does not say
   * @param mostLimit the most that it may say; more is refused
   * @param offset the parameter that says how many come before
   * @param page the parameter that says which page of {@code limit} records
   * @param firstPage the number of the first page, 0 or 1
   * @param cursor the parameter that says where the answer before ended
   */
  public record Paging(
      Optional<String> limit,
      int usualLimit,
      int mostLimit,
      Optional<String> offset,
      Optional<String> page,
      int firstPage,
      Optional<String> cursor) {
    /** All of them, as far as one answer holds them. */
    public static final Paging ALL =
        new Paging(
            Optional.empty(),
            10_000,
            10_000,
            Optional.empty(),
            Optional.empty(),
            1,
            Optional.empty());
  }

  /**
   * Keeps a list to what whoever calls has to do with: records that he has made, or that others
   * which he has made refer to.
   *
   * @param kind whose records he has made, by singular name; empty for those of the list
   * @param by of that kind, the reference to {@code via}; empty without a kind
   * @param via {@code id}, or the field of a listed record that {@code by} has the same value as
   * @param of the field of those others that is the record of the path, in place of who calls
   */
  public record Mine(Optional<String> kind, Optional<String> by, String via, Optional<String> of) {
    /** What whoever calls has to do with. */
    public Mine(Optional<String> kind, Optional<String> by, String via) {
      this(kind, by, via, Optional.empty());
    }
  }

  /**
   * A parameter of a list.
   *
   * @param name in the query
   * @param field that it is about; empty for {@code SEARCH}, {@code ORDER} and {@code DIRECTION}
   * @param bounds the text or the number that it has to be, where what is asked for is bounded; any
   *     that the field's type knows when empty
   * @param orders of {@code ORDER} and {@code ORDERS}, what each word asks for: a field, a count or
   *     an average of others, or {@code created_at}, with a leading {@code -} for descending; none
   *     where fields are called by their names
   * @param called the field of another record by which {@code CALLED} and {@code DONE} name that
   * @param done of {@code DONE}: what has been done with the records of the list, where {@code of}
   *     is who has done it
   */
  public record Parameter(
      String name,
      Optional<String> field,
      By by,
      Optional<FieldType> bounds,
      Map<String, String> orders,
      Optional<String> called,
      Optional<Mine> done) {
    /** Keeps a copy. */
    public Parameter {
      orders = Sorted.copyOf(orders);
    }

    /** One without bounds of its own. */
    public Parameter(String name, Optional<String> field, By by) {
      this(name, field, by, Optional.empty());
    }

    /** One about the list's own records. */
    public Parameter(String name, Optional<String> field, By by, Optional<FieldType> bounds) {
      this(name, field, by, bounds, Map.of());
    }

    /** One whose orders have words of their own. */
    public Parameter(
        String name,
        Optional<String> field,
        By by,
        Optional<FieldType> bounds,
        Map<String, String> orders) {
      this(name, field, by, bounds, orders, Optional.empty(), Optional.empty());
    }

    /** One for those whose reference is to the record that is called so. */
    public static Parameter called(String name, String reference, String by) {
      return new Parameter(
          name,
          Optional.of(reference),
          By.CALLED,
          Optional.empty(),
          Map.of(),
          Optional.of(by),
          Optional.empty());
    }

    /** One for those with which the record that is called so has done something. */
    public static Parameter done(String name, Mine what, String by) {
      return new Parameter(
          name,
          Optional.empty(),
          By.DONE,
          Optional.empty(),
          Map.of(),
          Optional.of(by),
          Optional.of(what));
    }

    /** The same, where what is asked for is bounded. */
    public Parameter within(Optional<FieldType> others) {
      return new Parameter(name, field, by, others, orders, called, done);
    }

    /** Whether it says the order. */
    public boolean isOrder() {
      return by == By.ORDER || by == By.ORDERS;
    }
  }

  /** A member of a list's answer that says something about it. */
  public record Figure(String name, Part part) {}

  /** What a figure says. */
  public enum Part {
    /** How many records there are in all. */
    TOTAL,
    /** How many records one answer has at most. */
    LIMIT,
    /** How many records come before those of this answer. */
    OFFSET,
    /** Which page this is. */
    PAGE,
    /** How many pages there are in all. */
    PAGES,
    /** How many records this answer has. */
    COUNT,
    /** Whether there are more after it. */
    MORE,
    /** What a list's cursor is to be for those after it; none after the last. */
    NEXT,
    /** The address of those after it; none after the last. */
    NEXT_LINK,
    /** The address of those before it; none before the first. */
    PREVIOUS_LINK,
    /** The address of the first of them. */
    FIRST_LINK,
    /** The address of the last of them. */
    LAST_LINK,
    /** The number of the next page; none after the last. */
    NEXT_PAGE,
    /** The number of the page before; none before the first. */
    PREVIOUS_PAGE,
    /** A header with all of the addresses (RFC 8288). */
    LINKS,
    /** Whether there are none before it. */
    FIRST,
    /** Whether there are none after it. */
    LAST,
    /** Whether there are some before it. */
    BEFORE,
    /** Whether this answer has none. */
    EMPTY;

    /** Whether it is a truth. */
    public boolean isTruth() {
      return switch (this) {
        case MORE, FIRST, LAST, BEFORE, EMPTY -> true;
        default -> false;
      };
    }

    /** Whether it is where another part of the list is, by a page or an offset. */
    public boolean isLink() {
      return switch (this) {
        case NEXT_LINK, PREVIOUS_LINK, FIRST_LINK, LAST_LINK, NEXT_PAGE, PREVIOUS_PAGE, LINKS ->
            true;
        case TOTAL, LIMIT, OFFSET, PAGE, PAGES, COUNT, MORE, NEXT, FIRST, LAST, BEFORE, EMPTY ->
            false;
      };
    }

    /** Whether there may be none of it. */
    public boolean mayBeNone() {
      return switch (this) {
        case NEXT, NEXT_LINK, PREVIOUS_LINK, NEXT_PAGE, PREVIOUS_PAGE -> true;
        default -> false;
      };
    }
  }

  /** What a parameter asks for. */
  public enum By {
    /** Records with this value. */
    EQUAL,
    /** Records with this one of a field's words; none has what is no word of it. */
    WORD,
    /** Records with this value or more. */
    FROM,
    /** Records with this value or less. */
    TO,
    /** Records whose text begins so. */
    PREFIX,
    /** Records with one of these values, with commas between. */
    ANY_OF,
    /** Records whose list has this value. */
    HAS,
    /** Records whose list has one of these values, with commas between. */
    HAS_ANY,
    /** Records with this in one of the texts that are searched. */
    SEARCH,
    /**
     * The order: a field's name in JSON; with a leading - for descending, where no parameter is the
     * direction.
     */
    ORDER,
    /** Orders in words of their own, each a parameter: the later say what the earlier leave. */
    ORDERS,
    /** The direction of the order: asc or desc, in any case. */
    DIRECTION,
    /** Records that refer to the one that is called so; none where there is no such one. */
    CALLED,
    /** Records with which the one that is called so has done something. */
    DONE
  }
}
