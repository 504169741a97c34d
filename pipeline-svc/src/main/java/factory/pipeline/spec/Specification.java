package factory.pipeline.spec;

import java.util.List;
import java.util.Optional;

/**
 * What a service is and does. Every source makes one, and everything after it (the Java, the served
 * document, the proof, the pages) follows from it alone.
 *
 * <p>A value of this type is well-formed; whether it also makes sense (names that exist,
 * expressions of the right type) is what {@link Checker} says.
 *
 * @param format the version of the format, {@link #FORMAT} for what is written now
 * @param title one line, what the service is called
 * @param description some sentences; may be empty
 * @param kinds the records that it keeps
 * @param actions named operations on records
 * @param reports lists of figures about records
 * @param functions operations that keep nothing
 * @param examples scenarios that the idea or a document states; they become tests
 * @param leftOut what the source did not put into the service, and why
 * @param assumptions what the source decided by itself, a sentence each
 * @param questions what must be known before it can be built as it was meant
 * @param errors what refusals look like where a document says so
 * @param accounts the service's own users; empty where wallets are all that there is
 * @param tools operations that are tools of the platform
 * @param code computations in Java that expressions call
 */
public record Specification(
    int format,
    String title,
    String description,
    List<Kind> kinds,
    List<Action> actions,
    List<Report> reports,
    List<Function> functions,
    List<Example> examples,
    List<LeftOut> leftOut,
    List<String> assumptions,
    List<Question> questions,
    Optional<ErrorShape> errors,
    Optional<Accounts> accounts,
    List<ToolOperation> tools,
    List<Code> code) {
  /** The version that is written now. */
  public static final int FORMAT = 1;

  /** Keeps copies of the lists. */
  public Specification {
    kinds = List.copyOf(kinds);
    actions = List.copyOf(actions);
    reports = List.copyOf(reports);
    functions = List.copyOf(functions);
    examples = List.copyOf(examples);
    leftOut = List.copyOf(leftOut);
    assumptions = List.copyOf(assumptions);
    questions = List.copyOf(questions);
    tools = List.copyOf(tools);
    code = List.copyOf(code);
  }

  /** One whose refusals have the house's shape, without accounts of its own, tools and code. */
  public Specification(
      int format,
      String title,
      String description,
      List<Kind> kinds,
      List<Action> actions,
      List<Report> reports,
      List<Function> functions,
      List<Example> examples,
      List<LeftOut> leftOut,
      List<String> assumptions,
      List<Question> questions) {
    this(
        format,
        title,
        description,
        kinds,
        actions,
        reports,
        functions,
        examples,
        leftOut,
        assumptions,
        questions,
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /** One without code. */
  public Specification(
      int format,
      String title,
      String description,
      List<Kind> kinds,
      List<Action> actions,
      List<Report> reports,
      List<Function> functions,
      List<Example> examples,
      List<LeftOut> leftOut,
      List<String> assumptions,
      List<Question> questions,
      Optional<ErrorShape> errors,
      Optional<Accounts> accounts,
      List<ToolOperation> tools) {
    this(
        format,
        title,
        description,
        kinds,
        actions,
        reports,
        functions,
        examples,
        leftOut,
        assumptions,
        questions,
        errors,
        accounts,
        tools,
        List.of());
  }

  /** The same with other open places. */
  public Specification with(List<LeftOut> leftOut, List<Question> questions) {
    return with(examples, leftOut, questions);
  }

  /** The same with other scenarios. */
  public Specification withExamples(List<Example> examples) {
    return with(examples, leftOut, questions);
  }

  private Specification with(
      List<Example> examples, List<LeftOut> leftOut, List<Question> questions) {
    return new Specification(
        format,
        title,
        description,
        kinds,
        actions,
        reports,
        functions,
        examples,
        leftOut,
        assumptions,
        questions,
        errors,
        accounts,
        tools,
        code);
  }

  /** The kind of that (singular) name. */
  public Optional<Kind> kind(String name) {
    return kinds.stream().filter(kind -> kind.name().equals(name)).findFirst();
  }

  /**
   * A part of the input that is not in the service.
   *
   * @param text the part as it was given
   * @param reason why not, for the person who wrote it
   */
  public record LeftOut(String text, String reason) {}

  /**
   * An open place.
   *
   * @param id the same for the same question about the same input: 16 hex digits of a hash
   * @param text for a person
   * @param path where in the specification the answer belongs, as a JSON pointer; may be empty
   * @param choices what can be answered with one click; may be empty
   */
  public record Question(String id, String text, String path, List<Choice> choices) {
    /** Keeps a copy of the choices. */
    public Question {
      choices = List.copyOf(choices);
    }

    /**
     * With its id.
     *
     * @param of what makes it another question
     */
    public static Question of(String of, String text, String path, List<Choice> choices) {
      return new Question(Sha256.hex(of).substring(0, 16), text, path, choices);
    }
  }

  /** One possible answer: what is sent, and what is shown. */
  public record Choice(String value, String label) {}
}
