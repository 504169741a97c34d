package factory.pipeline.prove;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was asked of a running service, and what was seen.
 *
 * @param seed what values were drawn from; the same for the same served document
 * @param calls how many requests were sent
 * @param checks those that failed first, then those that were not tried, then the others, each in
 *     the order in which they were made
 */
public record Proof(long seed, int calls, List<Check> checks) {
  /** The version of its JSON. */
  public static final int FORMAT = 1;

  /** Sorts the checks. */
  public Proof {
    checks = checks.stream().sorted(Comparator.comparing(Check::outcome)).toList();
  }

  /** How a check went. */
  public enum Outcome {
    /** The service does something else than its specification says. */
    FAILED,
    /** It was not asked, for the reason that is the evidence. */
    NOT_TRIED,
    /** It does what the specification says. */
    PASSED;

    /** In lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a check is about. */
  public enum Area {
    /** Making, reading, changing and deleting records. */
    RECORDS,
    /** What values a field takes. */
    RULES,
    /** Bodies and addresses that make no sense. */
    REQUESTS,
    /** Paths, names, statuses and shapes that a document has for its operations. */
    ROUTES,
    /** Lists: order, filters, search, pages. */
    LISTS,
    /** References between kinds. */
    REFERENCES,
    /** Values that no two records share, and intervals that do not overlap. */
    UNIQUENESS,
    /** Fields that the service sets. */
    SET_FIELDS,
    /** Which word may follow which. */
    TRANSITIONS,
    /** Who sees and changes what. */
    VISIBILITY,
    /** Accounts of the service, and their sessions. */
    ACCOUNTS,
    /** Secrets. */
    SECRETS,
    /** Named operations. */
    ACTIONS,
    /** Operations that keep nothing. */
    FUNCTIONS,
    /** Figures over records. */
    REPORTS,
    /** Files of records. */
    FILES,
    /** Entity tags and conditional requests. */
    REVISIONS,
    /** The scenarios that the specification states. */
    EXAMPLES,
    /** What somebody sends who means harm. */
    ATTACKS,
    /** Answers beside the served document. */
    DOCUMENT,
    /** Failures of the service's own. */
    FAILURES;

    /** In lower case, with spaces. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * One check.
   *
   * @param name what holds when it passes, a sentence without its full stop
   * @param evidence what was sent and answered when it failed; why, when it was not tried; may be
   *     empty
   */
  public record Check(Area area, String name, Outcome outcome, String evidence) {}

  /** This proof and what another process of the same version was asked besides. */
  public Proof and(Proof besides) {
    return new Proof(
        seed,
        calls + besides.calls(),
        Stream.concat(checks.stream(), besides.checks().stream()).toList());
  }

  /** Whether nothing failed. */
  public boolean holds() {
    return firstFailure().isEmpty();
  }

  /** What failed first. */
  public Optional<Check> firstFailure() {
    return checks.stream().filter(check -> check.outcome() == Outcome.FAILED).findFirst();
  }

  /** How many checks went that way. */
  public long count(Outcome outcome) {
    return checks.stream().filter(check -> check.outcome() == outcome).count();
  }

  /** One line about all of it. */
  public String summary() {
    return "%d checks passed, %d failed, %d were not tried; %d calls."
        .formatted(count(Outcome.PASSED), count(Outcome.FAILED), count(Outcome.NOT_TRIED), calls);
  }

  /** For a person: the summary, then a line for each check. */
  public String words() {
    var text = new StringBuilder(summary()).append('\n');
    for (var check : checks) {
      text.append(
              switch (check.outcome()) {
                case PASSED -> "passed     ";
                case FAILED -> "FAILED     ";
                case NOT_TRIED -> "not tried  ";
              })
          .append(check.area().word())
          .append(": ")
          .append(check.name());
      if (!check.evidence().isEmpty()) {
        text.append(" (").append(check.evidence()).append(')');
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** For programs, in one line. */
  public String json() {
    var root = JsonNodeFactory.instance.objectNode();
    root.put("format", FORMAT);
    root.put("seed", Long.toString(seed));
    root.put("calls", calls);
    for (var outcome : Outcome.values()) {
      root.put(outcome.word(), count(outcome));
    }
    var all = root.putArray("checks");
    for (var check : checks) {
      var one = all.addObject();
      one.put("area", check.area().name().toLowerCase(Locale.ROOT));
      one.put("name", check.name());
      one.put("outcome", check.outcome().word());
      if (!check.evidence().isEmpty()) {
        one.put("evidence", check.evidence());
      }
    }
    return root.toString();
  }
}
